// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/runpanel.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
QPushButton* flat(const QString& text, const QString& name, QWidget* parent)
{
    auto* button = flatButton(text, name, parent);
    button->setToolTip(name);
    return button;
}

void writeKeys(std::string& out, const Json& state, const Json& other, bool changed)
{
    for (const auto& [key, value] : state.items()) {
        const auto found = other.find(key);
        if ((found == other.end() || *found != value) != changed)
            continue;
        const auto text = prettyJson(value);
        out += key + ": " + (text.size() <= 100 ? dumpJson(value) : text) + "\n";
    }
}

// One key a line, so that a difference shows the keys that changed; those first, for a state may be long.
std::string stateText(const Json& state, const Json& other)
{
    if (!state.is_object() || !other.is_object())
        return dumpJson(state);
    std::string out;
    writeKeys(out, state, other, true);
    writeKeys(out, state, other, false);
    return out;
}
} // namespace

RunPanel::RunPanel(const UiContext& context, QWidget* parent)
    : QWidget(parent)
    , m_model(context.theme)
    , m_title(plainLabel(tr("Run"), QStringLiteral("title")))
    , m_place(plainLabel({}, QStringLiteral("muted")))
    , m_previous(flat(QStringLiteral("◀"), tr("Previous visit"), this))
    , m_next(flat(QStringLiteral("▶"), tr("Next visit"), this))
    , m_all(flat(tr("Whole run"), tr("Show the whole run"), this))
    , m_open(flat(tr("Open step"), tr("Open the step of this visit"), this))
    , m_fork(flat(tr("Fork here"), tr("Fork the run at this visit"), this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_table(new QTableView(this))
    , m_stateTitle(plainLabel({}, QStringLiteral("muted")))
    , m_state(new CodeEdit(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 6, 0);
    head->addWidget(m_title, 1);
    head->addWidget(m_previous);
    head->addWidget(m_place);
    head->addWidget(m_next);
    column->addLayout(head);
    auto* acts = new QHBoxLayout;
    acts->setContentsMargins(6, 0, 6, 0);
    for (auto* button : {m_all, m_open, m_fork})
        acts->addWidget(button);
    acts->addStretch();
    column->addLayout(acts);
    m_place->setAccessibleName(tr("Visit shown"));
    m_table->setAccessibleName(tr("Visits"));
    m_table->setModel(&m_model);
    makePlain(*m_table);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setDefaultSectionSize(context.theme.scaled(24));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    // what is written and where it leads: cut, with a tool tip
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Interactive);
    m_table->setColumnWidth(1, context.theme.scaled(70));
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMaximumSectionSize(context.theme.scaled(130));
    m_table->horizontalHeader()->setResizeContentsPrecision(100); // rows
    m_table->horizontalHeader()->setMinimumSectionSize(context.theme.scaled(40));
    auto* below = new QWidget(m_splitter);
    auto* belowColumn = new QVBoxLayout(below);
    belowColumn->setContentsMargins(0, 4, 0, 0);
    belowColumn->setSpacing(2);
    m_stateTitle->setContentsMargins(12, 0, 12, 0);
    m_state->setAccessibleName(tr("State before and after"));
    belowColumn->addWidget(m_stateTitle);
    belowColumn->addWidget(m_state, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(below);
    m_splitter->setSizes({200, 180});
    column->addWidget(m_splitter, 1);

    // not the current row: a table that gets the focus makes its first one current
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const auto rows = m_table->selectionModel()->selectedRows();
        if (!m_isFilling && !rows.isEmpty())
            choose(m_model.visit(rows.front().row()).index);
    });
    connect(m_table, &QTableView::doubleClicked, this,
            [this] { Q_EMIT openWanted(QString::fromStdString(chosenPath())); });
    connect(m_previous, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_all, &QPushButton::clicked, this, [this] { choose({}); });
    connect(m_open, &QPushButton::clicked, this,
            [this] { Q_EMIT openWanted(QString::fromStdString(chosenPath())); });
    connect(m_fork, &QPushButton::clicked, this,
            [this] { Q_EMIT forkWanted(QString::fromStdString(chosenPath())); });
    showHead();
}

void RunPanel::show(const RunOverlay& overlay, const std::shared_ptr<trace::RunTrace>& trace,
                    const trace::RunStatus& status)
{
    if (status.run != m_status.run || trace != m_trace)
        m_chosen.reset();
    m_status = status;
    m_trace = trace;
    const auto* bar = m_table->verticalScrollBar();
    const bool follows = trace::isLive(status.state) && !m_chosen && bar->value() == bar->maximum();
    m_isFilling = true;
    m_model.setVisits(overlay.visits);
    m_isFilling = false;
    if (follows)
        m_table->scrollToBottom();
    if (m_chosen && rowOf(*m_chosen) < 0)
        m_chosen.reset();
    showHead();
    showStates();
}

int RunPanel::rowOf(std::uint32_t visit) const
{
    return int(visit) < m_model.rowCount() ? int(visit) : -1; // in the order of the trace
}

std::string RunPanel::chosenPath() const
{
    return m_chosen && rowOf(*m_chosen) >= 0 ? m_model.visit(rowOf(*m_chosen)).visit.path
                                             : std::string();
}

void RunPanel::choose(std::optional<std::uint32_t> visit, bool isUnrolled)
{
    if (visit == m_chosen && isUnrolled == m_isUnrolled)
        return;
    m_chosen = visit;
    m_isUnrolled = isUnrolled && visit;
    m_isFilling = true;
    if (visit && rowOf(*visit) >= 0) {
        m_table->setCurrentIndex(m_model.index(rowOf(*visit), 0));
        m_table->scrollTo(m_table->currentIndex());
    } else {
        m_table->setCurrentIndex({});
        m_table->clearSelection();
    }
    m_isFilling = false;
    showHead();
    showStates();
    Q_EMIT chosenChanged();
}

void RunPanel::chooseNode(const std::string& node)
{
    if (m_chosen && rowOf(*m_chosen) >= 0 && m_model.visit(rowOf(*m_chosen)).visit.node == node)
        return;
    for (int row = m_model.rowCount(); row-- > 0;) {
        const auto& shown = m_model.visit(row);
        if (shown.isOfGraph && shown.visit.node == node) {
            choose(shown.index, false);
            return;
        }
    }
}

void RunPanel::step(int by)
{
    const int rows = m_model.rowCount();
    if (rows == 0)
        return;
    const int now = m_chosen ? rowOf(*m_chosen) : by > 0 ? -1 : rows;
    choose(m_model.visit(std::clamp(now + by, 0, rows - 1)).index);
}

void RunPanel::showHead()
{
    const int rows = m_model.rowCount();
    m_title->setText(tr("Run %1").arg(format::runId(m_status.run)));
    m_place->setText(m_chosen        ? tr("%1 / %2").arg(rowOf(*m_chosen) + 1).arg(rows)
                         : rows == 1 ? tr("1 visit")
                                     : tr("%1 visits").arg(rows));
    m_previous->setEnabled(rows > 0);
    m_next->setEnabled(rows > 0);
    m_all->setEnabled(m_chosen.has_value());
    m_open->setEnabled(m_chosen.has_value());
    m_fork->setEnabled(m_chosen.has_value());
}

// What came out of the run, where no visit is chosen.
void RunPanel::showAnswer()
{
    const bool isOver = !trace::isLive(m_status.state);
    const auto text = isOver ? m_status.answer : std::string();
    if (m_isAnswerShown && m_shownAnswer == text)
        return; // a person may be reading
    m_isAnswerShown = true;
    m_shownAnswer = text;
    m_stateTitle->setText(text.empty()
                              ? tr("Choose a visit to see the state before and after it.")
                              : tr("Answer. A visit shows the state before and after it."));
    m_state->setForeignText(text);
}

void RunPanel::showStates()
{
    if (!m_chosen || !m_trace) {
        showAnswer();
        return;
    }
    m_isAnswerShown = false;
    trace::GraphTrace::States states;
    m_trace->readGraph([&](const trace::GraphTrace& graph) { states = graph.statesOf(*m_chosen); });
    const auto& visit = m_model.visit(rowOf(*m_chosen)).visit;
    m_stateTitle->setText(
        visit.changed.empty()
            ? tr("State at %1: nothing changed").arg(format::line(visit.node, 64))
            : tr("State at %1, changed: %2")
                  .arg(format::line(visit.node, 64), format::line(visit.changed, 100)));
    m_state->setDiff(stateText(*states.before, *states.after),
                     stateText(*states.after, *states.before));
}

} // namespace signalbox::ui
