// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

template class nlohmann::basic_json<>;

namespace signalbox {

namespace {
// Where a member of an object lies.
template <class Value>
struct Slot
{
    const std::string* key = nullptr;
    Value* value = nullptr;
};

// An array or object that is being read.
template <class Value>
struct Level
{
    explicit Level(Value& value)
        : array(value.is_array() ? value.template get_ptr<typename Value::array_t*>() : nullptr)
        , object(array ? nullptr : value.template get_ptr<typename Value::object_t*>())
    { }

    // The member of that name and whether it is new.
    std::pair<Slot<Value>, bool> add(std::string& name);

    typename Value::array_t* array;
    typename Value::object_t* object;
    Value* slot = nullptr; // of the member whose value comes next
    std::unordered_map<std::string, std::size_t> places; // of a large ordered object
};

template <>
std::pair<Slot<Json>, bool> Level<Json>::add(std::string& name)
{
    const auto before = object->size();
    const auto member = object->try_emplace(object->end(), std::move(name)); // sorted text is usual
    return {{&member->first, &member->second}, object->size() != before};
}

// The library searches an ordered object from its beginning.
template <>
std::pair<Slot<OrderedJson>, bool> Level<OrderedJson>::add(std::string& name)
{
    static constexpr std::size_t large = 32;
    auto& members = static_cast<std::vector<OrderedJson::object_t::value_type>&>(*object);
    const auto count = members.size();
    std::size_t place = count;
    if (count < large) {
        for (std::size_t i = 0; i < count && place == count; ++i)
            place = members[i].first == name ? i : place;
    } else {
        if (places.empty()) {
            for (std::size_t i = 0; i < count; ++i)
                places.emplace(members[i].first, i);
        }
        place = places.emplace(name, count).first->second;
    }
    if (place == count)
        members.emplace_back(std::move(name), nullptr);
    return {{&members[place].first, &members[place].second}, place == count};
}

// Builds the value itself, so that every limit is checked before memory is taken for more of it.
template <class Value>
class Builder
{
public:
    using number_integer_t = typename Value::number_integer_t;
    using number_unsigned_t = typename Value::number_unsigned_t;
    using number_float_t = typename Value::number_float_t;
    using string_t = typename Value::string_t;
    using binary_t = typename Value::binary_t;

    explicit Builder(const JsonLimits& limits)
        : m_limits(limits)
    { }

    bool null() { return put(nullptr); }
    bool boolean(bool value) { return put(value); }
    bool number_integer(number_integer_t value) { return put(value); }
    bool number_unsigned(number_unsigned_t value) { return put(value); }
    bool number_float(number_float_t value, const string_t& text)
    {
        if (!std::isfinite(value))
            return refuse("a number is out of range", Errc::Invalid);
        if (text.find_first_of(".eE") == string_t::npos)
            return refuse("an integer does not fit 64 bits", Errc::Invalid);
        return put(value);
    }
    bool string(string_t& value) { return fitsLimit(value) && put(std::move(value)); }
    bool binary(binary_t&) { return refuse("binary values are not JSON", Errc::Invalid); }
    bool start_object(std::size_t) { return open(Value::object()); }
    bool start_array(std::size_t) { return open(Value::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(string_t& name)
    {
        if (!fitsLimit(name))
            return false;
        auto& level = m_stack.back();
        const auto [slot, isNew] = level.add(name);
        if (!isNew && !m_limits.duplicateKeys)
            return refuse("the key " + quoteJson(truncateUtf8(*slot.key, 80))
                              + " stands twice in one object",
                          Errc::Invalid);
        level.slot = slot.value;
        return true;
    }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& error)
    {
        static constexpr int numberOverflow = 406; // of the library
        if (error.id == numberOverflow)
            return refuse("a number is out of range", Errc::Invalid);
        position = at;
        return false;
    }

    Value root;
    std::string reason;
    Errc code = Errc::Limit;
    std::size_t position = 0;

private:
    template <class T>
    bool put(T&& value)
    {
        return place(Value(std::forward<T>(value))) != nullptr;
    }
    Value* place(Value value)
    {
        if (++m_nodes > m_limits.nodes) {
            refuse("more than " + std::to_string(m_limits.nodes) + " values");
            return nullptr;
        }
        if (m_stack.empty()) {
            root = std::move(value);
            return &root;
        }
        auto& level = m_stack.back();
        if (level.array) {
            level.array->push_back(std::move(value));
            return &level.array->back();
        }
        *level.slot = std::move(value);
        return level.slot;
    }
    bool open(Value value)
    {
        if (m_stack.size() >= m_limits.depth)
            return refuse("nested deeper than " + std::to_string(m_limits.depth));
        auto* placed = place(std::move(value));
        if (placed)
            m_stack.emplace_back(*placed);
        return placed != nullptr;
    }
    bool fitsLimit(const string_t& text)
    {
        return text.size() <= m_limits.stringBytes
            || refuse("a string is longer than " + std::to_string(m_limits.stringBytes) + " bytes");
    }
    bool close()
    {
        m_stack.pop_back();
        return true;
    }
    bool refuse(std::string why, Errc as = Errc::Limit)
    {
        reason = std::move(why);
        code = as;
        return false;
    }

    const JsonLimits& m_limits;
    std::vector<Level<Value>> m_stack; // parents stay in place: only the last child of each grows
    std::size_t m_nodes = 0;
};

std::string place(std::string_view text, std::size_t at)
{
    at = std::min(at, text.size());
    std::size_t line = 1;
    std::size_t start = 0;
    for (std::size_t i = 0; i < at; ++i) {
        if (text[i] == '\n') {
            ++line;
            start = i + 1;
        }
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(at - start + 1);
}

template <class Value>
Result<Value> parse(std::string_view text, const JsonLimits& limits)
{
    if (text.size() > limits.bytes)
        return fail(Errc::Limit,
                    "JSON of " + std::to_string(text.size()) + " bytes, at most "
                        + std::to_string(limits.bytes) + " are read");
    if (text.find('\0') != std::string_view::npos)
        return fail(Errc::Invalid, "not JSON: a NUL byte at " + place(text, text.find('\0')));
    if (text.starts_with("\xEF\xBB\xBF"))
        return fail(Errc::Invalid, "not JSON: a byte order mark at the beginning");
    Builder<Value> builder(limits);
    if (Value::sax_parse(text.begin(), text.end(), &builder))
        return std::move(builder.root);
    if (!builder.reason.empty())
        return fail(builder.code, "JSON refused: " + builder.reason);
    if (trim(text).empty())
        return fail(Errc::Invalid, "not JSON: it is empty");
    if (!isUtf8(text))
        return fail(Errc::Invalid, "not JSON: invalid UTF-8");
    return fail(Errc::Invalid,
                "not JSON: unexpected input at "
                    + place(text, builder.position > 0 ? builder.position - 1 : 0));
}

template <class Value>
std::string dump(const Value& value, int indent)
{
    return value.dump(indent, ' ', false, Value::error_handler_t::replace);
}
} // namespace

Result<Json> parseJson(std::string_view text, const JsonLimits& limits)
{
    return parse<Json>(text, limits);
}

Result<OrderedJson> parseOrderedJson(std::string_view text, const JsonLimits& limits)
{
    return parse<OrderedJson>(text, limits);
}

std::string dumpJson(const Json& value)
{
    return dump(value, -1);
}

std::string dumpJson(const OrderedJson& value)
{
    return dump(value, -1);
}

std::string prettyJson(const Json& value)
{
    return dump(value, 2);
}

std::string prettyJson(const OrderedJson& value)
{
    return dump(value, 2);
}

void appendQuotedJson(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    if (!isUtf8(text)) {
        appendQuotedJson(out, toUtf8(text));
        return;
    }
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += digits[c >> 4 & 15];
            out += digits[c & 15];
        }
    }
    out.append(text, plain);
    out += '"';
}

std::string quoteJson(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 2);
    appendQuotedJson(out, text);
    return out;
}

const Json* find(const Json& object, std::string_view key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::string stringAt(const Json& object, std::string_view key, std::string_view fallback)
{
    const auto* value = find(object, key);
    return value && value->is_string() ? value->get_ref<const std::string&>()
                                       : std::string(fallback);
}

std::optional<std::int64_t> intAt(const Json& object, std::string_view key)
{
    const auto* value = find(object, key);
    if (!value || !value->is_number_integer())
        return std::nullopt;
    if (value->is_number_unsigned()
        && value->get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    return value->get<std::int64_t>();
}

std::optional<double> numberAt(const Json& object, std::string_view key)
{
    const auto* value = find(object, key);
    if (!value || !value->is_number())
        return std::nullopt;
    return value->get<double>();
}

bool boolAt(const Json& object, std::string_view key, bool fallback)
{
    const auto* value = find(object, key);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

} // namespace signalbox
