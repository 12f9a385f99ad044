// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fakeport.h"
#include "runscript.h"
#include "ui/frame/mainwindow.h"
#include "ui/theme.h"

#include <QApplication>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace signalbox::ui {

// The whole window over an engine of the tests, with settings that go with the test: what a test of it inherits.
class WholeWindow
{
protected:
    // A person's first start.
    void begin()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("ui.ini")),
                                                 QSettings::IniFormat);
        m_theme = std::make_unique<Theme>();
        m_theme->applyTo(*qApp);
        m_port = std::make_unique<FakePort>();
        open();
    }
    void open() // also again, as after a restart
    {
        m_window = std::make_unique<MainWindow>(*m_port, *m_theme, *m_settings);
        m_window->show();
        m_port->play(invoiceDesk());
        settle();
    }
    void settle() // until the notices that were played have arrived
    {
        QSignalSpy frames(&m_window->bridge(), &EngineBridge::frameDrained);
        QVERIFY(frames.wait());
    }
    void play(const RunScript& script) // as a run that happens now
    {
        auto shifted = script;
        shifted.endAt(SystemClock().now());
        m_port->play(engine::RunStarted{shifted.run(), "task"});
        m_port->play(shifted.batch());
        settle();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FakePort> m_port;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace signalbox::ui
