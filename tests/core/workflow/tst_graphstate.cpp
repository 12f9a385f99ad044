// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "testing/pace.h"
#include "workflow/graphstate.h"

#include <QTest>

#include <random>

using namespace signalbox;
using namespace signalbox::workflow;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
Json json(std::string_view text)
{
    return parseJson(text).value();
}

StateKey key(std::string name, std::string value, std::optional<MergeRule> rule = {})
{
    return {std::move(name), std::move(value), rule.value_or(MergeRule::Replace), rule.has_value()};
}

GraphDefinition graphOf(std::vector<StateKey> keys)
{
    GraphDefinition graph;
    graph.state = std::move(keys);
    return graph;
}

GraphDefinition allRules()
{
    return graphOf({key("r", "0"), key("list", "[0]", MergeRule::Append),
                    key("late", "null", MergeRule::Append), key("sum", "1", MergeRule::Add),
                    key("max", "null", MergeRule::Max), key("min", "5", MergeRule::Min),
                    key("o", "{\"a\":1}", MergeRule::Object),
                    key("a~b/c", "{}", MergeRule::Object)});
}

// What the patch makes of the value, by nlohmann's own reading of RFC 6902.
Json patched(const Json& before, const std::string& patch)
{
    return before.patch(json(patch));
}

// Writes, and holds the patch to what it must be: applied by others or replayed it gives the same state.
std::string wrote(GraphState& state, const Writes& writes)
{
    const auto before = state.value();
    auto again = state;
    const auto patch = state.apply(writes);
    if (!patch) {
        const bool isUntouched = state.value() == before && state.asPatch() == again.asPatch();
        return (isUntouched ? "! " : "!! touched: ") + patch.error().text();
    }
    if (patched(before, *patch) != state.value())
        return "the patch gives " + dumpJson(patched(before, *patch));
    if (!again.replay(json(*patch)) || again.value() != state.value())
        return "the replay gives " + dumpJson(again.value());
    return *patch;
}
} // namespace

class TestGraphState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithItsDefaults()
    {
        const GraphState state(allRules());
        QCOMPARE(dumpJson(state.value()),
                 "{\"a~b/c\":{},\"late\":null,\"list\":[0],\"max\":null,\"min\":5,\"o\":{\"a\":1},"
                 "\"r\":0,\"sum\":1}");
        QVERIFY(patched(Json::object(), state.asPatch()) == state.value());
        QCOMPARE(GraphState(graphOf({})).asPatch(), "[]");
    }

    void followsTheRuleOfEachKey_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("patch");
        const auto row = [](const char* name, const char* written, const char* patch) {
            QTest::addRow("%s %s", name, written)
                << QByteArray(name) << QByteArray(written) << QByteArray(patch);
        };
        row("r", "{\"x\":1}", "[{\"op\":\"replace\",\"path\":\"/r\",\"value\":{\"x\":1}}]");
        row("r", "0", "[]"); // nothing changes
        row("r", "0.0",
            "[{\"op\":\"replace\",\"path\":\"/r\",\"value\":0.0}]"); // but its type does
        row("r", "[1]", "[{\"op\":\"replace\",\"path\":\"/r\",\"value\":[1]}]");
        row("list", "[1,[2]]",
            "[{\"op\":\"add\",\"path\":\"/list/-\",\"value\":1},{\"op\":\"add\",\"path\":\"/list/"
            "-\",\"value\":[2]}]");
        row("list", "\"x\"", "[{\"op\":\"add\",\"path\":\"/list/-\",\"value\":\"x\"}]");
        row("list", "null", "[{\"op\":\"add\",\"path\":\"/list/-\",\"value\":null}]");
        row("list", "[]", "[]");
        row("late", "7", "[{\"op\":\"replace\",\"path\":\"/late\",\"value\":[7]}]");
        row("late", "[]", "[{\"op\":\"replace\",\"path\":\"/late\",\"value\":[]}]");
        row("sum", "2", "[{\"op\":\"replace\",\"path\":\"/sum\",\"value\":3}]");
        row("sum", "0.5", "[{\"op\":\"replace\",\"path\":\"/sum\",\"value\":1.5}]");
        row("sum", "0", "[]");
        row("sum", "9223372036854775807", "! state.sum: the sum is larger than an int holds");
        row("sum", "18446744073709551615",
            "[{\"op\":\"replace\",\"path\":\"/sum\",\"value\":1.8446744073709552e+19}]");
        row("sum", "\"2\"", "! state.sum: merge rule add takes numbers, not string");
        row("max", "3", "[{\"op\":\"replace\",\"path\":\"/max\",\"value\":3}]");
        row("max", "null", "[]");
        row("min", "18446744073709551615", "[]");
        row("min", "7", "[]");
        row("min", "4.5", "[{\"op\":\"replace\",\"path\":\"/min\",\"value\":4.5}]");
        row("min", "[1]", "! state.min: merge rule min takes numbers, not array");
        row("o", "{\"a\":2,\"b~/\":{}}",
            "[{\"op\":\"add\",\"path\":\"/o/a\",\"value\":2},{\"op\":\"add\",\"path\":\"/o/"
            "b~0~1\",\"value\":{}}]");
        row("o", "{}", "[]");
        row("o", "1", "! state.o: merge rule object takes objects, not number");
        row("a~b/c", "{\"~1/\":1,\"\":2}",
            "[{\"op\":\"add\",\"path\":\"/a~0b~1c/\",\"value\":2},{\"op\":\"add\",\"path\":\"/"
            "a~0b~1c/~01~1\",\"value\":1}]");
        row("unknown", "1", "! state.unknown: the key is not declared");
    }
    void followsTheRuleOfEachKey()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, patch);
        GraphState state(allRules());
        QCOMPARE(wrote(state, {{name.toStdString(), json(written.toStdString())}}),
                 patch.toStdString());
    }

    void writesAllOrNothing()
    {
        GraphState state(allRules());
        QCOMPARE(wrote(state, {{"list", 1}, {"r", 2}, {"list", 3}, {"sum", "x"}}),
                 "! state.sum: merge rule add takes numbers, not string");
        QCOMPARE(wrote(state, {{"r", 1}, {"nowhere", 2}}),
                 "! state.nowhere: the key is not declared");
        // nothing of it is left in what a branch brings to its join
        auto branch = state.branch();
        QCOMPARE(wrote(branch, {{"list", 1}, {"o", 5}}),
                 "! state.o: merge rule object takes objects, not number");
        QVERIFY(branch.notes().empty());
    }

    void keepsTheDifferenceOfIntAndDouble()
    {
        GraphState state(graphOf({key("r", "{\"x\":[1]}")}));
        QCOMPARE(wrote(state, {{"r", json("{\"x\":[1]}")}}), "[]");
        QCOMPARE(wrote(state, {{"r", json("{\"x\":[1.0]}")}}),
                 "[{\"op\":\"replace\",\"path\":\"/r\",\"value\":{\"x\":[1.0]}}]");
    }

    void refusesToAppendToWhatIsNoList()
    {
        GraphState state(graphOf({key("t", "\"text\"", MergeRule::Append)}));
        QCOMPARE(wrote(state, {{"t", 1}}),
                 "! state.t: merge rule append takes a list in the state, not string");
    }

    void changesTheSameKeyMoreThanOnce()
    {
        GraphState state(allRules());
        QCOMPARE(wrote(state, {{"sum", 1}, {"sum", 2}, {"r", 1}, {"r", 2}, {"list", 8}}),
                 "[{\"op\":\"replace\",\"path\":\"/sum\",\"value\":2},{\"op\":\"replace\",\"path\":"
                 "\"/sum\",\"value\":4},{\"op\":\"replace\",\"path\":\"/r\",\"value\":1},{\"op\":"
                 "\"replace\",\"path\":\"/r\",\"value\":2},{\"op\":\"add\",\"path\":\"/list/"
                 "-\",\"value\":8}]");
    }

    void replacesWhateverTheRule()
    {
        GraphState state(allRules());
        const auto patch = state.replace(json("{\"list\":[9],\"sum\":0,\"o\":null}"));
        QVERIFY(patch.has_value());
        QCOMPARE(dumpJson(state.value()),
                 "{\"a~b/c\":{},\"late\":null,\"list\":[9],\"max\":null,\"min\":5,\"o\":null,\"r\":"
                 "0,\"sum\":0}");
        QCOMPARE(wrote(state, {{"list", 1}}),
                 "[{\"op\":\"add\",\"path\":\"/list/-\",\"value\":1}]"); // the rule is back
        const auto before = state.value();
        QVERIFY(!state.replace(json("{\"r\":1,\"nowhere\":2}")).has_value());
        QVERIFY(state.value() == before);
    }

    void bringsNotesOfABranchToItsJoin()
    {
        GraphState state(allRules());
        auto branch = state.branch();
        QVERIFY(branch.notes().empty());
        for (const auto& [name, text] : {std::pair("list", "1"),
                                         {"list", "[2,3]"},
                                         {"sum", "4"},
                                         {"sum", "5"},
                                         {"max", "2"},
                                         {"max", "9"},
                                         {"max", "1"},
                                         {"min", "8"},
                                         {"o", "{\"b\":1}"},
                                         {"o", "{\"c\":2}"},
                                         {"r", "7"},
                                         {"r", "8"},
                                         {"late", "1"}})
            QVERIFY(!wrote(branch, {{name, json(text)}}).starts_with("!"));
        QCOMPARE(dumpJson(Json(branch.notes())),
                 "[[\"late\",[1]],[\"list\",[1,2,3]],[\"max\",9],[\"min\",8],[\"o\",{\"b\":1,\"c\":"
                 "2}],[\"r\",8],[\"sum\",9]]");
        QVERIFY(!wrote(state, branch.notes()).starts_with("!"));
        QVERIFY(state.value() == branch.value());
    }

    void takesTheSameNotesFromAReplay()
    {
        const GraphState start(allRules());
        auto live = start.branch();
        auto again = start.branch();
        for (const auto& [name, text] : {std::pair("list", "[1,2]"),
                                         {"sum", "4"},
                                         {"sum", "0.5"},
                                         {"max", "2"},
                                         {"max", "1"},
                                         {"min", "2"},
                                         {"o", "{\"b/~\":1}"},
                                         {"r", "7"},
                                         {"late", "[1]"},
                                         {"late", "2"},
                                         {"sum", "-3"}}) {
            const auto patch = live.apply({{name, json(text)}});
            QVERIFY(patch.has_value());
            QVERIFY(again.replay(json(*patch)).has_value());
        }
        QVERIFY(again.value() == live.value());
        auto one = start;
        auto two = start;
        QVERIFY(one.apply(live.notes()).has_value());
        QVERIFY(two.apply(again.notes()).has_value());
        QVERIFY(two.value() == one.value());
    }

    void givesTheSameWhateverIsWritten() // apply, replay and RFC 6902 over many random changes
    {
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same every time
        const char* const names[] = {"r", "list", "late", "sum", "max", "min", "o", "a~b/c"};
        const char* const values[] = {"null",  "1",    "-4",        "2.5",
                                      "[1,2]", "[]",   "{\"a\":3}", "{\"~/\":null,\"~1\":[]}",
                                      "\"t\"", "true", "{}",        "1e300"};
        GraphState state(allRules());
        int failed = 0;
        for (int i = 0; i < 2000; ++i) {
            Writes writes;
            for (auto n = random() % 3 + 1; n > 0; --n)
                writes.emplace_back(names[random() % 8], json(values[random() % 12]));
            const auto patch = wrote(state, writes);
            QVERIFY2(patch.starts_with("[") || patch.starts_with("! "), patch.c_str());
            failed += patch.starts_with("!") ? 1 : 0;
            if (i % 50 == 49)
                state = GraphState(allRules());
        }
        QVERIFY(failed > 100);
    }

    void boundsTheWholeState()
    {
        GraphState state(graphOf({key("a", "\"\""), key("l", "[]", MergeRule::Append),
                                  key("o", "{}", MergeRule::Object)}));
        const Json big = std::string(3u << 20, 'x');
        QVERIFY(state.apply({{"a", big}}).has_value());
        QVERIFY(state.apply({{"l", big}}).has_value());
        const auto refused = state.apply({{"l", big}});
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, Errc::Limit);
        QCOMPARE(refused.error().message, "state.l: the state would grow beyond 8 MiB");
        QVERIFY(!state.apply({{"o", Json{{"k", big}}}}).has_value());
        QVERIFY(!state.apply({{"a", 1}, {"o", Json{{"k", big}}}, {"l", big}}).has_value());
        QCOMPARE(state.value()["l"].size(), std::size_t(1));
        QVERIFY(state.value()["a"] == big);
        QVERIFY(state.apply({{"a", ""}}).has_value()); // room again
        QVERIFY(state.apply({{"l", big}}).has_value());
    }

    void refusesBrokenRecords()
    {
        for (const char* const text :
             {"{}", "[1]", "[{}]", "[{\"path\":\"\",\"value\":1}]",
              "[{\"path\":\"r\",\"value\":1}]", "[{\"path\":\"/r\"}]",
              "[{\"path\":\"/nowhere\",\"value\":1}]", "null", "[{\"path\":7,\"value\":1}]"}) {
            GraphState state(allRules());
            QVERIFY2(!state.replay(json(text)).has_value(), text);
        }
        GraphState state(allRules()); // of another program: nothing to hold to, and no crash
        (void)state.replay(
            json("[{\"path\":\"/sum/-\",\"value\":1},{\"path\":\"/list/0/x\",\"value\":"
                 "1},{\"path\":\"/sum\",\"value\":18446744073709551615},{\"path\":\"/"
                 "sum\",\"value\":-9223372036854775808},{\"path\":\"/sum\",\"value\":5}]"));
        auto branch = state.branch();
        (void)branch.replay(json("[{\"path\":\"/sum\",\"value\":-9223372036854775808},{\"path\":\"/"
                                 "sum\",\"value\":1}]"));
    }

    void keepsItsPaceAsItGrows()
    {
        GraphState state(
            graphOf({key("l", "[]", MergeRule::Append), key("n", "0", MergeRule::Add)}));
        const auto before = processorTime();
        for (int i = 0; i < 20'000; ++i)
            QVERIFY(state.apply({{"l", std::string(100, 'x')}}).has_value());
        QVERIFY2(processorTime() - before < 5s, "a write costs what it changes, not what there is");
        QCOMPARE(state.value()["l"].size(), std::size_t(20'000));
    }
};

QTEST_GUILESS_MAIN(TestGraphState)
#include "tst_graphstate.moc"
