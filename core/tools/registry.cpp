// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/registry.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "tools/editdistance.h"

#include <algorithm>
#include <set>

namespace signalbox::tools {

namespace {
void compile(Tool& tool)
{
    auto schema = schema::Schema::compileText(tool.definition->parameters);
    if (!schema) {
        tool.problem = "its parameters are no valid JSON Schema: " + schema.error().text();
        return;
    }
    tool.schema = *schema;
    for (const auto& check : tool.definition->checks) {
        if (check.require.empty()) {
            tool.requirements.emplace_back();
            continue;
        }
        auto requirement = expr::Expression::compile(check.require);
        if (!requirement) {
            tool.problem = "its check \"" + check.require
                + "\" does not compile: " + requirement.error().text();
            return;
        }
        tool.requirements.emplace_back(*requirement);
    }
}
} // namespace

void Registry::add(ToolPtr definition, const Runner* runner, bool confined)
{
    Tool tool;
    tool.runner = runner;
    tool.sandboxed = confined;
    tool.effects = confined ? definition->effects() : Effects::all();
    tool.definition = std::move(definition);
    compile(tool);
    const auto name = tool.definition->name;
    m_tools.insert_or_assign(name, std::move(tool));
}

const Tool* Registry::find(std::string_view name) const
{
    const auto found = m_tools.find(name);
    return found == m_tools.end() ? nullptr : &found->second;
}

std::vector<const Tool*> Registry::choose(const std::vector<std::string>& globs) const
{
    std::vector<const Tool*> chosen;
    std::set<const Tool*> seen;
    const auto take = [&](const Tool& tool) {
        if (seen.insert(&tool).second)
            chosen.push_back(&tool);
    };
    for (const auto& glob : globs) {
        if (const auto* tool = find(glob)) {
            take(*tool);
            continue;
        }
        for (const auto& [name, tool] : m_tools) {
            if (matchesGlob(glob, name))
                take(tool);
        }
    }
    return chosen;
}

std::vector<std::string> Registry::similar(std::string_view name) const
{
    constexpr std::size_t most = 3;
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& [known, tool] : m_tools) {
        const auto far = editDistance(lower(truncateUtf8(name, 64)), lower(known), most);
        if (far <= most || known.find(name) != std::string::npos)
            near.emplace_back(far, known);
    }
    std::sort(near.begin(), near.end());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < near.size() && i < most; ++i)
        names.push_back(near[i].second);
    return names;
}

} // namespace signalbox::tools
