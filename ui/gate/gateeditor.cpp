// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gateeditor.h"

#include "ui/form/schemaform.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"

#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
QString titleOf(GateEditor::What what, const PendingGate& gate)
{
    if (what == GateEditor::What::Arguments)
        return gate.kind == GateKind::Plan ? GateEditor::tr("Edit the plan")
                                           : GateEditor::tr("Edit the arguments");
    if (what == GateEditor::What::Done)
        return GateEditor::tr("It was done. What did it bring?");
    return gate.kind == GateKind::Node ? GateEditor::tr("Answer")
                                       : GateEditor::tr("Answer instead of the tool");
}

QString hintOf(GateEditor::What what, const PendingGate& gate)
{
    if (what == GateEditor::What::Arguments)
        return GateEditor::tr("Both versions are recorded, and the agent is told.");
    if (what == GateEditor::What::Done)
        return GateEditor::tr(
            "The tool does not run again. The agent reads this as its result: JSON, "
            "or text. Without one it reads that the result is not known.");
    return gate.kind == GateKind::Node
        ? GateEditor::tr("This becomes the result of the node: JSON, or text.")
        : GateEditor::tr(
            "The tool does not run. The agent reads this as its result: JSON, or text.");
}
} // namespace

GateEditor::GateEditor(QWidget* parent)
    : QWidget(parent)
    , m_title(plainLabel({}, QStringLiteral("heading"), this))
    , m_hint(wrappedLabel({}, QStringLiteral("muted"), this))
    , m_known(new QCheckBox(tr("I &know its result"), this))
    , m_form(new SchemaForm(this))
    , m_answer(new CodeEdit(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 14, 18, 10);
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addWidget(m_known);
    column->addWidget(m_form, 1);
    column->addWidget(m_answer, 1);
    m_known->setAccessibleName(tr("I know its result"));
    m_answer->setAccessibleName(tr("Answer text"));
    connect(m_form, &SchemaForm::changed, this, &GateEditor::changed);
    connect(m_answer, &QPlainTextEdit::textChanged, this, &GateEditor::changed);
    connect(m_known, &QCheckBox::toggled, m_form, &QWidget::setEnabled);
    connect(m_known, &QCheckBox::toggled, this, &GateEditor::changed);
}

void GateEditor::open(What what, const PendingGate& gate, const GateDraft& draft)
{
    m_what = what;
    const QSignalBlocker form(m_form);
    const QSignalBlocker answer(m_answer);
    const QSignalBlocker known(m_known);
    m_title->setText(titleOf(what, gate));
    m_hint->setText(hintOf(what, gate));
    if (what == What::Arguments)
        openArguments(gate, draft);
    else
        openResult(gate, draft);
}

void GateEditor::openArguments(const PendingGate& gate, const GateDraft& draft)
{
    m_known->hide();
    m_answer->hide();
    m_form->show();
    m_form->setEnabled(true);
    (void)m_form->setSchema(gate.definition            ? gate.definition->parameters
                                : !gate.schema.empty() ? gate.schema
                                                       : "{\"type\":\"object\"}");
    m_form->setValue(draft.arguments.empty() ? gate.arguments : draft.arguments);
    m_form->setFocus();
}

// A form where the tool says what a result looks like.
void GateEditor::openResult(const PendingGate& gate, const GateDraft& draft)
{
    const auto schema = gate.definition ? gate.definition->resultSchema : std::string();
    const bool isDone = m_what == What::Done;
    m_answer->setVisible(schema.empty());
    m_form->setVisible(!schema.empty());
    m_known->setVisible(!schema.empty() && isDone);
    if (schema.empty()) {
        m_answer->setPlaceholderText(isDone ? tr("not known") : QString());
        m_answer->setPlainText(fromUtf8(draft.answer));
        m_answer->setFocus();
        return;
    }
    (void)m_form->setSchema(schema);
    m_form->setValue(draft.answer.empty() ? "{}" : draft.answer);
    m_known->setChecked(!draft.answer.empty());
    m_form->setEnabled(!isDone || m_known->isChecked());
    if (isDone)
        m_known->setFocus();
    else
        m_form->setFocus();
}

bool GateEditor::isForm() const
{
    return !m_form->isHidden();
}

bool GateEditor::check()
{
    const bool isUnknown = m_what == What::Done && !m_known->isChecked();
    return !isForm() || isUnknown || m_form->check();
}

std::string GateEditor::text() const
{
    if (!isForm()) {
        const auto typed = m_answer->toPlainText();
        return m_what == What::Done && typed.trimmed().isEmpty() ? std::string()
                                                                 : typed.toStdString();
    }
    return m_what == What::Done && !m_known->isChecked() ? std::string() : m_form->value();
}

} // namespace signalbox::ui
