// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/edgerouter.h"

#include <QTest>

#include <algorithm>

using namespace signalbox::ui;

namespace {
constexpr double halfWidth = 60;
constexpr double halfHeight = 20;

QRectF boxAt(double x, double y)
{
    return {x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight};
}

EdgeEnds endsOf(const QRectF& from, const QRectF& to)
{
    return {{from.right(), from.center().y()}, {to.left(), to.center().y()}, from, to, 0};
}

int crossed(const QPainterPath& path, const std::vector<QRectF>& boxes, const EdgeEnds& ends)
{
    int count = 0;
    for (const auto& box : boxes) {
        if (box == ends.fromBox || box == ends.toBox)
            continue;
        for (int i = 0; i <= 1000; ++i) {
            if (box.contains(path.pointAtPercent(i / 1000.0))) {
                ++count;
                break;
            }
        }
    }
    return count;
}
} // namespace

class TestEdgeRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsStraightWhereNothingStandsBetween()
    {
        const std::vector<QRectF> boxes = {boxAt(0, 0), boxAt(300, 0)};
        EdgeRouter router(boxes);
        const auto way = router.route(endsOf(boxes[0], boxes[1]), {40, 14});
        QCOMPARE(way.path.elementAt(0).y, 0.0);
        QCOMPARE(way.path.currentPosition(), QPointF(240 - arrowLength, 0));
        QCOMPARE(way.arriving, QPointF(1, 0));
        QCOMPARE(way.path.boundingRect().height(), 0.0);
        QVERIFY(way.label.center().x() > 100 && way.label.center().x() < 200);
    }

    void goesStraightBetweenNodesAboveEachOther()
    {
        const std::vector<QRectF> boxes = {boxAt(0, 0), boxAt(10, 100), boxAt(-5, 200)};
        EdgeRouter router(boxes);
        const auto down = router.route(endsOf(boxes[0], boxes[1]), {});
        QCOMPARE(down.arriving, QPointF(0, 1));
        QVERIFY(down.path.boundingRect().top() >= boxes[0].bottom() - 0.1);
        QVERIFY(down.path.boundingRect().bottom() <= boxes[1].top());
        const auto up = router.route(endsOf(boxes[1], boxes[0]), {});
        QCOMPARE(up.arriving, QPointF(0, -1));
        QVERIFY(up.path.elementAt(0).x != down.path.elementAt(0).x);
        // and around one that stands between
        const auto ends = endsOf(boxes[0], boxes[2]);
        const auto around = router.route(ends, {});
        QCOMPARE(crossed(around.path, boxes, ends), 0);
        QCOMPARE(std::abs(around.arriving.x()), 1.0);
    }

    void goesAroundTheNodesBetween_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addRow("one") << 0 << 2;
        QTest::addRow("two") << 0 << 3;
        QTest::addRow("back over two") << 3 << 0;
        QTest::addRow("back over one") << 2 << 0;
        QTest::addRow("to itself") << 1 << 1;
        QTest::addRow("down") << 0 << 6;
        QTest::addRow("up") << 4 << 3;
    }
    void goesAroundTheNodesBetween()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        const std::vector<QRectF> boxes = {boxAt(0, 0),    boxAt(240, 0),   boxAt(480, 0),
                                           boxAt(720, 0),  boxAt(0, 90),    boxAt(240, 90),
                                           boxAt(480, 90), boxAt(240, -90), boxAt(480, -90)};
        EdgeRouter router(boxes);
        const auto ends = endsOf(boxes[std::size_t(from)], boxes[std::size_t(to)]);
        const auto way = router.route(ends, {60, 14});
        QCOMPARE(crossed(way.path, boxes, ends), 0);
        QVERIFY(std::none_of(boxes.begin(), boxes.end(),
                             [&](const QRectF& box) { return box.intersects(way.label); }));
    }

    void waysBesideEachOtherHaveLanesOfTheirOwn()
    {
        const std::vector<QRectF> boxes = {boxAt(0, 0), boxAt(240, 0), boxAt(480, 0),
                                           boxAt(720, 0)};
        EdgeRouter router(boxes);
        const auto first = router.route(endsOf(boxes[0], boxes[2]), {});
        const auto second = router.route(endsOf(boxes[0], boxes[3]), {});
        const auto farOf = [](const QPainterPath& path) {
            const auto bounds = path.boundingRect();
            return std::abs(bounds.top()) > bounds.bottom() ? bounds.top() : bounds.bottom();
        };
        QVERIFY2(std::abs(farOf(first.path) - farOf(second.path)) >= 8,
                 qPrintable(QString::number(farOf(first.path)) + u' '
                            + QString::number(farOf(second.path))));
        QCOMPARE(first.label.size(), QSizeF());
    }

    void labelsDoNotHideEachOther()
    {
        const std::vector<QRectF> boxes = {boxAt(0, 0), boxAt(500, 0)};
        EdgeRouter router(boxes);
        auto ends = endsOf(boxes[0], boxes[1]);
        const auto first = router.route(ends, {90, 16});
        ends.lift = 4; // nearly the same way
        const auto second = router.route(ends, {90, 16});
        QVERIFY(!first.label.intersects(second.label));
    }

    void findsAWayWhereThereIsNone()
    {
        std::vector<QRectF> boxes = {boxAt(0, 0), boxAt(400, 0)};
        boxes.push_back({100, -1e5, 150, 2e5}); // a wall
        EdgeRouter router(boxes);
        const auto ends = endsOf(boxes[0], boxes[1]);
        const auto way = router.route(ends, {60, 14});
        QCOMPARE(way.path.currentPosition(), QPointF(340 - arrowLength, 0));
        std::vector<QRectF> pile(400, boxAt(200, 0));
        pile.push_back(boxAt(0, 0));
        pile.push_back(boxAt(400, 0));
        EdgeRouter heaped(pile);
        QVERIFY(!heaped.route(ends, {60, 14}).path.isEmpty());
    }

    void knowsEndsThatOnlyMoved()
    {
        const auto ends = endsOf(boxAt(0, 0), boxAt(300, 0));
        const auto moved = endsOf(boxAt(7.3, 0.1), boxAt(307.3, 0.1));
        QVERIFY(moved.isShifted(ends));
        QVERIFY(!endsOf(boxAt(7, 0), boxAt(300, 0)).isShifted(ends));
        QVERIFY(!endsOf(boxAt(0, 0), boxAt(300, 1)).isShifted(ends));
    }
};

QTEST_GUILESS_MAIN(TestEdgeRouter)
#include "tst_edgerouter.moc"
