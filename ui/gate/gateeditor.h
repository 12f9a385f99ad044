// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/gate/gatedrafts.h"
#include "ui/gate/pendinggate.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPlainTextEdit;

namespace signalbox::ui {

class SchemaForm;

// What a person may write instead of approving: other arguments, the answer itself, or what a call in doubt brought.
class GateEditor final : public QWidget
{
    Q_OBJECT

public:
    enum class What
    {
        Arguments,
        Answer,
        Done
    };
    explicit GateEditor(QWidget* parent = nullptr);

    void open(What what, const PendingGate& gate, const GateDraft& draft);
    [[nodiscard]] What what() const { return m_what; }
    // False, with what is wrong shown, where what stands there does not follow the tool's schema.
    [[nodiscard]] bool check();
    // Canonical JSON of a form, else what was typed; of Done empty: the result is not known.
    [[nodiscard]] std::string text() const;

Q_SIGNALS:
    void changed();

private:
    void openArguments(const PendingGate& gate, const GateDraft& draft);
    void openResult(const PendingGate& gate, const GateDraft& draft);
    [[nodiscard]] bool isForm() const;

    What m_what = What::Arguments;
    QLabel* m_title;
    QLabel* m_hint;
    QCheckBox* m_known; // of Done, with a form: its result is known
    SchemaForm* m_form;
    QPlainTextEdit* m_answer;
};

} // namespace signalbox::ui
