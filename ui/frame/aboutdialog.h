// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace signalbox::ui {

class Theme;

// What this program is, and what somebody who is told of a fault asks for first: versions and folders, as text that can be
// copied. Nothing in it is secret.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    // `workspace` is the folder of the open one; empty: none.
    AboutDialog(const Theme& theme, const QString& settingsFile, const QString& workspace,
                QWidget* parent = nullptr);

    [[nodiscard]] QString facts() const;

private:
    void copy();

    QPlainTextEdit* m_facts;
};

} // namespace signalbox::ui
