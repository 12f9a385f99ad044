// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/node.h"

#include <string>
#include <string_view>

// The words of findings. All of them are bounded and free of invisible characters.
namespace signalbox::schema {

// JSON of at most about 80 bytes, "..." where it was cut; takes time for what it shows only.
[[nodiscard]] std::string shown(const Json& value);
[[nodiscard]] std::string shownText(std::string_view text); // the same for a string
[[nodiscard]] std::uint8_t typeBit(std::string_view name); // 0: no type
[[nodiscard]] std::string typeWords(std::uint8_t types); // "a string or null"
[[nodiscard]] std::string oneOfWords(const Json& values); // "one of 1, 2"
[[nodiscard]] std::string sizeWords(const SizeCheck& check); // "1 to 3 items"
[[nodiscard]] std::string boundWords(const BoundCheck& check); // "a number of at least 1"
// "1 item", "3 items"
[[nodiscard]] std::string counted(std::size_t count, std::string_view one, std::string_view many);
// A key as a step of a path: name, or ["na me"].
[[nodiscard]] std::string pathStep(std::string_view key);
// The names of an object's members: "\"a\", \"b\"".
[[nodiscard]] std::string memberWords(const Json& object);

} // namespace signalbox::schema
