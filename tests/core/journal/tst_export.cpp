// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "journal/export.h"

#include <string>
#include <vector>

#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
Event madeEvent(EventType type, std::string path, std::string data)
{
    Event made;
    made.seq = 7;
    made.time = parseRfc3339("2026-11-22T09:30:00.000001Z");
    made.run = "01RUN";
    made.path = std::move(path);
    made.type = type;
    made.data = std::move(data);
    return made;
}

// Lines outside fences: what a reader of Markdown takes as markup.
std::string outsideFences(const std::string& text)
{
    std::string out;
    std::string fence;
    for (const auto& line : QString::fromStdString(text).split(QLatin1Char('\n'))) {
        const auto trimmed = line.toStdString();
        const auto ticks = trimmed.find_first_not_of('`');
        const auto count = ticks == std::string::npos ? trimmed.size() : ticks;
        if (fence.empty() && count >= 3)
            fence = trimmed.substr(0, count);
        else if (!fence.empty() && count >= fence.size() && count == trimmed.size())
            fence.clear();
        else if (fence.empty())
            out += trimmed + '\n';
    }
    return fence.empty() ? out : "a fence is open";
}
} // namespace

class TestExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsFormats()
    {
        QVERIFY(exportFormatFromName("jsonl") == ExportFormat::Jsonl);
        QVERIFY(exportFormatFromName("markdown") == ExportFormat::Markdown);
        QVERIFY(exportFormatFromName("html") == ExportFormat::Html);
        QVERIFY(!exportFormatFromName("pdf"));
    }

    void writesAnEventALine()
    {
        auto journal = std::move(Journal::open({}).value());
        auto writer = std::move(journal->create().value());
        QVERIFY(writer->append({"/", EventType::RunStarted, "{\"task\":\"two\\nlines\"}"}));
        QVERIFY(writer->append({"/", EventType::RunFinished, "{\"outcome\":\"done\"}"}));
        std::string text;
        QVERIFY(exportRun(*journal, writer->run(), ExportFormat::Jsonl,
                          [&text](std::string_view bytes) {
                              text += bytes;
                              return Result<>();
                          }));
        std::string expected;
        const auto events = journal->events(writer->run()).value();
        QCOMPARE(events.size(), std::size_t(2));
        for (const auto& each : events)
            expected += eventJson(each) + '\n';
        QCOMPARE(text, expected);
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), 2);

        text.clear();
        RunExport inherited(ExportFormat::Jsonl, [&text](std::string_view bytes) {
            text += bytes;
            return Result<>();
        });
        QVERIFY(inherited.add(events[0], true));
        QVERIFY(parseJson(text).value()["inherited"].get<bool>());
    }

    void stopsWhereTheSinkFails()
    {
        auto journal = std::move(Journal::open({}).value());
        auto writer = std::move(journal->create().value());
        for (int i = 0; i < 3; ++i)
            QVERIFY(writer->append({"/", EventType::StateChanged, "{}"}));
        int calls = 0;
        const auto result = exportRun(*journal, writer->run(), ExportFormat::Jsonl,
                                      [&calls](std::string_view) -> Result<> {
                                          ++calls;
                                          return fail(Errc::Io, "full");
                                      });
        QCOMPARE(calls, 1);
        QCOMPARE(result.error().message, std::string("full"));
        QCOMPARE(exportRun(*journal, "01NONE", ExportFormat::Jsonl,
                           [](std::string_view) { return Result<>(); })
                     .error()
                     .code,
                 Errc::NotFound);
    }

    void writesAReport()
    {
        std::string text;
        RunExport report(ExportFormat::Markdown, [&text](std::string_view bytes) {
            text += bytes;
            return Result<>();
        });
        const std::string agent = "/agent:clerk:1";
        const std::vector<Event> events = {
            madeEvent(EventType::RunStarted, "/", R"({"agent":"clerk","task":"sort it"})"),
            madeEvent(EventType::AgentStarted, agent,
                      R"({"agent":"clerk","model":"demo","task":"sort it"})"),
            madeEvent(EventType::ModelRequested, agent + "/step:1",
                      R"({"model":"demo","provider":"scripted","tools":[{},{}]})"),
            madeEvent(EventType::ModelReplied, agent + "/step:1",
                      R"({"stop_reason":"tool_use","text":"I look","usage":{"input":3}})"),
            madeEvent(EventType::ToolRequested, agent + "/step:1/tool:1",
                      R"({"arguments":{"path":"a"},"tool":"read_file"})"),
            madeEvent(EventType::PolicyDecided, agent + "/step:1/tool:1",
                      R"({"reason":"reads only","rule":"defaults.read","verdict":"allow"})"),
            madeEvent(EventType::ToolFinished, agent + "/step:1/tool:1",
                      R"({"ms":2,"ok":true,"result":"text of a"})"),
            madeEvent(EventType::RunFinished, "/",
                      R"({"outcome":"done","output":"sorted","totals":{"steps":1}})")};
        for (const auto& each : events)
            QVERIFY(report.add(each));
        const std::string expected =
            "# Run `01RUN`\n\n- Started: 2026-11-22T09:30:00.000001Z\n\n- With: agent `clerk`\n\n"
            "Task:\n\n```text\nsort it\n```\n\n"
            "## Agent `/agent:clerk:1`\n\n- Began: agent `clerk`, model "
            "`demo`\n\nTask:\n\n```text\nsort it\n```\n\n"
            "### Step `/agent:clerk:1/step:1`\n\n- Asked: provider `scripted`, model `demo`, 2 "
            "tools offered\n\n"
            "- Replied: stop_reason `tool_use`, usage `{\"input\":3}`\n\nReply:\n\n```text\nI "
            "look\n```\n\n"
            "#### Call `read_file` `/agent:clerk:1/step:1/tool:1`\n\n"
            "Arguments:\n\n```json\n{\n  \"path\": \"a\"\n}\n```\n\n"
            "- Policy: verdict `allow`, rule `defaults.read`, reason `reads only`\n\n"
            "- Done: ms `2`\n\nResult:\n\n```text\ntext of a\n```\n\n"
            "## End `/`\n\n- Finished: 2026-11-22T09:30:00.000001Z\n\n- Outcome: outcome `done`\n\n"
            "- Totals: totals `{\"steps\":1}`\n\nAnswer:\n\n```text\nsorted\n```\n\n";
        QCOMPARE(QString::fromStdString(text), QString::fromStdString(expected));
    }

    void nothingFromOutsideBecomesMarkup_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addRow("a fence") << std::string("```\n# EVIL\n<script>EVIL</script>\n```");
        QTest::addRow("a long fence") << std::string(50, '`') + "\n# EVIL\n" + std::string(50, '`');
        QTest::addRow("markup") << std::string("\n\n# EVIL [x](javascript:EVIL) <img src=EVIL>");
        QTest::addRow("code") << std::string("` # EVIL `` <b>EVIL</b> `");
        QTest::addRow("carriage return") << std::string("a\r\n\r\n# EVIL");
        QTest::addRow("line separator") << std::string("a\u2028# EVIL");
        QTest::addRow("direction") << std::string("a\u202e# EVIL");
    }
    void nothingFromOutsideBecomesMarkup()
    {
        QFETCH(std::string, text);
        const auto quoted = quoteJson(text);
        const std::string data = "{\"agent\":" + quoted + ",\"arguments\":" + quoted
            + ",\"error\":" + quoted + ",\"outcome\":" + quoted + ",\"output\":" + quoted
            + ",\"reason\":" + quoted + ",\"result\":" + quoted + ",\"task\":" + quoted
            + ",\"text\":" + quoted + ",\"tool\":" + quoted + "}";
        for (int type = 0; type <= int(EventType::Unknown); ++type) {
            auto made = madeEvent(EventType(type), "/agent:" + text + ":1", data);
            made.name = text;
            const auto report = markdownOf(made);
            // Only between backticks on its own line may it stand.
            for (const auto& line :
                 QString::fromStdString(outsideFences(report)).split(QLatin1Char('\n'))) {
                QVERIFY2(line != QStringLiteral("a fence is open"), report.c_str());
                const auto at = line.indexOf(QStringLiteral("EVIL"));
                QVERIFY2(at < 0 || line.left(at).contains(QLatin1Char('`')), report.c_str());
                QVERIFY2(!line.startsWith(QStringLiteral("# EVIL")), report.c_str());
            }
            QVERIFY(report.find("\u202e") == std::string::npos);
            QVERIFY(report.find('\r') == std::string::npos);
        }
    }

    void boundsLongTexts()
    {
        const auto report = markdownOf(madeEvent(
            EventType::ModelReplied, "/", "{\"text\":\"" + std::string(1u << 20, 'x') + "\"}"));
        QVERIFY(report.size() < reportTextBytes + 500);
        QVERIFY(report.find("983040 bytes more") != std::string::npos);
    }

    void drawsAPageThatNothingRunsIn()
    {
        const std::string bad =
            "</script></pre><script>alert(1)</script>\" onload='x' \xe2\x80\xae&amp;";
        std::string page;
        RunExport file(ExportFormat::Html, [&page](std::string_view bytes) {
            page += bytes;
            return Result<>();
        });
        const auto add = [&](EventType type, const std::string& path, const Json& data) {
            QVERIFY(file.add(madeEvent(type, path, dumpJson(data))));
        };
        const std::string call = "/agent:clerk:1/step:1/tool:1";
        add(EventType::RunStarted, "/", {{"task", bad}, {"agent", bad}, {"model", "demo"}});
        add(EventType::AgentStarted, "/agent:clerk:1", {{"task", bad}});
        add(EventType::ModelReplied, "/agent:clerk:1/step:1/model:1",
            {{"text", bad}, {"usage", {{"input", 1200}, {"output", 34}}}, {"cost_usd", 0.5}});
        add(EventType::ToolRequested, call, {{"tool", bad}, {"arguments", {{"path", bad}}}});
        add(EventType::GateOpened, call,
            {{"gate_id", "g1"}, {"tool", bad}, {"reason", bad}, {"arguments", bad}});
        add(EventType::GateDecided, call,
            {{"gate_id", "g1"}, {"decision", "deny"}, {"by", "human"}, {"reason", bad}});
        add(EventType::ToolFinished, call, {{"ok", false}, {"error", bad}});
        add(EventType::RunFinished, "/",
            {{"outcome", "done"},
             {"output", bad},
             {"totals", {{"tokens", 1234}, {"cost_usd", nullptr}}}});
        QVERIFY(file.finish());
        const auto count = [&page](const char* text) {
            return QByteArray::fromStdString(page).count(text);
        };
        QCOMPARE(count("<script"), 0);
        QCOMPARE(count("<pre"), count("</pre>"));
        QCOMPARE(count("<details"), count("</details>"));
        QCOMPARE(count("<style"), 1);
        QCOMPARE(count("style="), 0);
        QCOMPARE(count("src="), 0);
        QCOMPARE(count("http://") + count("https://"), 0);
        QCOMPARE(count("\xe2\x80\xae"), 0);
        QVERIFY(count("U+202E&amp;amp;") > 5);
        QVERIFY(count("default-src 'none'; style-src 'sha256-") == 1);
        QVERIFY(count("1,234 tokens") >= 2);
        QVERIFY(count("price unknown") >= 1);
        QVERIFY(count("deny by human") == 1);
    }

    void foldsAPathOfSomebodyElse()
    {
        std::string deep;
        for (int i = 0; i < 2000; ++i)
            deep += "/agent:a:1";
        std::string page;
        RunExport file(ExportFormat::Html, [&page](std::string_view bytes) {
            page += bytes;
            return Result<>();
        });
        for (const auto& path : {deep, std::string(), std::string("no slash"), std::string("//")})
            QVERIFY(file.add(madeEvent(EventType::ToolFinished, path, "{}")));
        QVERIFY(file.finish());
        QVERIFY(QByteArray::fromStdString(page).count("<details") < 100);
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
