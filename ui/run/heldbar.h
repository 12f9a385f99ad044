// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace signalbox::ui {

// What the change of a step would be: which key of a fork, and the button's words.
struct BendOffer
{
    std::string key; // arguments, result, instructions, state; empty: nothing can be changed there
    QString words;
};
// What can be changed where a run is held at this path.
[[nodiscard]] BendOffer bendOfferAt(const trace::RunTrace& trace, const std::string& path);

// The line over the steps that says where and why the run is held, and offers to change what stands there.
class HeldBar : public QFrame
{
    Q_OBJECT

public:
    HeldBar(const Theme& theme, RunView& view, QWidget* parent = nullptr);

Q_SIGNALS:
    void showRequested(const QString& path); // it is selected already
    // Open the editor of what stands at this path.
    void bendRequested(const QString& path, const QString& key);

private:
    void refresh();

    RunView& m_view;
    QLabel* m_where;
    QLabel* m_why;
    QPushButton* m_show;
    QPushButton* m_bend;
    std::string m_key;
};

} // namespace signalbox::ui
