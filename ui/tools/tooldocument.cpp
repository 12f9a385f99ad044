// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/tooldocument.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/jsonedit/jsonrewrite.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostUndo = 200;

void setIn(OrderedJson& object, const std::vector<std::string_view>& path, std::size_t at,
           const OrderedJson* value)
{
    const std::string key(path[at]);
    if (!object.is_object())
        object = OrderedJson::object();
    if (at + 1 == path.size()) {
        if (value)
            object[key] = *value;
        else
            object.erase(key);
        return;
    }
    if (!object.contains(key) && !value)
        return;
    setIn(object[key], path, at + 1, value);
}
} // namespace

ToolDocument::ToolDocument(std::string file, std::string text)
    : m_file(std::move(file))
    , m_saved(text)
{
    put(std::move(text));
}

const OrderedJson& ToolDocument::value() const
{
    static const OrderedJson none = OrderedJson::object();
    return m_value ? *m_value : none;
}

void ToolDocument::put(std::string text)
{
    m_text = std::move(text);
    auto parsed = parseOrderedJson(m_text);
    m_isJson = parsed && parsed->is_object();
    if (m_isJson)
        m_value = std::make_shared<const OrderedJson>(std::move(*parsed));
}

void ToolDocument::setText(std::string text, std::string_view what)
{
    if (text == m_text)
        return;
    if (what.empty() || what != m_lastEdit) {
        m_undo.push_back(m_text);
        if (m_undo.size() > mostUndo)
            m_undo.erase(m_undo.begin());
    }
    m_lastEdit = what;
    m_redo.clear();
    put(std::move(text));
}

void ToolDocument::setMember(std::string_view path, const OrderedJson* value)
{
    OrderedJson changed = this->value();
    const auto keys = split(path, '.');
    setIn(changed, keys, 0, value);
    if (m_isJson && changed == this->value())
        return;
    setText(rewriteJson(m_text, changed), path);
}

void ToolDocument::undo()
{
    if (m_undo.empty())
        return;
    m_redo.push_back(m_text);
    put(std::move(m_undo.back()));
    m_undo.pop_back();
    m_lastEdit.clear();
}

void ToolDocument::redo()
{
    if (m_redo.empty())
        return;
    m_undo.push_back(m_text);
    put(std::move(m_redo.back()));
    m_redo.pop_back();
    m_lastEdit.clear();
}

const OrderedJson* findOrdered(const OrderedJson& value, std::string_view path)
{
    const OrderedJson* at = &value;
    for (const auto key : split(path, '.')) {
        if (!at->is_object())
            return nullptr;
        const auto found = at->find(std::string(key));
        if (found == at->end())
            return nullptr;
        at = &*found;
    }
    return at;
}

std::string orderedString(const OrderedJson& value, std::string_view path,
                          std::string_view fallback)
{
    const auto* found = findOrdered(value, path);
    return found && found->is_string() ? found->get<std::string>() : std::string(fallback);
}

std::string modelView(std::string_view name, std::string_view description,
                      std::string_view parameters)
{
    return "{\"name\":" + quoteJson(wireName(name)) + ",\"description\":" + quoteJson(description)
        + ",\"input_schema\":" + std::string(parameters) + "}";
}

std::int64_t estimatedTokens(std::string_view text)
{
    std::int64_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++characters)
        nextCodePoint(text, at);
    return (characters + 3) / 4;
}

std::string newCommandTool(const std::string& name)
{
    const OrderedJson tool = {{"name", name},
                              {"description", ""},
                              {"kind", "command"},
                              {"command", {"python3", "scripts/" + name + ".py"}},
                              {"input", "stdin-json"},
                              {"parameters",
                               {{"type", "object"},
                                {"properties", OrderedJson::object()},
                                {"required", OrderedJson::array()},
                                {"additionalProperties", false}}},
                              {"effects", {"read"}},
                              {"approval", "policy"},
                              {"timeout_s", 30}};
    return handJson(tool) + '\n';
}

std::string newHttpTool(const std::string& name)
{
    const OrderedJson tool = {{"name", name},
                              {"description", ""},
                              {"kind", "http"},
                              {"method", "GET"},
                              {"url", "http://127.0.0.1:8080/"},
                              {"parameters",
                               {{"type", "object"},
                                {"properties", OrderedJson::object()},
                                {"additionalProperties", false}}},
                              {"effects", {"network"}},
                              {"approval", "policy"},
                              {"timeout_s", 30}};
    return handJson(tool) + '\n';
}

std::string freeName(const std::string& wanted, const std::vector<std::string>& taken)
{
    std::string name = wanted;
    for (int n = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++n)
        name = wanted.substr(0, 56) + "_" + std::to_string(n);
    return name;
}

} // namespace signalbox::ui
