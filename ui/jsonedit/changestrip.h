// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QTimer>

#include <string>

class QLabel;

namespace signalbox::ui {

class CodeEdit;
class Theme;

// What an editor has not saved yet, in sight while it is edited and while it is saved: how many lines, and the first of
// them. Hidden where nothing is unsaved.
class ChangeStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit ChangeStrip(QWidget* parent = nullptr);

    // Compared a moment later, for it costs with the length of the texts.
    void setTexts(std::string saved, std::string text);
    void setWanted(bool wanted); // false while all changes are shown elsewhere

Q_SIGNALS:
    void allWanted();

private:
    void compare();

    std::string m_saved;
    std::string m_text;
    bool m_isWanted = true;
    QTimer m_soon;
    QLabel* m_words;
    CodeEdit* m_lines;
};

} // namespace signalbox::ui
