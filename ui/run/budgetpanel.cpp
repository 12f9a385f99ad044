// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/budgetpanel.h"

#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

BudgetPanel::BudgetPanel(UiContext& context, RunView& view, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_view(view)
    , m_forecast(plainLabel({}, QStringLiteral("muted")))
{
    setObjectName(QStringLiteral("budget"));
    const auto& theme = context.theme;
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme.scaled(11), theme.scaled(7), theme.scaled(11),
                               theme.scaled(9));
    layout->setSpacing(theme.scaled(9));
    // Also the accessible names of the bars: a contract, and so untranslated.
    static constexpr std::array<const char*, rowCount> names = {"Tokens", "Cost",       "Steps",
                                                                "Time",   "Tool calls", "Context"};
    for (int i = 0; i < rowCount; ++i) {
        auto* line = new QGridLayout;
        line->setVerticalSpacing(theme.scaled(5));
        auto& row = m_rows[std::size_t(i)];
        row.value = plainLabel({}, QStringLiteral("muted"));
        row.bar = new QProgressBar;
        row.bar->setTextVisible(false);
        row.bar->setRange(0, 1000);
        row.bar->setAccessibleName(QString::fromLatin1(names[std::size_t(i)]));
        line->addWidget(plainLabel(tr(names[std::size_t(i)])), 0, 0);
        line->addWidget(row.value, 0, 1, Qt::AlignRight);
        line->addWidget(row.bar, 1, 0, 1, 2);
        layout->addLayout(line);
    }
    m_forecast->setObjectName(QStringLiteral("forecast"));
    m_forecast->setWordWrap(true);
    layout->addWidget(m_forecast);
    layout->addStretch(1);
    connect(&view, &RunView::runChanged, this, &BudgetPanel::refresh);
    connect(&view, &RunView::advanced, this, &BudgetPanel::refresh);
    connect(&view, &RunView::ticked, this, &BudgetPanel::refresh);
    refresh();
}

// Before the first run: what the workspace allows one.
Limits BudgetPanel::limits(const trace::Meters& meters) const
{
    if (m_view.trace())
        return meters.limits;
    return m_context.opened.workspace ? overlay(defaultLimits(), m_context.opened.workspace->limits)
                                      : defaultLimits();
}

void BudgetPanel::show(int index, const QString& value, double used, std::optional<double> limit)
{
    auto& row = m_rows[std::size_t(index)];
    if (row.value->text() != value) {
        row.value->setText(value);
        row.bar->setAccessibleDescription(value);
    }
    const double ratio = limit && *limit > 0 ? std::clamp(used / *limit, 0.0, 1.0) : 0;
    const int part = int(ratio * 1000);
    if (row.bar->value() != part)
        row.bar->setValue(part);
    const auto tone = ratio >= 0.9 ? QStringLiteral("error")
        : ratio >= 0.5             ? QStringLiteral("warning")
                                   : QString();
    if (row.bar->property("tone").toString() != tone) {
        row.bar->setProperty("tone", tone);
        Theme::repolish(row.bar);
    }
}

void BudgetPanel::showTime(const trace::Meters& meters)
{
    const auto limit = limits(meters).seconds;
    const auto active = meters.activeAt(m_view.now());
    const auto used = format::clock(active);
    show(Time, limit ? tr("%1 / %2").arg(used, format::clock(*limit)) : used,
         double(active.count()) / 1000,
         limit ? std::optional(double(limit->count())) : std::nullopt);
}

QString BudgetPanel::forecastText(const trace::Meters& meters) const
{
    const auto forecast = m_view.isLive() ? meters.forecast() : std::nullopt;
    if (!forecast || forecast->steps > 30)
        return {};
    const auto count = int(forecast->steps);
    const auto steps = count == 1 ? tr("about 1 step") : tr("about %1 steps").arg(count);
    switch (forecast->limit) {
    case LimitKind::CostUsd:
        return tr("At this rate the cost limit is reached in %1.").arg(steps);
    case LimitKind::Tokens:
        return tr("At this rate the token limit is reached in %1.").arg(steps);
    case LimitKind::ToolCalls:
        return tr("At this rate the limit of tool calls is reached in %1.").arg(steps);
    case LimitKind::Seconds:
        return tr("At this rate the time limit is reached in %1.").arg(steps);
    case LimitKind::Steps:
        return tr("The step limit is reached in %1.").arg(steps);
    }
    return {};
}

void BudgetPanel::refresh()
{
    const auto meters = m_view.trace() ? m_view.trace()->meters() : trace::Meters{};
    const auto allowed = limits(meters);
    const auto counted = [this](int row, std::int64_t used,
                                const std::optional<std::int64_t>& limit) {
        show(row,
             limit ? tr("%1 / %2").arg(format::count(used), format::count(*limit))
                   : format::count(used),
             double(used), limit ? std::optional(double(*limit)) : std::nullopt);
    };
    counted(Tokens, meters.tokens, allowed.tokens);
    counted(Steps, meters.steps, allowed.steps);
    counted(ToolCalls, meters.toolCalls, allowed.toolCalls);
    const auto cost = format::money(meters.cost);
    show(Cost,
         allowed.cost && meters.cost ? tr("%1 / %2").arg(cost, format::money(allowed.cost)) : cost,
         meters.cost ? meters.cost->usd() : 0,
         allowed.cost ? std::optional(allowed.cost->usd()) : std::nullopt);
    showTime(meters);
    const auto* model = m_context.opened.workspace
        ? m_context.opened.workspace->model(meters.contextModel)
        : nullptr;
    const auto window = model ? model->context : std::nullopt;
    const auto seen = format::shortCount(meters.contextTokens);
    show(Context, window ? tr("%1 / %2").arg(seen, format::shortCount(*window)) : seen,
         double(meters.contextTokens), window ? std::optional(double(*window)) : std::nullopt);
    const auto text = forecastText(meters);
    if (m_forecast->text() != text)
        m_forecast->setText(text);
}

} // namespace signalbox::ui
