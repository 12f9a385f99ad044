// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hash.h"
#include "values/message.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace signalbox::context {

// What a model sees of one agent's conversation: messages in order, each with its canonical JSON and the chain of hashes
// up to it, both made once. One thread.
class Window
{
public:
    // `preamble` is the canonical text of what precedes the messages (instructions, tools), `preambleBytes` its size as the
    // model reads it.
    Window(std::string_view preamble, std::size_t preambleBytes);

    void append(MessagePtr message);

    [[nodiscard]] const std::vector<MessagePtr>& messages() const { return m_messages; }
    // Canonical JSON of the messages added since the last call, as an array.
    [[nodiscard]] std::string takeAdded();
    // Of the canonical request: preamble and all messages.
    [[nodiscard]] const Hash& hash() const { return m_hash; }
    // Tokens of the next prompt: what the provider counted last, plus characters / 4 of what came since.
    [[nodiscard]] std::int64_t estimate() const;
    // The provider counted `promptTokens` for all messages so far and `outputTokens` for the reply that follows.
    void calibrate(std::int64_t promptTokens);
    // The worst of all messages.
    [[nodiscard]] Label label() const { return m_label; }

private:
    std::vector<MessagePtr> m_messages;
    std::string m_added;
    Hash m_hash;
    Label m_label;
    std::int64_t m_counted = 0; // tokens the provider counted for the first part
    std::size_t m_uncounted = 0; // bytes that came after it
};

} // namespace signalbox::context
