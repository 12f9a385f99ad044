// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/toolbatch.h"

#include "core/tools/eventtext.h"
#include "core/workflow/runbench.h"

#include <QTest>

#include <latch>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;
using namespace signalbox::workflow;

namespace {
std::vector<CallOutcome> runAll(RunBench& run, const std::vector<ToolCall>& calls,
                                std::stop_token stop = {})
{
    std::vector<CallSite> sites;
    for (std::size_t i = 0; i < calls.size(); ++i)
        sites.push_back(run.bench.site(int(i) + 1));
    return runCalls(run.scope, calls, sites, std::move(stop));
}

std::vector<ToolCall> reads(int count)
{
    std::vector<ToolCall> calls;
    for (int i = 0; i < count; ++i)
        calls.push_back(
            toolCall("c" + std::to_string(i), "read", "{\"path\":\"" + std::to_string(i) + "\"}"));
    return calls;
}

RunnerResult namesItsPath(const ToolDefinition&, const Resolved& call, const RunContext&,
                          const std::stop_token&)
{
    RunnerResult result;
    result.result = quoteJson(call.targets.front().path);
    return result;
}
} // namespace

class TestToolBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatDependsOnWhat_data()
    {
        QTest::addColumn<QString>("earlier");
        QTest::addColumn<QString>("earlierArguments");
        QTest::addColumn<QString>("later");
        QTest::addColumn<QString>("laterArguments");
        QTest::addColumn<bool>("depends");
        QTest::addRow("two reads of one file") << "read"
                                               << R"({"path":"a"})"
                                               << "read"
                                               << R"({"path":"a"})" << false;
        QTest::addRow("read what was written") << "write"
                                               << R"({"path":"a"})"
                                               << "read"
                                               << R"({"path":"a"})" << true;
        QTest::addRow("write what is read") << "read"
                                            << R"({"path":"a"})"
                                            << "write"
                                            << R"({"path":"a"})" << true;
        QTest::addRow("another file") << "write"
                                      << R"({"path":"a"})"
                                      << "write"
                                      << R"({"path":"b"})" << false;
        QTest::addRow("deep inside") << "write"
                                     << R"({"path":"a","content":{"x":["b"]}})"
                                     << "read"
                                     << R"({"path":"b"})" << true;
        QTest::addRow("arguments that are no JSON") << "write"
                                                    << "{"
                                                    << "write"
                                                    << R"({"path":"a"})" << false;
        QTest::addRow("tools that are not there") << "nothing"
                                                  << R"({"path":"a"})"
                                                  << "nowhere"
                                                  << R"({"path":"a"})" << false;
    }
    void knowsWhatDependsOnWhat()
    {
        QFETCH(QString, earlier);
        QFETCH(QString, earlierArguments);
        QFETCH(QString, later);
        QFETCH(QString, laterArguments);
        QFETCH(bool, depends);
        RunBench run;
        QCOMPARE(dependsOn(run.bench.registry,
                           toolCall("2", later.toStdString(), laterArguments.toStdString()),
                           toolCall("1", earlier.toStdString(), earlierArguments.toStdString())),
                 depends);
    }

    void runsIndependentCallsAtTheSameTime()
    {
        constexpr int count = 6;
        RunBench run;
        std::latch all(count); // passed only when all of them run
        run.bench.runner.onRun = [&](const ToolDefinition& tool, const Resolved& call,
                                     const RunContext& context, const std::stop_token& stop) {
            all.arrive_and_wait();
            return namesItsPath(tool, call, context, stop);
        };
        const auto outcomes = runAll(run, reads(count));
        for (int i = 0; i < count; ++i) {
            QCOMPARE(outcomes[std::size_t(i)].answer,
                     (ToolAnswer{"c" + std::to_string(i), "read", std::to_string(i), true}));
        }
        QCOMPARE(run.branches, 0);
    }

    void runsDependentCallsOneAfterTheOther()
    {
        RunBench run({.gates = gate::Gates::HeadlessApprove});
        std::atomic<int> inside{0};
        std::atomic<int> most{0};
        std::string order;
        run.bench.runner.onRun = [&](const ToolDefinition& tool, const Resolved&, const RunContext&,
                                     const std::stop_token&) {
            most = std::max(most.load(), ++inside);
            order += " " + tool.name;
            --inside;
            return RunnerResult{};
        };
        const auto outcomes = runAll(
            run,
            {toolCall("1", "write", R"({"path":"a"})"), toolCall("2", "read", R"({"path":"a"})"),
             toolCall("3", "write", R"({"path":"a"})"), toolCall("4", "read", R"({"path":"a"})")});
        QCOMPARE(outcomes.size(), std::size_t(4));
        QCOMPARE(most, 1);
        QCOMPARE(order, std::string(" write read write read"));
        QCOMPARE(eventLines(run.bench.events(), "/agent:clerk:1/step:1/tool:4").substr(0, 14),
                 std::string("tool.requested"));
    }

    void runsOnTheParentsThreadWhereThereAreTooManyBranches()
    {
        RunBench run;
        run.branches = 1024;
        const auto parent = std::this_thread::get_id();
        std::atomic<int> elsewhere{0};
        run.bench.runner.onRun = [&](const ToolDefinition& tool, const Resolved& call,
                                     const RunContext& context, const std::stop_token& stop) {
            elsewhere += std::this_thread::get_id() == parent ? 0 : 1;
            return namesItsPath(tool, call, context, stop);
        };
        const auto outcomes = runAll(run, reads(20));
        QCOMPARE(elsewhere, 0);
        QCOMPARE(outcomes.back().answer.text, std::string("19"));
        QCOMPARE(run.branches, 1024);
    }

    void holdsManyCalls()
    {
        RunBench run({.limits = ofCalls(10'000)});
        run.bench.runner.onRun = namesItsPath;
        const auto outcomes = runAll(run, reads(300));
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            QCOMPARE(outcomes[i].answer.text, std::to_string(i));
        QCOMPARE(unpairedCalls(run.bench.events()), std::string());
    }

    void allowsExactlyAsManyCallsAsTheLimit()
    {
        RunBench run({.gates = gate::Gates::HeadlessDeny, .limits = ofCalls(5)});
        const auto outcomes = runAll(run, reads(12));
        QCOMPARE(std::count_if(outcomes.begin(), outcomes.end(),
                               [](const auto& outcome) { return outcome.answer.ok; }),
                 5);
        QCOMPARE(run.bench.runner.runs(), 5);
        QCOMPARE(unpairedCalls(run.bench.events()), std::string());
    }

    void stopsAllAtOnce()
    {
        RunBench run;
        std::stop_source source;
        std::latch all(3);
        run.bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                     std::stop_token stop) {
            all.arrive_and_wait();
            source.request_stop();
            Promised<int> never;
            (void)never.wait(std::move(stop)); // returns only by the token
            return failedResult("cancelled");
        };
        const auto outcomes = runAll(run, reads(3), source.get_token());
        for (const auto& outcome : outcomes)
            QVERIFY(outcome.cancelled);
        QCOMPARE(unpairedCalls(run.bench.events()), std::string());
    }

    void doesNothingWithoutCalls()
    {
        RunBench run;
        QVERIFY(runAll(run, {}).empty());
    }
};

QTEST_GUILESS_MAIN(TestToolBatch)
#include "tst_toolbatch.moc"
