// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "workspace/problems.h"

#include <string_view>

namespace signalbox::workspace {

// An error for every key that stands in the file itself: a field that is there to hold one ("api_key"), a header or
// variable of such a name with a value that is no reference, a text that looks like a key of a known service. The key is
// never in the problem.
void findSecrets(const Json& document, const FileCheck& check);

// "sk-...", "AKIA...", "ghp_...": what services give out as keys.
[[nodiscard]] bool looksLikeKey(std::string_view text);

} // namespace signalbox::workspace
