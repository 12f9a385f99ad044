// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/expression.h"
#include "schema/schema.h"
#include "tools/runner.h"
#include "values/tooldefinition.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::tools {

// A tool ready to be called: its definition with the schema and the checks compiled.
struct Tool
{
    ToolPtr definition;
    const Runner* runner = nullptr;
    Effects effects; // as they hold here: all of them where nothing confines the tool
    bool sandboxed = true;
    std::optional<schema::Schema> schema;
    std::vector<std::optional<expr::Expression>>
        requirements; // one for each check, empty for a named one
    std::string problem; // not empty: it cannot be called, and why
};

// All tools of a workspace by full name, immutable once it is filled. A run keeps the one it started with: its definitions
// are pinned.
class Registry
{
public:
    // `confined` false: it runs with the rights of the person and has all effects, whatever it declares.
    void add(ToolPtr definition, const Runner* runner, bool confined);

    [[nodiscard]] const Tool* find(std::string_view name) const;
    // The tools that names and globs choose, in the order of the list, each once.
    [[nodiscard]] std::vector<const Tool*> choose(const std::vector<std::string>& globs) const;
    // Up to three names like `name`, for "did you mean".
    [[nodiscard]] std::vector<std::string> similar(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, Tool, std::less<>>& all() const { return m_tools; }

private:
    std::map<std::string, Tool, std::less<>> m_tools;
};

} // namespace signalbox::tools
