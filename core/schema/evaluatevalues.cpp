// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/evaluator.h"
#include "schema/number.h"
#include "schema/words.h"

#include <algorithm>

// The checks of values on their own.
namespace signalbox::schema {

namespace {
constexpr std::size_t bytesPerStep = 64; // of text that is scanned

std::uint8_t typeOf(const Json& value)
{
    switch (value.type()) {
    case Json::value_t::null:
        return NullBit;
    case Json::value_t::boolean:
        return BooleanBit;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
        return IntegerBit | NumberBit;
    case Json::value_t::number_float:
        return isInteger(value) ? IntegerBit | NumberBit : NumberBit;
    case Json::value_t::string:
        return StringBit;
    case Json::value_t::array:
        return ArrayBit;
    case Json::value_t::object:
        return ObjectBit;
    case Json::value_t::binary:
    case Json::value_t::discarded:
        break;
    }
    return 0;
}

std::size_t codePoints(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string_view sizeKeyword(const SizeCheck& check, bool tooFew)
{
    switch (check.of) {
    case SizeCheck::Of::Text:
        return tooFew ? "minLength" : "maxLength";
    case SizeCheck::Of::Items:
        return tooFew ? "minItems" : "maxItems";
    case SizeCheck::Of::Properties:
        break;
    }
    return tooFew ? "minProperties" : "maxProperties";
}

std::string_view boundKeyword(BoundCheck::Kind kind)
{
    static constexpr std::string_view names[] = {"minimum", "maximum", "exclusiveMinimum",
                                                 "exclusiveMaximum"};
    return names[std::size_t(kind)];
}
} // namespace

bool Evaluator::check(const TypeCheck& check, const Json& value)
{
    if (typeOf(value) & check.types)
        return true;
    return m_findings && report("type", typeWords(check.types), shown(value));
}

bool Evaluator::check(const ValueCheck& check, const Json& value)
{
    const auto found =
        std::lower_bound(check.values.begin(), check.values.end(), value,
                         [](const Json& a, const Json& b) { return compareJson(a, b) < 0; });
    if (found != check.values.end() && compareJson(*found, value) == 0)
        return true;
    return m_findings && report(check.isConst ? "const" : "enum", check.words, shown(value));
}

bool Evaluator::check(const BoundCheck& check, const Json& value)
{
    if (!value.is_number())
        return true;
    const int order = compareNumbers(value, check.bound);
    bool good = false;
    switch (check.kind) {
    case BoundCheck::Kind::Minimum:
        good = order >= 0;
        break;
    case BoundCheck::Kind::Maximum:
        good = order <= 0;
        break;
    case BoundCheck::Kind::ExclusiveMinimum:
        good = order > 0;
        break;
    case BoundCheck::Kind::ExclusiveMaximum:
        good = order < 0;
        break;
    }
    return good
        || (m_findings && report(boundKeyword(check.kind), boundWords(check), shown(value)));
}

bool Evaluator::check(const MultipleCheck& check, const Json& value)
{
    if (!value.is_number() || isMultiple(value, check.divisor))
        return true;
    return m_findings
        && report("multipleOf", "a multiple of " + shown(check.divisor), shown(value));
}

bool Evaluator::check(const SizeCheck& check, const Json& value)
{
    std::size_t size = 0;
    if (check.of == SizeCheck::Of::Text) {
        if (!value.is_string())
            return true;
        const auto& text = value.get_ref<const std::string&>();
        if (!spend(text.size() / bytesPerStep))
            return false;
        size = codePoints(text);
    } else {
        if (check.of == SizeCheck::Of::Items ? !value.is_array() : !value.is_object())
            return true;
        size = value.size();
    }
    const bool tooFew = size < check.least;
    if (!tooFew && size <= check.most)
        return true;
    if (!m_findings)
        return false;
    const auto found = check.of == SizeCheck::Of::Text ? counted(size, "character", "characters")
        : check.of == SizeCheck::Of::Items             ? counted(size, "item", "items")
                                                       : counted(size, "property", "properties");
    return report(sizeKeyword(check, tooFew), sizeWords(check), found + ": " + shown(value));
}

bool Evaluator::check(const PatternCheck& check, const Json& value)
{
    if (!value.is_string())
        return true;
    const auto& text = value.get_ref<const std::string&>();
    if (!spend(text.size() / bytesPerStep))
        return false;
    const auto& pattern = m_graph.patterns[check.pattern];
    if (pattern.matches(text))
        return true;
    return m_findings
        && report("pattern", "a text that matches " + shownText(pattern.text()), shown(value));
}

bool Evaluator::check(const UniqueCheck&, const Json& value)
{
    if (!value.is_array() || value.size() < 2)
        return true;
    if (!spend(value.size()))
        return false;
    const auto& items = value.get_ref<const Json::array_t&>();
    std::vector<const Json*> sorted;
    sorted.reserve(items.size());
    for (const auto& item : items)
        sorted.push_back(&item);
    const auto equal = [](const Json* a, const Json* b) { return compareJson(*a, *b) == 0; };
    std::sort(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) {
        const int order = compareJson(*a, *b);
        return order < 0 || (order == 0 && a < b);
    });
    const auto twin = std::adjacent_find(sorted.begin(), sorted.end(), equal);
    if (twin == sorted.end())
        return true;
    if (!m_findings)
        return false;
    return report("uniqueItems", "items that all differ",
                  "items " + std::to_string(twin[0] - items.data()) + " and "
                      + std::to_string(twin[1] - items.data()) + " equal: " + shown(*twin[0]));
}

} // namespace signalbox::schema
