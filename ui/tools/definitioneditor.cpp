// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/definitioneditor.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/jsonedit/changestrip.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"
#include "ui/tools/definitionform.h"
#include "ui/tools/toolregistry.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
enum Tab
{
    FormTab,
    JsonTab,
    DiffTab
};
} // namespace

DefinitionEditor::DefinitionEditor(QWidget* parent)
    : QWidget(parent)
    , m_name(plainLabel({}, QStringLiteral("title"), this))
    , m_kind(plainLabel({}, QStringLiteral("badge"), this))
    , m_effect(plainLabel({}, QStringLiteral("badge"), this))
    , m_state(plainLabel({}, QStringLiteral("warning"), this))
    , m_problem(plainLabel({}, QStringLiteral("error"), this))
    , m_undo(flatButton(tr("Undo"), tr("Undo"), this))
    , m_redo(flatButton(tr("Redo"), tr("Redo"), this))
    , m_duplicate(flatButton(tr("Duplicate"), tr("Duplicate"), this))
    , m_delete(flatButton(tr("Delete"), tr("Delete"), this))
    , m_conflict(new QFrame(this))
    , m_tabs(new QTabWidget(this))
    , m_form(new DefinitionForm(this))
    , m_json(new JsonEdit(this))
    , m_diff(new CodeEdit(this))
    , m_strip(new ChangeStrip(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    buildHead();
    buildConflict();
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 4, 12, 4);
    m_problem->hide();
    column->addWidget(m_problem);
    m_tabs->setDocumentMode(true);
    auto* area = new QScrollArea(m_tabs);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(m_form);
    m_form->setAutoFillBackground(false); // the panel shows through
    area->viewport()->setAutoFillBackground(false);
    m_json->setName(tr("Definition as JSON"));
    m_diff->setAccessibleName(tr("Unsaved changes"));
    m_tabs->addTab(area, tr("Definition"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->addTab(m_diff, tr("Changes"));
    column->addWidget(m_tabs, 1);
    column->addWidget(m_strip);
    connect(m_strip, &ChangeStrip::allWanted, this, [this] { m_tabs->setCurrentIndex(DiffTab); });
    connect(m_tabs, &QTabWidget::currentChanged, this, &DefinitionEditor::showChanges);

    connect(m_form, &DefinitionForm::changed, this, [this] {
        fillViews(true);
        Q_EMIT changed();
    });
    connect(m_json, &JsonEdit::textChanged, this, [this] {
        if (!m_document)
            return;
        m_document->setText(m_json->text(), "json");
        if (m_document->isJson())
            m_form->show(m_document, nullptr);
        fillViews(false);
        Q_EMIT changed();
    });
    connect(m_undo, &QPushButton::clicked, this, [this] {
        m_document->undo();
        refresh();
        Q_EMIT changed();
    });
    connect(m_redo, &QPushButton::clicked, this, [this] {
        m_document->redo();
        refresh();
        Q_EMIT changed();
    });
    connect(m_duplicate, &QPushButton::clicked, this, &DefinitionEditor::duplicateWanted);
    connect(m_delete, &QPushButton::clicked, this, &DefinitionEditor::deleteWanted);
}

void DefinitionEditor::buildHead()
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 6, 8, 4);
    row->setSpacing(6);
    QFont font = codeFont();
    font.setWeight(QFont::DemiBold);
    m_name->setFont(font);
    m_state->setAccessibleName(tr("State of the definition"));
    row->addWidget(m_name);
    row->addWidget(m_kind);
    row->addWidget(m_effect);
    row->addStretch();
    row->addWidget(m_state);
    for (auto* button : {m_undo, m_redo, m_duplicate, m_delete})
        row->addWidget(button);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void DefinitionEditor::buildConflict()
{
    m_conflict->setProperty("surface", QStringLiteral("warning"));
    m_conflict->setObjectName(QStringLiteral("changedOutside"));
    auto* row = new QHBoxLayout(m_conflict);
    row->setContentsMargins(10, 4, 10, 4);
    auto* words = plainLabel({}, QStringLiteral("warning"), m_conflict);
    words->setText(tr("This file was changed outside."));
    auto* mine = flatButton(tr("Keep mine"), tr("Keep mine"), m_conflict);
    auto* theirs = flatButton(tr("Take theirs"), tr("Take theirs"), m_conflict);
    row->addWidget(words, 1);
    row->addWidget(mine);
    row->addWidget(theirs);
    m_conflict->hide();
    layout()->addWidget(m_conflict);
    connect(mine, &QPushButton::clicked, this, [this] { Q_EMIT outsideWanted(false); });
    connect(theirs, &QPushButton::clicked, this, [this] { Q_EMIT outsideWanted(true); });
}

void DefinitionEditor::show(ToolDocument* document, const ToolPtr& tool)
{
    m_document = document;
    m_tool = tool;
    setProblem({});
    setConflict(false);
    refresh();
}

void DefinitionEditor::refresh()
{
    m_form->show(m_document, m_tool.get());
    fillViews(true);
}

void DefinitionEditor::fillViews(bool alsoJson)
{
    if (alsoJson) {
        const QSignalBlocker quiet(m_json);
        if (m_document)
            m_json->setText(m_document->text());
        else
            m_json->setForeignText(
                m_tool ? prettyJson(
                    parseJson(modelView(m_tool->name, m_tool->description, m_tool->parameters))
                        .value_or(Json::object()))
                       : std::string());
    }
    showChanges();
    refreshHead();
}

void DefinitionEditor::showChanges()
{
    if (m_document && m_tabs->currentIndex() == DiffTab)
        m_diff->setDiff(m_document->saved(), m_document->text());
    m_strip->setWanted(m_tabs->currentIndex() != DiffTab);
    m_strip->setTexts(m_document ? m_document->saved() : std::string(),
                      m_document ? m_document->text() : std::string());
}

void DefinitionEditor::refreshHead()
{
    const bool editable = m_document != nullptr;
    const bool changed = editable && m_document->isChanged();
    const std::string name = editable ? orderedString(m_document->value(), "name")
                                      : (m_tool ? m_tool->name : std::string());
    m_name->setText(format::line(name, 80));
    m_kind->setText(editable
                        ? format::line(orderedString(m_document->value(), "kind", "command"), 20)
                        : (m_tool ? fromUtf8(toolKindName(m_tool->kind)) : QString()));
    m_effect->setText(m_tool ? worstEffect(m_tool->effects()) : QString());
    m_kind->setVisible(!m_kind->text().isEmpty());
    m_effect->setVisible(!m_effect->text().isEmpty());
    m_state->setText(changed ? tr("● unsaved") : QString());
    m_state->setAccessibleDescription(changed ? tr("unsaved") : tr("saved"));
    m_undo->setEnabled(editable && m_document->canUndo());
    m_redo->setEnabled(editable && m_document->canRedo());
    m_duplicate->setEnabled(m_tool != nullptr || editable);
    m_delete->setEnabled(editable);
    m_tabs->setTabEnabled(DiffTab, editable);
    m_tabs->setTabText(DiffTab, changed ? tr("Changes ●") : tr("Changes"));
}

void DefinitionEditor::setProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void DefinitionEditor::setConflict(bool conflict)
{
    m_conflict->setVisible(conflict);
}

} // namespace signalbox::ui
