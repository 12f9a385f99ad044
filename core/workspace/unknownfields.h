// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "workspace/problems.h"

#include <map>
#include <set>
#include <string>

namespace signalbox::workspace {

// A warning for each field that a schema with "properties" and without "additionalProperties" does not know. Understands
// what resources/schemas use: properties, additionalProperties, items, $ref to #/$defs, if/then/else on a type.
void findUnknownFields(const Json& schema, const Json& document, const FileCheck& check);

// The "description" that the schema gives the values at paths ("models.local.price"), where it gives one.
[[nodiscard]] std::map<std::string, std::string> describe(const Json& schema, const Json& document,
                                                          const std::set<std::string>& paths);

} // namespace signalbox::workspace
