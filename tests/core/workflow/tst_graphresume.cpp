// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "core/workflow/flows.h"

#include <QTest>

#include <set>

using namespace signalbox;
using namespace signalbox::testing;

namespace {
void addFlows()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const auto& [name, flow] : allFlows())
        QTest::newRow(name) << index++;
}

Flow flowAt(int index)
{
    return allFlows()[std::size_t(index)].second;
}

// Effects of a whole run: arguments of every write that began, in order of their text.
std::multiset<std::string> effectsOf(const std::vector<Event>& events)
{
    std::multiset<std::string> all;
    std::map<std::string, std::string> tools;
    for (const auto& event : events) {
        const auto data = parseJson(event.data).value_or(Json::object());
        if (event.type == EventType::ToolRequested)
            tools[event.path] = stringAt(data, "tool");
        if (event.type == EventType::ToolStarted && tools[event.path] == "write")
            all.insert(event.path + " " + dumpJson(data["arguments"]));
    }
    return all;
}
} // namespace

// A run that was cut anywhere goes on and ends as the uncut one, and nothing is done twice.
class TestGraphResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replaysEqually_data() { addFlows(); }
    void replaysEqually()
    {
        QFETCH(int, index);
        const auto flow = flowAt(index);
        const auto run = runFlow(flow);
        QCOMPARE(QString::fromStdString(unsound(run.events)), QString());
        for (int i = 0; i < 5; ++i)
            QCOMPARE(QString::fromStdString(replayFlow(flow, run.events)), QString());
    }

    void goesOnBehindEveryEvent_data() { addFlows(); }
    void goesOnBehindEveryEvent()
    {
        QFETCH(int, index);
        const auto flow = flowAt(index);
        const auto run = runFlow(flow);
        const bool isDone = run.end.outcome == workflow::Outcome::Done;
        for (std::size_t count = 1; count < run.events.size(); ++count) {
            const auto resumed = resumeFlow(flow, run.events, count);
            const auto where = "behind event " + std::to_string(count) + " "
                + run.events[count - 1].path + " "
                + std::string(eventTypeName(run.events[count - 1].type)) + "\n";
            QCOMPARE(QString::fromStdString(where + resumed.summary()),
                     QString::fromStdString(where + run.summary()));
            QCOMPARE(QString::fromStdString(where + unsound(resumed.events)),
                     QString::fromStdString(where));
            // a call that failed the run is tried again; the words are made only where they are needed
            if (isDone && effectsOf(resumed.events) != effectsOf(run.events))
                QFAIL((where + resumed.lines()).c_str());
            QCOMPARE(QString::fromStdString(where + replayFlow(flow, resumed.events)),
                     QString::fromStdString(where));
        }
    }

    void goesOnFromARunThatWasResumedBefore_data() { addFlows(); }
    void goesOnFromARunThatWasResumedBefore()
    {
        QFETCH(int, index);
        const auto flow = flowAt(index);
        const auto run = runFlow(flow);
        const auto half = resumeFlow(flow, run.events, run.events.size() / 3);
        for (auto count = half.recorded + 1; count < half.events.size(); count += 3) {
            const auto again = resumeFlow(flow, half.events, count);
            QCOMPARE(QString::fromStdString(again.summary()),
                     QString::fromStdString(run.summary()));
            QCOMPARE(QString::fromStdString(unsound(again.events)), QString());
            QCOMPARE(QString::fromStdString(replayFlow(flow, again.events)), QString());
        }
    }

    void resumesNothingOfARunThatIsDone_data() { addFlows(); }
    void resumesNothingOfARunThatIsDone()
    {
        QFETCH(int, index);
        const auto flow = flowAt(index);
        const auto run = runFlow(flow);
        if (run.end.outcome != workflow::Outcome::Done)
            return; // what failed is tried again
        const auto again = resumeFlow(flow, run.events, run.events.size());
        QCOMPARE(QString::fromStdString(again.summary()), QString::fromStdString(run.summary()));
        QCOMPARE(again.requests, 0);
        QVERIFY(again.ran.empty());
    }

    void forksAtEveryPlace_data() { addFlows(); }
    void forksAtEveryPlace()
    {
        QFETCH(int, index);
        const auto flow = flowAt(index);
        const auto run = runFlow(flow);
        std::set<std::string> paths;
        for (const auto& event : run.events)
            paths.insert(event.path);
        paths.erase("/");
        for (const auto& path : paths) {
            const journal::ForkPoint point{path, "limits", "{}"};
            const auto fork = forkFlow(flow, run.events, point);
            QCOMPARE(QString::fromStdString(path + " " + fork.summary()),
                     QString::fromStdString(path + " " + run.summary()));
            QCOMPARE(QString::fromStdString(path + "\n" + unsound(fork.events)),
                     QString::fromStdString(path + "\n"));
            QCOMPARE(QString::fromStdString(path + "\n" + replayFlow(flow, fork.events, point)),
                     QString::fromStdString(path + "\n"));
        }
    }
};

QTEST_GUILESS_MAIN(TestGraphResume)
#include "tst_graphresume.moc"
