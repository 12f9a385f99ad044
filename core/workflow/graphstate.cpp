// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/graphstate.h"

#include "base/jsonpointer.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace signalbox::workflow {

namespace {
void addOperation(std::string& patch, std::string_view op, const std::string& path,
                  const std::string& value)
{
    patch += "{\"op\":\"";
    patch += op;
    patch += "\",\"path\":";
    appendQuotedJson(patch, path);
    patch += ",\"value\":" + value + "},";
}

// An int of the expressions; JSON has larger ones.
std::optional<std::int64_t> intOf(const Json& value)
{
    if (value.is_number_float()
        || (value.is_number_unsigned()
            && value.get<std::uint64_t>()
                > std::uint64_t(std::numeric_limits<std::int64_t>::max())))
        return std::nullopt;
    return value.get<std::int64_t>();
}

// The JSON types of int and double hold more than one: compare as numbers.
Result<Json> sum(const Json& a, const Json& b)
{
    const auto left = intOf(a);
    const auto right = intOf(b);
    if (left && right) {
        std::int64_t out = 0;
        if (__builtin_add_overflow(*left, *right, &out))
            return fail(Errc::Invalid, "the sum is larger than an int holds");
        return Json(out);
    }
    const auto out = a.get<double>() + b.get<double>();
    if (!std::isfinite(out))
        return fail(Errc::Invalid, "the sum is larger than a number holds");
    return Json(out);
}

bool isLess(const Json& a, const Json& b)
{
    const auto left = intOf(a);
    const auto right = intOf(b);
    if (left && right)
        return *left < *right;
    if (a.is_number_unsigned() && b.is_number_unsigned())
        return a.get<std::uint64_t>() < b.get<std::uint64_t>();
    return a.get<double>() < b.get<double>();
}

tl::unexpected<Error> wrongType(const char* rule, const char* wanted, const Json& found)
{
    return fail(Errc::Invalid,
                std::string("merge rule ") + rule + " takes " + wanted + ", not "
                    + found.type_name());
}

// What two values become under a rule of numbers or objects.
Result<Json> merged(MergeRule rule, const Json& old, const Json& written)
{
    if (old.is_null())
        return written;
    if (rule == MergeRule::Object) {
        if (!old.is_object() || !written.is_object())
            return wrongType("object", "objects", old.is_object() ? written : old);
        auto out = old;
        out.update(written);
        return out;
    }
    if (!old.is_number() || !written.is_number())
        return wrongType(mergeRuleName(rule).data(), "numbers", old.is_number() ? written : old);
    if (rule == MergeRule::Add)
        return sum(old, written);
    const bool takes = rule == MergeRule::Max ? isLess(old, written) : isLess(written, old);
    return takes ? written : old;
}

// Appended to a list: each element of a list, or the value itself.
void appendTo(Json& list, const Json& written)
{
    if (written.is_array())
        list.insert(list.end(), written.begin(), written.end());
    else
        list.push_back(written);
}
} // namespace

GraphState::GraphState(const GraphDefinition& graph)
    : m_value(Json::object())
{
    for (const auto& key : graph.state) {
        m_value[key.name] = parseJson(key.defaultValue).value_or(Json());
        m_keys[key.name] = {key.merge, key.defaultValue.size()};
        m_bytes += key.defaultValue.size();
    }
}

std::string GraphState::asPatch() const
{
    std::string patch;
    for (const auto& [name, value] : m_value.items())
        addOperation(patch, "add", pointerSegment(name), dumpJson(value));
    if (!patch.empty())
        patch.pop_back();
    return '[' + patch + ']';
}

Result<GraphState::Change> GraphState::change(const std::string& name, const Key& key, Json& value,
                                              const Json& written) const
{
    Change change{{}, key.bytes};
    const auto path = pointerSegment(name);
    const auto tooLarge = [&] { return m_bytes - key.bytes + change.bytes > maxBytes; };
    const auto refusal = fail(Errc::Limit, "the state would grow beyond 8 MiB");
    if (key.merge == MergeRule::Append && value.is_array()) {
        const auto one = [&](const Json& element) {
            const auto text = dumpJson(element);
            change.bytes += text.size() + 1;
            addOperation(change.patch, "add", path + "/-", text);
        };
        if (written.is_array())
            std::for_each(written.begin(), written.end(), one);
        else
            one(written);
        if (tooLarge())
            return refusal;
        appendTo(value, written);
        return change;
    }
    if (key.merge == MergeRule::Object && value.is_object() && written.is_object()) {
        for (const auto& [field, one] : written.items()) {
            const auto text = dumpJson(one);
            change.bytes += text.size() + field.size() + 4;
            addOperation(change.patch, "add", path + pointerSegment(field), text);
        }
        if (tooLarge())
            return refusal;
        value.update(written);
        return change;
    }
    Json next;
    if (key.merge == MergeRule::Replace) {
        next = written;
    } else if (key.merge == MergeRule::Append) {
        if (!value.is_null())
            return wrongType("append", "a list in the state", value);
        next = Json::array();
        appendTo(next, written);
    } else {
        auto both = merged(key.merge, value, written);
        if (!both)
            return tl::unexpected(both.error());
        next = std::move(*both);
    }
    const auto text = dumpJson(next);
    if (next == value && text == dumpJson(value)) // 1 and 1.0 are equal and not the same
        return change;
    change.bytes = text.size();
    if (tooLarge())
        return refusal;
    addOperation(change.patch, "replace", path, text);
    value = std::move(next);
    return change;
}

Result<std::string> GraphState::apply(const Writes& writes)
{
    std::string patch;
    std::vector<std::pair<std::string, Json>> before; // to take back
    std::vector<std::pair<std::string, std::size_t>> sizes;
    const auto takeBack = [&](Error error, const std::string& name) {
        for (auto one = before.rbegin(); one != before.rend(); ++one)
            m_value[one->first] = std::move(one->second);
        for (auto one = sizes.rbegin(); one != sizes.rend(); ++one) {
            m_bytes += one->second - m_keys[one->first].bytes;
            m_keys[one->first].bytes = one->second;
        }
        error.message = "state." + name + ": " + error.message;
        return tl::unexpected(std::move(error));
    };
    for (const auto& [name, written] : writes) {
        const auto key = m_keys.find(name);
        if (key == m_keys.end())
            return takeBack(Error{Errc::NotFound, "the key is not declared"}, name);
        auto& value = m_value[name];
        if (writes.size() > 1) // a write that fails changes nothing itself
            before.emplace_back(name, value);
        auto changed = change(name, key->second, value, written);
        if (!changed)
            return takeBack(changed.error(), name);
        sizes.emplace_back(name, key->second.bytes);
        m_bytes += changed->bytes - key->second.bytes;
        key->second.bytes = changed->bytes;
        patch += changed->patch;
    }
    for (const auto& [name, written] : writes)
        note(name, m_keys[name].merge, written);
    if (!patch.empty())
        patch.pop_back();
    return '[' + patch + ']';
}

void GraphState::note(const std::string& name, MergeRule rule, const Json& written)
{
    if (!m_isBranch)
        return;
    const auto [found, isNew] = m_notes.try_emplace(name);
    auto& noted = found->second;
    if (rule == MergeRule::Append) {
        if (isNew)
            noted = Json::array();
        appendTo(noted, written);
    } else if (isNew || rule == MergeRule::Replace) {
        noted = written;
    } else if (auto both = merged(rule, noted, written)) {
        noted = std::move(*both);
    }
}

Result<std::string> GraphState::replace(const Json& values)
{
    std::map<std::string, MergeRule> rules;
    Writes writes;
    for (const auto& [name, value] : values.items()) {
        if (const auto key = m_keys.find(name); key != m_keys.end())
            rules[name] = std::exchange(key->second.merge, MergeRule::Replace);
        writes.emplace_back(name, value);
    }
    auto patch = apply(writes);
    for (const auto& [name, rule] : rules)
        m_keys[name].merge = rule;
    return patch;
}

Result<> GraphState::replay(const Json& patch)
{
    if (!patch.is_array())
        return fail(Errc::Invalid, "the recorded change of the state is no patch");
    for (const auto& operation : patch) {
        if (auto done = replayOne(operation); !done)
            return done;
    }
    return {};
}

Result<> GraphState::replayOne(const Json& operation)
{
    const auto path = stringAt(operation, "path");
    const auto* written = find(operation, "value");
    if (path.size() < 2 || path.front() != '/' || !written)
        return fail(Errc::Invalid, "the recorded change of the state is no patch");
    const auto slash = path.find('/', 1);
    const auto name = keyOfSegment(std::string_view(path).substr(1, slash - 1));
    const auto key = m_keys.find(name);
    if (key == m_keys.end())
        return fail(Errc::NotFound, "the record writes state." + name + ", which is not declared");
    auto& value = m_value[name];
    auto bytes = dumpJson(*written).size();
    if (slash == std::string::npos) {
        if (key->second.merge == MergeRule::Add && value.is_number() && written->is_number()) {
            auto less = value.is_number_float() ? Json(-value.get<double>())
                                                : Json(-value.get<std::int64_t>());
            if (auto added = sum(*written, less))
                note(name, MergeRule::Add, *added);
        } else {
            note(name, key->second.merge, *written);
        }
        value = *written;
    } else if (path.substr(slash) == "/-" && value.is_array()) {
        note(name, MergeRule::Append, Json::array({*written}));
        value.push_back(*written);
        bytes += key->second.bytes + 1;
    } else if (value.is_object()) {
        const auto field = keyOfSegment(std::string_view(path).substr(slash + 1));
        note(name, MergeRule::Object, Json{{field, *written}});
        value[field] = *written;
        bytes += key->second.bytes + field.size() + 4;
    }
    m_bytes += bytes - key->second.bytes;
    key->second.bytes = bytes;
    return {};
}

GraphState GraphState::branch() const
{
    auto out = *this;
    out.m_isBranch = true;
    out.m_notes.clear();
    return out;
}

Writes GraphState::notes() const
{
    return {m_notes.begin(), m_notes.end()};
}

} // namespace signalbox::workflow
