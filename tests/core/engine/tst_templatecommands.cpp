// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "base/jsonvalue.h"
#include "core/engine/noticelog.h"
#include "core/workspace/tempworkspace.h"
#include "engine/setup.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::engine;
using namespace signalbox::testing;

namespace {
EngineOptions optionsOf(const TempWorkspace& place,
                        gate::Gates gates = gate::Gates::HeadlessApprove)
{
    EngineOptions options;
    options.user = place.user();
    options.gates = gates;
    return options;
}

// The scripted model of a template takes its time, which a test does not have.
void hurry(const std::filesystem::path& script)
{
    auto turns = parseOrderedJson(readFile(script).value()).value();
    const auto strip = [](OrderedJson& turn) {
        turn.erase("delay_ms");
        turn.erase("chunks_per_second");
    };
    for (auto& agent : turns) {
        if (!agent.is_array())
            continue;
        for (auto& turn : agent) {
            if (turn.is_object())
                strip(turn);
            else
                std::for_each(turn.begin(), turn.end(), strip);
        }
    }
    (void)writeFileAtomically(script, dumpJson(turns));
}
} // namespace

class TestTemplateCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsWithoutAWorkspace()
    {
        const TempWorkspace place;
        Engine engine(optionsOf(place));
        NoticeLog log(engine);
        engine.send(ListTemplates{});
        const auto listed = log.wait<TemplatesListed>();
        QVERIFY(listed);
        QCOMPARE(listed->templates->size(), std::size_t(8));
        engine.send(PlanTemplate{"voting"});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->what, std::string("plan voting"));
    }

    void opensATemplateAsAWorkspaceOfItsOwn()
    {
        const TempWorkspace place;
        Engine engine(optionsOf(place));
        NoticeLog log(engine);
        for (const auto* folder : {"voting", "voting-2"}) {
            engine.send(NewExample{"voting"});
            const auto opened = log.wait<WorkspaceOpened>();
            QVERIFY(opened);
            QCOMPARE(std::filesystem::path(opened->workspace->root).filename().string(),
                     std::string(folder));
            QCOMPARE(opened->workspace->name, std::string("voting"));
            QVERIFY(opened->workspace->trusted && opened->untrusted.empty());
        }
        engine.send(NewExample{"no-such"});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->what, std::string("make the example no-such"));
    }

    void runsATemplateThatWasBroughtIntoAWorkspaceOfThePerson()
    {
        const TempWorkspace place;
        place.putPlain();
        place.put("agents/juror.json", "{\"name\": \"juror\", \"instructions\": \"mine\"}");
        Engine engine(optionsOf(place));
        NoticeLog log(engine);
        engine.send(OpenWorkspace{place.root().string()});
        engine.send(PlanTemplate{"voting"});
        const auto planned = log.wait<TemplatePlanned>();
        QVERIFY(planned);
        engine.send(AddTemplate{"voting", true, planned->plan.hash});
        const auto opened = log.wait<WorkspaceOpened>();
        QVERIFY(opened);
        QVERIFY(opened->workspace->agents.contains("juror-2"));
        const auto added = log.wait<TemplateAdded>();
        QVERIFY(added);
        QCOMPARE(added->workflow, std::string("trust-mail"));
        for (const auto& problem : opened->workspace->problems)
            QFAIL(workspace::problemText(problem).c_str());
        hurry(place.root() / "scripts/voting.json");
        StartRun start;
        start.workflow = added->workflow;
        start.task = "Can this mail be trusted?";
        const auto run = engine.start(start);
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        const auto end = engine.wait(*run, {});
        QVERIFY(end);
        QVERIFY2(end->output.starts_with("**Phishing**, by 4 of 5 votes."), end->output.c_str());
        QCOMPARE(readFile(place.root() / "agents/juror.json").value(),
                 std::string("{\"name\": \"juror\", \"instructions\": \"mine\"}"));
    }

    void writesNothingThatWasNotShown()
    {
        const TempWorkspace place;
        place.putPlain();
        Engine engine(optionsOf(place));
        NoticeLog log(engine);
        engine.send(OpenWorkspace{place.root().string()});
        engine.send(PlanTemplate{"routing"});
        const auto first = log.wait<TemplatePlanned>();
        QVERIFY(first);
        place.put("tools/find_order.json", "mine");
        engine.send(AddTemplate{"routing", true, first->plan.hash});
        const auto second = log.wait<TemplatePlanned>();
        QVERIFY(second);
        QVERIFY(second->plan.hash != first->plan.hash);
        QVERIFY(!std::filesystem::exists(place.root() / "workflows"));
        engine.send(AddTemplate{"routing", false, second->plan.hash}); // another plan than shown
        QVERIFY(log.wait<TemplatePlanned>());
        QVERIFY(!std::filesystem::exists(place.root() / "workflows"));
        engine.send(AddTemplate{"../routing", true, second->plan.hash});
        QVERIFY(log.wait<CommandFailed>());
    }

    void whatWasTrustedStaysTrustedAndNothingElseBecomesSo_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::newRow("trusted") << true;
        QTest::newRow("not trusted") << false;
    }
    void whatWasTrustedStaysTrustedAndNothingElseBecomesSo()
    {
        QFETCH(const bool, trusted);
        const TempWorkspace place;
        place.putPlain();
        place.put("policy.json",
                  "{\"rules\": [{\"name\": \"all\", \"tool\": \"write_file\", \"effects\": "
                  "[\"read\", \"write\"], \"verdict\": \"allow\"}]}");
        if (trusted)
            QVERIFY(workspace::trust(*place.load(), place.user()));
        Engine engine(optionsOf(place));
        NoticeLog log(engine);
        engine.send(OpenWorkspace{place.root().string()});
        const auto before = log.wait<WorkspaceOpened>();
        QVERIFY(before);
        QCOMPARE(before->workspace->trusted, trusted);
        engine.send(PlanTemplate{"human-in-the-loop"});
        const auto planned = log.wait<TemplatePlanned>();
        QVERIFY(planned);
        engine.send(AddTemplate{"human-in-the-loop", true, planned->plan.hash});
        QVERIFY(log.wait<TemplateAdded>());
        QCOMPARE(engine.setup()->workspace().trusted, trusted);
    }
};

QTEST_GUILESS_MAIN(TestTemplateCommands)
#include "tst_templatecommands.moc"
