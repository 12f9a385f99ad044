// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/figurestrip.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/runs/runfilter.h"

#include <QGridLayout>
#include <QLabel>

#include <cmath>
#include <map>

namespace signalbox::ui {

namespace {
enum
{
    Tokens,
    Cost,
    Time,
    Steps,
    Calls,
    Outcome
};

QString arrow(const QString& a, const QString& b)
{
    return a == b ? a : a + QStringLiteral(" \u2192 ") + b;
}

std::map<std::string, int> toolsOf(const std::vector<ComparedStep>& steps)
{
    std::map<std::string, int> tools;
    for (const auto& step : steps) {
        if (step.kind == "tool")
            ++tools[step.name];
    }
    return tools;
}

// "+2 read_file, −1 pay"
QString toolChanges(const Comparison& comparison)
{
    const auto a = toolsOf(comparison.a);
    auto changes = toolsOf(comparison.b);
    for (const auto& [tool, times] : a)
        changes[tool] -= times;
    QStringList words;
    for (const auto& [tool, times] : changes) {
        if (times != 0 && words.size() < 6)
            words << QStringLiteral("%1%2 %3")
                         .arg(times > 0 ? QStringLiteral("+") : QStringLiteral("\u2212"))
                         .arg(std::abs(times))
                         .arg(format::line(tool, 40));
    }
    return words.join(QStringLiteral(", "));
}
} // namespace

FigureStrip::FigureStrip(const Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(theme.scaled(12), theme.scaled(10), theme.scaled(12),
                             theme.scaled(10));
    grid->setHorizontalSpacing(theme.scaled(18));
    grid->setVerticalSpacing(theme.scaled(1));
    const QString names[] = {tr("Tokens"), tr("Cost"),  tr("Time"),
                             tr("Steps"),  tr("Calls"), tr("Outcome")};
    for (int i = 0; i < figures; ++i) {
        auto& figure = m_figures[std::size_t(i)];
        figure.name = plainLabel(names[i], QStringLiteral("muted"));
        figure.value = plainLabel({}, QStringLiteral("heading"));
        figure.change = plainLabel({}, QStringLiteral("muted"));
        figure.value->setAccessibleName(names[i]);
        figure.change->setAccessibleName(tr("Change of %1").arg(names[i]));
        grid->addWidget(figure.name, 0, i);
        grid->addWidget(figure.value, 1, i);
        grid->addWidget(figure.change, 2, i);
        grid->setColumnStretch(i, 1);
        for (auto* label : {figure.value, figure.change}) {
            label->setMinimumWidth(0);
            label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        }
    }
}

void FigureStrip::set(int index, const QString& a, const QString& b, const QString& change,
                      const QString& role)
{
    const auto& figure = m_figures[std::size_t(index)];
    const auto value = arrow(a, b);
    figure.value->setText(value);
    figure.value->setToolTip(value);
    figure.value->setAccessibleDescription(value);
    figure.change->setText(change);
    figure.change->setToolTip(change);
    figure.change->setAccessibleDescription(change);
    figure.change->setProperty("role", role);
    Theme::repolish(figure.change);
}

void FigureStrip::setNumber(int index, const QString& a, const QString& b, double before,
                            double after, bool known, const QString& words)
{
    QString change = tr("unknown");
    QString role = QStringLiteral("muted");
    if (known && before == after) {
        change = tr("the same");
    } else if (known) {
        const double more = after - before;
        const auto sign = more > 0 ? QStringLiteral("+") : QStringLiteral("\u2212");
        const auto percent = before > 0 ? std::lround(std::abs(more) / before * 100) : 0;
        if (before > 0 && percent == 0) {
            change = tr("under 1 %");
        } else {
            change = sign + (before > 0 ? QStringLiteral("%1 %").arg(percent) : tr("from nothing"));
            role = more > 0 ? QStringLiteral("warning") : QStringLiteral("ok");
        }
    }
    set(index, a, b, words.isEmpty() ? change : words, role);
}

void FigureStrip::show(const engine::RunsCompared& compared)
{
    const auto& a = compared.a;
    const auto& b = compared.b;
    setNumber(Tokens, format::shortCount(a.tokens), format::shortCount(b.tokens), double(a.tokens),
              double(b.tokens), true);
    const auto price = [](const signalbox::Cost& cost) {
        return cost ? format::money(cost) : tr("unknown");
    };
    setNumber(Cost, price(a.cost), price(b.cost), a.cost ? a.cost->usd() : 0,
              b.cost ? b.cost->usd() : 0, a.cost && b.cost);
    const auto time = [](const RunSummary& run) {
        return format::duration(
            std::chrono::microseconds(std::int64_t(std::clamp(run.seconds, 0.0, 1e9) * 1e6)));
    };
    setNumber(Time, time(a), time(b), a.seconds, b.seconds, true);
    setNumber(Steps, format::count(a.steps), format::count(b.steps), double(a.steps),
              double(b.steps), true);
    setNumber(Calls, format::count(a.toolCalls), format::count(b.toolCalls), double(a.toolCalls),
              double(b.toolCalls), true,
              compared.comparison ? toolChanges(*compared.comparison) : QString());
    set(Outcome, format::line(runStatus(a), 40), format::line(runStatus(b), 40),
        a.answer == b.answer ? tr("same answer") : tr("answers differ"), QStringLiteral("muted"));
}

} // namespace signalbox::ui
