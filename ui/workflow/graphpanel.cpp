// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graphpanel.h"

#include "ui/plainlabel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/minimap.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace signalbox::ui {

GraphPanel::GraphPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_scene(new GraphScene(theme, this))
    , m_view(new GraphView(theme, *m_scene, this))
    , m_minimap(new Minimap(theme, *m_view, this))
    , m_tidier(new Tidier(this))
    , m_note(plainLabel({}, QStringLiteral("muted")))
    , m_empty(plainLabel(tr("No node yet. Add one with + Node."), QStringLiteral("muted")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_view);
    for (auto* label : {m_note, m_empty}) {
        label->setParent(this);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        label->hide();
    }
    m_note->setAccessibleName(tr("Note on the graph"));
    m_empty->setAlignment(Qt::AlignCenter);
    connect(m_tidier, &Tidier::done, this, &GraphPanel::onTidied);
    connect(m_tidier, &Tidier::failed, this, &GraphPanel::onFailed);
    connect(m_scene, &GraphScene::nodesMoved, this, [this](const Positions&) {
        m_places = m_scene->places();
        Q_EMIT placesChanged(m_places, false);
    });
}

GraphPanel::~GraphPanel() = default;

void GraphPanel::show(const Graph& graph, bool isOther)
{
    Positions places = graph.layout;
    const bool isUnknown = places.empty();
    if (isOther) {
        ++m_ticket; // an order for the document before is void
        m_places.clear();
    }
    for (const auto& [name, place] : m_places) {
        if (!places.contains(name) && graph.node(name))
            places[name] = place;
    }
    if (places.empty())
        places = layeredPlaces(graph);
    placeRest(graph, places);
    m_places = places;
    m_scene->show(graph, places);
    showEmpty();
    if (isOther) {
        m_view->fitLater();
        m_view->viewport()->update(); // what was scrolled before it was drawn anew would stay
        if (isUnknown)
            orderLayout(false);
    }
}

void GraphPanel::showEmpty()
{
    m_empty->setVisible(m_scene->graph().nodes.empty());
    m_empty->setGeometry(rect());
}

void GraphPanel::setNote(const QString& text, const QString& role)
{
    m_note->setText(text);
    if (m_note->property("role").toString() != role) {
        m_note->setProperty("role", role);
        Theme::repolish(m_note);
    }
    m_note->setVisible(!text.isEmpty());
    m_note->adjustSize();
    m_note->move(12, 10);
    m_note->raise();
}

void GraphPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_empty->setGeometry(rect());
    placeMinimap();
}

void GraphPanel::placeMinimap()
{
    constexpr int away = 12; // from the corner, beyond the scroll bars
    const auto& seen = m_view->viewport()->rect();
    m_minimap->move(seen.right() - m_minimap->width() - away,
                    seen.bottom() - m_minimap->height() - away);
}

GraphPoint GraphPanel::freePlace() const
{
    const auto selected = m_scene->selectedNodes();
    GraphPoint at;
    if (selected.empty()) {
        const auto middle = m_view->mapToScene(m_view->viewport()->rect().center());
        at = {std::round(middle.x()), std::round(middle.y())};
    } else {
        const auto* item = m_scene->node(selected.back());
        at = {std::round(item->x() + item->box().width() + 80), std::round(item->y())};
    }
    const auto isTaken = [&] {
        return std::any_of(m_places.begin(), m_places.end(), [&](const auto& other) {
            return std::abs(other.second.x - at.x) < 170 && std::abs(other.second.y - at.y) < 62;
        });
    };
    while (isTaken())
        at.y += 72;
    return at;
}

void GraphPanel::tidy()
{
    if (!m_scene->graph().nodes.empty())
        orderLayout(true);
}

void GraphPanel::orderLayout(bool asked)
{
    m_isAsked = asked;
    m_ordered.clear();
    for (const auto& node : m_scene->graph().nodes)
        m_ordered.push_back(node.name);
    m_tidier->order(++m_ticket, m_scene->tidyGraph());
}

void GraphPanel::onTidied(quint64 ticket, const std::vector<GraphPoint>& points)
{
    if (ticket != m_ticket || points.size() != m_ordered.size())
        return;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (m_places.contains(m_ordered[i]))
            m_places[m_ordered[i]] = points[i];
    }
    m_scene->show(Graph(m_scene->graph()), m_places);
    m_view->fitLater();
    if (m_isAsked)
        Q_EMIT placesChanged(m_places, true);
}

void GraphPanel::onFailed(quint64 ticket, const QString& why)
{
    if (ticket == m_ticket)
        Q_EMIT failed(why);
}

} // namespace signalbox::ui
