// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/edgeform.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/workflow/scopefield.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace signalbox::ui {

namespace {
QPushButton* button(const QString& text, const QString& name, QWidget* parent)
{
    auto* made = new QPushButton(text, parent);
    made->setAccessibleName(name);
    made->setAutoDefault(false);
    return made;
}
} // namespace

EdgeForm::EdgeForm(QWidget* parent)
    : QWidget(parent)
    , m_from(new QComboBox(this))
    , m_to(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_when(new ScopeField(ScopeField::Reads::Condition, tr("Condition"), this))
    , m_label(new QLineEdit(this))
    , m_order(plainLabel({}, QStringLiteral("muted")))
    , m_earlier(button(tr("Earlier"), tr("Try this edge earlier"), this))
    , m_later(button(tr("Later"), tr("Try this edge later"), this))
    , m_delete(button(tr("Delete"), tr("Delete this edge"), this))
{
    auto* rows = new QFormLayout(this);
    rows->setContentsMargins({});
    rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setVerticalSpacing(4);
    const auto add = [rows](const QString& label, QWidget* field) {
        if (field->accessibleName().isEmpty())
            field->setAccessibleName(label);
        rows->addRow(plainLabel(label, QStringLiteral("muted")), field);
    };
    add(tr("From"), m_from);
    add(tr("To"), m_to);
    m_kind->addItem(tr("always"), int(EdgeKind::Plain));
    m_kind->addItem(tr("when a condition is true"), int(EdgeKind::When));
    m_kind->addItem(tr("otherwise"), int(EdgeKind::Otherwise));
    add(tr("Taken"), m_kind);
    rows->addRow(m_when);
    add(tr("Label"), m_label);
    m_label->setPlaceholderText(tr("the condition"));
    auto* line = new QHBoxLayout;
    m_order->setAccessibleName(tr("Order of the edge"));
    line->addWidget(m_order, 1);
    line->addWidget(m_earlier);
    line->addWidget(m_later);
    rows->addRow(line);
    m_delete->setProperty("kind", QStringLiteral("danger"));
    rows->addRow(m_delete);

    connect(m_from, &QComboBox::activated, this,
            [this] { Q_EMIT endChosen(true, m_from->currentData().toString()); });
    connect(m_to, &QComboBox::activated, this,
            [this] { Q_EMIT endChosen(false, m_to->currentData().toString()); });
    connect(m_kind, &QComboBox::activated, this, &EdgeForm::tellCondition);
    connect(m_when, &ScopeField::edited, this, &EdgeForm::tellCondition);
    connect(m_label, &QLineEdit::textEdited, this, &EdgeForm::labelEdited);
    connect(m_earlier, &QPushButton::clicked, this, [this] { Q_EMIT moveWanted(true); });
    connect(m_later, &QPushButton::clicked, this, [this] { Q_EMIT moveWanted(false); });
    connect(m_delete, &QPushButton::clicked, this, &EdgeForm::deleteWanted);
}

QString EdgeForm::conditionProblem() const
{
    return m_when->isHidden() ? QString() : m_when->problem();
}

void EdgeForm::tellCondition()
{
    if (m_isFilling)
        return;
    auto when = QString::fromStdString(m_when->text());
    if (when.trimmed().isEmpty())
        when = QStringLiteral("false"); // never taken until something stands there
    Q_EMIT conditionEdited(EdgeKind(m_kind->currentData().toInt()), when);
}

void EdgeForm::show(const Graph& graph, const GraphEdge& edge, const WorkflowScope& scope,
                    bool isEditable)
{
    m_isFilling = true;
    for (auto* combo : {m_from, m_to}) {
        combo->clear();
        for (const auto& node : graph.nodes)
            combo->addItem(format::line(node.name, 64), QString::fromStdString(node.name));
    }
    m_from->setCurrentIndex(m_from->findData(QString::fromStdString(edge.from)));
    m_to->setCurrentIndex(m_to->findData(QString::fromStdString(edge.to)));
    m_kind->setCurrentIndex(m_kind->findData(int(edge.kind)));
    m_when->setVisible(edge.kind == EdgeKind::When);
    m_when->setScope(scope);
    // an emptied field stands for "false" and stays as it is while it is edited
    if (!(m_when->editor().hasFocus() && edge.when == "false"))
        m_when->setText(edge.when);
    if (m_label->text() != format::verbatim(edge.label))
        m_label->setText(format::verbatim(edge.label));
    int all = 0;
    int at = 0;
    for (const auto& other : graph.edges) {
        if (other.from != edge.from)
            continue;
        ++all;
        at = other.index == edge.index ? all : at;
    }
    m_order->setText(edge.kind == EdgeKind::Plain
                         ? (all > 1 ? tr("opens branch %1 of %2").arg(at).arg(all) : QString())
                         : tr("tried %1. of %2").arg(at).arg(all));
    m_earlier->setEnabled(isEditable && at > 1);
    m_later->setEnabled(isEditable && at < all);
    for (QWidget* field : {static_cast<QWidget*>(m_from), static_cast<QWidget*>(m_to),
                           static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_when),
                           static_cast<QWidget*>(m_label), static_cast<QWidget*>(m_delete)})
        field->setEnabled(isEditable);
    m_isFilling = false;
}

} // namespace signalbox::ui
