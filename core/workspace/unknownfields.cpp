// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/unknownfields.h"

#include "base/jsonvalue.h"

#include <functional>
#include <vector>

namespace signalbox::workspace {

namespace {
bool isOfType(const Json& value, std::string_view type)
{
    if (type == "object")
        return value.is_object();
    if (type == "array")
        return value.is_array();
    return type == "string" && value.is_string();
}

// The part of the schema that speaks of `value`: references and branches on its type followed.
const Json& settle(const Json& root, const Json& start, const Json& value)
{
    const Json* node = &start;
    for (int hops = 0; hops < 16 && node->is_object(); ++hops) {
        if (const auto reference = stringAt(*node, "$ref"); reference.starts_with("#/$defs/")) {
            const auto* definitions = find(root, "$defs");
            const auto* target =
                definitions ? find(*definitions, std::string_view(reference).substr(8)) : nullptr;
            if (!target)
                return *node;
            node = target;
            continue;
        }
        const auto* condition = find(*node, "if");
        const auto type = condition ? stringAt(*condition, "type") : std::string();
        const auto* branch =
            type.empty() ? nullptr : find(*node, isOfType(value, type) ? "then" : "else");
        if (!branch || find(*node, "properties"))
            return *node;
        node = branch;
    }
    return *node;
}

// The schema of one member of an object, nullptr where it is unknown or free.
const Json* memberSchema(const Json& node, const std::string& key, bool& unknown)
{
    const auto* properties = find(node, "properties");
    const auto* member = properties ? find(*properties, key) : nullptr;
    if (member)
        return member;
    const auto* others = find(node, "additionalProperties");
    unknown = properties && !others;
    return others && others->is_object() ? others : nullptr;
}

using Visit = std::function<void(const Json& schema, const std::string& path)>;

struct Walk
{
    const Json& root;
    const FileCheck* check; // nullptr: nothing is reported
    const Visit* visit; // nullptr: nobody asks

    void
    run(const Json& start, const Json& value,
        const std::string& path) const // NOLINT(misc-no-recursion): depth is bounded by the parser
    {
        if (visit)
            (*visit)(start, path);
        const auto& node = settle(root, start, value);
        if (visit && &node != &start)
            (*visit)(node, path);
        if (value.is_array()) {
            const auto* items = find(node, "items");
            for (std::size_t i = 0; items && i < value.size(); ++i)
                run(*items, value[i], elementPath(path, i));
        }
        if (!value.is_object())
            return;
        for (const auto& [key, member] : value.items()) {
            bool unknown = false;
            const auto* schema = memberSchema(node, key, unknown);
            if (unknown && check)
                report(node, path, key);
            if (schema)
                run(*schema, member, memberPath(path, key));
        }
        if (visit)
            visitAbsent(node, value, path);
    }

    void visitAbsent(const Json& node, const Json& value, const std::string& path) const
    {
        const auto* properties = find(node, "properties");
        if (!properties)
            return;
        for (const auto& [key, schema] : properties->items()) {
            if (!value.contains(key))
                (*visit)(schema, memberPath(path, key));
        }
    }

    void report(const Json& node, const std::string& path, const std::string& key) const
    {
        if (check->isFull())
            return;
        const auto place = memberPath(path, key);
        for (const auto& problem : *check->problems) {
            if (problem.file == check->file && problem.path == place)
                return; // a key that stands there is told already
        }
        std::vector<std::string> known;
        for (const auto& [name, schema] : find(node, "properties")->items())
            known.push_back(name);
        const auto near = closest(key, known);
        check->warning(place, "a known field", "the unknown field " + inQuotes(key),
                       near.empty() ? "it is kept and has no effect"
                                    : "did you mean " + inQuotes(near) + "?");
    }
};
} // namespace

void findUnknownFields(const Json& schema, const Json& document, const FileCheck& check)
{
    Walk{schema, &check, nullptr}.run(schema, document, {});
}

std::map<std::string, std::string> describe(const Json& schema, const Json& document,
                                            const std::set<std::string>& paths)
{
    std::map<std::string, std::string> words;
    const Visit visit = [&](const Json& node, const std::string& at) {
        if (!paths.contains(at))
            return;
        if (auto text = stringAt(node, "description"); !text.empty())
            words.emplace(at, std::move(text));
    };
    Walk{schema, nullptr, &visit}.run(schema, document, {});
    return words;
}

} // namespace signalbox::workspace
