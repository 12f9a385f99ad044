// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Addresses name schemas here; nothing is ever fetched from them.
namespace signalbox::schema {

// RFC 3986, 5.2: `reference` as seen from `base`.
[[nodiscard]] std::string resolveAddress(std::string_view base, std::string_view reference);
// What stands before and after the first '#'.
[[nodiscard]] std::pair<std::string_view, std::string_view> splitFragment(std::string_view address);
[[nodiscard]] std::string percentDecoded(std::string_view text);
// The keys of a JSON Pointer ("/a/b~1c"), already percent-decoded.
[[nodiscard]] std::vector<std::string> pointerTokens(std::string_view pointer);

} // namespace signalbox::schema
