// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/label.h"

#include <memory>
#include <string>
#include <vector>

namespace signalbox {

enum class Role
{
    User,
    Assistant,
    Tool
};

// What a model asks for. `arguments` is JSON text: an object where it was readable, else what the model sent.
struct ToolCall
{
    std::string id;
    std::string name; // the full name ("files/read"), not the wire name
    std::string arguments = "{}";
    std::string problem =
        {}; // not empty: the arguments could not be read, the call is answered with this

    bool operator==(const ToolCall&) const = default;
};

// What the model is told about one call.
struct ToolAnswer
{
    std::string callId;
    std::string name;
    std::string text;
    bool ok = true;

    bool operator==(const ToolAnswer&) const = default;
};

// One entry of a conversation; immutable once it is in one. A Tool message answers all calls of the reply before it.
struct Message
{
    Role role = Role::User;
    std::string text = {};
    std::vector<ToolCall> calls = {}; // of an Assistant message
    std::vector<ToolAnswer> answers = {}; // of a Tool message, in the order of the calls
    // JSON array: the provider's own blocks, opaque, sent back unchanged to the same provider. Empty: none.
    std::string content = {};
    std::string contentProvider = {}; // the protocol `content` belongs to ("anthropic", ...)
    Label label = {};

    bool operator==(const Message&) const = default;
};

using MessagePtr = std::shared_ptr<const Message>;

// The canonical JSON of a message: what is hashed, journaled in model.requested and shown.
// {"role","text","tool_calls"?,"results"?}; `content` is not in it.
[[nodiscard]] std::string messageJson(const Message& message);

} // namespace signalbox
