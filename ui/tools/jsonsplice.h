// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

namespace signalbox::ui {

// JSON as a person writes it: what fits a line stands on one, with blanks behind commas and colons.
[[nodiscard]] std::string handJson(const OrderedJson& value, int indent = 0);

// `text`, a JSON object, with one member set (nullptr: removed) and every other byte as it was.
[[nodiscard]] std::string spliceMember(std::string_view text, std::string_view key,
                                       const OrderedJson* value);

} // namespace signalbox::ui
