// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <set>
#include <string>
#include <vector>

class QAction;
class QWidget;

namespace signalbox::ui {

class MainWindow;
class Theme;

// Draws every mode and the dialogs worth seeing into a folder, light and dark, while the example is run, forked, compared
// and played back. Nobody sits at the window meanwhile: gates are approved. On the GUI thread, owned by the window.
class ScreenshotTour final : public QObject
{
    Q_OBJECT

public:
    ScreenshotTour(MainWindow& window, Theme& theme, QString folder);

    void start();

Q_SIGNALS:
    void finished(bool good); // whether every picture was drawn

private:
    struct Scene
    {
        QString name; // of its pictures; empty: nothing is drawn
        std::function<void()> act; // may be empty
        std::function<bool()>
            isReady; // looked at until it holds or the patience ends; empty: at once
        std::function<QWidget*()> shown; // empty: the window
    };
    enum class Phase
    {
        Act,
        Wait,
        Light,
        Dark
    };

    void writeRun();
    void writeRecord();
    void writeModes();
    void add(QString name, std::function<void()> act, std::function<bool()> isReady = {},
             std::function<QWidget*()> shown = {});
    void tick();
    void wear(Phase phase);
    void draw(const Scene& scene);
    [[nodiscard]] bool isOver(); // the run that is shown; decides what waits
    [[nodiscard]] QAction* action(const QString& text) const;
    void select(const char* kind); // the last span of this kind
    void compareBoth();

    MainWindow& m_window;
    Theme& m_theme;
    const QString m_folder;
    std::vector<Scene> m_scenes;
    std::size_t m_scene = 0;
    Phase m_phase = Phase::Act;
    QTimer m_timer;
    QElapsedTimer m_waited;
    std::set<std::string> m_decided; // ids of gates
    std::string m_first; // the run that is forked
    bool m_good = true;
};

} // namespace signalbox::ui
