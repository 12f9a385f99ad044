// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graphview.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace signalbox::ui {

namespace {
constexpr double leastZoom = 0.05;
constexpr double mostZoom = 4;
constexpr double leastOpened = 0.6; // of a graph that is opened: names can be read
constexpr double dots = 24; // of the ground
constexpr double dotsFrom = 0.5; // of the zoom: denser they are noise
constexpr double step = 10; // of a nudge
} // namespace

GraphView::GraphView(const Theme& theme, GraphScene& scene, QWidget* parent)
    : QGraphicsView(&scene, parent)
    , m_theme(theme)
    , m_graph(scene)
{
    setObjectName(QStringLiteral("workflowGraph"));
    setAccessibleName(tr("Workflow graph"));
    setFrameShape(NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setDragMode(RubberBandDrag);
    setTransformationAnchor(AnchorUnderMouse);
    setResizeAnchor(AnchorViewCenter);
    setViewportUpdateMode(SmartViewportUpdate);
    setFocusPolicy(Qt::StrongFocus);
    connect(&theme, &Theme::changed, this, &GraphView::applyTheme);
    for (auto* bar : {horizontalScrollBar(), verticalScrollBar()})
        connect(bar, &QScrollBar::actionTriggered, this, [this] { m_isFitted = false; });
    connect(&scene, &GraphScene::editWanted, this, &GraphView::editWanted);
    // the union of so many small regions costs more than to draw all
    connect(&scene, &GraphScene::quickChanged, this, [this](bool quick) {
        setViewportUpdateMode(quick ? FullViewportUpdate : SmartViewportUpdate);
    });
    applyTheme();
}

void GraphView::applyTheme()
{
    setBackgroundBrush(m_theme.color(Tint::Panel));
    viewport()->update();
}

void GraphView::fit()
{
    QRectF bounds; // with the mark of the start
    for (const auto& node : m_graph.graph().nodes) {
        if (const auto* item = m_graph.node(node.name))
            bounds |= item->sceneBoundingRect();
    }
    for (const auto& edge : m_graph.graph().edges) {
        if (const auto* item = m_graph.edge(edge.index))
            bounds |= item->sceneBoundingRect();
    }
    // room to drag and to look around
    setSceneRect(bounds.adjusted(-1500, -1200, 1500, 1200));
    bounds.adjust(-30, -30, 30, 30);
    if (!bounds.isValid())
        return;
    const double zoom = std::min(
        {viewport()->width() / bounds.width(), viewport()->height() / bounds.height(), 1.0});
    setTransform(QTransform::fromScale(std::max(zoom, leastZoom), std::max(zoom, leastZoom)));
    centerOn(bounds.center());
    m_isFitted = true;
    viewport()->update();
    Q_EMIT zoomChanged();
}

void GraphView::zoomToSelection()
{
    QRectF bounds;
    for (const auto* item : m_graph.selectedItems())
        bounds |= item->sceneBoundingRect();
    if (!bounds.isValid())
        return fit();
    m_isFitted = false;
    bounds.adjust(-60, -60, 60, 60);
    const double zoom = std::clamp(
        std::min(viewport()->width() / bounds.width(), viewport()->height() / bounds.height()),
        leastZoom, 1.5);
    setTransform(QTransform::fromScale(zoom, zoom));
    centerOn(bounds.center());
    Q_EMIT zoomChanged();
}

void GraphView::fitLater()
{
    m_isFitDue = true;
    fitIfDue();
}

void GraphView::fitIfDue()
{
    if (!m_isFitDue || !isVisible() || m_graph.graph().nodes.empty())
        return;
    m_isFitDue = false;
    fit();
    const auto* start = m_graph.node(m_graph.graph().start);
    if (transform().m11() >= leastOpened || !start)
        return;
    // a graph too long for one look begins at its start, to be read
    m_isFitted = false;
    setTransform(QTransform::fromScale(leastOpened, leastOpened));
    const auto beside = viewport()->width() / leastOpened / 2;
    centerOn(start->pos() + QPointF(beside - start->sceneBoundingRect().width() - 60, 0));
    Q_EMIT zoomChanged();
}

void GraphView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    m_isFitDue = m_isFitDue || m_isFitted;
    fitIfDue();
}

void GraphView::showEvent(QShowEvent* event)
{
    QGraphicsView::showEvent(event);
    fitIfDue();
}

void GraphView::zoomBy(double factor)
{
    m_isFitted = false;
    const double now = transform().m11();
    const double wanted = std::clamp(now * factor, leastZoom, mostZoom);
    scale(wanted / now, wanted / now);
    Q_EMIT zoomChanged();
}

void GraphView::resetZoom()
{
    zoomBy(1 / transform().m11());
}

int GraphView::zoomPercent() const
{
    return int(std::lround(transform().m11() * 100));
}

void GraphView::reveal(const NodeItem& node)
{
    ensureVisible(node.sceneBoundingRect(), 8, 8);
}

bool GraphView::walk(bool forward)
{
    const auto order = m_graph.inReadingOrder();
    if (order.empty())
        return false;
    const auto at = std::find_if(order.begin(), order.end(),
                                 [](const NodeItem* item) { return item->isSelected(); });
    std::size_t next = forward ? 0 : order.size() - 1;
    if (at != order.end()) {
        const auto index = std::size_t(at - order.begin());
        if (forward ? index + 1 == order.size() : index == 0)
            return false;
        next = forward ? index + 1 : index - 1;
    }
    m_graph.select({order[next]->node().name});
    reveal(*order[next]);
    return true;
}

bool GraphView::focusNextPrevChild(bool next)
{
    return walk(next) || QGraphicsView::focusNextPrevChild(next);
}

void GraphView::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QGraphicsView::wheelEvent(event);
        return;
    }
    zoomBy(std::pow(1.0015, event->angleDelta().y()));
    event->accept();
}

void GraphView::keyPressEvent(QKeyEvent* event)
{
    const double by = event->modifiers() & Qt::ShiftModifier ? 1 : step;
    const bool canNudge = m_graph.isEditable() && !m_graph.selectedNodes().empty();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT editWanted();
        return;
    case Qt::Key_Escape:
        m_graph.select({});
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (!canNudge)
            break;
        m_graph.nudge(event->key() == Qt::Key_Left ? -by : by, 0);
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (!canNudge)
            break;
        m_graph.nudge(0, event->key() == Qt::Key_Up ? -by : by);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(1.25);
        return;
    case Qt::Key_Minus:
        zoomBy(0.8);
        return;
    case Qt::Key_Home:
        fit();
        return;
    case Qt::Key_Space: // held down: the hand that moves the graph
        setHand(true);
        return;
    default:
        break;
    }
    QGraphicsView::keyPressEvent(event);
}

void GraphView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        setHand(false);
    else
        QGraphicsView::keyReleaseEvent(event);
}

void GraphView::focusOutEvent(QFocusEvent* event)
{
    setHand(false); // where the key is released is not told here any more
    QGraphicsView::focusOutEvent(event);
}

void GraphView::setHand(bool hand)
{
    if (hand == m_isHand)
        return;
    m_isHand = hand;
    if (hand)
        viewport()->setCursor(Qt::OpenHandCursor);
    else
        viewport()->unsetCursor();
}

void GraphView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_isHand)) {
        m_isPanning = true;
        m_isFitted = false;
        m_panFrom = event->pos();
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() == Qt::RightButton)
        m_graph.selectAt(mapToScene(event->pos())); // what the menu will be about
    else
        QGraphicsView::mousePressEvent(event);
}

void GraphView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_isPanning) {
        QGraphicsView::mouseMoveEvent(event);
        return;
    }
    const QPoint by = event->pos() - m_panFrom;
    m_panFrom = event->pos();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - by.y());
}

void GraphView::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_isPanning && event->buttons() == Qt::NoButton) {
        m_isPanning = false;
        m_isHand = false;
        viewport()->unsetCursor();
        return;
    }
    QGraphicsView::mouseReleaseEvent(event);
}

void GraphView::drawBackground(QPainter* painter, const QRectF& rect)
{
    painter->fillRect(rect, backgroundBrush());
    if (transform().m11() < dotsFrom)
        return;
    QList<QPointF> points;
    const double left = std::floor(rect.left() / dots) * dots;
    const double top = std::floor(rect.top() / dots) * dots;
    for (double x = left; x < rect.right(); x += dots) {
        for (double y = top; y < rect.bottom(); y += dots)
            points.push_back({x, y});
    }
    QPen pen(m_theme.color(Tint::Border), 1.5);
    pen.setCosmetic(true);
    painter->setPen(pen);
    painter->drawPoints(points.data(), int(points.size()));
}

} // namespace signalbox::ui
