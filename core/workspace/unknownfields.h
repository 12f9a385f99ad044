// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "workspace/problems.h"

#include <string>
#include <string_view>

namespace signalbox::workspace {

// A warning for each field that a schema with "properties" and without "additionalProperties" does not know. Understands
// what resources/schemas use: properties, additionalProperties, items, $ref to #/$defs, if/then/else on a type.
void findUnknownFields(const Json& schema, const Json& document, const FileCheck& check);

// The "description" that the schema gives the value at a path ("models.local.price"), empty where it gives none.
[[nodiscard]] std::string describe(const Json& schema, const Json& document, std::string_view path);

} // namespace signalbox::workspace
