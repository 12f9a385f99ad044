// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/exchange.h"

#include "base/jsonvalue.h"

#include <map>
#include <set>

namespace signalbox::llm {

// Events of a Response, or a whole one. The item that ends an item's events is the authoritative one.
class ResponsesReader final : public ReplyReader
{
public:
    using ReplyReader::ReplyReader;

    std::optional<Failure> event(std::string_view name, const Json& data) override;
    std::optional<Failure> whole(const Json& body) override;
    std::optional<Failure> finish() override;
    [[nodiscard]] bool isComplete() const override { return m_ended; }
    [[nodiscard]] bool isOver() const override { return m_ended; }

private:
    struct Item
    {
        Json value;
        std::string arguments; // pieces, until the item is done
        bool done = false;
    };

    void beginItem(const Json& data);
    void endItem(const Json& data);
    void readDelta(std::string_view type, const Json& data);
    [[nodiscard]] std::optional<Failure> end(const Json& response);
    void takeMissingItems(const Json& response);
    void readUsage(const Json& usage);
    void collectText();
    [[nodiscard]] StopReason stopReason(bool hasCalls) const;

    std::map<std::int64_t, Item> m_items; // by output_index
    std::string m_streamedText;
    bool m_refused = false;
    bool m_ended = false;
};

} // namespace signalbox::llm
