// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gateeditor.h"

#include "ui/form/schemaform.h"
#include "ui/jsonedit/codeedit.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace signalbox::ui {

GateEditor::GateEditor(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_form(new SchemaForm(this))
    , m_answer(new CodeEdit(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 14, 18, 10);
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addWidget(m_form, 1);
    column->addWidget(m_answer, 1);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setProperty("role", QStringLiteral("heading"));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setProperty("role", QStringLiteral("muted"));
    m_hint->setWordWrap(true);
    m_answer->setAccessibleName(tr("Answer text"));
    connect(m_form, &SchemaForm::changed, this, &GateEditor::changed);
    connect(m_answer, &QPlainTextEdit::textChanged, this, &GateEditor::changed);
}

void GateEditor::open(What what, const PendingGate& gate, const GateDraft& draft)
{
    m_what = what;
    const QSignalBlocker form(m_form);
    const QSignalBlocker answer(m_answer);
    m_form->setVisible(what == What::Arguments);
    m_answer->setVisible(what == What::Answer);
    if (what == What::Answer) {
        const bool isNode = gate.kind == GateKind::Node;
        m_title->setText(isNode ? tr("Answer") : tr("Answer instead of the tool"));
        m_hint->setText(
            isNode
                ? tr("This becomes the result of the node: JSON, or text.")
                : tr("The tool does not run. The agent reads this as its result: JSON, or text."));
        m_answer->setPlainText(fromUtf8(draft.answer));
        m_answer->setFocus();
        return;
    }
    m_title->setText(gate.kind == GateKind::Plan ? tr("Edit the plan") : tr("Edit the arguments"));
    m_hint->setText(tr("Both versions are recorded, and the agent is told."));
    (void)m_form->setSchema(gate.definition            ? gate.definition->parameters
                                : !gate.schema.empty() ? gate.schema
                                                       : "{\"type\":\"object\"}");
    m_form->setValue(draft.arguments.empty() ? gate.arguments : draft.arguments);
    m_form->setFocus();
}

bool GateEditor::check()
{
    return m_what == What::Answer || m_form->check();
}

std::string GateEditor::text() const
{
    return m_what == What::Answer ? m_answer->toPlainText().toStdString() : m_form->value();
}

} // namespace signalbox::ui
