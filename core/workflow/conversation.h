// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "context/window.h"
#include "llm/modelclient.h"

#include <map>
#include <string>
#include <vector>

namespace signalbox::workflow {

// One agent's conversation with everything that is made once for it: the window, and for each model client that was asked
// its preamble and the wire bytes of every message. One thread.
class Conversation
{
public:
    Conversation(std::string agent, std::string instructions, std::vector<ToolPtr> tools,
                 std::string outputSchema);

    void append(Message message);
    // Other instructions from the next request on.
    void instruct(std::string instructions);
    // The request as `client` wants it. What was made for an earlier one is reused; borrowed until the next append.
    [[nodiscard]] llm::Request requestFor(const llm::ModelClient& client, int step,
                                          std::int64_t maxOutput);

    // Canonical JSON of the messages added since the last call, as an array.
    [[nodiscard]] std::string takeAdded();
    // A secret was taken out of the messages that were taken so far.
    [[nodiscard]] bool isRedacted() const { return m_isRedacted; }
    [[nodiscard]] context::Window& window() { return m_window; }
    [[nodiscard]] const std::vector<ToolPtr>& tools() const { return m_tools; }
    [[nodiscard]] const std::string& toolNamesJson() const { return m_toolNames; }

private:
    struct Side
    {
        llm::Preamble preamble;
        std::vector<llm::WireMessage> messages;
    };

    std::string m_agent;
    std::string m_instructions;
    std::vector<ToolPtr> m_tools;
    std::string m_outputSchema;
    std::string m_toolNames;
    context::Window m_window;
    llm::CallIds m_callIds;
    bool m_isRedacted = false;
    std::map<const llm::ModelClient*, Side> m_sides;
};

} // namespace signalbox::workflow
