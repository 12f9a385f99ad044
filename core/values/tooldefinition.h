// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/effects.h"
#include "values/label.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

enum class ToolKind
{
    Builtin,
    Command,
    Http,
    Mcp,
    Agent
};
enum class Approval
{
    Policy,
    Always,
    Never
};
enum class CommandInput
{
    StdinJson,
    Argv
};

[[nodiscard]] std::string_view toolKindName(ToolKind kind);
[[nodiscard]] std::string_view approvalName(Approval approval);

// "sandbox" of a tool or a workspace.
struct SandboxSpec
{
    std::string files = "workspace"; // "workspace" or "none"
    bool network = false;
    std::int64_t memoryMb = 1024;
    std::int64_t processes = 64;
    std::vector<std::string> readOnly; // more folders, bound read-only
    bool enabled = true; // "sandbox": false or "off": runs as the person does

    bool operator==(const SandboxSpec&) const = default;
};

// A semantic check: either a named one of a parameter or an expression that must hold.
struct ToolCheck
{
    std::string param;
    std::string check; // path_exists, path_in_workspace, path_missing, non_empty, one_of_file ...
    std::string require; // expression over args, state, run
    std::string message;

    bool operator==(const ToolCheck&) const = default;
};

// A saved call with what it should bring.
struct ToolCase
{
    std::string name;
    std::string arguments = "{}";
    std::optional<bool> expectOk;
    std::string where; // expression over result

    bool operator==(const ToolCase&) const = default;
};

// tools/NAME.json, a built-in tool, or one that a server offers. Immutable; pinned by `hash` in a run.
struct ToolDefinition
{
    std::string name; // full name, "server/tool" for MCP
    std::string description;
    ToolKind kind = ToolKind::Builtin;
    std::vector<std::string> command;
    CommandInput input = CommandInput::StdinJson;
    std::string parameters = "{\"type\":\"object\"}"; // JSON Schema
    std::optional<Effects> declaredEffects;
    Approval approval = Approval::Policy;
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    int retries = 0;
    bool idempotent = false;
    std::string fallback; // another tool's name
    std::optional<SandboxSpec> sandbox; // absent: the workspace's
    std::vector<ToolCheck> checks;
    std::optional<Label> resultLabel;
    std::int64_t resultTokens = 4000; // what the model sees of a result at most
    std::string resultSchema; // JSON Schema of a result, for who enters one by hand; empty: none
    std::vector<ToolCase> cases;
    std::string http = "{}"; // kind http: {"method","url","headers","body"}
    std::string agent; // kind agent: the agent that answers
    std::string remote; // kind mcp: "server/tool"
    std::string source; // file it came from, relative to the workspace; empty: built in
    std::string document; // the JSON text of that file, with unknown fields
    std::string hash; // SHA-256 hex of what defines it

    bool operator==(const ToolDefinition&) const = default;
    [[nodiscard]] Effects effects() const { return declaredEffects.value_or(Effects::all()); }
};

using ToolPtr = std::shared_ptr<const ToolDefinition>;

// Name on the wire: `/` becomes `__`; longer than 64 characters: cut with a hash suffix.
[[nodiscard]] std::string wireName(std::string_view fullName);

} // namespace signalbox
