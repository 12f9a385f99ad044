// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/signals.h"
#include "engine/engine.h"

#include <functional>
#include <string>

namespace signalbox::app {

// Attends a run from the command line: prints its events or its answer, brings gates to the terminal and signals to the
// run, and gives the exit code. `begin` starts it; its error ends with Usage.
int attend(engine::Engine& engine, gate::Gates gates, bool events,
           const std::function<Result<std::string>()>& begin);
// Says how a run ended (the answer on stdout unless events were printed) and gives its exit code.
int report(const workflow::RunEnd& end, bool events);

} // namespace signalbox::app
