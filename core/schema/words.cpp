// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/words.h"

#include "base/text.h"
#include "schema/schema.h"

#include <array>

namespace signalbox::schema {

namespace {
constexpr std::size_t shownBytes = 80;
constexpr std::size_t listBytes = 240;

struct TypeName
{
    std::string_view name;
    std::uint8_t bit;
    std::string_view words;
};
constexpr std::array<TypeName, 7> typeNames = {{
    {"string", StringBit, "a string"},
    {"integer", IntegerBit, "an integer"},
    {"number", NumberBit, "a number"},
    {"boolean", BooleanBit, "true or false"},
    {"array", ArrayBit, "an array"},
    {"object", ObjectBit, "an object"},
    {"null", NullBit, "null"},
}};

// Writes until `out` is too long; what follows costs nothing.
void write(std::string& out, const Json& value)
{
    if (out.size() > shownBytes)
        return;
    if (value.is_string()) {
        const std::string_view text = value.get_ref<const std::string&>();
        appendQuotedJson(out, truncateUtf8(text, shownBytes + 1));
    } else if (value.is_array()) {
        out += '[';
        for (std::size_t i = 0; i < value.size() && out.size() <= shownBytes; ++i) {
            out += i > 0 ? "," : "";
            write(out, value[i]);
        }
        out += ']';
    } else if (value.is_object()) {
        out += '{';
        for (auto one = value.begin(); one != value.end() && out.size() <= shownBytes; ++one) {
            out += one == value.begin() ? "" : ",";
            appendQuotedJson(out, truncateUtf8(one.key(), shownBytes + 1));
            out += ':';
            write(out, *one);
        }
        out += '}';
    } else {
        out += dumpJson(value);
    }
}

std::string cut(const std::string& text)
{
    const auto visible = showInvisible(text);
    if (visible.size() <= shownBytes)
        return visible;
    return std::string(truncateUtf8(visible, shownBytes - 3)) + "...";
}

bool isIdentifier(std::string_view key)
{
    if (key.empty() || key.size() > 80 || (key[0] >= '0' && key[0] <= '9'))
        return false;
    for (const char c : key) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_' || c == '$' || c == '-';
        if (!good)
            return false;
    }
    return true;
}
} // namespace

std::string shown(const Json& value)
{
    std::string out;
    write(out, value);
    return cut(out);
}

std::string shownText(std::string_view text)
{
    return cut(quoteJson(truncateUtf8(text, shownBytes + 1)));
}

std::uint8_t typeBit(std::string_view name)
{
    for (const auto& type : typeNames) {
        if (type.name == name)
            return type.bit;
    }
    return 0;
}

std::string typeWords(std::uint8_t types)
{
    std::string out;
    for (const auto& type : typeNames) {
        if (types & type.bit)
            out += (out.empty() ? "" : " or ") + std::string(type.words);
    }
    return out.empty() ? "no value at all" : out;
}

std::string oneOfWords(const Json& values)
{
    std::string out = "one of ";
    for (std::size_t i = 0; i < values.size(); ++i) {
        out += i > 0 ? ", " : "";
        if (out.size() > listBytes)
            return out + "... (" + std::to_string(values.size()) + " values)";
        out += shown(values[i]);
    }
    return values.empty() ? "no value at all" : out;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many)
{
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string sizeWords(const SizeCheck& check)
{
    const bool text = check.of == SizeCheck::Of::Text;
    const bool items = check.of == SizeCheck::Of::Items;
    const std::string_view one = text ? "character" : items ? "item" : "property";
    const std::string_view many = text ? "characters" : items ? "items" : "properties";
    if (check.most == unbounded)
        return "at least " + counted(check.least, one, many);
    if (check.least == 0)
        return "at most " + counted(check.most, one, many);
    if (check.least == check.most)
        return "exactly " + counted(check.least, one, many);
    return std::to_string(check.least) + " to " + counted(check.most, one, many);
}

std::string boundWords(const BoundCheck& check)
{
    switch (check.kind) {
    case BoundCheck::Kind::Minimum:
        return "a number of at least " + shown(check.bound);
    case BoundCheck::Kind::Maximum:
        return "a number of at most " + shown(check.bound);
    case BoundCheck::Kind::ExclusiveMinimum:
        return "a number above " + shown(check.bound);
    case BoundCheck::Kind::ExclusiveMaximum:
        return "a number below " + shown(check.bound);
    }
    return {};
}

std::string memberWords(const Json& object)
{
    std::string out;
    for (auto one = object.begin(); one != object.end(); ++one) {
        out += out.empty() ? "" : ", ";
        if (out.size() > shownBytes)
            return out + "...";
        out += shownText(one.key());
    }
    return out.empty() ? "no properties" : out;
}

std::string pathStep(std::string_view key)
{
    return isIdentifier(key) ? std::string(key) : "[" + shownText(key) + "]";
}

std::string Finding::text() const
{
    return (path.empty() ? "" : path + ": ") + "expected " + expected + ", found " + found;
}

} // namespace signalbox::schema
