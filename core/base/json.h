// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

// The only door through which JSON text enters and leaves. Include base/jsonvalue.h where values are touched.
namespace signalbox {

using Json = nlohmann::json; // objects sorted by key: dump is canonical
using OrderedJson = nlohmann::ordered_json; // for documents of a person, whose order is kept

// Checked while reading, before a value exists. Depth 256 keeps dump, copy and compare within the stack.
struct JsonLimits
{
    std::size_t bytes = 16u << 20;
    std::size_t depth = 256;
    std::size_t nodes = 1'000'000;
    std::size_t stringBytes = 8u << 20;
    bool duplicateKeys = false; // false: an object that names a key twice is an error
};

// RFC 8259 text to a value. Errors say line and column. Refused: invalid UTF-8, a byte order mark, integers
// outside int64/uint64, numbers that are not finite, anything after the value, what breaks a limit.
[[nodiscard]] Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {});
[[nodiscard]] Result<OrderedJson> parseOrderedJson(std::string_view text,
                                                   const JsonLimits& limits = {});

// Compact, keys sorted, UTF-8 unescaped; invalid UTF-8 becomes U+FFFD. Never throws.
[[nodiscard]] std::string dumpJson(const Json& value);
[[nodiscard]] std::string dumpJson(const OrderedJson& value);
// Indented by two spaces, for files and for people.
[[nodiscard]] std::string prettyJson(const Json& value);
[[nodiscard]] std::string prettyJson(const OrderedJson& value);
// `text` as a JSON string literal with its quotes.
[[nodiscard]] std::string quoteJson(std::string_view text);
void appendQuotedJson(std::string& out, std::string_view text);

// Tolerant member access for data of others: no exception, a default where absent or of another type.
[[nodiscard]] const Json* find(const Json& object, std::string_view key);
[[nodiscard]] std::string stringAt(const Json& object, std::string_view key,
                                   std::string_view fallback = {});
[[nodiscard]] std::optional<std::int64_t> intAt(const Json& object, std::string_view key);
[[nodiscard]] std::optional<double> numberAt(const Json& object, std::string_view key);
[[nodiscard]] bool boolAt(const Json& object, std::string_view key, bool fallback = false);

} // namespace signalbox
