// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/run/runview.h"
#include "ui/uicontext.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace signalbox::ui {

class JsonEdit;
class SchemaForm;

// The arguments, the result, the instructions or the state where a run is held, to be changed and gone on with. Not modal; closing it
// changes nothing, and what was typed is asked for again while the run is held there.
class BendDialog final : public QDialog
{
    Q_OBJECT

public:
    BendDialog(UiContext& context, RunView& view, QWidget* parent = nullptr);

    // What stands at this path of the run that is shown; key: arguments, result, instructions or state.
    void open(const std::string& path, const std::string& key);
    [[nodiscard]] SchemaForm& form() { return *m_form; }
    [[nodiscard]] QPlainTextEdit& text() { return *m_text; }
    [[nodiscard]] JsonEdit& json() { return *m_json; } // the state

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);

private:
    void buildButtons();
    void fillArguments(const trace::SpanDetails& details);
    void fillResult(const trace::SpanDetails& details);
    void fillInstructions(const std::string& path);
    void fillState(const std::string& path);
    void goOn(bool step);
    void closeWhenItWentOn();
    void showState();
    [[nodiscard]] std::string value() const; // JSON
    [[nodiscard]] bool isGood() const; // a fork can be made of what stands there
    [[nodiscard]] QWidget* editor() const; // of what is changed

    UiContext& m_context;
    RunView& m_view;
    QLabel* m_title;
    QLabel* m_hint;
    SchemaForm* m_form;
    QPlainTextEdit* m_text;
    JsonEdit* m_json;
    QPushButton* m_goOn = nullptr;
    QPushButton* m_step = nullptr;
    std::string m_run;
    std::string m_path;
    std::string m_key;
    std::string m_first; // value before anything was typed
};

} // namespace signalbox::ui
