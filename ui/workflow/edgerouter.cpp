// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/edgerouter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox::ui {

namespace {
constexpr double air = 5; // between a way and a box it passes
constexpr double laneAir = 16; // of a lane
constexpr double laneGap = 9; // between lanes
constexpr double corner = 18; // radius
constexpr double leastForward = -8; // shorter ones lead back
constexpr std::size_t mostLanes = 40; // that are tried

QPointF pointOf(const QPointF* p, double t)
{
    const double u = 1 - t;
    return u * u * u * p[0] + 3 * u * u * t * p[1] + 3 * u * t * t * p[2] + t * t * t * p[3];
}

void addLine(std::vector<QPointF>& points, QPointF to)
{
    const auto from = points.back();
    points.insert(points.end(), {from + (to - from) / 3, to - (to - from) / 3, to});
}

bool contains(const QRectF& box, QPointF at)
{
    return at.x() >= box.left() && at.x() <= box.right() && at.y() >= box.top()
        && at.y() <= box.bottom();
}

// The box around the points of one curve: it does not leave it.
QRectF hullOf(const QPointF* p)
{
    const auto [left, right] = std::minmax({p[0].x(), p[1].x(), p[2].x(), p[3].x()});
    const auto [top, bottom] = std::minmax({p[0].y(), p[1].y(), p[2].y(), p[3].y()});
    return {QPointF(left, top), QPointF(right, bottom)};
}

// How many boxes the curves run through.
int hits(const std::vector<QPointF>& points, const std::vector<QRectF>& boxes)
{
    std::vector<bool> isHit(boxes.size());
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
        const auto* p = &points[i];
        const auto hull = hullOf(p);
        near.clear();
        for (std::size_t box = 0; box < boxes.size(); ++box) {
            if (!isHit[box] && boxes[box].left() <= hull.right()
                && boxes[box].right() >= hull.left() && boxes[box].top() <= hull.bottom()
                && boxes[box].bottom() >= hull.top())
                near.push_back(box);
        }
        if (near.empty())
            continue;
        const auto way = p[3] - p[0];
        const int steps = std::clamp(int((std::abs(way.x()) + std::abs(way.y())) / 7), 6, 400);
        for (int step = 0; step <= steps && !near.empty(); ++step) {
            const auto at = pointOf(p, double(step) / steps);
            std::erase_if(near, [&](std::size_t box) {
                if (contains(boxes[box], at))
                    isHit[box] = true;
                return isHit[box];
            });
        }
    }
    return int(std::count(isHit.begin(), isHit.end(), true));
}

QPainterPath pathOf(const std::vector<QPointF>& points)
{
    QPainterPath path(points.front());
    for (std::size_t i = 0; i + 3 < points.size(); i += 3)
        path.cubicTo(points[i + 1], points[i + 2], points[i + 3]);
    return path;
}

// Heights for lanes that pass the boxes, those with the shortest way first.
std::vector<double> laneHeights(const std::vector<QRectF>& boxes, double from, double to,
                                double lift)
{
    std::vector<double> heights;
    for (const auto& box : boxes) {
        heights.push_back(box.top() - laneAir - lift);
        heights.push_back(box.bottom() + laneAir + lift);
    }
    const auto length = [from, to](double y) { return std::abs(y - from) + std::abs(y - to); };
    std::sort(heights.begin(), heights.end(), [&](double a, double b) {
        return std::pair(length(a), a) < std::pair(length(b), b);
    });
    heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
    if (heights.size() > mostLanes)
        heights.resize(mostLanes);
    return heights;
}
} // namespace

namespace {
// One above the other with air between them, more below than beside.
bool isStacked(const EdgeEnds& ends)
{
    const QRectF& a = ends.fromBox;
    const QRectF& b = ends.toBox;
    const double across = std::min(a.right(), b.right()) - std::max(a.left(), b.left());
    const double room = std::max(b.top() - a.bottom(), a.top() - b.bottom());
    return room > arrowLength * 2 && across > std::min(a.width(), b.width()) / 3;
}
} // namespace

bool EdgeEnds::isShifted(const EdgeEnds& other) const
{
    constexpr double near = 1e-6; // sums of fractions of a pixel
    const auto by = from - other.from;
    const auto isSame = [&](QPointF a, QPointF b) { return (a - b - by).manhattanLength() < near; };
    return lift == other.lift && isSame(to, other.to)
        && isSame(fromBox.topLeft(), other.fromBox.topLeft())
        && isSame(fromBox.bottomRight(), other.fromBox.bottomRight())
        && isSame(toBox.topLeft(), other.toBox.topLeft())
        && isSame(toBox.bottomRight(), other.toBox.bottomRight());
}

EdgeRouter::EdgeRouter(std::vector<QRectF> boxes)
    : m_boxes(std::move(boxes))
{ }

// Boxes that a way from here to there may meet, with some air around them.
EdgeRouter::Boxes EdgeRouter::between(const EdgeEnds& ends) const
{
    const auto both = ends.fromBox.united(ends.toBox);
    Boxes boxes;
    for (const auto& box : m_boxes) {
        if (box == ends.fromBox || box == ends.toBox)
            continue;
        if (box.right() > both.left() && box.left() < both.right())
            boxes.push_back(box.adjusted(-air, -air, air, air));
    }
    return boxes;
}

bool EdgeRouter::isTaken(const Lane& lane) const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(), [&](const Lane& other) {
        return std::abs(other.y - lane.y) < laneGap - 0.5 && other.left < lane.right
            && lane.left < other.right;
    });
}

EdgeRouter::Way EdgeRouter::best(const std::vector<Way>& ways, const Boxes& boxes) const
{
    const Way* least = &ways.front();
    int fewest = 1 << 30;
    for (const auto& way : ways) {
        const int count = hits(way.points, boxes);
        if (count == 0)
            return way;
        if (count < fewest) {
            fewest = count;
            least = &way;
        }
    }
    return *least;
}

// From side to side, around what stands between.
EdgeRouter::Way EdgeRouter::forward(const EdgeEnds& ends) const
{
    const QPointF end = ends.to - QPointF(arrowLength, 0);
    const double reach = std::clamp((ends.to.x() - ends.from.x()) * 0.5, 24.0, 160.0);
    const QPointF bend(0, ends.lift);
    Way direct;
    direct.arriving = {1, 0};
    direct.points = {ends.from, ends.from + QPointF(reach, 0) + bend,
                     end - QPointF(reach, 0) + bend, end};
    const auto boxes = between(ends);
    std::vector<Way> ways = {direct};
    const double rise = std::clamp((end.x() - ends.from.x()) / 3, 6.0, 64.0);
    const double left = ends.from.x() + rise;
    const double right = end.x() - rise;
    if (hits(direct.points, boxes) == 0 || left >= right)
        return direct;
    for (double y : laneHeights(boxes, ends.from.y(), ends.to.y(), ends.lift)) {
        Way way = direct;
        way.hasLane = true;
        const double side = y < (ends.from.y() + ends.to.y()) / 2 ? -1 : 1;
        way.lane = {left, right, y};
        while (isTaken(way.lane))
            way.lane.y += side * laneGap;
        y = way.lane.y;
        way.points = {ends.from, ends.from + QPointF(rise * 0.6, 0), QPointF(left - rise * 0.6, y),
                      QPointF(left, y)};
        addLine(way.points, {right, y});
        way.points.insert(way.points.end(),
                          {QPointF(right + rise * 0.6, y), end - QPointF(rise * 0.6, 0), end});
        ways.push_back(std::move(way));
    }
    return best(ways, boxes);
}

// Over or under everything between, from the top to the top or from the bottom to the bottom.
EdgeRouter::Way EdgeRouter::backward(const EdgeEnds& ends) const
{
    const QRectF& a = ends.fromBox;
    const QRectF& b = ends.toBox;
    const auto boxes = between(ends);
    const double away =
        34 + std::min(std::abs(ends.from.x() - ends.to.x()) * 0.12, 90.0) + ends.lift;
    const bool isAbove = a.center().y() <= b.bottom() + 60;
    const double above = std::min(a.top(), b.top());
    const double below = std::max(a.bottom(), b.bottom());
    const auto begin = [&](bool over) {
        return QPointF(a.center().x() + a.width() * 0.2, over ? a.top() : a.bottom());
    };
    const auto tip = [&](bool over) {
        return QPointF(b.center().x() - b.width() * (a == b ? 0.25 : 0.2),
                       over ? b.top() - arrowLength : b.bottom() + arrowLength);
    };
    std::vector<Way> ways;
    for (const bool over : {isAbove, !isAbove}) {
        const double side = over ? -1 : 1;
        const double height = (over ? above : below) + side * (away + 12);
        Way arch;
        arch.arriving = {0, -side};
        arch.points = {begin(over), QPointF(begin(over).x(), height),
                       QPointF(tip(over).x(), height), tip(over)};
        ways.push_back(std::move(arch));
    }
    if (hits(ways.front().points, boxes) == 0)
        return ways.front();
    for (double y : laneHeights(boxes, begin(isAbove).y(), tip(isAbove).y(), ends.lift)) {
        const bool over = y < above - corner;
        if (!over && y < below + corner)
            continue; // not past both of its nodes
        const double side = over ? -1 : 1;
        const QPointF from = begin(over);
        const QPointF to = tip(over);
        Way way;
        way.arriving = {0, -side};
        way.hasLane = true;
        way.lane = {to.x(), from.x(), y};
        while (isTaken(way.lane))
            way.lane.y += side * laneGap;
        y = way.lane.y;
        way.points = {from};
        const double turn = -side * corner; // back towards the nodes
        addLine(way.points, {from.x(), y + turn});
        way.points.insert(way.points.end(),
                          {QPointF(from.x(), y + turn * 0.4), QPointF(from.x() - corner * 0.6, y),
                           QPointF(from.x() - corner, y)});
        addLine(way.points, {to.x() + corner, y});
        way.points.insert(way.points.end(),
                          {QPointF(to.x() + corner * 0.6, y), QPointF(to.x(), y + turn * 0.4),
                           QPointF(to.x(), y + turn)});
        addLine(way.points, to);
        ways.push_back(std::move(way));
    }
    return best(ways, boxes);
}

// Between nodes that stand one above the other: straight up or down, else around the side of what is between.
EdgeRouter::Way EdgeRouter::stacked(const EdgeEnds& ends) const
{
    const QRectF& a = ends.fromBox;
    const QRectF& b = ends.toBox;
    const double side = b.top() > a.bottom() ? 1 : -1; // down, up
    const double room = side > 0 ? b.top() - a.bottom() : a.top() - b.bottom();
    const double reach = std::clamp(room * 0.5, 6.0, 60.0) * side;
    const QPointF from(a.center().x() + a.width() * 0.2 + ends.lift,
                       side > 0 ? a.bottom() : a.top());
    const QPointF to(b.center().x() + ends.lift,
                     side > 0 ? b.top() - arrowLength : b.bottom() + arrowLength);
    Way straight;
    straight.arriving = {0, side};
    straight.points = {from, from + QPointF(0, reach), to - QPointF(0, reach), to};
    std::vector<Way> ways = {straight};
    for (const double out : {1.0, -1.0}) {
        double edge = out > 0 ? std::max(a.right(), b.right()) : std::min(a.left(), b.left());
        for (const auto& box : m_boxes) { // what stands between them, however wide
            if (box.top() < std::max(a.top(), b.top())
                && box.bottom() > std::min(a.bottom(), b.bottom()) && box.left() < edge + 1
                && box.right() > edge - 1)
                edge = out > 0 ? std::max(edge, box.right()) : std::min(edge, box.left());
        }
        const double x = edge + out * (laneAir * 2 + ends.lift);
        const QPointF begin(out > 0 ? a.right() : a.left(), a.center().y());
        const QPointF tip((out > 0 ? b.right() : b.left()) + out * arrowLength, b.center().y());
        Way bow;
        bow.arriving = {-out, 0};
        bow.points = {begin};
        const double turn = (tip.y() > begin.y() ? 1 : -1) * corner;
        bow.points.insert(
            bow.points.end(),
            {QPointF(x, begin.y()), QPointF(x, begin.y()), QPointF(x, begin.y() + turn)});
        addLine(bow.points, {x, tip.y() - turn});
        bow.points.insert(bow.points.end(), {QPointF(x, tip.y()), QPointF(x, tip.y()), tip});
        ways.push_back(std::move(bow));
    }
    Boxes boxes;
    for (const auto& box : m_boxes) {
        if (box != a && box != b)
            boxes.push_back(box.adjusted(-air, -air, air, air));
    }
    return best(ways, boxes);
}

QRectF EdgeRouter::placeLabel(const QPainterPath& path, QSizeF size) const
{
    constexpr std::array<double, 9> places = {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82};
    QRectF first;
    for (const double at : places) {
        const auto middle = path.pointAtPercent(at);
        const QRectF box(middle.x() - size.width() / 2, middle.y() - size.height() / 2,
                         size.width(), size.height());
        if (first.isNull())
            first = box;
        const auto meets = [&box](const QRectF& other) { return other.intersects(box); };
        if (std::none_of(m_labels.begin(), m_labels.end(), meets)
            && std::none_of(m_boxes.begin(), m_boxes.end(), meets))
            return box;
    }
    return first;
}

EdgeWay EdgeRouter::route(const EdgeEnds& ends, QSizeF label)
{
    const bool isForward = ends.to.x() - ends.from.x() > leastForward;
    auto way = isForward ? forward(ends) : isStacked(ends) ? stacked(ends) : backward(ends);
    if (way.hasLane)
        m_lanes.push_back(way.lane);
    EdgeWay found;
    found.path = pathOf(way.points);
    found.arriving = way.arriving;
    if (label.isEmpty()) {
        found.label = QRectF(found.path.pointAtPercent(0.5), QSizeF());
    } else {
        found.label = placeLabel(found.path, label);
        m_labels.push_back(found.label);
    }
    return found;
}

} // namespace signalbox::ui
