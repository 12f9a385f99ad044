// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox::workspace {

// A field that is there to hold a key: "api_key", "password".
[[nodiscard]] bool isKeyField(std::string_view name);
// A variable or header that holds one, by its last word: FILES_TOKEN, X-Api-Key, Authorization.
[[nodiscard]] bool isKeyVariable(std::string_view name);

} // namespace signalbox::workspace
