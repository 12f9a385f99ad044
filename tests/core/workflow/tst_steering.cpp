// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/steering.h"

#include "base/jsonvalue.h"
#include "core/tools/eventtext.h"
#include "core/workflow/runbench.h"
#include "testing/comparetext.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::workflow;

namespace {
SteerText text(std::string words, SteerMode mode = SteerMode::Now, std::string agent = {})
{
    return {{}, std::move(words), mode, std::move(agent)};
}

std::string words(const std::vector<SteerText>& texts)
{
    std::string all;
    for (const auto& one : texts)
        all += one.text + ";";
    return all;
}

// What was said to the agents and by what the model was asked.
std::string story(const std::vector<Event>& events)
{
    std::string told;
    for (const auto& event : events) {
        if (event.type == EventType::SteerReceived || event.type == EventType::SteerDelivered
            || event.type == EventType::SteerCancelled || event.type == EventType::ModelRequested)
            told += (event.path == "/" ? event.path : event.path.substr(event.path.find("/step")))
                + " " + eventText(event) + "\n";
    }
    return told;
}

// Says `words` after `act` was done, as a person does while the model speaks.
ModelTurn meanwhile(std::function<void()> act, ModelTurn turn)
{
    return [act = std::move(act), turn = std::move(turn)](
               const llm::Request& request, const llm::OnDelta& onDelta, std::stop_token stop) {
        act();
        return turn(request, onDelta, std::move(stop));
    };
}

const std::string lead = "/agent:lead:1";
const std::string helper = "/agent:lead:1/plan:1/agent:coder:1";
} // namespace

class TestSteering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesEachAgentWhatIsMeantForIt()
    {
        CallBench bench;
        Steering steering;
        steering.open(*bench.seam);
        for (const auto& one :
             {text("a"), text("b", SteerMode::AfterTurn), text("c", SteerMode::Now, helper),
              text("d"), text("e", SteerMode::AfterTurn, helper)})
            QVERIFY(steering.add(one).has_value());
        COMPARE_TEXT(words(steering.take(helper, false)), "c;");
        COMPARE_TEXT(words(steering.take(lead, false)), "a;d;");
        COMPARE_TEXT(words(steering.take(lead, false)), "");
        COMPARE_TEXT(words(steering.take(lead, true)), "b;");
        COMPARE_TEXT(words(steering.take("/node:pay:1/agent:lead:1", true)), "");
        COMPARE_TEXT(words(steering.take(helper, true)), "e;");
    }

    void tellsWhatCameBeforeTheRunBegan()
    {
        CallBench bench;
        Steering steering;
        QVERIFY(steering.add(text("early")).has_value());
        COMPARE_TEXT(bench.lines(), "");
        steering.open(*bench.seam);
        COMPARE_TEXT(bench.lines(), "steer.received \"early\" mode=\"now\"\n");
        COMPARE_TEXT(words(steering.take(lead, false)), "early;");
    }

    void refusesWhatCannotBeSaid()
    {
        CallBench bench;
        Steering steering;
        steering.open(*bench.seam);
        QCOMPARE(steering.add(text("  \n")).error().code, Errc::Invalid);
        QCOMPARE(steering.add(text(std::string(longestSteerText + 1, 'x'))).error().code,
                 Errc::Limit);
        QCOMPARE(steering.cancel("none").error().code, Errc::NotFound);
        for (std::size_t i = 0; i < Steering::most; ++i)
            QVERIFY(steering.add(text("x")).has_value());
        QCOMPARE(steering.add(text("x")).error().code, Errc::Limit);
        (void)steering.take(lead, true);
        QVERIFY(steering.add(text("broken \xff")).has_value());
        COMPARE_TEXT(words(steering.take(lead, true)), "broken \xEF\xBF\xBD;");
        steering.close();
        QCOMPARE(steering.add(text("late")).error().code, Errc::NotFound);
    }

    void takesATextBack()
    {
        CallBench bench;
        Steering steering;
        steering.open(*bench.seam);
        QVERIFY(steering.add(text("a")).has_value());
        QVERIFY(steering.add(text("b")).has_value());
        const auto id = parseJson(memberOf(bench.event(EventType::SteerReceived), "id"));
        QVERIFY(steering.cancel(id->get<std::string>()).has_value());
        QVERIFY(!steering.cancel(id->get<std::string>()).has_value());
        COMPARE_TEXT(words(steering.take(lead, true)), "b;");
        COMPARE_TEXT(eventText(bench.event(EventType::SteerCancelled)), "steer.cancelled");
    }

    void reachesTheModelBehindTheResults()
    {
        RunBench run;
        run.models.main.add(
            meanwhile([&] { QVERIFY(run.steering.add(text("only the new ones")).has_value()); },
                      calls({toolCall("1", "read", "{\"path\":\"a\"}")})));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        COMPARE_TEXT(story(run.bench.events()),
                     "/step:1/model:1 model.requested user:sort\n"
                     "/ steer.received \"only the new ones\" mode=\"now\"\n"
                     "/step:2 steer.delivered \"only the new ones\" when=\"step\"\n"
                     "/step:2/model:1 model.requested assistant read{\"path\":\"a\"} | tool "
                     "ok:ran read | user:only the new ones\n");
        COMPARE_TEXT(run.models.main.complaints(), "");
        COMPARE_TEXT(run.replayed(), "");
    }

    void goesOnWhereTheAgentWouldHaveAnswered()
    {
        RunBench run;
        run.models.main.add(meanwhile(
            [&] {
                QVERIFY(run.steering.add(text("then count", SteerMode::AfterTurn)).has_value());
            },
            calls({toolCall("1", "read", "{\"path\":\"a\"}")})));
        run.models.main.add(says("sorted"));
        run.models.main.add(meanwhile(
            [&] { QVERIFY(run.steering.add(text("and add up")).has_value()); }, says("seven")));
        run.models.main.add(says("42"));
        const auto end = run.run();
        COMPARE_TEXT(end.output, "42");
        const auto told = story(run.bench.events());
        QVERIFY2(told.find("/step:3 steer.delivered \"then count\" when=\"answer\"\n") != told.npos,
                 told.c_str());
        QVERIFY2(told.find("/step:4 steer.delivered \"and add up\" when=\"answer\"\n") != told.npos,
                 told.c_str());
        COMPARE_TEXT(run.replayed(), "");
    }

    void isEndorsedByThePerson()
    {
        RunBench run;
        Label label;
        QVERIFY(run.steering.add(text("x")).has_value());
        run.models.main.add([&](const llm::Request& request, const llm::OnDelta& onDelta,
                                const std::stop_token& stop) {
            label = request.messages.back().message->label;
            return says("ok")(request, onDelta, stop);
        });
        QCOMPARE(run.run().outcome, Outcome::Done);
        QVERIFY(label == (Label{Integrity::Endorsed, Confidentiality::Public}));
    }

    void keepsTheQueueOfARunThatWasInterrupted()
    {
        RunBench run;
        std::stop_source stop;
        std::string id;
        run.models.main.add(meanwhile(
            [&] {
                QVERIFY(run.steering.add(text("first")).has_value());
                QVERIFY(run.steering.add(text("later", SteerMode::AfterTurn)).has_value());
                QVERIFY(run.steering.add(text("never")).has_value());
                id = parseJson(memberOf(run.bench.event(EventType::SteerReceived, 2), "id"))
                         ->get<std::string>();
                QVERIFY(run.steering.cancel(id).has_value());
            },
            calls({toolCall("1", "read", "{\"path\":\"a\"}")})));
        run.models.main.add(meanwhile([&] { stop.request_stop(); }, fails("cancelled", false)));
        QCOMPARE(run.run(stop.get_token()).outcome, Outcome::Stopped);
        COMPARE_TEXT(run.replayed(), "");

        auto settings = run.bench.settings;
        auto events = run.bench.events();
        std::erase_if(events, [](const Event& event) {
            return event.type == EventType::RunFinished || event.type == EventType::AgentFinished;
        });
        settings.recording = std::make_shared<const journal::Recording>(events);
        RunBench again(settings);
        again.models.main.add(says("sorted"));
        again.models.main.add(says("and the rest"));
        COMPARE_TEXT(again.run().output, "and the rest");
        COMPARE_TEXT(story(again.bench.events()),
                     "/step:3 steer.delivered \"later\" when=\"answer\"\n"
                     "/step:3/model:1 model.requested assistant:sorted | user:later\n");
        QCOMPARE(again.models.main.requests(), 2);
    }

    void waitsNoLongerWhereALimitEndsTheTurn()
    {
        RunBench run({.gates = gate::Gates::HeadlessDeny, .limits = ofSteps(1)});
        run.models.main.add(meanwhile([&] { (void)run.steering.add(text("more")); }, says("x")));
        QCOMPARE(run.run().outcome, Outcome::Limit);
        COMPARE_TEXT(run.replayed(), "");
    }
};

QTEST_GUILESS_MAIN(TestSteering)
#include "tst_steering.moc"
