// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/schemashape.h"

#include "base/jsonpointer.h"
#include "base/jsonvalue.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int mostReferences = 32;
constexpr std::size_t mostAlternatives = 64;

QString tr(const char* text)
{
    return QCoreApplication::translate("SchemaShape", text);
}

// Only places in the document itself: "#" and "#/a/b".
const Json* followReference(const std::string& reference, const Json& root)
{
    if (reference == "#")
        return &root;
    if (!reference.starts_with("#/"))
        return nullptr;
    const Json* at = &root;
    std::size_t from = 2;
    while (from <= reference.size()) {
        const std::size_t end = std::min(reference.find('/', from), reference.size());
        const std::string key = keyOfSegment(std::string_view(reference).substr(from, end - from));
        at = find(*at, key);
        if (!at)
            return nullptr;
        from = end + 1;
    }
    return at;
}

// Members of `more` stand before those of `into`; properties and required are united.
void mergeSchema(Json& into, const Json& more)
{
    if (!more.is_object())
        return;
    for (const auto& [key, value] : more.items()) {
        if (key == "properties" && into.contains(key) && into[key].is_object()
            && value.is_object()) {
            for (const auto& [name, property] : value.items())
                into[key].emplace(name, property);
        } else if (key == "required" && into.contains(key) && into[key].is_array()
                   && value.is_array()) {
            for (const auto& name : value)
                into[key].push_back(name);
        } else {
            into[key] = value;
        }
    }
}

Json resolve(const Json& schema, const Json& root, int& budget)
{
    if (!schema.is_object())
        return Json::object();
    Json out = schema;
    while (out.contains("$ref") && out["$ref"].is_string() && budget-- > 0) {
        const Json* target = followReference(out["$ref"].get<std::string>(), root);
        out.erase("$ref");
        if (target && target->is_object()) {
            Json merged = *target;
            mergeSchema(merged, out);
            out = std::move(merged);
        }
    }
    if (out.contains("allOf") && out["allOf"].is_array()) {
        const Json parts = out["allOf"];
        out.erase("allOf");
        for (const auto& part : parts) {
            if (budget-- <= 0)
                break;
            mergeSchema(out, resolve(part, root, budget));
        }
    }
    return out;
}

bool isNullSchema(const Json& schema)
{
    const Json* type = find(schema, "type");
    const Json* constant = find(schema, "const");
    return (type && *type == "null") || (constant && constant->is_null());
}

ShapeKind kindOfType(const std::string& type)
{
    if (type == "string")
        return ShapeKind::Text;
    if (type == "number" || type == "integer")
        return ShapeKind::Number;
    if (type == "boolean")
        return ShapeKind::Boolean;
    if (type == "array")
        return ShapeKind::Array;
    return type == "object" ? ShapeKind::Object : ShapeKind::Any;
}

std::vector<JsonPtr> alternativesOf(const Json& schema, const Json& root, int& budget,
                                    bool& nullable)
{
    std::vector<JsonPtr> out;
    for (const char* keyword : {"oneOf", "anyOf"}) {
        const Json* list = find(schema, keyword);
        if (!list || !list->is_array())
            continue;
        Json common = schema;
        common.erase(keyword);
        for (const auto& part : *list) {
            if (out.size() >= mostAlternatives)
                break;
            Json merged = common;
            mergeSchema(merged, resolve(part, root, budget));
            if (isNullSchema(merged))
                nullable = true;
            else
                out.push_back(std::make_shared<const Json>(std::move(merged)));
        }
        return out;
    }
    return out;
}

// A type array: null is taken out; several others become alternatives.
std::vector<std::string> typesOf(Json& schema, bool& nullable)
{
    std::vector<std::string> types;
    const Json* type = find(schema, "type");
    if (type && type->is_string())
        types.push_back(type->get<std::string>());
    if (type && type->is_array()) {
        for (const auto& each : *type) {
            if (each.is_string())
                types.push_back(each.get<std::string>());
        }
    }
    if (types.size() > 1 && std::erase(types, "null") > 0)
        nullable = true;
    if (types.size() == 1)
        schema["type"] = types.front();
    return types;
}

ShapeKind kindOf(const Json& schema, const std::vector<std::string>& types)
{
    if (schema.contains("const") || (schema.contains("enum") && schema["enum"].is_array()))
        return ShapeKind::Choice;
    if (!types.empty())
        return kindOfType(types.front());
    if (schema.contains("properties") || schema.contains("additionalProperties"))
        return ShapeKind::Object;
    return schema.contains("items") || schema.contains("prefixItems") ? ShapeKind::Array
                                                                      : ShapeKind::Any;
}
} // namespace

Shape shapeOf(const Json& schema, const Json& root)
{
    int budget = mostReferences;
    Shape shape;
    Json own = resolve(schema, root, budget);
    shape.alternatives = alternativesOf(own, root, budget, shape.nullable);
    if (shape.alternatives.size() == 1 && !own.contains("properties")) {
        own = *shape.alternatives.front();
        shape.alternatives.clear();
    }
    // Alternatives of an object that only say which members go together are left to the check of the whole.
    if (own.contains("properties"))
        shape.alternatives.clear();
    const auto types = typesOf(own, shape.nullable);
    if (own.contains("enum") && own["enum"].is_array() && own["enum"].size() > 1) {
        auto& values = own["enum"];
        for (auto it = values.begin(); it != values.end();) {
            shape.nullable = shape.nullable || it->is_null();
            it = it->is_null() ? values.erase(it) : it + 1;
        }
    }
    if (!shape.alternatives.empty()) {
        shape.kind = ShapeKind::Union;
    } else if (types.size() > 1 && !own.contains("enum") && !own.contains("const")) {
        shape.kind = ShapeKind::Union;
        for (const auto& type : types) {
            Json one = own;
            one["type"] = type;
            shape.alternatives.push_back(std::make_shared<const Json>(std::move(one)));
        }
    } else {
        shape.kind = kindOf(own, types);
    }
    shape.schema = std::make_shared<const Json>(std::move(own));
    return shape;
}

namespace {
QString numberHint(const Json& schema)
{
    QString hint = stringAt(schema, "type") == "integer" ? tr("whole number") : tr("number");
    const auto bound = [&](const char* key) {
        const Json* value = find(schema, key);
        return value && value->is_number() ? format::line(dumpJson(*value), 40) : QString();
    };
    const QString low = bound("minimum");
    const QString high = bound("maximum");
    if (!low.isEmpty() && !high.isEmpty())
        return tr("%1 from %2 to %3").arg(hint, low, high);
    if (!low.isEmpty())
        return hint + QStringLiteral(" ≥ ") + low;
    if (!high.isEmpty())
        return hint + QStringLiteral(" ≤ ") + high;
    if (const QString above = bound("exclusiveMinimum"); !above.isEmpty())
        return hint + QStringLiteral(" > ") + above;
    if (const QString below = bound("exclusiveMaximum"); !below.isEmpty())
        return hint + QStringLiteral(" < ") + below;
    return hint;
}
} // namespace

QString shapeHint(const Shape& shape)
{
    const Json& schema = *shape.schema;
    switch (shape.kind) {
    case ShapeKind::Text: {
        const std::string form = stringAt(schema, "format");
        const std::string pattern = stringAt(schema, "pattern");
        if (!form.empty())
            return format::line(form, 40);
        return pattern.empty() ? tr("text") : tr("text like %1").arg(format::line(pattern, 60));
    }
    case ShapeKind::Number:
        return numberHint(schema);
    case ShapeKind::Boolean:
        return tr("true or false");
    case ShapeKind::Choice:
        return schema.contains("enum") ? tr("one of %1").arg(schema["enum"].size())
                                       : format::line(dumpJson(schema["const"]), 60);
    case ShapeKind::Object:
        return tr("object");
    case ShapeKind::Array:
        return tr("list");
    case ShapeKind::Union:
        return tr("one of %1 kinds").arg(shape.alternatives.size());
    case ShapeKind::Any:
        break;
    }
    return tr("any JSON, or text");
}

QString shapeTitle(const Shape& shape, int index)
{
    const Json& schema = *shape.schema;
    const std::string title = stringAt(schema, "title");
    if (!title.empty())
        return format::line(title, 60);
    // A tagged union: the member whose value is fixed names it.
    if (const Json* properties = find(schema, "properties");
        properties && properties->is_object()) {
        for (const auto& [name, property] : properties->items()) {
            if (const Json* constant = find(property, "const"))
                return format::line(name + " " + dumpJson(*constant), 60);
        }
    }
    if (shape.kind == ShapeKind::Any || shape.kind == ShapeKind::Object)
        return tr("%1 %2").arg(shapeHint(shape)).arg(index + 1);
    return shapeHint(shape);
}

} // namespace signalbox::ui
