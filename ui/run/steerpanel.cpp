// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/steerpanel.h"

#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
using State = trace::SteerItem::State;
constexpr std::size_t settledShown = 3; // texts that wait no longer
constexpr std::size_t mostAgents = 50;
constexpr std::uint32_t searchedRows = 4096; // of the newest, for agents at work

QString stateWords(const trace::SteerItem& item)
{
    if (item.state == State::Cancelled)
        return SteerPanel::tr("taken back");
    if (item.state == State::Waiting)
        return item.text.mode == SteerMode::Now ? SteerPanel::tr("before the next request")
                                                : SteerPanel::tr("after this turn");
    const auto segments = pathSegments(item.path);
    return !segments.empty() && segments.back().kind == "step"
        ? SteerPanel::tr("read at step %1").arg(segments.back().n)
        : SteerPanel::tr("read");
}

// Waiting ones all, of the others the last few.
std::vector<trace::SteerItem> shown(std::vector<trace::SteerItem> items)
{
    std::size_t settled = 0;
    for (auto i = items.size(); i-- > 0;) {
        if (items[i].state != State::Waiting && ++settled > settledShown)
            items.erase(items.begin() + std::ptrdiff_t(i));
    }
    return items;
}
} // namespace

SteerPanel::SteerPanel(const Theme& theme, RunView& view, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(view)
    , m_queue(new QScrollArea)
    , m_rows(nullptr)
    , m_text(new QLineEdit)
    , m_when(new QComboBox)
    , m_agent(new QComboBox)
    , m_send(new QPushButton(tr("Tell")))
{
    auto* inside = new QWidget;
    m_rows = new QVBoxLayout(inside);
    const int gap = theme.scaled(6);
    m_rows->setContentsMargins(theme.scaled(11), theme.scaled(4), gap, 0);
    m_rows->setSpacing(theme.scaled(2));
    m_queue->setWidget(inside);
    m_queue->setWidgetResizable(true);
    m_queue->setFrameShape(QFrame::NoFrame);
    m_queue->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_queue->setAccessibleName(tr("Texts to the agents"));
    m_queue->hide();
    m_text->setObjectName(QStringLiteral("steerText"));
    m_text->setAccessibleName(tr("Text to the agent"));
    m_text->setPlaceholderText(tr("Tell the agent something while it works"));
    m_text->setMaxLength(int(longestSteerText / 4));
    m_when->setAccessibleName(tr("When the agent reads it"));
    m_when->addItem(tr("Next request"), int(SteerMode::Now));
    m_when->addItem(tr("After this turn"), int(SteerMode::AfterTurn));
    m_when->setItemData(0, tr("Before the next request to the model"), Qt::ToolTipRole);
    m_when->setItemData(1, tr("When the agent would have answered"), Qt::ToolTipRole);
    m_agent->setAccessibleName(tr("Agent that reads it"));
    m_agent->hide();
    m_send->setObjectName(QStringLiteral("steerSend"));
    m_send->setAccessibleName(tr("Tell the agent"));
    auto* line = new QHBoxLayout;
    line->setContentsMargins(gap, theme.scaled(5), gap, theme.scaled(5));
    line->setSpacing(gap);
    line->addWidget(m_text, 1);
    line->addWidget(m_agent);
    line->addWidget(m_when);
    line->addWidget(m_send);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_queue);
    column->addLayout(line);
    connect(m_text, &QLineEdit::returnPressed, this, &SteerPanel::send);
    connect(m_text, &QLineEdit::textChanged, this, &SteerPanel::showState);
    connect(m_send, &QPushButton::clicked, this, &SteerPanel::send);
    connect(&view, &RunView::runChanged, this, &SteerPanel::refresh);
    connect(&view, &RunView::advanced, this, &SteerPanel::refresh);
    refresh();
}

void SteerPanel::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void SteerPanel::refresh()
{
    showState();
    fillAgents();
    auto items =
        shown(m_view.trace() ? m_view.trace()->steering() : std::vector<trace::SteerItem>());
    if (items == m_items)
        return;
    m_items = std::move(items);
    while (auto* old = m_rows->takeAt(0)) {
        if (old->widget())
            old->widget()->deleteLater();
        delete old;
    }
    for (const auto& item : m_items)
        m_rows->addWidget(rowOf(item));
    m_rows->addStretch();
    const int height = m_rows->sizeHint().height();
    m_queue->setFixedHeight(std::min(height, m_theme.scaled(110)));
    m_queue->setVisible(!m_items.empty());
}

QWidget* SteerPanel::rowOf(const trace::SteerItem& item)
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(m_theme.scaled(8));
    const bool waits = item.state == State::Waiting;
    const auto words = format::line(item.text.text, 400);
    auto* state =
        plainLabel(stateWords(item), waits ? QStringLiteral("warning") : QStringLiteral("faint"));
    auto* text = plainLabel(words, waits ? QString() : QStringLiteral("muted"));
    text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    text->setToolTip(QString(words).toHtmlEscaped());
    line->addWidget(text, 1);
    line->addWidget(state);
    if (!waits || !m_view.isLive())
        return row;
    auto* cancel = new QPushButton(tr("Take back"));
    cancel->setProperty("kind", QStringLiteral("flat"));
    cancel->setAccessibleName(tr("Take back: %1").arg(format::line(item.text.text, 80)));
    connect(cancel, &QPushButton::clicked, this, [this, id = item.text.id] {
        Q_EMIT commandIssued(engine::CancelSteer{m_view.run(), id});
    });
    line->addWidget(cancel);
    return row;
}

// Whom to tell: the agent that leads, or one that another called. Asked only where there is a choice.
void SteerPanel::fillAgents()
{
    std::vector<std::string> agents;
    std::vector<QString> names;
    if (m_view.trace() && m_view.isLive()) {
        const auto& spans = m_view.trace()->spans();
        const auto count = spans.count();
        for (auto i = count > searchedRows ? count - searchedRows : 0;
             i < count && agents.size() < mostAgents; ++i) {
            if (spans.kind(trace::SpanId{i}) != trace::SpanKind::Agent)
                continue;
            const auto span = spans.span(trace::SpanId{i});
            if (!trace::isOpen(span.status))
                continue;
            agents.emplace_back(span.path);
            const auto segments = pathSegments(span.path);
            names.push_back(segments.back().n > 1
                                ? tr("%1 (%2)").arg(format::line(span.name)).arg(segments.back().n)
                                : format::line(span.name));
        }
    }
    if (agents == m_agents)
        return;
    const auto chosen = m_agent->currentData().toString();
    m_agents = std::move(agents);
    m_agent->clear();
    m_agent->addItem(tr("Leading agent"), QString());
    for (std::size_t i = 0; i < m_agents.size(); ++i)
        m_agent->addItem(names[i], QString::fromStdString(m_agents[i]));
    m_agent->setCurrentIndex(std::max(0, m_agent->findData(chosen)));
    m_agent->setVisible(m_agents.size() > 1);
}

void SteerPanel::showState()
{
    const bool live = m_view.isLive();
    m_text->setEnabled(live);
    m_when->setEnabled(live);
    m_agent->setEnabled(live);
    m_send->setEnabled(live && !m_text->text().trimmed().isEmpty());
}

void SteerPanel::send()
{
    if (!m_send->isEnabled())
        return;
    SteerText text;
    text.text = m_text->text().trimmed().toStdString();
    text.mode = SteerMode(m_when->currentData().toInt());
    if (m_agent->isVisibleTo(this))
        text.agent = m_agent->currentData().toString().toStdString();
    m_sent = m_text->text();
    m_text->clear();
    Q_EMIT commandIssued(engine::SteerRun{m_view.run(), text});
}

void SteerPanel::giveBack()
{
    if (m_text->text().isEmpty())
        m_text->setText(m_sent);
}

} // namespace signalbox::ui
