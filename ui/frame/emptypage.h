// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

class QLabel;

namespace signalbox::ui {

// A mode that has nothing to show yet: says what stands here and how it comes about.
class EmptyPage : public Page
{
    Q_OBJECT

public:
    EmptyPage(UiContext& context, const QString& title, const QString& text, QWidget* parent);

private:
    QLabel* m_title;
    QLabel* m_text;
};

// What stands in the Evals mode.
class EmptyEvalsPage final : public EmptyPage
{
    Q_OBJECT

public:
    EmptyEvalsPage(UiContext& context, QWidget* parent);
};

} // namespace signalbox::ui
