// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/template.h"

#include "base/jsonvalue.h"

#include <functional>
#include <optional>

namespace signalbox::expr {

// A constant, one expression, a text of pieces, or a list or object of parts.
struct Template::Part
{
    enum class Kind
    {
        Constant,
        Value,
        Text,
        List,
        Object
    };

    Kind kind = Kind::Constant;
    Json constant = {};
    std::optional<Expression> expression = {}; // of a Value
    std::vector<Part> parts = {}; // of a Text, List or Object
    std::vector<std::string> keys = {}; // of an Object

    [[nodiscard]] Result<Json> evaluate(const Scope& scope) const;
    void visit(const std::function<void(const Expression&)>& look) const;
};

namespace {
// The end of an expression that begins at `at`: the brace that closes it, outside of texts. npos: there is none.
std::size_t closingBrace(std::string_view source, std::size_t at)
{
    int depth = 0;
    for (auto i = at; i < source.size(); ++i) {
        const char c = source[i];
        if (c == '\'' || c == '"') {
            for (++i; i < source.size() && source[i] != c; ++i)
                i += source[i] == '\\' ? 1 : 0;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && depth-- == 0) {
            return i;
        }
    }
    return std::string_view::npos;
}

void appendText(std::string& out, const Json& value)
{
    if (value.is_string())
        out += value.get_ref<const std::string&>();
    else
        out += dumpJson(value);
}
} // namespace

Result<Json> Template::Part::evaluate(const Scope& scope) const // NOLINT(misc-no-recursion)
{
    switch (kind) {
    case Kind::Constant:
        return constant;
    case Kind::Value:
        return expression->evaluate(scope);
    case Kind::Text: {
        std::string out;
        for (const auto& part : parts) {
            auto value = part.evaluate(scope);
            if (!value)
                return value;
            appendText(out, *value);
            if (out.size() > maxBytes)
                return fail(Errc::Limit, "the text grows beyond 8 MiB");
        }
        return Json(std::move(out));
    }
    case Kind::List:
    case Kind::Object:
        break;
    }
    Json out = kind == Kind::List ? Json::array() : Json::object();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto value = parts[i].evaluate(scope);
        if (!value)
            return value;
        if (kind == Kind::List)
            out.push_back(std::move(*value));
        else
            out[keys[i]] = std::move(*value);
    }
    return out;
}

void Template::Part::visit( // NOLINT(misc-no-recursion)
    const std::function<void(const Expression&)>& look) const
{
    if (expression)
        look(*expression);
    for (const auto& part : parts)
        part.visit(look);
}

namespace {
tl::unexpected<Error> inPlace(const std::string& at, Error error)
{
    if (!at.empty())
        error.message = at + ": " + error.message;
    return tl::unexpected(std::move(error));
}
} // namespace

// Compiles the parts of one template.
struct TemplateCompiler
{
    using Part = Template::Part;
    const std::vector<Declaration>& declarations;

    Result<Part> text(std::string_view source) const
    {
        std::vector<Part> parts;
        std::string plain;
        const auto flush = [&] {
            if (!plain.empty())
                parts.push_back({.kind = Part::Kind::Constant, .constant = Json(plain)});
            plain.clear();
        };
        for (std::size_t i = 0; i < source.size();) {
            if (source.substr(i, 3) == "$${") {
                plain += "${";
                i += 3;
                continue;
            }
            if (source.substr(i, 2) != "${") {
                plain += source[i++];
                continue;
            }
            const auto end = closingBrace(source, i + 2);
            if (end == std::string_view::npos)
                return fail(Errc::Invalid,
                            "${ at column " + std::to_string(i + 1) + " is not closed by }");
            const auto inner = source.substr(i + 2, end - i - 2);
            auto compiled = Expression::compile(inner, declarations);
            if (!compiled)
                return inPlace("${" + std::string(inner.substr(0, 200)) + "}", compiled.error());
            flush();
            parts.push_back({.kind = Part::Kind::Value, .expression = std::move(*compiled)});
            i = end + 1;
        }
        flush();
        if (parts.empty())
            return Part{.kind = Part::Kind::Constant, .constant = Json("")};
        if (parts.size() == 1)
            return std::move(parts.front());
        return Part{.kind = Part::Kind::Text, .parts = std::move(parts)};
    }

    Result<Part> value(const Json& source, const std::string& at) const // NOLINT(misc-no-recursion)
    {
        if (source.is_string()) {
            auto part = text(source.get_ref<const std::string&>());
            if (!part)
                return at.empty() ? part
                                  : fail(part.error().code, std::move(part.error().message), at);
            return part;
        }
        if (!source.is_structured())
            return Part{.kind = Part::Kind::Constant, .constant = source};
        Part out{.kind = source.is_array() ? Part::Kind::List : Part::Kind::Object};
        bool isConstant = true;
        std::size_t index = 0;
        for (const auto& [key, member] : source.items()) {
            auto part = value(member,
                              source.is_array() ? at + '[' + std::to_string(index++) + ']'
                                                : at + '.' + key);
            if (!part)
                return part;
            isConstant = isConstant && part->kind == Part::Kind::Constant;
            out.parts.push_back(std::move(*part));
            if (source.is_object())
                out.keys.push_back(key);
        }
        if (!isConstant)
            return out;
        auto whole = out.evaluate({});
        if (!whole)
            return tl::unexpected(whole.error());
        return Part{.kind = Part::Kind::Constant, .constant = std::move(*whole)};
    }
};

Result<Template> Template::text(std::string_view source,
                                const std::vector<Declaration>& declarations)
{
    auto part = TemplateCompiler{declarations}.text(source);
    if (!part)
        return tl::unexpected(part.error());
    Template out;
    out.m_root = std::make_shared<const Part>(std::move(*part));
    return out;
}

Result<Template> Template::json(std::string_view source, const std::string& at,
                                const std::vector<Declaration>& declarations)
{
    const auto value = parseJson(source);
    if (!value)
        return inPlace(at, value.error());
    auto part = TemplateCompiler{declarations}.value(*value, at);
    if (!part)
        return tl::unexpected(part.error());
    Template out;
    out.m_root = std::make_shared<const Part>(std::move(*part));
    return out;
}

Result<Json> Template::evaluate(const Scope& scope) const
{
    return m_root ? m_root->evaluate(scope) : Json();
}

Result<std::string> Template::render(const Scope& scope) const
{
    auto value = evaluate(scope);
    if (!value)
        return tl::unexpected(value.error());
    std::string out;
    appendText(out, *value);
    return out;
}

bool Template::isConstant() const
{
    return !m_root || m_root->kind == Part::Kind::Constant;
}

bool Template::readsFiles() const
{
    bool found = false;
    if (m_root)
        m_root->visit([&](const Expression& one) { found = found || one.readsFiles(); });
    return found;
}

std::string_view Template::resultType() const
{
    if (!m_root)
        return "null";
    switch (m_root->kind) {
    case Part::Kind::Value:
        return m_root->expression->resultType();
    case Part::Kind::Text:
        return "string";
    case Part::Kind::List:
        return "list";
    case Part::Kind::Object:
        return "map";
    case Part::Kind::Constant:
        break;
    }
    const auto& value = m_root->constant;
    return value.is_string()    ? "string"
        : value.is_boolean()    ? "bool"
        : value.is_number()     ? "number"
        : value.is_array()      ? "list"
        : value.is_structured() ? "map"
                                : "null";
}

bool Template::isText() const
{
    return m_root
        && (m_root->kind == Part::Kind::Text
            || (m_root->kind == Part::Kind::Constant && m_root->constant.is_string()));
}

std::vector<std::string> Template::expressions() const
{
    std::vector<std::string> out;
    if (m_root)
        m_root->visit([&](const Expression& one) { out.push_back(one.source()); });
    return out;
}

} // namespace signalbox::expr
