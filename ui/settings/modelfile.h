// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"

#include <string>
#include <string_view>

// The models of signalbox.json, changed in its text: what is not touched keeps its bytes.
namespace signalbox::ui {

// The entry of this name as it stands in the text; null where there is none.
[[nodiscard]] OrderedJson modelIn(std::string_view document, const std::string& name);
// The text with the entry `was` (empty: a new one) called `name` and saying `entry`. Invalid: the words a person needs to
// mend it.
[[nodiscard]] Result<std::string> withModel(std::string_view document, const std::string& was,
                                            const std::string& name, const OrderedJson& entry,
                                            bool isDefault);
// Invalid: it is the default, or there is none of this name.
[[nodiscard]] Result<std::string> withoutModel(std::string_view document, const std::string& name);

} // namespace signalbox::ui
