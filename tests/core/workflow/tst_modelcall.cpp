// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/modelcall.h"

#include "base/text.h"
#include "core/tools/eventtext.h"
#include "core/workflow/runbench.h"
#include "testing/comparetext.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::workflow;

namespace {
const std::string place = "/agent:clerk:1/step:1/model:1";

std::string modelLines(const RunBench& run)
{
    return eventLines(run.bench.events(), place);
}
} // namespace

#define CHECK_RUN(run)                                                                             \
    COMPARE_TEXT(run.models.main.complaints() + run.models.spare.complaints(), "");                \
    QCOMPARE(run.models.main.unused() + run.models.spare.unused(), std::size_t(0));                \
    COMPARE_TEXT(run.replayed(), "")

class TestModelCall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAgainAfterWhatMayPass()
    {
        RunBench run;
        run.models.main.add(fails("overloaded", true));
        run.models.main.add(fails("network", true));
        run.models.main.add(says("here"));
        COMPARE_TEXT(run.run().output, "here");
        COMPARE_TEXT(modelLines(run),
                     "model.requested user:sort\n"
                     "model.failed 1 overloaded retry_in_s=0.0\n"
                     "model.failed 2 network retry_in_s=0.0\n"
                     "model.replied \"here\"\n");
        QCOMPARE(run.bench.ledger.totals().steps, 1); // a failure is no step
        CHECK_RUN(run);
    }

    void asksFiveTimesAtMost()
    {
        RunBench run;
        for (int i = 0; i < 5; ++i)
            run.models.main.add(fails("rate_limit", true));
        const auto end = run.run();
        QCOMPARE(end.outcome, Outcome::Failed);
        COMPARE_TEXT(end.output, "it is rate_limit");
        QCOMPARE(run.models.main.requests(), 5);
        COMPARE_TEXT(modelLines(run),
                     "model.requested user:sort\n"
                     "model.failed 1 rate_limit retry_in_s=0.0\n"
                     "model.failed 2 rate_limit retry_in_s=0.0\n"
                     "model.failed 3 rate_limit retry_in_s=0.0\n"
                     "model.failed 4 rate_limit retry_in_s=0.0\n"
                     "model.failed 5 rate_limit\n");
        COMPARE_TEXT(run.models.main.complaints(), "");
    }

    void countsTheRequestsOfTheRecord_data()
    {
        QTest::addColumn<bool>("fallback");
        QTest::addColumn<int>("recorded");
        QTest::addColumn<QString>("more");
        QTest::addRow("two of five") << false << 2 << "mmm";
        QTest::addRow("four of five") << false << 4 << "m";
        QTest::addRow("one before the fallback") << true << 1 << "msss";
        QTest::addRow("after the fallback") << true << 3 << "ss";
    }
    void countsTheRequestsOfTheRecord()
    {
        QFETCH(bool, fallback);
        QFETCH(int, recorded);
        QFETCH(QString, more);
        RunBench run;
        if (fallback)
            run.models.entries["main"].fallback = "spare";
        std::stop_source stop;
        const auto failing = [&](int n) -> ModelTurn {
            return [&, n](const llm::Request&, const llm::OnDelta&,
                          const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> {
                if (n == recorded) {
                    stop.request_stop(); // the program leaves in the middle of a request
                    return tl::unexpected(failure("cancelled"));
                }
                auto broken = failure("overloaded");
                broken.retry = true;
                return tl::unexpected(broken);
            };
        };
        for (int i = 0; i <= recorded; ++i)
            (fallback && i > 1 ? run.models.spare : run.models.main).add(failing(i));
        QCOMPARE(run.run(stop.get_token()).outcome, Outcome::Stopped);

        auto events = run.bench.events();
        std::erase_if(events, [](const Event& event) {
            return event.type == EventType::RunFinished || event.type == EventType::AgentFinished;
        });
        auto settings = run.bench.settings;
        settings.recording = std::make_shared<const journal::Recording>(events);
        RunBench again(settings);
        again.models.entries = run.models.entries;
        for (int i = 0; i < 5; ++i) {
            again.models.main.add(fails("overloaded", true));
            again.models.spare.add(fails("overloaded", true));
        }
        QCOMPARE(again.run().outcome, Outcome::Failed);
        QCOMPARE(again.models.main.requests(), int(more.count(u'm')));
        QCOMPARE(again.models.spare.requests(), int(more.count(u's')));
    }

    void givesUpAtOnceWhatWillNotPass()
    {
        RunBench run;
        run.models.main.add(fails("authentication", false));
        QCOMPARE(run.run().outcome, Outcome::Failed);
        COMPARE_TEXT(modelLines(run),
                     "model.requested user:sort\n"
                     "model.failed 1 authentication\n");
    }

    void fallsBackToTheOtherModel_data()
    {
        QTest::addColumn<bool>("retry");
        QTest::addColumn<QString>("lines");
        QTest::addRow("after two failures that may pass")
            << true
            << "model.requested user:sort\n"
               "model.failed 1 server retry_in_s=0.0\n"
               "model.failed 2 server fallback=\"spare\"\n"
               "model.replied \"from the spare\"\n";
        QTest::addRow("at once after one that will not")
            << false
            << "model.requested user:sort\n"
               "model.failed 1 server fallback=\"spare\"\n"
               "model.replied \"from the spare\"\n";
    }
    void fallsBackToTheOtherModel()
    {
        QFETCH(bool, retry);
        QFETCH(QString, lines);
        RunBench run;
        run.models.entries["main"].fallback = "spare";
        run.models.main.add(fails("server", retry));
        if (retry)
            run.models.main.add(fails("server", true));
        run.models.spare.add(says("from the spare"));
        COMPARE_TEXT(run.run().output, "from the spare");
        COMPARE_TEXT(modelLines(run), lines.toStdString());
        COMPARE_TEXT(memberOf(run.bench.event(EventType::ModelReplied), "entry"), "\"spare\"");
        CHECK_RUN(run);
    }

    void fallsBackInCirclesNoMoreThanFiveTimes()
    {
        RunBench run;
        run.models.entries["main"].fallback = "spare";
        run.models.entries["spare"].fallback = "main";
        for (int i = 0; i < 3; ++i)
            run.models.main.add(fails("quota", false));
        for (int i = 0; i < 2; ++i)
            run.models.spare.add(fails("quota", false));
        QCOMPARE(run.run().outcome, Outcome::Failed);
        QCOMPARE(run.models.main.requests() + run.models.spare.requests(), 5);
        QCOMPARE(run.models.main.unused(), std::size_t(0));
    }

    void fallsBackWhereTheKeyIsMissing()
    {
        RunBench run;
        run.models.entries["main"].fallback = "spare";
        run.models.refused = Error{Errc::Denied, "no key"};
        run.models.spare.add(says("without"));
        COMPARE_TEXT(run.run().output, "without");
        CHECK_RUN(run);
    }

    void ignoresAFallbackThatIsNotThere()
    {
        RunBench run;
        run.models.entries["main"].fallback = "gone";
        run.models.main.add(fails("server", false));
        QCOMPARE(run.run().outcome, Outcome::Failed);
    }

    void waitsForTheDiskBeforeItAsks()
    {
        RunBench run;
        std::string before;
        run.models.main.add([&](const llm::Request& request, const llm::OnDelta& onDelta,
                                const std::stop_token& stop) {
            before = run.bench.writer->order();
            return says("ok")(request, onDelta, stop);
        });
        (void)run.run();
        COMPARE_TEXT(before, " run.started agent.started model.requested barrier");
    }

    void asksNothingWhereTheDiskDoesNotFollow()
    {
        RunBench run;
        std::stop_source source;
        run.bench.writer->onAppend = [&](const journal::Draft& draft) {
            if (draft.type == EventType::ModelRequested)
                source.request_stop();
        };
        QCOMPARE(run.run(source.get_token()).outcome, Outcome::Stopped);
        QCOMPARE(run.models.main.requests(), 0);
    }

    void tellsTheStreamAndItsRestart()
    {
        RunBench run;
        std::string shown;
        run.scope.onStream = [&](const StreamPiece& piece) {
            QCOMPARE(std::string(piece.path), place);
            shown += piece.delta.kind == llm::Delta::Kind::Restart ? "[restart]"
                                                                   : std::string(piece.delta.text);
        };
        run.models.main.add([](const llm::Request&, const llm::OnDelta& onDelta,
                               const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> {
            onDelta({llm::Delta::Kind::Text, "hal"});
            auto broken = failure("stream");
            broken.retry = true;
            return tl::unexpected(broken);
        });
        run.models.main.add([](const llm::Request& request, const llm::OnDelta& onDelta,
                               const std::stop_token& stop) {
            onDelta({llm::Delta::Kind::Text, "hallo"});
            return says("hallo")(request, onDelta, stop);
        });
        (void)run.run();
        COMPARE_TEXT(shown, "hal[restart]hallo");
        CHECK_RUN(run);
    }

    void paysForWhatBroke()
    {
        RunBench run({.limits = ofCost(Money{1'000'000})});
        run.models.perToken = Money{3};
        auto broken = failure("stream");
        broken.retry = true;
        broken.usage = {.input = 100, .output = 20};
        run.models.main.add(
            [broken](const llm::Request&, const llm::OnDelta&,
                     const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> {
                return tl::unexpected(broken);
            });
        run.models.main.add(says("ok"));
        const auto end = run.run();
        QCOMPARE(end.totals.tokens, 135);
        QCOMPARE(end.totals.cost, Money{405});
        // and a replay counts the same
        auto settings = run.bench.settings;
        settings.recording = run.bench.recording();
        settings.replay = true;
        RunBench again(std::move(settings));
        again.models.perToken = Money{3};
        const auto replayed = again.run();
        QCOMPARE(replayed.totals, end.totals);
        QVERIFY(!again.bench.seam->divergence());
    }

    void holdsNothingBackOnceItIsOver()
    {
        for (const bool good : {true, false}) {
            RunBench run({.limits = ofTokens(5000)});
            run.models.main.add(good ? says("ok") : fails("server", false));
            (void)run.run();
            // what is left can be put aside at once: nothing is outstanding
            const auto left = 5000 - run.bench.ledger.totals().tokens;
            const auto grant = run.bench.ledger.reserve(left - 300, 300, {}, {});
            QVERIFY(grant && *grant);
        }
    }

    void cutsTheOutputToWhatIsLeft()
    {
        RunBench run({.limits = ofTokens(1000)});
        std::int64_t granted = 0;
        run.models.main.add([&](const llm::Request& request, const llm::OnDelta& onDelta,
                                const std::stop_token& stop) {
            granted = request.maxOutput;
            return says("ok")(request, onDelta, stop);
        });
        (void)run.run();
        QVERIFY(granted >= 256 && granted < 1000);
        CHECK_RUN(run);
    }

    void givesTheBlocksOfAModelOnlyBackToThatModel()
    {
        RunBench run;
        llm::Reply reply;
        reply.calls = {toolCall("1", "read", R"({"path":"a"})")};
        reply.stop = llm::StopReason::Tools;
        reply.content = R"([{"type":"thinking","signature":"x"}])";
        run.models.main.add(replies(reply));
        std::string provider;
        run.models.main.add([&](const llm::Request& request, const llm::OnDelta& onDelta,
                                const std::stop_token& stop) {
            provider = request.messages[1].message->contentProvider;
            return says("ok")(request, onDelta, stop);
        });
        (void)run.run();
        COMPARE_TEXT(provider, "scripted/fake");
        CHECK_RUN(run);
    }

    void saysWhereAReplayDiffers()
    {
        RunBench run;
        run.models.main.add(says("ok"));
        (void)run.run();
        const auto wrong = run.replayed([](RunBench& again) { again.task = "something else"; });
        QVERIFY2(wrong.find("diverged at /") != std::string::npos
                     && wrong.find("something else") != std::string::npos,
                 wrong.c_str());
    }

    void keepsHostileTextOfAReply()
    {
        RunBench run;
        llm::Reply reply;
        reply.text = "a\xff\xfe \x01 \xE2\x80\xAE <b>x</b>";
        reply.thinking = std::string(1'000'000, 't');
        reply.content = "not JSON";
        reply.modelServed = "\xff";
        reply.usage = {.input = 1, .output = 1};
        run.models.main.add(replies(reply));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QVERIFY(isUtf8(run.bench.event(EventType::ModelReplied).data));
        COMPARE_TEXT(unpairedCalls(run.bench.events()), "");
    }
};

QTEST_GUILESS_MAIN(TestModelCall)
#include "tst_modelcall.moc"
