// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/scrub/playback.h"
#include "ui/theme.h"

#include <QAction>
#include <QFrame>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox::ui {

class ScrubSlider;

// Plays a recorded run back: by itself at a speed, or by hand from step to step, event to event, to the next gate, failure
// or hit of a search. Space plays, arrows step, Home and End go to the ends.
class Scrubber final : public QFrame
{
    Q_OBJECT

public:
    Scrubber(const Theme& theme, RunView& view, QWidget* parent = nullptr);

    [[nodiscard]] const QList<QAction*>& actions() const
    {
        return m_actions;
    } // for menus and the palette
    [[nodiscard]] Playback& playback() { return m_playback; }
    [[nodiscard]] QString positionText() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QAction* add(const QString& text, const char* shortcut, void (Scrubber::*slot)());
    QPushButton* button(const QString& text, const QString& name, QAction* action);
    void build();
    void buildTools();
    void toggleOpen();
    void togglePlay();
    void nextStep();
    void previousStep();
    void nextEvent();
    void previousEvent();
    void toStart();
    void toEnd();
    void nextGate();
    void nextError();
    void nextHit();
    void showState();
    void showPlayButton();
    void showPosition();
    void follow();

    const Theme& m_theme;
    RunView& m_view;
    Playback m_playback;
    ScrubSlider* m_slider;
    QList<QAction*> m_actions;
    QAction* m_open;
    QAction* m_play;
    QAction* m_hit;
    QPushButton* m_playButton = nullptr;
    QComboBox* m_speed;
    QCheckBox* m_shortWaits;
    QLineEdit* m_find;
    QLabel* m_position;
    QLabel* m_hits;
};

} // namespace signalbox::ui
