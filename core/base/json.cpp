// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <cmath>
#include <limits>
#include <unordered_set>
#include <vector>

template class nlohmann::basic_json<>;

namespace signalbox {

namespace {
    // Builds the value itself, so that every limit is checked before memory is taken for more of it.
    template<class Value>
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
        {
        }

        bool null() { return put(nullptr); }
        bool boolean(bool value) { return put(value); }
        bool number_integer(number_integer_t value) { return put(value); }
        bool number_unsigned(number_unsigned_t value) { return put(value); }
        bool number_float(number_float_t value, const string_t& text)
        {
            if (!std::isfinite(value))
                return refuse("a number is out of range");
            if (text.find_first_of(".eE") == string_t::npos)
                return refuse("an integer does not fit 64 bits");
            return put(value);
        }
        bool string(string_t& value)
        {
            if (value.size() > m_limits.stringBytes)
                return refuse("a string is longer than " + std::to_string(m_limits.stringBytes)
                              + " bytes");
            return put(std::move(value));
        }
        bool binary(binary_t&) { return refuse("binary values are not JSON"); }
        bool start_object(std::size_t) { return open(Value::object()); }
        bool start_array(std::size_t) { return open(Value::array()); }
        bool end_object() { return close(); }
        bool end_array() { return close(); }
        bool key(string_t& name)
        {
            if (!m_limits.duplicateKeys && m_stack.back()->contains(name))
                return refuse("the key " + quoteJson(truncateUtf8(name, 80)) + " stands twice in one object");
            m_key = std::move(name);
            return true;
        }
        bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&)
        {
            m_position = at;
            return false;
        }

        Value root;
        std::string reason;
        std::size_t m_position = 0;

    private:
        template<class T>
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
            auto* parent = m_stack.back();
            if (parent->is_array()) {
                parent->push_back(std::move(value));
                return &parent->back();
            }
            auto& slot = (*parent)[m_key];
            slot = std::move(value);
            return &slot;
        }
        bool open(Value value)
        {
            if (m_stack.size() >= m_limits.depth)
                return refuse("nested deeper than " + std::to_string(m_limits.depth));
            auto* placed = place(std::move(value));
            if (!placed)
                return false;
            m_stack.push_back(placed);
            return true;
        }
        bool close()
        {
            m_stack.pop_back();
            return true;
        }
        bool refuse(std::string why)
        {
            reason = std::move(why);
            return false;
        }

        const JsonLimits& m_limits;
        std::vector<Value*> m_stack; // parents stay in place: only the last child of each grows
        string_t m_key;
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

    template<class Value>
    Result<Value> parse(std::string_view text, const JsonLimits& limits)
    {
        if (text.size() > limits.bytes)
            return fail(Errc::Limit, "JSON of " + std::to_string(text.size())
                                         + " bytes, at most " + std::to_string(limits.bytes)
                                         + " are read");
        if (text.find('\0') != std::string_view::npos)
            return fail(Errc::Invalid, "not JSON: a NUL byte at "
                                           + place(text, text.find('\0')));
        if (text.starts_with("\xEF\xBB\xBF"))
            return fail(Errc::Invalid, "not JSON: a byte order mark at the beginning");
        Builder<Value> builder(limits);
        if (Value::sax_parse(text.begin(), text.end(), &builder))
            return std::move(builder.root);
        if (!builder.reason.empty())
            return fail(Errc::Limit, "JSON refused: " + builder.reason);
        if (trim(text).empty())
            return fail(Errc::Invalid, "not JSON: it is empty");
        if (!isUtf8(text))
            return fail(Errc::Invalid, "not JSON: invalid UTF-8");
        return fail(Errc::Invalid,
                    "not JSON: unexpected input at "
                        + place(text, builder.m_position > 0 ? builder.m_position - 1 : 0));
    }

    template<class Value>
    std::string dump(const Value& value, int indent)
    {
        return value.dump(indent, ' ', false, Value::error_handler_t::replace);
    }
}

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
