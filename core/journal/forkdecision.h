// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

namespace signalbox::journal {

// What gate.decided says when the gate that `opened` is decided otherwise: with the name of a decision or of a choice, or
// with an object of its members. Invalid: the gate did not offer it.
[[nodiscard]] Result<Json> otherDecision(const Json& opened, const Json& decided,
                                         const Json& value);

} // namespace signalbox::journal
