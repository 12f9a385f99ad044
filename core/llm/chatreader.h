// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/exchange.h"
#include "llm/thinksplitter.h"
#include "llm/toolcalls.h"

namespace signalbox::llm {

// Chunks of a Chat completion, or a whole one.
class ChatReader final : public ReplyReader
{
public:
    ChatReader(const Provider& provider, const Request& request, const OnDelta& onDelta);

    std::optional<Failure> event(std::string_view name, const Json& data) override;
    std::optional<Failure> whole(const Json& body) override;
    void endMarker() override { m_marked = true; }
    std::optional<Failure> finish() override;
    [[nodiscard]] bool isComplete() const override { return m_marked || !m_finish.empty(); }
    [[nodiscard]] bool isOver() const override { return m_marked; }

private:
    void readDelta(const Json& delta);
    void readContent(const Json& content);
    void readReasoning(const Json& delta);
    void readCall(const Json& call);
    void readUsage(const Json& usage);
    [[nodiscard]] StopReason stopReason() const;

    ThinkSplitter m_splitter;
    CallAssembler m_assembler;
    std::string m_fieldReasoning; // what came in a field of its own
    std::string m_reasoningKey;
    std::string m_refusal;
    std::string m_finish;
    bool m_marked = false; // [DONE]
};

} // namespace signalbox::llm
