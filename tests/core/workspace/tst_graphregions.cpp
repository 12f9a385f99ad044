// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "testing/pace.h"
#include "workspace/graphregions.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::workspace;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
// Edges as "a>b c>d"; "a?b" is conditional. A node that begins with J joins all, with A any, with E is an end.
GraphDefinition graphFrom(std::string_view text)
{
    GraphDefinition graph;
    std::vector<std::string> names;
    for (const auto word : split(text, ' ')) {
        const auto at = word.find_first_of(">?");
        if (at == std::string_view::npos)
            continue;
        EdgeDefinition edge{
            std::string(word.substr(0, at)), std::string(word.substr(at + 1)), {}, false};
        edge.when = word[at] == '?' ? "true" : "";
        names.push_back(edge.from);
        names.push_back(edge.to);
        graph.edges.push_back(std::move(edge));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const auto& name : names) {
        NodeDefinition node;
        node.name = name;
        node.kind = name.front() == 'E' ? NodeKind::End : NodeKind::Set;
        node.join = name.front() == 'J' ? Join::All : name.front() == 'A' ? Join::Any : Join::None;
        graph.nodes.push_back(std::move(node));
    }
    return graph;
}

// "opener -> join: branch | branch" a line, then "! place: found; expected; mend".
std::string regions(const GraphDefinition& graph)
{
    const auto found = findRegions(graph);
    std::string text;
    for (const auto& [opener, region] : found.byOpener) {
        text += opener + " -> " + region.join + ":";
        for (std::size_t i = 0; i < region.branches.size(); ++i) {
            text += i > 0 ? " |" : "";
            for (const auto& node : region.branches[i])
                text += " " + node;
        }
        text += "\n";
    }
    for (const auto& problem : found.problems)
        text += "! " + problem.node
            + (problem.edge < 0 ? "" : " edge " + std::to_string(problem.edge)) + ": "
            + problem.found + "\n";
    return text;
}

std::string of(std::string_view text)
{
    return regions(graphFrom(text));
}
} // namespace

class TestGraphRegions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingInAPlainGraph()
    {
        QCOMPARE(of(""), "");
        QCOMPARE(of("a>b b?c b?a c>E"), "");
        QCOMPARE(of("a>a"), "");
    }

    void findsARegionAndItsBranches()
    {
        QCOMPARE(of("s>a s>b a>J b>J J>E"), "s -> J: a | b\n");
        QCOMPARE(of("s>a s>J a>J J>E"), "s -> J: a |\n"); // one branch is empty
        QCOMPARE(of("s>a s>b s>c a>a2 a2>A b>A c>A"), "s -> A: a a2 | b | c\n");
    }

    void followsConditionsAndCyclesInsideABranch()
    {
        QCOMPARE(of("s>a s>b a?x a?y x>J y>a b>J"), "s -> J: a x y | b\n");
    }

    void findsNestedRegions()
    {
        QCOMPARE(of("s>a s>b a>c a>d c>J2 d>J2 J2>J b>J J>E"),
                 "a -> J2: c | d\ns -> J: J2 a c d | b\n");
    }

    void findsRegionsOneAfterTheOther()
    {
        QCOMPARE(of("s>a s>b a>J b>J J>c J>d c>A d>A A>E"), "J -> A: c | d\ns -> J: a | b\n");
        QCOMPARE(of("s>a s>b a>c a>d c>J1 d>J1 J1>e J1>f e>J2 f>J2 J2>J b>J"),
                 "J1 -> J2: e | f\na -> J1: c | d\ns -> J: J1 J2 a c d e f | b\n");
    }

    void saysWhereTheJoinIsMissing()
    {
        QCOMPARE(of("s>a s>b"), "! s: none is reached\n");
        QCOMPARE(of("s>a s>b a>J1 b>J2"), "! s: they reach 'J1' and 'J2'\n");
        QCOMPARE(of("s>a s>b a>J b>b2"),
                 "s -> J: a | b b2\n"); // one that goes nowhere is warned of elsewhere
    }

    void saysWhatTwoBranchesShare()
    {
        QCOMPARE(of("s>a s>b a>x b>x x>J"), "! x: two of them lead to 'x'\n");
        QCOMPARE(of("s>a s>b a>b b>J"), "! b: two of them lead to 'b'\n");
        QCOMPARE(of("s>a s>a a>J"), "! a: two of them lead to 'a'\n");
    }

    void refusesAnEndInside()
    {
        QCOMPARE(of("s>a s>b a?J a?E b>J"), "! E edge 3: the branches of 's' reach the end 'E'\n");
        QCOMPARE(of("s>E s>b b>J"), "! E edge 0: the branches of 's' reach the end 'E'\n");
    }

    void refusesAWayBackToTheOpener()
    {
        QCOMPARE(of("s>a s>b a?s a?J b>J"), "! s edge 2: an edge back to 's', which opens it\n");
        QCOMPARE(of("p>s s>a s>b a?p a?J b>J"),
                 "! s edge 0: an edge back to 's', which opens it\n");
    }

    void refusesTwoRegionsWithOneJoin()
    {
        QVERIFY(of("s>a s>b a>c a>d c>J d>J b>J J>E").find("! ") != std::string::npos);
    }

    void readsRegionsThatOpenEachOther()
    {
        const auto text = of("a>b a>c b>a b>c");
        QVERIFY(text.find("! ") != std::string::npos);
        QVERIFY(of("J>a J>b a>J b>J").starts_with("J -> J: a | b\n")); // for ever, up to max_steps
    }

    void leavesOutEdgesOfUnknownNodes()
    {
        auto graph = graphFrom("s>a s>b a>J b>J");
        graph.edges.push_back({"s", "ghost", {}, false});
        graph.edges.push_back({"ghost", "a", {}, false});
        QCOMPARE(regions(graph), "s -> J: a | b\n");
        graph.nodes.clear();
        QCOMPARE(regions(graph), "");
    }

    void boundsTheNestingWhateverTheNames_data()
    {
        QTest::addColumn<bool>("upwards");
        QTest::newRow("outer first") << true;
        QTest::newRow("inner first") << false;
    }
    void boundsTheNestingWhateverTheNames()
    {
        QFETCH(bool, upwards);
        const auto nested = [&](int levels) {
            std::string text;
            const auto name = [&](int i) {
                return (i < 0 ? "x" : "n") + std::to_string(1000 + (upwards ? i : levels - i));
            };
            for (int i = 0; i < levels; ++i) {
                const auto join = "J" + std::to_string(i);
                text += name(i) + ">p" + std::to_string(i) + " p" + std::to_string(i) + ">" + join
                    + " " + name(i) + ">" + name(i + 1) + " ";
                text += i + 1 < levels ? "J" + std::to_string(i + 1) + ">" + join + " "
                                       : name(i + 1) + ">" + join + " ";
            }
            return graphFrom(text);
        };
        QCOMPARE(findRegions(nested(64)).problems.size(), std::size_t(0));
        QCOMPARE(findRegions(nested(64)).byOpener.size(), std::size_t(64));
        const auto deep = findRegions(nested(70));
        QVERIFY(!deep.problems.empty());
        QVERIFY(std::any_of(deep.problems.begin(), deep.problems.end(), [](const auto& problem) {
            return problem.expected == "regions nested at most 64 deep";
        }));
        QVERIFY(!findRegions(nested(5000)).problems.empty()); // and no stack is used up
    }

    void takesTenThousandNodesInTime()
    {
        std::string wide = "s>b0 b0>J ";
        for (int i = 1; i < 10'000; ++i)
            wide += "s>b" + std::to_string(i) + " b" + std::to_string(i) + ">J ";
        std::string row;
        for (int i = 0; i < 3'000; ++i) {
            const auto n = std::to_string(i);
            row += "J" + n + ">a" + n + " J" + n + ">b" + n + " a" + n + ">J"
                + std::to_string(i + 1) + " b" + n + ">J" + std::to_string(i + 1) + " ";
        }
        // the same row inside another region
        const auto inside = "s>J0 s>other other>A J3000>A " + row;
        const auto before = processorTime();
        QCOMPARE(findRegions(graphFrom(wide)).byOpener.at("s").branches.size(),
                 std::size_t(10'000));
        QCOMPARE(findRegions(graphFrom(row)).byOpener.size(), std::size_t(3'000));
        QVERIFY(!findRegions(graphFrom(inside)).problems.empty()
                || findRegions(graphFrom(inside)).byOpener.size() == 3'001);
        QVERIFY2(processorTime() - before < 10s, "much more than nodes and edges is looked at");
    }
};

QTEST_GUILESS_MAIN(TestGraphRegions)
#include "tst_graphregions.moc"
