// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/repeatdialog.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/run/detailtext.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr int mostTimes = 50;
constexpr int fillMs = 50;

enum Column
{
    Number,
    Choice,
    Tokens,
    Cost,
    Length,
    Time,
    Outcome,
    Words,
    Columns
};

QString range(const QString& least, const QString& median, const QString& most)
{
    return least == most
        ? most
        : QCoreApplication::translate("Repeat", "%1 to %2, middle %3").arg(least, most, median);
}

QString money(std::int64_t nanoUsd)
{
    return format::money(signalbox::Cost(Money{nanoUsd}));
}

QString milliseconds(std::int64_t ms)
{
    return format::duration(std::chrono::milliseconds(ms));
}

template <class Words>
QString range(const trace::Spread& spread, Words words)
{
    return range(words(spread.least), words(spread.median), words(spread.most));
}
} // namespace

RepeatDialog::RepeatDialog(UiContext& context, std::string run, std::string at, std::string ticket,
                           QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_run(std::move(run))
    , m_at(std::move(at))
    , m_ticket(std::move(ticket))
    , m_fold(m_at)
    , m_times(new QSpinBox)
    , m_toTheEnd(new QCheckBox(tr("Run each to its &end")))
    , m_start(new QPushButton(tr("&Repeat")))
    , m_spread(plainLabel({}, QStringLiteral("muted")))
    , m_problem(plainLabel({}, QStringLiteral("error")))
    , m_table(new QTableWidget(0, Columns))
{
    setObjectName(QStringLiteral("repeatDialog"));
    setAccessibleName(tr("Repeat a step"));
    setWindowTitle(
        tr("Repeat %1 of run %2")
            .arg(QString::fromStdString(detailtext::stepOf(m_at)), format::runId(m_run)));
    setModal(false);
    build();
    m_later.setSingleShot(true);
    m_later.setInterval(fillMs);
    connect(&m_later, &QTimer::timeout, this, &RepeatDialog::fill);
    resize(context.theme.scaled(820), context.theme.scaled(460));
    fill();
}

void RepeatDialog::build()
{
    const auto& theme = m_context.theme;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.scaled(16), theme.scaled(14), theme.scaled(16),
                               theme.scaled(12));
    column->setSpacing(theme.scaled(10));
    auto* row = new QHBoxLayout;
    m_times->setRange(2, mostTimes);
    m_times->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_times->setValue(5);
    m_times->setSuffix(tr(" times"));
    m_times->setAccessibleName(tr("Times"));
    m_toTheEnd->setAccessibleName(tr("Run each to its end"));
    m_toTheEnd->setToolTip(tr("Its calls run then, with their gates; else each ends when the reply "
                              "is there and nothing is called"));
    m_start->setProperty("kind", QStringLiteral("primary"));
    m_start->setAutoDefault(false);
    m_start->setAccessibleName(tr("Repeat"));
    row->addWidget(m_times);
    row->addWidget(m_toTheEnd);
    row->addStretch(1);
    row->addWidget(m_start);
    column->addLayout(row);
    m_spread->setWordWrap(true);
    m_spread->setAccessibleName(tr("Spread"));
    column->addWidget(m_spread);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    buildTable();
    column->addWidget(m_table, 1);
    connect(m_start, &QPushButton::clicked, this, &RepeatDialog::start);
}

void RepeatDialog::buildTable()
{
    m_table->setAccessibleName(tr("Repetitions"));
    m_table->setHorizontalHeaderLabels({tr("#"), tr("Asks for"), tr("Tokens"), tr("Cost"),
                                        tr("Length"), tr("Time"), tr("Run"), tr("Says")});
    makePlain(*m_table);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int unit = m_table->fontMetrics().averageCharWidth();
    const int widths[] = {5, 20, 8, 9, 8, 8, 10};
    for (int i = 0; i < int(std::size(widths)); ++i)
        m_table->setColumnWidth(i, widths[i] * unit);
    for (const int column : {Number, Tokens, Cost, Length, Time})
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->setToolTip(tr("Return opens the run"));
    connect(m_table, &QTableWidget::itemActivated, this, [this](const QTableWidgetItem* item) {
        const auto& rows = m_fold.rows();
        if (item->row() < int(rows.size()))
            Q_EMIT openRunRequested(QString::fromStdString(rows[std::size_t(item->row())].run),
                                    QString::fromStdString(m_at));
    });
}

void RepeatDialog::start()
{
    m_start->setEnabled(false);
    m_problem->hide();
    m_fold = trace::RepeatFold(m_at);
    fill();
    Q_EMIT commandIssued(
        engine::RepeatStep{m_ticket, m_run, m_at, m_times->value(), m_toTheEnd->isChecked()});
}

void RepeatDialog::onNotice(const engine::Notice& notice)
{
    if (const auto* repeated = std::get_if<engine::StepRepeated>(&notice)) {
        if (repeated->ticket != m_ticket)
            return;
        for (const auto& run : repeated->runs)
            m_fold.addRun(run);
        m_later.start();
    } else if (const auto* batch = std::get_if<engine::JournalBatch>(&notice)) {
        if (batch->goesOn)
            return; // what they inherited
        for (const auto& event : batch->events)
            m_fold.fold(event);
        if (!m_fold.rows().empty() && !m_later.isActive())
            m_later.start();
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->verb != engine::Verb::RepeatStep || failed->subject != m_ticket)
            return;
        m_problem->setText(format::text(failed->error.text(), 2000));
        m_problem->show();
        m_start->setEnabled(true);
    }
}

QString RepeatDialog::spreadWords() const
{
    const auto spread = m_fold.spread();
    if (m_fold.rows().empty())
        return tr("The same request is sent again, each time from the state the run had here. What "
                  "comes of it is compared below.");
    if (spread.replies == 0)
        return tr("Waiting for the first reply\u2026");
    QStringList choices;
    for (const auto& [tools, times] : spread.choices)
        choices << tr("%1 \u00d7 %2")
                       .arg(times)
                       .arg(tools.empty() ? tr("an answer") : format::line(tools, 80));
    QStringList parts = {
        tr("%1 replies: %2")
            .arg(format::count(std::int64_t(spread.replies)), choices.join(QStringLiteral(", "))),
        spread.texts == 1 ? tr("all say the same") : tr("%1 different texts").arg(spread.texts),
        tr("tokens %1").arg(range(spread.tokens, format::count)),
        spread.unpriced > 0 ? tr("price unknown") : tr("cost %1").arg(range(spread.nanoUsd, money)),
        tr("length %1").arg(range(spread.length, format::count)),
        tr("time %1").arg(range(spread.milliseconds, milliseconds))};
    return parts.join(QStringLiteral(" \u00b7 "));
}

void RepeatDialog::fill()
{
    const auto& rows = m_fold.rows();
    m_spread->setText(spreadWords());
    m_spread->setAccessibleDescription(m_spread->text());
    m_table->setRowCount(int(rows.size()));
    bool waits = false;
    for (int row = 0; row < int(rows.size()); ++row) {
        const auto& one = rows[std::size_t(row)];
        waits = waits || one.outcome.empty();
        const auto set = [&](Column column, const QString& text, bool isNumber) {
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            m_table->setItem(row, column, item);
        };
        const auto figure = [&](const QString& text) { return one.hasReply ? text : QString(); };
        set(Number, QString::number(row + 1), true);
        set(Choice, figure(one.choice.empty() ? tr("(answers)") : format::line(one.choice, 120)),
            false);
        set(Tokens, figure(format::count(one.tokens)), true);
        set(Cost, figure(format::money(one.cost)), true);
        set(Length, figure(format::count(one.length)), true);
        set(Time, figure(milliseconds(std::int64_t(one.ms))), true);
        set(Outcome, one.outcome.empty() ? tr("running") : format::line(one.outcome, 40), false);
        set(Words, format::line(one.text, 300), false);
    }
    m_start->setEnabled(rows.empty() || !waits);
}

} // namespace signalbox::ui
