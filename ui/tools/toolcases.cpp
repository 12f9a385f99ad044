// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/toolcases.h"

#include "base/jsonvalue.h"
#include "expr/expression.h"
#include "ui/format.h"
#include "ui/jsonedit/codecolours.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

CaseVerdict judgeCase(const ToolCase& toolCase, const engine::ToolCallFinished& finished)
{
    const std::string came = finished.result.substr(0, 200);
    if (toolCase.expectOk && *toolCase.expectOk != finished.ok)
        return {false,
                std::string("expected ok: ") + (*toolCase.expectOk ? "true" : "false") + ", came "
                    + came};
    if (toolCase.where.empty())
        return {true, {}};
    const auto condition = expr::Expression::compile(toolCase.where);
    if (!condition)
        return {false, condition.error().text()};
    const auto parsed = parseJson(finished.result);
    const Json result = parsed ? *parsed : Json(finished.result);
    const Json arguments = parseJson(toolCase.arguments).value_or(Json::object());
    expr::Scope scope;
    scope.names = {{"result", &result}, {"args", &arguments}};
    const auto holds = condition->holds(scope);
    if (!holds)
        return {false, holds.error().text()};
    if (!*holds)
        return {false, "does not hold: " + toolCase.where + ", came " + came};
    return {true, {}};
}

ToolCases::ToolCases(QWidget* parent)
    : QWidget(parent)
    , m_sum(plainLabel({}, QStringLiteral("muted"), this))
    , m_runAll(new QPushButton(tr("Run all"), this))
    , m_table(new QTableWidget(0, 3, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 8, 6);
    m_runAll->setProperty("kind", QStringLiteral("flat"));
    m_runAll->setAutoDefault(false);
    m_runAll->setAccessibleName(tr("Run all cases"));
    head->addWidget(plainLabel(tr("Cases"), QStringLiteral("title"), this));
    head->addStretch();
    head->addWidget(m_sum);
    head->addWidget(m_runAll);
    column->addLayout(head);
    column->addWidget(m_table);
    m_table->setAccessibleName(tr("Cases"));
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    makePlain(*m_table);
    connect(m_runAll, &QPushButton::clicked, this, &ToolCases::runAll);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int row) {
        if (row < int(m_rows.size()))
            Q_EMIT caseChosen(QString::fromStdString(m_rows[std::size_t(row)].toolCase.arguments));
    });
}

void ToolCases::setCases(const std::string& tool, const std::vector<ToolCase>& cases)
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        Row row;
        row.toolCase = cases[i];
        // What a case brought stays while it is the same case.
        for (const auto& old : m_rows) {
            if (tool == m_tool && old.toolCase == cases[i])
                row = old;
        }
        rows.push_back(std::move(row));
    }
    if (tool != m_tool) {
        m_queue.clear();
        m_ticket.clear();
    }
    m_tool = tool;
    m_rows = std::move(rows);
    fill();
}

void ToolCases::runAll()
{
    m_queue.clear();
    for (std::size_t i = m_rows.size(); i-- > 0;)
        m_queue.push_back(i);
    next();
}

void ToolCases::next()
{
    m_ticket.clear();
    if (!m_queue.empty()) {
        const auto index = m_queue.back();
        m_queue.pop_back();
        run(index);
    }
    fill();
}

void ToolCases::run(std::size_t index)
{
    if (index >= m_rows.size())
        return;
    m_running = index;
    m_ticket = "case:" + m_tool + ":" + std::to_string(++m_calls);
    Q_EMIT callWanted({m_ticket, m_tool, m_rows[index].toolCase.arguments});
}

void ToolCases::onFinished(const engine::ToolCallFinished& finished)
{
    if (m_ticket.empty() || finished.ticket != m_ticket)
        return;
    if (m_running < m_rows.size()) {
        auto& row = m_rows[m_running];
        row.ran = true;
        row.verdict = judgeCase(row.toolCase, finished);
        row.milliseconds = finished.milliseconds;
    }
    next();
}

void ToolCases::onFailed(const QString& why)
{
    if (m_ticket.empty())
        return;
    if (m_running < m_rows.size()) {
        m_rows[m_running].ran = true;
        m_rows[m_running].verdict = {false, why.toStdString()};
    }
    next();
}

void ToolCases::fill()
{
    m_table->setRowCount(int(m_rows.size()));
    const auto colours = codeColours(palette());
    int passed = 0;
    int failed = 0;
    for (int i = 0; i < int(m_rows.size()); ++i) {
        const Row& row = m_rows[std::size_t(i)];
        const bool runs = !m_ticket.empty() && m_running == std::size_t(i);
        passed += row.ran && row.verdict.passed ? 1 : 0;
        failed += row.ran && !row.verdict.passed ? 1 : 0;
        const QString mark = runs ? QStringLiteral("…")
            : !row.ran            ? QStringLiteral("–")
            : row.verdict.passed  ? QStringLiteral("✓")
                                  : QStringLiteral("✕");
        auto* state = new QTableWidgetItem(mark);
        state->setForeground(
            !row.ran || runs ? colours.muted : (row.verdict.passed ? colours.good : colours.error));
        state->setData(Qt::AccessibleTextRole,
                       runs                     ? tr("runs")
                           : !row.ran           ? tr("not run")
                           : row.verdict.passed ? tr("pass")
                                                : tr("fail"));
        QString name = format::line(
            row.toolCase.name.empty() ? "case " + std::to_string(i + 1) : row.toolCase.name, 120);
        if (row.ran && !row.verdict.passed)
            name += QStringLiteral(" — ") + format::line(row.verdict.why, 300);
        m_table->setItem(i, 0, state);
        m_table->setItem(i, 1, new QTableWidgetItem(name));
        auto* time = new QTableWidgetItem(
            row.ran ? format::duration(std::chrono::milliseconds(row.milliseconds)) : QString());
        time->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        time->setForeground(colours.muted);
        m_table->setItem(i, 2, time);
    }
    m_sum->setText(passed + failed == 0 ? tr("%1").arg(m_rows.size())
                                        : tr("%1 pass · %2 fail").arg(passed).arg(failed));
    m_runAll->setEnabled(!m_rows.empty() && m_ticket.empty());
}

} // namespace signalbox::ui
