// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

namespace signalbox::ui {

// JSON as a person writes it: what fits a line stands on one, with blanks behind commas and colons.
[[nodiscard]] std::string handJson(const OrderedJson& value, int indent = 0);
// JSON text that says `value`. What `text` says alike keeps its bytes: the order and the blanks of a person stay, so that
// a difference shows only what was changed. Text that is no JSON is replaced as a whole.
[[nodiscard]] std::string rewriteJson(std::string_view text, const OrderedJson& value);

} // namespace signalbox::ui
