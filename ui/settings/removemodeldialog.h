// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/uicontext.h"

#include <QDialog>

#include <string>

class QLabel;
class QPushButton;

namespace signalbox::ui {

class CodeEdit;

// What goes from signalbox.json with a model, to be seen before it goes. It writes nothing itself, and stays open until
// the file is saved.
class RemoveModelDialog final : public QDialog
{
    Q_OBJECT

public:
    // `text`: of signalbox.json without the model.
    RemoveModelDialog(UiContext& context, const std::string& name, std::string text,
                      QWidget* parent);

    void showFailure(const QString& why);

Q_SIGNALS:
    void saveWanted(const QString& text); // of signalbox.json

private:
    std::string m_text;
    QLabel* m_problem;
    QPushButton* m_remove;
};

} // namespace signalbox::ui
