// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QString>

#include <array>

class QApplication;

namespace signalbox::ui {

enum class ThemeChoice
{
    System,
    Light,
    Dark
};

// Every colour of the window by its job; the values stand in resources/themes/*.json.
enum class Tint
{
    Window, // behind the panels
    Panel, // panels, views
    Raised, // inputs, buttons, headers inside a panel
    Hover,
    Border,
    Text,
    Muted, // secondary text
    Faint, // units, hints, disabled
    Accent, // primary button, current tab, links
    OnAccent, // text on Accent
    Selection, // row that is selected
    // kinds of spans; always beside a word or a shape
    Run,
    Agent,
    Model,
    Tool,
    Node,
    // states
    Ok,
    Warning, // gates, things that wait
    Error,
    OkBack,
    WarningBack,
    ErrorBack,
    // code
    CodeBack,
    CodeKey,
    CodeString,
    CodeNumber,
    CodeLiteral,
    CodeComment,
    InvisibleBack, // behind U+202E
    DiffAddBack,
    DiffRemoveBack,
};
inline constexpr int tintCount = int(Tint::DiffRemoveBack) + 1;

// Palette, style sheet, fonts and icons of the program. One object, on the GUI thread, owned by runWindow.
// Widgets: use QPalette and these dynamic properties, understood by the style sheet:
//   QPushButton  kind = "primary" | "danger" | "flat"
//   QLabel       role = "title" | "heading" | "muted" | "faint" | "error" | "warning" | "ok" | "badge" | "mono"
//                badge and a tone: tone = "ok" | "warning" | "error" | "accent"
//   QFrame, QWidget (WA_StyledBackground)  surface = "panel" | "raised" | "code" | "warning" | "error"
//   QToolButton, QPlainTextEdit, QLineEdit, QComboBox, QTableView, QTreeView, QTabBar need nothing.
// After changing a property on a shown widget call repolish(widget).
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    // Applies palette, font and style sheet to the application now and on every change.
    void applyTo(QApplication& application);

    void setChoice(ThemeChoice choice);
    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    void setSystemDark(bool dark); // what the desktop says
    [[nodiscard]] bool isDark() const { return m_dark; }
    void setFontSize(int points); // 0: the system's
    [[nodiscard]] int fontSize() const { return m_fontSize; }

    [[nodiscard]] QColor color(Tint tint) const { return m_colors[std::size_t(tint)]; }
    [[nodiscard]] QFont font() const { return m_font; } // tabular figures
    [[nodiscard]] QFont smallFont() const;
    [[nodiscard]] QFont titleFont() const; // panel titles
    [[nodiscard]] QFont mono() const { return m_mono; } // code
    // A length given for a 10 point font, in pixels of the present font.
    [[nodiscard]] int scaled(int pixels) const;
    // resources/icons/NAME.svg in this colour.
    [[nodiscard]] QIcon icon(const QString& name, Tint tint = Tint::Muted) const;

    static void repolish(QWidget* widget);

Q_SIGNALS:
    void changed(); // colours or fonts; painted widgets update themselves

private:
    void load();
    [[nodiscard]] QString styleSheet() const;

    QApplication* m_application = nullptr;
    ThemeChoice m_choice = ThemeChoice::System;
    bool m_systemDark = false;
    bool m_dark = false;
    int m_fontSize = 0;
    int m_systemFontSize = 10;
    QFont m_font;
    QFont m_mono;
    std::array<QColor, std::size_t(tintCount)> m_colors;
};

} // namespace signalbox::ui
