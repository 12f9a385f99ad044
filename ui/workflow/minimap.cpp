// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/minimap.h"

#include "ui/workflow/graphview.h"
#include "ui/workflow/kindicon.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int soonMs = 30;
constexpr double margin = 6;
} // namespace

Minimap::Minimap(const Theme& theme, GraphView& view, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(view)
{
    setAccessibleName(tr("Overview of the graph"));
    setToolTip(tr("The whole graph. Press to go there."));
    setCursor(Qt::PointingHandCursor);
    setFixedSize(theme.scaled(190), theme.scaled(120));
    setVisible(false);
    m_soon.setSingleShot(true);
    m_soon.setInterval(soonMs);
    connect(&m_soon, &QTimer::timeout, this, &Minimap::look);
    const auto later = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(&view.graph(), &GraphScene::arranged, this, later);
    connect(&view, &GraphView::zoomChanged, this, later);
    connect(&theme, &Theme::changed, this, later);
    for (auto* bar : {view.horizontalScrollBar(), view.verticalScrollBar()}) {
        connect(bar, &QScrollBar::valueChanged, this, later);
        connect(bar, &QScrollBar::rangeChanged, this, later); // the view has another size
    }
}

void Minimap::setWanted(bool wanted)
{
    m_isWanted = wanted;
    look();
}

QRectF Minimap::inSight() const
{
    return m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
}

void Minimap::look()
{
    m_bounds = m_view.graph().nodeBounds();
    // what stands at the edge may be a little beyond it
    const bool isNeeded =
        m_bounds.isValid() && !inSight().adjusted(-2, -2, 2, 2).contains(m_bounds);
    setVisible(m_isWanted && isNeeded);
    update();
}

QRectF Minimap::world() const
{
    return m_bounds.united(inSight().intersected(m_bounds.adjusted(-400, -300, 400, 300)));
}

double Minimap::zoom() const
{
    const auto all = world();
    return std::min((width() - 2 * margin) / std::max(all.width(), 1.0),
                    (height() - 2 * margin) / std::max(all.height(), 1.0));
}

QPointF Minimap::fromScene(QPointF at) const
{
    return QPointF(width() / 2.0, height() / 2.0) + (at - world().center()) * zoom();
}

void Minimap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    auto ground = m_theme.color(Tint::Panel);
    ground.setAlphaF(0.94f);
    painter.setPen(QPen(m_theme.color(Tint::Border), 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setClipRect(rect().adjusted(2, 2, -2, -2));
    const double scale = zoom();
    const auto middle = world().center();
    painter.translate(width() / 2.0, height() / 2.0);
    painter.scale(scale, scale);
    painter.translate(-middle);
    QPen line(m_theme.color(Tint::Border), 1);
    line.setCosmetic(true);
    painter.setPen(line);
    const auto& scene = m_view.graph();
    for (const auto& edge : scene.graph().edges)
        painter.drawLine(scene.node(edge.from)->outPort(), scene.node(edge.to)->inPort());
    painter.setPen(Qt::NoPen);
    for (const auto& node : scene.graph().nodes) {
        const auto* item = scene.node(node.name);
        painter.setBrush(item->isSelected() ? m_theme.color(Tint::Accent) : item->color());
        painter.drawRect(item->box().translated(item->pos()));
    }
    QPen frame(m_theme.color(Tint::Accent), 1.5);
    frame.setCosmetic(true);
    painter.setPen(frame);
    auto sight = m_theme.color(Tint::Accent);
    sight.setAlphaF(0.10f);
    painter.setBrush(sight);
    painter.drawRect(inSight());
}

void Minimap::goTo(QPointF at)
{
    m_view.centerOn(world().center() + (at - QPointF(width() / 2.0, height() / 2.0)) / zoom());
}

void Minimap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        goTo(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        goTo(event->position());
}

void Minimap::wheelEvent(QWheelEvent* event)
{
    m_view.zoomBy(event->angleDelta().y() > 0 ? 1.25 : 0.8);
    event->accept();
}

} // namespace signalbox::ui
