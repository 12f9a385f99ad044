// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowform.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/workflow/memberform.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

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
    delete m_fields; // no field of it is at work: its kind was changed from elsewhere
    m_fields = new MemberForm({}, this);
    connect(m_fields, &MemberForm::memberEdited, this, &WorkflowForm::memberEdited);
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_fields);
    m_fields->addLine(tr("Name"), "name", MemberForm::Empty::Stays)
        ->setAccessibleName(tr("Workflow name"));
    m_fields->addLine(tr("Description"), "description")
        ->setAccessibleName(tr("Workflow description"));
    if (isOrchestrator) {
        m_fields->addNames(
            tr("Lead"), "lead", [this] { return agents(); }, MemberForm::Empty::Stays);
        addAgents();
        m_fields->addNumber(tr("Steps in parallel"), "max_parallel", 1, 1024,
                            tr("as the program does"));
        m_fields->addNumber(tr("Replans at most"), "replans", 0, 1000, tr("as the program does"));
        m_fields->addChoice(tr("A plan"), "plan_gate",
                            {{tr("asks a person"), ""}, {tr("runs at once"), "allow"}});
    } else {
        m_fields->addNames(
            tr("Start"), "start", [this] { return nodes(); }, MemberForm::Empty::Stays);
        m_fields->addNumber(tr("Visits at most"), "max_steps", 1, 100'000'000, tr("1,000"));
        m_fields->addChoice(tr("Kept on disk"), "durable",
                            {{tr("after every node"), ""}, {tr("before effects only"), "effects"}});
    }
    m_state->setVisible(!isOrchestrator);
    m_stateHead->setVisible(!isOrchestrator);
}

void WorkflowForm::show(const OrderedJson& document,
                        const std::map<std::string, ProblemMark>& stateProblems, bool isEditable)
{
    const bool isOrchestrator = memberText(document, "kind") == "orchestrator";
    if (isOrchestrator != m_isOrchestrator)
        rebuild(isOrchestrator);
    m_document = std::make_shared<const OrderedJson>(document);
    m_fields->show(m_document);
    m_fields->setEnabled(isEditable);
    m_state->show(memberOf(document, "state"), stateProblems, isEditable);
}

QStringList WorkflowForm::agents() const
{
    return namesIn(m_context, &WorkspaceView::agents);
}

QStringList WorkflowForm::nodes() const
{
    QStringList names;
    for (const auto& node : graphOf(*m_document).nodes)
        names << format::line(node.name, 64);
    return names;
}

void WorkflowForm::addAgents()
{
    auto* list = new QListWidget(m_fields);
    list->setMinimumHeight(m_context.theme.scaled(120));
    m_fields->addRow(tr("Agents"), list, "agents", [this, list](const OrderedJson* chosen) {
        std::vector<std::string> names;
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
        const QSignalBlocker filling(list);
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
        m_fields->set("agents", &names);
    };
    connect(list, &QListWidget::itemChanged, this, [list, tell] {
        // later, and not past its end: the list is filled again when the document has changed
        QMetaObject::invokeMethod(list, tell, Qt::QueuedConnection);
    });
}

} // namespace signalbox::ui
