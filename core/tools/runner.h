// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/json.h"
#include "values/tooldefinition.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::tools {

// What one argument of a call points at, found out once before the gate. Later steps use `handle` and never the name.
struct Target
{
    std::string param; // "path", "from"
    std::string
        path; // resolved: relative to the workspace, without `..` and links; "" is the workspace itself
    std::string host; // resolved host of an address, else empty
    std::string
        identity; // what it is now ("dev:inode:size:mtime", "missing", an address): part of the hash of a gate
    std::shared_ptr<FileHandle> folder; // the open folder that holds the last component, for files
    std::string leaf; // last component, inside `folder`
};

// The arguments of a call after they were resolved.
struct Resolved
{
    std::string arguments =
        "{}"; // canonical JSON, paths and hosts in their resolved form: what policy, gate and hash see
    std::vector<Target> targets;
};

// What a tool brought. `result` is JSON text (a text result is a JSON string), also of a failure.
struct RunnerResult
{
    bool ok = true;
    std::string result = "null";
    std::string errors = {}; // end of stderr, for the person
    bool cut = false; // more came than is kept
    std::string undo = {}; // JSON: how it is taken back (tools/undo.h); empty: it cannot be
};

// What a runner is given besides the call.
struct RunContext
{
    std::string key; // idempotency key, the same for a repeated call
    std::string lock =
        {}; // absolute file that stays locked while the call's processes live (".signalbox/runs/RUN.lock")
    std::string
        trash; // absolute folder of what the run deletes and replaces (".signalbox/trash/RUN")
};

// Runs calls of one kind of tool. Thread safe. Never throws; a failure is a result with ok:false whose text says what would
// have worked.
class Runner
{
public:
    virtual ~Runner() = default;

    // Finds out what the arguments point at; opens nothing that has effects. Denied: a path that leaves the workspace, a
    // device, an address that must not be reached. `arguments` follow the tool's schema.
    [[nodiscard]] virtual Result<Resolved> resolve(const ToolDefinition& tool,
                                                   const Json& arguments) const = 0;
    // The text that a writing call would replace, for the gate; nothing where there is none to show.
    [[nodiscard]] virtual std::optional<std::string> before(const ToolDefinition&,
                                                            const Resolved&) const
    {
        return std::nullopt;
    }
    // Whether the ledger of the run can take the call back: the gate says so before.
    [[nodiscard]] virtual bool isReversible(const ToolDefinition&) const { return false; }
    // A file that is not there and the like are failures with words for the model.
    [[nodiscard]] virtual RunnerResult run(const ToolDefinition& tool, const Resolved& call,
                                           const RunContext& context,
                                           std::stop_token stop) const = 0;
};

[[nodiscard]] RunnerResult failedResult(std::string_view message); // {"error": message}, ok:false

} // namespace signalbox::tools
