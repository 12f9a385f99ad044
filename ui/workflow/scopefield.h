// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/scopecheck.h"

#include <QPlainTextEdit>
#include <QWidget>

class QCompleter;
class QLabel;
class QStringListModel;

namespace signalbox::ui {

// A text of a workflow: an expression on one line, or a template of several. Says what is wrong while it is typed and
// completes what is in scope.
class ScopeField final : public QWidget
{
    Q_OBJECT

public:
    enum class Reads
    {
        Condition,
        Expression,
        Template
    };
    ScopeField(Reads reads, const QString& accessibleName, QWidget* parent = nullptr);

    void setScope(const WorkflowScope& scope);
    void setText(const std::string& text); // no signal; the cursor stays where the text is the same
    [[nodiscard]] std::string text() const;
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QPlainTextEdit& editor() const { return *m_edit; }

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void check();
    void fitHeight();
    void offer(); // completions of the word before the cursor
    void complete(const QString& word);
    [[nodiscard]] QString wordBefore() const;

    Reads m_reads;
    WorkflowScope m_scope;
    QPlainTextEdit* m_edit;
    QLabel* m_problem;
    QCompleter* m_completer;
    QStringListModel* m_words;
    bool m_isFilling = false;
};

} // namespace signalbox::ui
