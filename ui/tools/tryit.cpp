// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/tryit.h"

#include "base/jsonvalue.h"
#include "ui/form/schemaform.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/tools/toolcases.h"
#include "ui/tools/tooldocument.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostHistory = 50;

// As they stand in the file, in the order of its author; a compiled definition is sorted.
std::string parametersOf(const ToolPtr& tool)
{
    if (!tool)
        return "{\"type\":\"object\"}";
    const auto document = parseOrderedJson(tool->document);
    const auto* parameters = document ? findOrdered(*document, "parameters") : nullptr;
    return parameters ? dumpJson(*parameters) : tool->parameters;
}

std::string readable(const std::string& result)
{
    const auto parsed = parseJson(result);
    if (!parsed)
        return result;
    return parsed->is_string() ? parsed->get<std::string>() : prettyJson(*parsed);
}
} // namespace

TryIt::TryIt(QWidget* parent)
    : QWidget(parent)
    , m_form(new SchemaForm(this))
    , m_cases(new ToolCases(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    auto* form = new QWidget(splitter);
    auto* result = new QWidget(splitter);
    buildForm(form);
    buildResult(result);
    splitter->addWidget(form);
    splitter->addWidget(result);
    splitter->addWidget(m_cases);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 3);
    splitter->setStretchFactor(2, 2);
    splitter->setSizes({330, 260, 170});
    column->addWidget(splitter);
    connect(m_cases, &ToolCases::callWanted, this,
            [this](const engine::CallTool& wanted) { Q_EMIT commandIssued(wanted); });
    connect(m_cases, &ToolCases::caseChosen, this,
            [this](const QString& arguments) { setArguments(arguments.toStdString()); });
    refresh();
}

// In here Ctrl+Return calls the tool; of the whole window it starts a run. No shortcut: two that answer cancel each other.
bool TryIt::event(QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::event(event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isReturn || !key->modifiers().testFlag(Qt::ControlModifier))
        return QWidget::event(event);
    event->accept();
    if (event->type() == QEvent::KeyPress)
        call();
    return true;
}

void TryIt::buildForm(QWidget* panel)
{
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(12, 6, 12, 8);
    column->addWidget(m_form, 1);
    auto* row = new QHBoxLayout;
    m_call = plainButton(tr("Call  Ctrl+↵"), tr("Call"), panel);
    m_call->setObjectName(QStringLiteral("call"));
    m_call->setProperty("kind", QStringLiteral("primary"));
    m_cancel = plainButton(tr("Cancel"), tr("Cancel call"), panel);
    m_save = plainButton(tr("Save as case"), tr("Save as case"), panel);
    row->addWidget(m_call);
    row->addWidget(m_cancel);
    row->addWidget(m_save);
    row->addStretch();
    column->addLayout(row);
    m_progress = new QProgressBar(panel);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Call progress"));
    column->addWidget(m_progress);
    connect(m_call, &QPushButton::clicked, this, &TryIt::call);
    connect(m_cancel, &QPushButton::clicked, this, &TryIt::cancel);
    connect(m_save, &QPushButton::clicked, this, [this] {
        const auto& calls = m_history[m_tool ? m_tool->name : std::string()];
        const std::string arguments = m_form->value();
        const bool ok =
            calls.empty() || calls.back().arguments != arguments || calls.back().finished.ok;
        Q_EMIT caseSaved(QString::fromStdString(arguments), ok);
    });
    connect(m_form, &SchemaForm::changed, this, [this] {
        if (m_tool)
            m_typed[m_tool->name] = m_form->value();
    });
}

void TryIt::buildResult(QWidget* panel)
{
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(12, 0, 12, 6);
    m_tabs = new QTabWidget(panel);
    m_tabs->setDocumentMode(true);
    auto* page = new QWidget(m_tabs);
    auto* inner = new QVBoxLayout(page);
    inner->setContentsMargins(0, 8, 0, 0);
    auto* row = new QHBoxLayout;
    m_state = plainLabel({}, {}, page);
    m_state->setAccessibleName(tr("Call state"));
    m_open = plainButton(tr("Open run"), tr("Open run"), page);
    m_open->setProperty("kind", QStringLiteral("flat"));
    row->addWidget(m_state, 1);
    row->addWidget(m_open);
    inner->addLayout(row);
    const auto view = [](const QString& name, QWidget* parent, bool json) {
        auto* made = new JsonEdit(parent);
        made->setName(name);
        made->editor().setLineNumbersShown(false);
        made->editor().setJsonColoured(json);
        made->setForeignText({});
        return made;
    };
    m_result = view(tr("Result"), page, true);
    inner->addWidget(m_result, 1);
    m_modelView = view(tr("As the model sees it"), m_tabs, true);
    m_errors = view(tr("Errors of the tool"), m_tabs, false);
    m_list = plainTable(tr("History"), {QString(), tr("Arguments"), tr("Result"), tr("Time")}, 1,
                        m_tabs);
    m_tabs->addTab(page, tr("Result"));
    m_tabs->addTab(m_modelView, tr("As the model sees it"));
    m_tabs->addTab(m_errors, tr("stderr"));
    m_tabs->addTab(m_list, tr("History"));
    column->addWidget(m_tabs);
    connect(m_list, &QTableWidget::cellActivated, this, [this](int at) {
        const auto& calls = m_history[m_tool->name];
        const auto index = calls.size() - 1 - std::size_t(at); // newest first
        setArguments(calls[index].arguments);
        show(calls[index]);
        m_tabs->setCurrentIndex(0);
    });
    connect(m_open, &QPushButton::clicked, this, [this] {
        const auto& calls = m_history[m_tool->name];
        if (!calls.empty())
            Q_EMIT openRunRequested(QString::fromStdString(calls.back().finished.run), {});
    });
}

void TryIt::setTool(const ToolPtr& tool, const std::vector<ToolCase>& cases)
{
    const bool same = m_tool && tool && m_tool->name == tool->name;
    if (!same || m_tool->parameters != tool->parameters) {
        m_tool = tool;
        const QSignalBlocker quiet(m_form);
        (void)m_form->setSchema(parametersOf(tool));
        m_form->setValue(tool && m_typed.count(tool->name) ? m_typed[tool->name] : "{}");
    }
    m_tool = tool;
    setCases(cases);
    fillHistory();
    const auto found = tool ? m_history.find(tool->name) : m_history.end();
    if (found != m_history.end() && !found->second.empty()) {
        show(found->second.back());
    } else if (!same) {
        showState(tr("Not called yet"), "faint");
        m_result->setForeignText({});
        m_modelView->setForeignText({});
        m_errors->setForeignText({});
    }
    refresh();
}

void TryIt::focusForm()
{
    m_form->focusFirst();
}

void TryIt::setCases(const std::vector<ToolCase>& cases)
{
    m_cases->setCases(m_tool ? m_tool->name : std::string(), cases);
}

void TryIt::setArguments(const std::string& arguments)
{
    m_form->setValue(arguments);
    if (m_tool)
        m_typed[m_tool->name] = m_form->value();
}

void TryIt::call()
{
    if (!m_tool || !m_ticket.empty() || !m_form->check())
        return;
    m_ticket = "try:" + std::to_string(++m_calls);
    m_calledTool = m_tool->name;
    m_calledArguments = m_form->value();
    showState(tr("runs …"), "muted");
    refresh();
    Q_EMIT commandIssued(engine::CallTool{m_ticket, m_calledTool, m_calledArguments});
}

void TryIt::cancel()
{
    if (!m_ticket.empty())
        Q_EMIT commandIssued(engine::CancelCall{m_ticket});
}

void TryIt::onFinished(const engine::ToolCallFinished& finished)
{
    m_cases->onFinished(finished);
    if (m_ticket.empty() || finished.ticket != m_ticket)
        return;
    m_ticket.clear();
    auto& calls = m_history[m_calledTool];
    calls.push_back({m_calledArguments, finished});
    if (calls.size() > mostHistory)
        calls.erase(calls.begin());
    if (m_tool && m_tool->name == m_calledTool) {
        show(calls.back());
        fillHistory();
    }
    refresh();
}

void TryIt::onFailed(const QString& why)
{
    m_cases->onFailed(why);
    if (m_ticket.empty())
        return;
    m_ticket.clear();
    showState(why, "error");
    refresh();
}

void TryIt::show(const Call& call)
{
    const auto& finished = call.finished;
    const QStringList parts = {
        finished.ok ? tr("✓ ok") : tr("✕ failed"),
        format::duration(std::chrono::milliseconds(finished.milliseconds)),
        format::bytes(std::int64_t(finished.result.size())),
        tr("%1 tokens").arg(format::count(estimatedTokens(finished.modelText)))};
    showState(parts.join(QStringLiteral("   ")), finished.ok ? "ok" : "error");
    m_result->setForeignText(readable(finished.result));
    m_modelView->setForeignText(finished.modelText);
    m_errors->setForeignText(finished.errors);
    m_open->setVisible(!finished.run.empty());
}

void TryIt::showState(const QString& text, const char* role)
{
    m_state->setText(text);
    m_state->setAccessibleDescription(text);
    m_state->setProperty("role", QString::fromLatin1(role));
    Theme::repolish(m_state);
}

void TryIt::fillHistory()
{
    const auto found = m_tool ? m_history.find(m_tool->name) : m_history.end();
    const std::vector<Call> none;
    const auto& calls = found == m_history.end() ? none : found->second;
    m_tabs->setTabText(3, calls.empty() ? tr("History") : tr("History %1").arg(calls.size()));
    m_list->setRowCount(int(calls.size()));
    for (int row = 0; row < int(calls.size()); ++row) {
        const Call& call = calls[calls.size() - 1 - std::size_t(row)];
        const QStringList cells = {
            call.finished.ok ? QStringLiteral("✓") : QStringLiteral("✕"),
            format::line(call.arguments, 200), format::line(call.finished.result, 60),
            format::duration(std::chrono::milliseconds(call.finished.milliseconds))};
        for (int column = 0; column < cells.size(); ++column)
            m_list->setItem(row, column, new QTableWidgetItem(cells[column]));
    }
}

void TryIt::refresh()
{
    const bool runs = !m_ticket.empty();
    m_call->setEnabled(m_tool && !runs);
    m_cancel->setVisible(runs);
    m_progress->setVisible(runs);
    m_save->setEnabled(m_tool && !m_tool->source.empty());
    m_open->setVisible(m_open->isVisibleTo(this) && m_tool && m_history.count(m_tool->name) > 0);
    m_form->setEnabled(m_tool != nullptr);
}

} // namespace signalbox::ui
