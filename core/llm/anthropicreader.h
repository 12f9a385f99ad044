// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/exchange.h"

#include "base/jsonvalue.h"

#include <map>

namespace signalbox::llm {

// Events of an Anthropic message, or a whole one.
class AnthropicReader final : public ReplyReader
{
public:
    using ReplyReader::ReplyReader;

    std::optional<Failure> event(std::string_view name, const Json& data) override;
    std::optional<Failure> whole(const Json& body) override;
    void endMarker() override { m_ended = m_ended || !m_reply.rawStop.empty(); }
    std::optional<Failure> finish() override;
    [[nodiscard]] bool isComplete() const override { return m_ended; }
    [[nodiscard]] bool isOver() const override { return m_ended; }

private:
    // A block under way: as it began, with what was added to it.
    struct Block
    {
        Json value;
        std::string text; // of text and thinking
        std::string arguments; // pieces of a call's input
    };

    void begin(std::int64_t index, const Json& block);
    void add(std::int64_t index, const Json& delta);
    void readUsage(const Json* usage);
    void readStop(const Json& from);
    [[nodiscard]] StopReason stopReason(bool hasCalls) const;

    std::map<std::int64_t, Block> m_blocks; // by index, never by arrival
    std::string m_refusal;
    bool m_ended = false;
};

} // namespace signalbox::llm
