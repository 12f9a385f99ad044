// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"

#include <string>

namespace signalbox::ui {

// What the command line says about the window.
struct WindowOptions
{
    std::string version; // of the program
    std::string workspace; // folder, empty: the example workspace
    std::string file; // a run file that is shown at once; empty: none
    std::string screenshots; // folder: draw every mode in both themes there, then end
};

// Shows the window and returns when it is closed: the exit code of the program. Called once, on the main thread, without
// a QApplication.
int runWindow(int& argc, char** argv, engine::Port& port, const WindowOptions& options);

} // namespace signalbox::ui
