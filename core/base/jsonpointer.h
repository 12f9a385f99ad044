// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// The parts of a JSON pointer (RFC 6901), "/a~1b/0": "~0" is a tilde, "~1" a slash.
namespace signalbox {

// A key with the slash before it: "/a~1b" of "a/b".
[[nodiscard]] std::string pointerSegment(std::string_view key);
// The key that `segment`, what stands between two slashes, says; a tilde that escapes nothing is a tilde.
[[nodiscard]] std::string keyOfSegment(std::string_view segment);

} // namespace signalbox
