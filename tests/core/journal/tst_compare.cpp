// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "journal/compare.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {

// Words of one run: "say:TEXT" is a reply, "call:TOOL:ARGUMENT:RESULT" a call that went well, "fail:..." one that did not.
std::vector<Event> run(const char* script)
{
    std::vector<Event> events;
    int n = 0;
    const auto add = [&](EventType type, const std::string& data) {
        Event event;
        event.path = "/step:" + std::to_string(n);
        event.type = type;
        event.data = data;
        events.push_back(event);
    };
    for (const auto word : split(script, ' ')) {
        const auto parts = split(word, ':');
        if (parts.size() < 2)
            continue;
        ++n;
        const auto part = [&](std::size_t i) {
            return i < parts.size() ? std::string(parts[i]) : std::string();
        };
        if (parts[0] == "say") {
            add(EventType::ModelReplied, "{\"model_served\":\"m\",\"text\":\"" + part(1) + "\"}");
            continue;
        }
        add(EventType::ToolRequested,
            "{\"tool\":\"" + part(1) + "\",\"arguments\":{\"a\":\"" + part(2) + "\"}}");
        add(EventType::ToolFinished,
            parts[0] == "call" ? "{\"ok\":true,\"result\":\"" + part(3) + "\"}"
                               : "{\"ok\":false,\"error\":\"" + part(3) + "\"}");
    }
    return events;
}

std::string compared(const char* a, const char* b)
{
    const auto comparison = compareRuns(run(a), run(b));
    std::string text;
    for (const auto& pair : comparison.pairs) {
        static constexpr char marks[] = {'=', '~', '-', '+'};
        text += text.empty() ? "" : " ";
        text += marks[int(pair.alignment)];
        for (const auto& difference : pair.differences)
            text += difference + ",";
    }
    if (comparison.firstDivergence)
        text += " @" + std::to_string(*comparison.firstDivergence);
    return text;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alignsStepByStep_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("expected");
        QTest::addRow("nothing") << ""
                                 << ""
                                 << "";
        QTest::addRow("equal") << "say:x call:t:1:r say:y"
                               << "say:x call:t:1:r say:y"
                               << "= = =";
        QTest::addRow("text") << "say:x say:y"
                              << "say:x say:z"
                              << "= ~text, @1";
        QTest::addRow("arguments and result") << "call:t:1:r"
                                              << "call:t:2:s"
                                              << "~arguments,result, @0";
        QTest::addRow("outcome") << "call:t:1:r"
                                 << "fail:t:1:r"
                                 << "~outcome, @0";
        QTest::addRow("a call less") << "say:x call:t:1:r call:u:1:r say:y"
                                     << "say:x call:u:1:r say:y"
                                     << "= - = = @1";
        QTest::addRow("a call more") << "say:x say:y"
                                     << "say:x call:t:1:r say:y"
                                     << "= + = @1";
        QTest::addRow("equal steps find each other") << "call:t:1:r call:t:2:r"
                                                     << "call:t:2:r"
                                                     << "- = @0";
        QTest::addRow("another tool") << "call:t:1:r"
                                      << "call:u:1:r"
                                      << "- + @0";
    }
    void alignsStepByStep()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, expected);
        QCOMPARE(
            QString::fromStdString(compared(a.toLatin1().constData(), b.toLatin1().constData())),
            expected);
    }

    void comparesVisitsOfNodes()
    {
        const auto visits = [](const char* patch, const char* to) {
            std::vector<Event> events;
            const auto add = [&events](const char* path, EventType type, std::string data) {
                Event event;
                event.path = path;
                event.type = type;
                event.data = std::move(data);
                events.push_back(std::move(event));
            };
            add("/", EventType::StateChanged, "{\"node\":\"\",\"patch\":[]}");
            add("/node:a:1", EventType::NodeEntered, "{\"kind\":\"set\",\"node\":\"a\"}");
            add("/node:a:1", EventType::StateChanged,
                "{\"node\":\"a\",\"patch\":" + std::string(patch) + "}");
            add("/node:a:1", EventType::NodeLeft, "{\"node\":\"a\",\"ok\":true,\"ms\":3}");
            add("/node:a:1", EventType::EdgeTaken,
                "{\"from\":\"a\",\"to\":\"" + std::string(to) + "\"}");
            add("/node:e:1", EventType::NodeEntered, "{\"kind\":\"end\",\"node\":\"e\"}");
            add("/node:e:1", EventType::ModelReplied, "not json");
            add("/node:e:1", EventType::NodeLeft, "not json");
            return events;
        };
        const auto one = visits("[1]", "e");
        QVERIFY(!compareRuns(one, one).firstDivergence);
        const auto comparison = compareRuns(one, visits("[2]", "f"));
        QCOMPARE(comparison.pairs.size(), std::size_t(2));
        QCOMPARE(comparison.firstDivergence, std::optional<std::size_t>(0));
        QCOMPARE(comparison.pairs[0].differences, (std::vector<std::string>{"state", "way"}));
        QCOMPARE(comparison.a[0],
                 (ComparedStep{"/node:a:1", "node", "a", "[1]", "e", true, 0, {}, 3}));
        auto failed = one;
        failed[3].data = "{\"node\":\"a\",\"ok\":false,\"error\":\"broke\"}";
        failed.erase(failed.begin() + 4, failed.end());
        QCOMPARE(compareRuns(one, failed).pairs[0].differences,
                 (std::vector<std::string>{"way", "outcome"}));
    }

    void paysNoHeedToWhichOfParallelStepsCameFirst()
    {
        const auto run = [](const std::vector<std::string>& paths) {
            std::vector<Event> events;
            for (const auto& path : paths) {
                Event event;
                event.path = path;
                event.type = EventType::ModelReplied;
                event.data = "{\"model_served\":\"m\",\"text\":\"" + path + "\"}";
                events.push_back(event);
            }
            return events;
        };
        const std::string plan = "/agent:lead:1/step:1/plan:1";
        const std::vector<std::string> order = {"/agent:lead:1/step:1/model:1",
                                                plan + "/agent:w:1/step:1/model:1",
                                                plan + "/agent:w:1/step:2/model:1",
                                                plan + "/agent:v:2/step:1/model:1",
                                                "/node:m:1/item:2/agent:w:1/step:1/model:1",
                                                "/node:m:1/item:10/agent:w:1/step:1/model:1"};
        const auto comparison = compareRuns(
            run(order), run({order[0], order[3], order[1], order[2], order[5], order[4]}));
        QVERIFY(!comparison.firstDivergence);
        std::vector<std::string> paths;
        for (const auto& step : comparison.b)
            paths.push_back(step.path);
        QCOMPARE(paths, order);
    }

    void pairsVeryLongRunsByPosition()
    {
        std::string a = "say:first";
        std::string b = "say:other";
        for (int i = 0; i < 3000; ++i) {
            a += " say:x";
            b += " say:x";
        }
        const auto comparison = compareRuns(run(a.c_str()), run(b.c_str()));
        QCOMPARE(comparison.pairs.size(), std::size_t(3001));
        QCOMPARE(*comparison.firstDivergence, std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
