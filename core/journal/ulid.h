// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <string>
#include <string_view>

namespace signalbox::journal {

// 26 characters of Crockford's base 32: 48 bits of milliseconds, 80 bits of chance. The only chance in a run.
[[nodiscard]] std::string makeUlid(Timestamp time);
[[nodiscard]] bool isUlid(std::string_view text);

} // namespace signalbox::journal
