// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/steptrace.h"

#include "ui/plaintable.h"
#include "ui/run/panelheader.h"
#include "ui/run/stepdelegate.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace signalbox::ui {

StepTable::StepTable(const Theme& theme, TraceModel& model, QWidget* parent)
    : QTableView(parent)
    , m_theme(theme)
    , m_model(model)
    , m_delegate(new StepDelegate(theme, this))
{
    setObjectName(QStringLiteral("stepTrace"));
    setAccessibleName(tr("Step trace"));
    setModel(&model);
    setItemDelegate(m_delegate);
    makePlain(*this);
    setMouseTracking(true);
    setVerticalScrollMode(
        ScrollPerItem); // a million rows times their height is more than an int of pixels likes
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setMinimumSectionSize(20);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &StepTable::scrolledByHand);
    connect(&theme, &Theme::changed, this, &StepTable::applyTheme);
    applyTheme();
}

void StepTable::applyTheme()
{
    verticalHeader()->setDefaultSectionSize(QFontMetrics(m_theme.font()).height()
                                            + m_theme.scaled(9));
    horizontalHeader()->setFont(m_theme.smallFont());
    layoutColumns();
}

void StepTable::layoutColumns()
{
    const int numbers = m_theme.scaled(70);
    const int time = m_theme.scaled(62);
    const int rest = viewport()->width() - 2 * numbers - time;
    const int bar = std::clamp(rest * 30 / 100, m_theme.scaled(60), m_theme.scaled(240));
    setColumnWidth(int(TraceModel::Column::Tokens), numbers);
    setColumnWidth(int(TraceModel::Column::Cost), numbers);
    setColumnWidth(int(TraceModel::Column::Time), time);
    setColumnWidth(int(TraceModel::Column::Bar), bar);
    setColumnWidth(int(TraceModel::Column::Step), std::max(rest - bar, m_theme.scaled(120)));
}

void StepTable::resizeEvent(QResizeEvent* event)
{
    // what was in sight stays there when a bar below takes room
    const bool isSeen = QRect(QPoint(), event->oldSize()).intersects(visualRect(currentIndex()));
    QTableView::resizeEvent(event);
    layoutColumns();
    if (isSeen)
        scrollTo(currentIndex());
}

void StepTable::setEmptyText(const QString& text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void StepTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_model.rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(m_theme.color(Tint::Faint));
    painter.drawText(viewport()->rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     m_emptyText);
}

void StepTable::wheelEvent(QWheelEvent* event)
{
    QTableView::wheelEvent(event);
    Q_EMIT scrolledByHand();
}

void StepTable::keyPressEvent(QKeyEvent* event)
{
    const int row = currentIndex().row();
    switch (event->key()) {
    case Qt::Key_Right:
        if (!currentIndex().data(TraceModel::ExpandedRole).toBool())
            m_model.setExpanded(row, true);
        else if (currentIndex().data(TraceModel::ExpandableRole).toBool()
                 && row + 1 < m_model.rowCount())
            setCurrentIndex(m_model.index(row + 1, 0));
        break;
    case Qt::Key_Left:
        if (currentIndex().data(TraceModel::ExpandableRole).toBool()
            && currentIndex().data(TraceModel::ExpandedRole).toBool())
            m_model.setExpanded(row, false);
        else if (const int above = m_model.parentRow(row); above >= 0)
            setCurrentIndex(m_model.index(above, 0));
        break;
    case Qt::Key_Home: // of the list, as in any tree: not of the row
        setCurrentIndex(m_model.index(0, 0));
        break;
    case Qt::Key_End:
        setCurrentIndex(m_model.index(m_model.rowCount() - 1, 0));
        break;
    case Qt::Key_Asterisk:
        m_model.expandAll();
        break;
    case Qt::Key_Minus:
        m_model.collapseAll();
        break;
    default:
        QTableView::keyPressEvent(event);
    }
    if (currentIndex().row() != row)
        Q_EMIT pickedByHand(currentIndex().row());
}

void StepTable::mousePressEvent(QMouseEvent* event)
{
    const auto at = indexAt(event->pos());
    if (at.isValid() && at.column() == 0 && event->button() == Qt::LeftButton
        && event->pos().x() < visualRect(at).left() + m_delegate->gutterWidth()) {
        Q_EMIT markClicked(at.row());
        return;
    }
    if (at.isValid() && at.column() == 0 && at.data(TraceModel::ExpandableRole).toBool()
        && m_delegate->expanderRect(visualRect(at), at.data(TraceModel::DepthRole).toInt())
               .contains(event->pos())) {
        m_model.setExpanded(at.row(), !at.data(TraceModel::ExpandedRole).toBool());
        return;
    }
    QTableView::mousePressEvent(event);
    if (at.isValid())
        Q_EMIT pickedByHand(at.row());
}

void StepTable::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto at = indexAt(event->pos());
    if (at.isValid())
        m_model.setExpanded(at.row(), !at.data(TraceModel::ExpandedRole).toBool());
}

void StepTable::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const auto at = byMouse ? indexAt(event->pos()) : currentIndex();
    if (!at.isValid())
        return;
    setCurrentIndex(at);
    Q_EMIT pickedByHand(at.row());
    Q_EMIT menuWanted(at.row(),
                      byMouse ? event->globalPos()
                              : viewport()->mapToGlobal(visualRect(at).bottomLeft()));
}

StepTrace::StepTrace(const Theme& theme, RunView& view, BreakpointList& breakpoints,
                     PanelHeader& header, QWidget* parent)
    : QWidget(parent)
    , m_view(view)
    , m_breakpoints(breakpoints)
    , m_header(header)
    , m_filter(new QLineEdit)
    , m_follow(new QPushButton(tr("Follow")))
    , m_table(new StepTable(theme, m_model))
{
    m_filter->setObjectName(QStringLiteral("traceFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter steps"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(theme.scaled(150));
    m_follow->setObjectName(QStringLiteral("follow"));
    m_follow->setProperty("kind", QStringLiteral("flat"));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keep to the newest step until you scroll"));
    m_header.addControl(m_filter);
    m_header.addControl(m_follow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);

    connect(m_filter, &QLineEdit::textChanged, &m_model, &TraceModel::setFilter);
    connect(m_filter, &QLineEdit::textChanged, this, &StepTrace::showSelection);
    connect(m_filter, &QLineEdit::textChanged, this, &StepTrace::showState);
    connect(m_table, &StepTable::scrolledByHand, this, [this] { setFollowing(false); });
    connect(m_table, &StepTable::pickedByHand, this, [this] { setFollowing(false); });
    connect(m_follow, &QPushButton::toggled, this, &StepTrace::advance);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!m_selecting && current.isValid())
                    m_view.select(m_model.spanAt(current.row()));
            });
    connect(&view, &RunView::runChanged, this, &StepTrace::showRun);
    connect(&view, &RunView::advanced, this, &StepTrace::advance);
    connect(&view, &RunView::placeFound, this, [this] { setFollowing(false); });
    connect(&view, &RunView::selectionChanged, this, &StepTrace::showSelection);
    connect(&view, &RunView::ticked, this, [this] {
        m_model.setNow(m_view.now());
        m_table->viewport()->update();
    });
    m_model.setBreakpoints(&breakpoints);
    connect(m_table, &StepTable::markClicked, this, &StepTrace::toggleAt);
    connect(m_table, &StepTable::menuWanted, this, &StepTrace::openMenu);
    connect(&view, &RunView::heldChanged, this, &StepTrace::showHeld);
    showRun();
}

void StepTrace::toggleAt(int row)
{
    if (!m_view.trace() || row < 0 || row >= m_model.rowCount())
        return;
    if (const auto breakpoint =
            BreakpointList::of(m_view.trace()->spans().span(m_model.spanAt(row))))
        m_breakpoints.toggle(*breakpoint);
}

void StepTrace::toggleBreakpoint()
{
    toggleAt(m_table->currentIndex().row());
}

void StepTrace::runToSelected()
{
    if (!m_view.trace() || !m_view.selected().isValid())
        return;
    const auto span = m_view.trace()->spans().span(m_view.selected());
    Q_EMIT commandIssued(engine::RunTo{m_view.run(), std::string(span.path)});
}

void StepTrace::openMenu(int row, const QPoint& at)
{
    const auto id = m_model.spanAt(row);
    if (!m_view.trace() || !id.isValid())
        return;
    const auto span = m_view.trace()->spans().span(id);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto breakpoint = BreakpointList::of(span)) {
        const auto words = span.kind == trace::SpanKind::Tool ? tr("Break on this tool")
            : span.kind == trace::SpanKind::Agent             ? tr("Break on this agent")
                                                              : tr("Break on this node");
        auto* action = menu->addAction(
            words, this, [this, breakpoint = *breakpoint] { m_breakpoints.toggle(breakpoint); });
        action->setCheckable(true);
        action->setChecked(m_breakpoints.markOf(span.kind, span.name)
                           == BreakpointList::Mark::Enabled);
        action->setShortcut(QKeySequence(Qt::Key_F9));
    }
    auto* runTo = menu->addAction(tr("Run to here"), this, &StepTrace::runToSelected);
    runTo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_F10));
    const bool isPlace = span.kind == trace::SpanKind::Model || span.kind == trace::SpanKind::Tool;
    runTo->setEnabled(m_view.isLive() ? trace::isOpen(span.status) : isPlace);
    if (!m_view.isLive())
        runTo->setText(tr("Run to here in a fork"));
    Q_EMIT menuAboutToShow(span, menu);
    menu->addSeparator();
    menu->addAction(tr("Copy path"), this,
                    [path = QString::fromUtf8(span.path.data(), qsizetype(span.path.size()))] {
                        QGuiApplication::clipboard()->setText(path);
                    });
    menu->popup(at);
}

void StepTrace::showHeld()
{
    std::vector<trace::SpanId> held;
    if (m_view.trace()) {
        for (const auto& hold : m_view.holds()) {
            const auto id = m_view.trace()->spans().find(hold.path);
            if (id.isValid())
                held.push_back(id);
        }
    }
    const bool isNew = !held.empty() && isFollowing();
    const auto first = held.empty() ? trace::SpanId{} : held.front();
    m_model.setHeld(std::move(held));
    if (isNew)
        m_view.select(first);
}

void StepTrace::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void StepTrace::setFollowing(bool on)
{
    m_follow->setChecked(on);
}

bool StepTrace::isFollowing() const
{
    return m_follow->isChecked();
}

void StepTrace::showRun()
{
    m_selecting = true;
    m_model.setNow(m_view.now());
    m_model.setTrace(m_view.trace());
    m_selecting = false;
    setFollowing(!m_view.selected().isValid() && (m_view.isLive() || !m_view.trace()));
    advance();
    if (!isFollowing() && m_model.rowCount() > 0 && !m_view.selected().isValid())
        m_view.select(m_model.spanAt(0));
}

void StepTrace::advance()
{
    m_selecting = true;
    m_model.advance(m_view.now());
    m_selecting = false;
    showState();
    if (isFollowing())
        follow();
    else
        showSelection();
}

void StepTrace::showState()
{
    m_header.setBadge(m_view.isLive() ? tr("live") : QString(), QStringLiteral("accent"));
    if (m_model.rowCount() > 0)
        m_table->setEmptyText({});
    else if (!m_view.trace())
        m_table->setEmptyText(tr("Press Run, or open a run in Runs: its steps stand here."));
    else if (m_filter->text().isEmpty())
        m_table->setEmptyText(tr("No step yet"));
    else
        m_table->setEmptyText(tr("No step is like the filter"));
}

// The newest row that is still open says where the run stands; a gate before it all.
void StepTrace::follow()
{
    if (!m_view.trace())
        return;
    const auto& spans = m_view.trace()->spans();
    const auto count = spans.count();
    if (count == 0)
        return;
    if (!m_view.holds().empty()) {
        if (const auto held = spans.find(m_view.holds().front().path); held.isValid()) {
            m_view.select(held);
            showSelection();
            return;
        }
    }
    trace::SpanId newest{count - 1};
    for (std::uint32_t i = count; i-- > 0 && count - i < 512;) {
        const auto status = spans.span(trace::SpanId{i}).status;
        if (status == trace::SpanStatus::Waiting) {
            newest = trace::SpanId{i};
            break;
        }
    }
    m_view.select(newest);
    showSelection();
}

void StepTrace::showSelection()
{
    const int row = m_view.selected().isValid() ? m_model.reveal(m_view.selected()) : -1;
    if (row < 0 || row == m_table->currentIndex().row())
        return;
    m_selecting = true;
    m_table->setCurrentIndex(m_model.index(row, 0));
    m_table->scrollTo(m_model.index(row, 0));
    m_selecting = false;
}

} // namespace signalbox::ui
