// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "core/journal/forktext.h"
#include "journal/fork.h"
#include "journal/forkdecision.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;
using namespace signalbox::testing;

namespace {
std::string printed(const Result<std::vector<Event>>& kept)
{
    if (!kept)
        return kept.error().text();
    std::string text;
    for (const auto& event : *kept) {
        text += event.seq > 0 ? std::to_string(event.seq) : std::string("new");
        if (event.seq == 0)
            text +=
                " " + event.path + " " + std::string(eventTypeName(event.type)) + " " + event.data;
        text += "\n";
    }
    return text;
}

const char* const parent =
    "/ run.started\n" // 1
    "/agent:a:1 agent.started\n" // 2
    "/agent:a:1/step:1/model:1 model.requested\n" // 3
    "/agent:a:1/step:1/model:1 model.replied "
    "{\"tool_calls\":[{\"id\":\"x\",\"arguments\":{\"n\":1}},{\"id\":\"y\",\"arguments\":{\"n\":2}}"
    "]}\n" // 4
    "/agent:a:1/step:1/tool:1 tool.requested\n" // 5
    "/agent:a:1/step:1/tool:2 tool.requested\n" // 6
    "/agent:a:1/step:1/tool:1 gate.opened "
    "{\"kind\":\"call\",\"choices\":[\"approve\",\"deny\",\"stop\",\"run\"]}\n" // 7
    "/agent:a:1/step:1/tool:1 gate.decided {\"decision\":\"deny\"}\n" // 8
    "/agent:a:1/step:1/tool:2 tool.finished {\"ok\":true}\n" // 9
    "/agent:a:1/step:1/tool:1 tool.finished {\"error\":\"no\",\"ok\":false}\n" // 10
    "/agent:a:1/step:2/model:1 model.requested\n" // 11
    "/agent:a:1/step:2/model:1 model.replied\n" // 12
    "/agent:a:1 agent.finished\n" // 13
    "/ run.finished\n"; // 14

std::string forked(const char* at, const char* key, const char* value)
{
    return printed(keptEvents(eventsFrom(parent), {at, key, value}));
}

} // namespace

class TestFork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatCameBeforeAModelRequest()
    {
        QCOMPARE(forked("/agent:a:1/step:2/model:1", "model", "\"big\""),
                 "2\n3\n4\n5\n6\n7\n8\n9\n10\n");
        QCOMPARE(forked("/agent:a:1/step:1/model:1", "instructions", "\"x\""), "2\n");
    }

    void keepsTheCallButForItsResult()
    {
        QCOMPARE(forked("/agent:a:1/step:1/tool:1", "result", "{\"n\":9}"),
                 "2\n3\n4\n6\n9\n5\n7\n8\n"
                 "new /agent:a:1/step:1/tool:1 tool.finished "
                 "{\"label\":{\"confidentiality\":\"public\",\"integrity\":\"endorsed\"},\"ok\":"
                 "true,\"result\":{\"n\":9}}\n");
    }

    void changesTheArgumentsInTheReplyThatAskedForThem()
    {
        QCOMPARE(forked("/agent:a:1/step:1/tool:2", "arguments", "{\"n\":7}"),
                 "2\n3\nnew /agent:a:1/step:1/model:1 model.replied "
                 "{\"tool_calls\":[{\"arguments\":{\"n\":1},\"id\":\"x\"},{\"arguments\":{\"n\":7},"
                 "\"id\":\"y\"}]}\n"
                 "5\n7\n8\n10\n");
    }

    void opensTheGateAgainAndDecidesOtherwise()
    {
        QCOMPARE(forked("/agent:a:1/step:1/tool:1", "decision", "\"approve\""),
                 "2\n3\n4\n6\n9\n5\n7\n"
                 "new /agent:a:1/step:1/tool:1 gate.decided "
                 "{\"by\":\"human\",\"decision\":\"approve\"}\n");
    }

    void decidesOnlyAsTheGateOffered_data()
    {
        QTest::addColumn<QByteArray>("opened");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("decided"); // or the error
        const auto row = [](const char* opened, const char* value, const char* decided) {
            QTest::addRow("%s %s", opened, value)
                << QByteArray(opened).replace('`', '"') << QByteArray(value).replace('`', '"')
                << QByteArray(decided).replace('`', '"');
        };
        const auto* call = "{`kind`:`call`,`choices`:[`approve`,`edit`,`deny`,`run`]}";
        row(call, "`approve`", "{`by`:`human`,`decision`:`approve`,`gate_id`:`g`}");
        row(call, "{`decision`:`deny`,`reason`:`new`}",
            "{`by`:`human`,`decision`:`deny`,`gate_id`:`g`,`reason`:`new`}");
        for (const auto* wrong : {"`maybe`", "`run`", "`retry`", "7", "null", "[]",
                                  "{`decision`:`fly`}", "{`choice`:`x`}"})
            row(call, wrong,
                ("decision: the gate offered approve, edit, deny, not " + std::string(wrong))
                    .c_str());
        const auto* question = "{`kind`:`call`,`rule`:`ask_user`,`choices`:[`deny`]}";
        row(question, "`blue`", "{`by`:`human`,`decision`:`answer`,`gate_id`:`g`,`result`:`blue`}");
        row(question, "`deny`", "{`by`:`human`,`decision`:`deny`,`gate_id`:`g`}");
        const auto* node = "{`kind`:`node`,`prompt`:`?`,`choices`:[`approve`,`reject`]}";
        row(node, "`approve`",
            "{`by`:`human`,`choice`:`approve`,`decision`:`choose`,`gate_id`:`g`}");
        row(node, "{`choice`:`reject`}",
            "{`by`:`human`,`choice`:`reject`,`decision`:`choose`,`gate_id`:`g`}");
        row(node, "`stop`", "{`by`:`human`,`decision`:`stop`,`gate_id`:`g`}");
        row(node, "`perhaps`", "decision: the gate offered approve, reject, not `perhaps`");
        row(node, "{`decision`:`choose`,`choice`:`x`}",
            "decision: the gate offered approve, reject, not {`choice`:`x`,`decision`:`choose`}");
        row("{`kind`:`node`,`choices`:[`approve`,`deny`]}", "`approve`",
            "{`by`:`human`,`decision`:`approve`,`gate_id`:`g`}");
        row("{`kind`:`ambiguous`,`choices`:[`a`,`b`]}", "`b`",
            "{`by`:`human`,`choice`:`b`,`decision`:`choose`,`gate_id`:`g`}");
        const auto* open = "{`kind`:`node`,`prompt`:`?`,`choices`:[]}";
        row(open, "`blue`", "{`by`:`human`,`decision`:`answer`,`gate_id`:`g`,`result`:`blue`}");
        row(open, "{`choice`:`blue`}",
            "{`by`:`human`,`choice`:`blue`,`decision`:`choose`,`gate_id`:`g`}");
        row(open, "`deny`", "{`by`:`human`,`decision`:`deny`,`gate_id`:`g`}");
        row(open, "``", "decision: the gate offered , not ``");
        row("{}", "`approve`", "decision: the gate offered , not `approve`");
    }
    void decidesOnlyAsTheGateOffered()
    {
        QFETCH(QByteArray, opened);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, decided);
        const auto told = otherDecision(
            *parseJson(opened.toStdString()),
            Json{{"gate_id", "g"}, {"decision", "deny"}, {"by", "headless"}, {"reason", "old"}},
            *parseJson(value.toStdString()));
        QCOMPARE(QByteArray::fromStdString(told ? dumpJson(*told) : told.error().text()), decided);
    }

    void doesAStepAgainWithNothingChanged()
    {
        QCOMPARE(forked("/agent:a:1/step:1/model:1", "", ""), "2\n");
        QCOMPARE(forked("/agent:a:1/step:1/tool:2", "", ""), "2\n3\n4\n5\n7\n8\n10\n");
        QCOMPARE(forked("/agent:a:1", "", ""),
                 "/agent:a:1: a model request or a call can be done again");
    }

    void saysWhatIsKept()
    {
        std::string kept;
        for (const bool one : keptOf(eventsFrom(::parent), "/agent:a:1/step:1/tool:2"))
            kept += one ? 'k' : '-';
        QCOMPARE(kept, "kkkkk-kk-k--kk");
    }

    void saysWhatDoesNotFit()
    {
        QCOMPARE(forked("/nowhere", "result", "1"), "the run has nothing at /nowhere");
        QCOMPARE(forked("/agent:a:1/step:1/tool:2", "decision", "\"deny\""),
                 "/agent:a:1/step:1/tool:2: a decision can be changed where a gate was decided");
        QCOMPARE(forked("/agent:a:1/step:1/tool:1", "arguments", "5"),
                 "arguments must be a JSON object");
        QCOMPARE(forked("/agent:a:1/step:1/tool:1", "model", "\"m\""),
                 "/agent:a:1/step:1/tool:1: model can be changed at the path of a model request");
        QVERIFY(forked("/agent:a:1/step:1/tool:1", "colour", "1")
                    .starts_with("there is no key colour"));
    }
};

QTEST_GUILESS_MAIN(TestFork)
#include "tst_fork.moc"
