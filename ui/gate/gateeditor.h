// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/gate/gatedrafts.h"
#include "ui/gate/pendinggate.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace signalbox::ui {

class SchemaForm;

// The two things a person may write instead of approving: other arguments, or the answer itself.
class GateEditor final : public QWidget
{
    Q_OBJECT

public:
    enum class What
    {
        Arguments,
        Answer
    };
    explicit GateEditor(QWidget* parent = nullptr);

    void open(What what, const PendingGate& gate, const GateDraft& draft);
    [[nodiscard]] What what() const { return m_what; }
    // False, with what is wrong shown, where the arguments do not follow the tool's schema.
    [[nodiscard]] bool check();
    // Arguments as canonical JSON, or the answer as it was typed.
    [[nodiscard]] std::string text() const;

Q_SIGNALS:
    void changed();

private:
    What m_what = What::Arguments;
    QLabel* m_title;
    QLabel* m_hint;
    SchemaForm* m_form;
    QPlainTextEdit* m_answer;
};

} // namespace signalbox::ui
