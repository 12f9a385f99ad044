// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowform.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/run/panelheader.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QVBoxLayout>

namespace signalbox::ui {

WorkflowForm::WorkflowForm(const UiContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(new StateTable(context.theme, this))
    , m_stateHead(plainLabel(tr("State"), QStringLiteral("heading")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(8);
    column->addWidget(m_stateHead);
    column->addWidget(m_state, 1);
    rebuild(false);
}

void WorkflowForm::rebuild(bool isOrchestrator)
{
    m_isOrchestrator = isOrchestrator;
    m_loads.clear();
    delete m_fields; // no field of it is at work: its kind was changed from elsewhere
    m_fields = new QWidget(this);
    m_rows = new QFormLayout(m_fields);
    m_rows->setContentsMargins({});
    m_rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setVerticalSpacing(4);
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_fields);
    addLine(tr("Name"), "name");
    addLine(tr("Description"), "description");
    if (isOrchestrator) {
        addNames(tr("Lead"), "lead", false);
        addAgents();
        addNumber(tr("Steps in parallel"), "max_parallel", 1, 1024, tr("as the program does"));
        addNumber(tr("Replans at most"), "replans", 0, 1000, tr("as the program does"));
        addChoice(tr("A plan"), "plan_gate",
                  {{tr("asks a person"), ""}, {tr("runs at once"), "allow"}});
    } else {
        addNames(tr("Start"), "start", true);
        addNumber(tr("Visits at most"), "max_steps", 1, 100'000'000, tr("1,000"));
        addChoice(tr("Kept on disk"), "durable",
                  {{tr("after every node"), ""}, {tr("before effects only"), "effects"}});
    }
    m_state->setVisible(!isOrchestrator);
    m_stateHead->setVisible(!isOrchestrator);
}

void WorkflowForm::show(const OrderedJson& document,
                        const std::map<std::string, ProblemMark>& stateProblems, bool isEditable)
{
    m_document = std::make_shared<const OrderedJson>(document);
    m_isFilling = true;
    const bool isOrchestrator = memberText(document, "kind") == "orchestrator";
    if (isOrchestrator != m_isOrchestrator)
        rebuild(isOrchestrator);
    for (const auto& load : m_loads)
        load();
    m_fields->setEnabled(isEditable);
    m_state->show(memberOf(*m_document, "state"), stateProblems, isEditable);
    m_isFilling = false;
}

void WorkflowForm::set(const char* member, const OrderedJson* value)
{
    if (!m_isFilling)
        Q_EMIT memberEdited(QString::fromLatin1(member), value);
}

void WorkflowForm::addLine(const QString& label, const char* member)
{
    auto* line = new QLineEdit(m_fields);
    line->setAccessibleName(tr("Workflow %1").arg(label.toLower()));
    m_rows->addRow(plainLabel(label, QStringLiteral("muted")), line);
    m_loads.push_back([this, line, member] {
        const auto text = format::verbatim(memberText(*m_document, member));
        if (line->text() != text)
            line->setText(text);
    });
    connect(line, &QLineEdit::textEdited, this, [this, member](const QString& text) {
        const OrderedJson value = text.toStdString();
        set(member, text.isEmpty() && qstrcmp(member, "name") != 0 ? nullptr : &value);
    });
}

void WorkflowForm::addNames(const QString& label, const char* member, bool areNodes)
{
    auto* combo = new QComboBox(m_fields);
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    combo->setAccessibleName(label);
    m_rows->addRow(plainLabel(label, QStringLiteral("muted")), combo);
    m_loads.push_back([this, combo, member, areNodes] {
        combo->clear();
        if (areNodes) {
            for (const auto& node : graphOf(*m_document).nodes)
                combo->addItem(format::line(node.name, 64));
        } else if (m_context.opened.workspace) {
            for (const auto& [name, agent] : m_context.opened.workspace->agents)
                combo->addItem(format::line(name, 64));
        }
        combo->setEditText(format::line(memberText(*m_document, member), 64));
    });
    connect(combo, &QComboBox::editTextChanged, this, [this, member](const QString& text) {
        const OrderedJson value = text.toStdString();
        set(member, &value);
    });
}

void WorkflowForm::addNumber(const QString& label, const char* member, int least, int most,
                             const QString& unset)
{
    auto* box = new QSpinBox(m_fields);
    box->setRange(least - 1, most); // the least stands for "not set"
    box->setSpecialValueText(unset);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setGroupSeparatorShown(true);
    box->setAccessibleName(label);
    m_rows->addRow(plainLabel(label, QStringLiteral("muted")), box);
    m_loads.push_back([this, box, member, least, most] {
        const auto* value = memberOf(*m_document, member);
        box->setValue(value && value->is_number()
                          ? int(std::clamp(value->get<double>(), double(least), double(most)))
                          : least - 1);
    });
    connect(box, &QSpinBox::valueChanged, this, [this, member, least](int number) {
        const OrderedJson value = number;
        set(member, number >= least ? &value : nullptr);
    });
}

void WorkflowForm::addChoice(const QString& label, const char* member,
                             const std::vector<std::pair<QString, const char*>>& choices)
{
    auto* combo = new QComboBox(m_fields);
    for (const auto& [words, value] : choices)
        combo->addItem(words, QString::fromLatin1(value));
    combo->setAccessibleName(label);
    m_rows->addRow(plainLabel(label, QStringLiteral("muted")), combo);
    m_loads.push_back([this, combo, member] {
        const auto text = QString::fromStdString(memberText(*m_document, member));
        combo->setCurrentIndex(std::max(0, combo->findData(text)));
    });
    connect(combo, &QComboBox::activated, this, [this, combo, member] {
        const OrderedJson value = combo->currentData().toString().toStdString();
        set(member, value == "" ? nullptr : &value);
    });
}

void WorkflowForm::addAgents()
{
    auto* list = new QListWidget(m_fields);
    list->setAccessibleName(tr("Agents"));
    list->setMinimumHeight(m_context.theme.scaled(120));
    m_rows->addRow(plainLabel(tr("Agents"), QStringLiteral("muted")), list);
    m_loads.push_back([this, list] {
        std::vector<std::string> names;
        const auto* chosen = memberOf(*m_document, "agents");
        const auto has = [&](const std::string& name) {
            return chosen && chosen->is_array()
                && std::find(chosen->begin(), chosen->end(), OrderedJson(name)) != chosen->end();
        };
        if (m_context.opened.workspace) {
            for (const auto& [name, agent] : m_context.opened.workspace->agents)
                names.push_back(name);
        }
        for (const auto& name : chosen && chosen->is_array() ? *chosen : OrderedJson::array()) {
            if (name.is_string()
                && std::find(names.begin(), names.end(), name.get<std::string>()) == names.end())
                names.push_back(name.get<std::string>());
        }
        list->clear();
        for (const auto& name : names) {
            auto* item = new QListWidgetItem(format::line(name, 64), list);
            item->setData(Qt::UserRole, QString::fromStdString(name));
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
            item->setCheckState(has(name) ? Qt::Checked : Qt::Unchecked);
        }
    });
    const auto tell = [this, list] {
        OrderedJson names = OrderedJson::array();
        for (int i = 0; i < list->count(); ++i) {
            if (list->item(i)->checkState() == Qt::Checked)
                names.push_back(list->item(i)->data(Qt::UserRole).toString().toStdString());
        }
        set("agents", &names);
    };
    connect(list, &QListWidget::itemChanged, this, [this, list, tell] {
        // later, and not past its end: the list is filled again when the document has changed
        if (!m_isFilling)
            QMetaObject::invokeMethod(list, tell, Qt::QueuedConnection);
    });
}

} // namespace signalbox::ui
