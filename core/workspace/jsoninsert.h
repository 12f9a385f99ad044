// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

namespace signalbox::workspace {

// A document of a person with one member more in the object `parent` of its top level; where there is no such object it is
// added. The rest of the text stays as it is. Invalid where the document is no JSON object, Exists where the member is there.
[[nodiscard]] Result<std::string> insertMember(std::string_view document, const std::string& parent,
                                               const std::string& key, const OrderedJson& value);

} // namespace signalbox::workspace
