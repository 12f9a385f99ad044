// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowentry.h"

#include <QApplication>
#include <QMainWindow>

namespace signalbox::ui {

int runWindow(int& argc, char** argv, engine::Port&, const WindowOptions&)
{
    QApplication application(argc, argv);
    QMainWindow window;
    window.show();
    return QApplication::exec();
}

} // namespace signalbox::ui
