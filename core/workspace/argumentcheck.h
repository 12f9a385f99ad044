// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/expression.h"
#include "schema/schema.h"
#include "values/tooldefinition.h"
#include "workspace/problems.h"

#include <map>
#include <optional>
#include <string>

namespace signalbox::workspace {

// Holds the arguments that a node of a graph gives its tool against the parameters of that tool, as far as they are known
// before it runs: literals wholly; where a text holds ${...} that it is asked for, and what its type can be. Each schema
// is compiled once. Borrows the tools; used on one thread.
class ArgumentCheck
{
public:
    using Tools = std::map<std::string, ToolPtr>;

    explicit ArgumentCheck(const Tools& tools)
        : m_tools(tools)
    { }

    // `arguments` is JSON with templates over `scope`, `path` its place in the file. Tools that nobody knows, and those of
    // servers, pass: what they take is known when they are there.
    void check(const std::string& tool, const std::string& arguments, const std::string& path,
               const std::vector<expr::Declaration>& scope, const FileCheck& file);

private:
    struct Parameters
    {
        std::optional<schema::Schema> whole; // for literals
        std::optional<schema::Schema>
            open; // without what depends on values: for arguments with ${...}
    };
    [[nodiscard]] const Parameters& parametersOf(const std::string& tool);

    const Tools& m_tools;
    std::map<std::string, Parameters> m_parameters;
};

} // namespace signalbox::workspace
