// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/export.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::journal {

// A run as one page for a browser: the tree of agents, steps and calls, folded by itself; nothing in it is fetched and nothing
// runs. What came from outside is escaped, and what cannot be seen is drawn. Held in memory until the end, since branches
// that ran at the same time are told apart. One thread.
class HtmlReport
{
public:
    HtmlReport();
    ~HtmlReport();
    void add(const Event& event, bool inherited);
    [[nodiscard]] Result<> write(const Sink& sink) const;

private:
    struct Node;

    [[nodiscard]] Node& nodeAt(std::string_view path);
    [[nodiscard]] Node& newNode(Node& above, std::string_view path);
    [[nodiscard]] static Result<> writeNode(const Node& node, const Sink& sink);
    [[nodiscard]] std::string summary() const;
    [[nodiscard]] std::string gates() const;
    void addRun(const Event& event, const Json& data, bool inherited);
    void addGate(const Event& event, const Json& data, Node& node);

    struct Gate
    {
        std::size_t node = 0;
        std::string what; // HTML of the cells that follow
        std::string decided;
    };

    std::unique_ptr<Node> m_root;
    std::map<std::string, Node*, std::less<>> m_nodes; // by path
    std::map<std::string, Gate, std::less<>> m_gates; // by id
    std::vector<std::string> m_gateOrder;
    std::string m_run;
    std::string m_facts; // HTML: rows of the table at the top
    std::string m_task;
    std::string m_answer;
    std::string m_outcome;
    std::size_t m_bytes = 0;
};

// Text for the inside of an element or of a quoted attribute; invisible characters are drawn as U+202E.
[[nodiscard]] std::string htmlText(std::string_view text);

} // namespace signalbox::journal
