// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"

#include <memory>

namespace signalbox::ui {

// Writes what could not be carried out to stderr, beside what the window says in place; SIGNALBOX_LOG=debug also what is
// committed and opened. Until the returned object goes; on the engine's threads.
[[nodiscard]] std::shared_ptr<void> logNotices(engine::Port& port);

} // namespace signalbox::ui
