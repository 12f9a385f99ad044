// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

namespace signalbox::schema {

// Below, equal or above zero. Exact: no integer passes through a double.
[[nodiscard]] int compareNumbers(const Json& a, const Json& b);
// A number without a fraction: 3, 3.0, 1e300.
[[nodiscard]] bool isInteger(const Json& value);
// Exact for the decimal text of both numbers: 0.3 is a multiple of 0.1. `divisor` is above zero.
[[nodiscard]] bool isMultiple(const Json& value, const Json& divisor);
// A total order in which two values are equal where JSON Schema calls them equal (1 and 1.0).
[[nodiscard]] int compareJson(const Json& a, const Json& b);

} // namespace signalbox::schema
