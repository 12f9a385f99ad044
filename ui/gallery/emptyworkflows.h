// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QWidget>

namespace signalbox::ui {

// What the Workflows mode shows while the workspace has no workflow: what one is, and how the first one comes about.
class EmptyWorkflows final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyWorkflows(const Theme& theme, QWidget* parent = nullptr);

Q_SIGNALS:
    void templateWanted();
};

} // namespace signalbox::ui
