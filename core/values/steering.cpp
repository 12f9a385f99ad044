// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/steering.h"

namespace signalbox {

std::string_view steerModeName(SteerMode mode)
{
    return mode == SteerMode::Now ? "now" : "after_turn";
}

bool steerModeFromName(std::string_view name, SteerMode& mode)
{
    if (name != "now" && name != "after_turn")
        return false;
    mode = name == "now" ? SteerMode::Now : SteerMode::AfterTurn;
    return true;
}

} // namespace signalbox
