// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowentry.h"

// The one symbol that the program looks up in libsignalbox_ui.so.
extern "C" __attribute__((visibility("default"))) int
signalboxRunWindow(int& argc, char** argv, signalbox::engine::Port& port,
                   const signalbox::ui::WindowOptions& options)
{
    return signalbox::ui::runWindow(argc, argv, port, options);
}
