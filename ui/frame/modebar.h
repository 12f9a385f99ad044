// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QAbstractButton>
#include <QWidget>

#include <vector>

class QAction;

namespace signalbox::ui {

// A tab of the mode bar: icon over word. A tab to screen readers, too.
class ModeButton : public QAbstractButton
{
    Q_OBJECT

public:
    ModeButton(const Theme& theme, const QString& name, const QString& icon,
               QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    const Theme& m_theme;
    QString m_icon;
};

// The modes of the window, one under the other, Settings at the foot.
class ModeBar : public QWidget
{
    Q_OBJECT

public:
    explicit ModeBar(const Theme& theme, QWidget* parent = nullptr);

    void setCurrent(int mode);
    void setKeyAction(int mode, QAction& action); // whose keys the button tells
    [[nodiscard]] int current() const { return m_current; }

Q_SIGNALS:
    void modeChosen(int mode);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::vector<ModeButton*> m_buttons;
    int m_current = 0;
};

} // namespace signalbox::ui
