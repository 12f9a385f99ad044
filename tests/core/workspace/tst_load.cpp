// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tempworkspace.h"

#include <QTest>

#include <fstream>

#include <sys/stat.h>

using namespace signalbox;

namespace {
void addFile(const char* row, const char* file, const char* text, const char* problems)
{
    QTest::newRow(row) << QString::fromUtf8(file) << QByteArray(text)
                       << QString::fromUtf8(problems);
}
} // namespace

class TestLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEveryProblemOfOneFile_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("problems");
        addFile("not JSON", "agents/a.json", "{\"name\": \"a\",}",
                "agents/a.json: expected JSON, found not JSON: unexpected input at line 1, column "
                "14; correct the text\n");
        addFile("empty", "tools/a.json", "",
                "tools/a.json: expected JSON, found not JSON: it is empty; correct the text\n");
        addFile("no object", "policy.json", "[1]",
                "policy.json: expected a JSON object, found '[1]'; write it as { ... }\n");
        addFile("a byte order mark", "agents/a.json", "\xEF\xBB\xBF{\"name\":\"a\"}",
                "agents/a.json: expected JSON, found not JSON: a byte order mark at the beginning; "
                "correct the text\n");
        addFile("invalid UTF-8", "agents/a.json", "{\"name\":\"\xFF\"}",
                "agents/a.json: expected JSON, found not JSON: invalid UTF-8; correct the text\n");
        addFile("a key twice", "agents/a.json", "{\"name\":\"a\",\"name\":\"b\"}",
                "agents/a.json: expected JSON, found JSON refused: the key \"name\" stands twice "
                "in one object; correct the text\n");
        addFile("a newer format", "agents/a.json", "{\"signalbox\":2,\"name\":\"a\",\"tools\":7}",
                "agents/a.json: signalbox: expected version 1 or older, found version 2; the file "
                "is of a newer Signalbox: update the program\n");
        addFile("wrong types", "agents/a.json",
                "{\"name\":\"a\",\"tools\":\"read_file\",\"limits\":{\"steps\":\"ten\"}}",
                "agents/a.json: limits.steps: expected an integer, found \"ten\"; change it\n"
                "agents/a.json: tools: expected an array, found \"read_file\"; change it: names of "
                "tools and globs (`files/*`)\n");
        addFile("a bad name", "agents/a.json", "{\"name\":\"a b\"}",
                "agents/a.json: name: expected a text that matches \"^[A-Za-z0-9_-]{1,64}$\", "
                "found \"a b\"; change it: 1 to 64 letters, digits, _ or -\n");
        addFile("an unknown field", "agents/a.json",
                "{\"name\":\"a\",\"modle\":\"demo\",\"zzzzzzzz\":1}",
                "warning: agents/a.json: modle: expected a known field, found the unknown field "
                "'modle'; did you mean 'model'?\n"
                "warning: agents/a.json: zzzzzzzz: expected a known field, found the unknown field "
                "'zzzzzzzz'; it is kept and has no effect\n");
        addFile("the name of the file", "agents/a.json", "{\"name\":\"b\"}",
                "warning: agents/a.json: name: expected the name of the file, 'a', found 'b'; "
                "rename the file or the agent\n");
        addFile("an unknown tool", "agents/a.json",
                "{\"name\":\"a\",\"tools\":[\"raed_file\",\"t\",\"t*\",\"x*\",\"files/read\"]}",
                "agents/a.json: tools[0]: expected the name of a tool, found 'raed_file'; did you "
                "mean 'read_file'?\n"
                "warning: agents/a.json: tools[3]: expected a pattern that some tool fits, found "
                "'x*'; correct or remove it\n"
                "agents/a.json: tools[4]: expected a tool of a server of mcp_servers, found "
                "'files/read'; add the server to signalbox.json\n");
        addFile("an unknown model", "agents/a.json", "{\"name\":\"a\",\"model\":\"dmeo\"}",
                "agents/a.json: model: expected the name of an entry of models, found 'dmeo'; did "
                "you mean 'demo'?\n");
        addFile("instructions elsewhere", "agents/a.json",
                "{\"name\":\"a\",\"instructions\":{\"file\":\"../../etc/passwd\"}}",
                "agents/a.json: instructions.file: expected a path inside the workspace, found "
                "'../../etc/passwd'; write it relative, without '..'\n");
        addFile(
            "instructions missing", "agents/a.json",
            "{\"name\":\"a\",\"instructions\":{\"file\":\"a.md\"}}",
            "agents/a.json: instructions.file: expected a text file of the workspace, found 'a.md' "
            "(cannot open: No such file or directory); create 'agents/a.md' or correct the name\n");
        addFile("an output schema that is none", "agents/a.json",
                "{\"name\":\"a\",\"output_schema\":{\"type\":\"strnig\"}}",
                "agents/a.json: output_schema: expected a JSON Schema, found #/type: expected the "
                "name of a type, found \"strnig\"; correct it\n");
        addFile("a tool without kind", "tools/a.json", "{\"name\":\"a\"}",
                "tools/a.json: expected a property \"kind\", found \"name\"; add it\n");
        addFile("a command without argv", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":\"ls -l\"}",
                "tools/a.json: command: expected an array, found \"ls -l\"; change it: the program "
                "and its arguments, one each; never a shell line\n");
        addFile("the name of a built-in tool", "tools/read_file.json",
                "{\"name\":\"read_file\",\"kind\":\"command\",\"command\":[\"true\"]}",
                "tools/read_file.json: name: expected a name that no built-in tool has, found "
                "'read_file'; rename the tool\n");
        addFile("no such built-in tool", "tools/reed_file.json",
                "{\"name\":\"reed_file\",\"kind\":\"builtin\"}",
                "tools/reed_file.json: name: expected the name of a built-in tool, found "
                "'reed_file'; did you mean 'read_file'?\n");
        addFile("a name twice", "tools/u.json",
                "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"true\"]}",
                "tools/u.json: name: expected a tool name that no other file has, found 't', as in "
                "tools/t.json; rename one of them\n");
        addFile("a script that is not there", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"python3\",\"scripts/"
                "a.py\",\"b.py\"]}",
                "tools/a.json: command[1]: expected a file of the workspace, found 'scripts/a.py', "
                "which is not there; create it or correct the name\n");
        addFile("an argument of no parameter", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"cat\",\"{pth}\"],\"input\":"
                "\"argv\",\"parameters\":{\"type\":\"object\",\"properties\":{\"path\":{\"type\":"
                "\"string\"}}}}",
                "tools/a.json: command[1]: expected the name of a parameter in braces, found "
                "'pth'; did you mean 'path'?\n");
        addFile("an expression", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"true\"],\"checks\":[{"
                "\"require\":\"args.x "
                "==\",\"message\":\"m\"}],\"parameters\":{\"type\":\"object\",\"properties\":{"
                "\"x\":{}},\"additionalProperties\":false}}",
                "tools/a.json: checks[0].require: expected an expression, found column 10: the "
                "expression ends, expected a value; correct it\n");
        addFile("an unknown argument", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"true\"],\"checks\":[{"
                "\"require\":\"args.y > "
                "1\"}],\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{}},"
                "\"additionalProperties\":false}}",
                "tools/a.json: checks[0].require: expected an expression, found column 6: args has "
                "no field 'y', it has 'x'; correct it\n");
        addFile("a check and its parameter", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"true\"],\"checks\":[{"
                "\"param\":\"pat\",\"check\":\"path_exist\"}],\"parameters\":{\"type\":\"object\","
                "\"properties\":{\"path\":{}}}}",
                "tools/a.json: checks[0].param: expected the name of a parameter, found 'pat'; did "
                "you mean 'path'?\n"
                "tools/a.json: checks[0].check: expected a known check, found 'path_exist'; did "
                "you mean 'path_exists'?\n");
        addFile("a schema that is none", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"true\"],\"parameters\":{"
                "\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"strin\"}}}}",
                "tools/a.json: parameters: expected a JSON Schema, found #/properties/x/type: "
                "expected the name of a type, found \"strin\"; correct it\n");
        addFile("a case that cannot pass", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"true\"],\"parameters\":{"
                "\"type\":\"object\",\"required\":[\"x\"]},\"cases\":[{\"name\":\"c\","
                "\"arguments\":{},\"expect\":{\"ok\":true}}]}",
                "warning: tools/a.json: cases[0].arguments: expected arguments that follow "
                "\"parameters\", since the case expects ok, found expected a property \"x\", found "
                "no properties; correct the case\n");
        addFile("an agent that is not there", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"agent\",\"agent\":\"clerk\"}",
                "tools/a.json: agent: expected the name of an agent, found 'clerk'; add it to "
                "agents/\n");
        addFile("a server that is not there", "tools/a.json",
                "{\"name\":\"a\",\"kind\":\"mcp\",\"server\":\"files\",\"tool\":\"read\"}",
                "tools/a.json: server: expected the name of an entry of mcp_servers, found "
                "'files'; add the server to signalbox.json\n");
        addFile(
            "a rule", "policy.json",
            "{\"rules\":[{\"name\":\"r\",\"when\":\"args.path = "
            "1\",\"verdict\":\"alow\",\"effects\":[\"wirte\"]},{\"name\":\"q\",\"verdict\":\"ask\","
            "\"when\":\"arg.x == 1\"}]}",
            "policy.json: rules[0].effects[0]: expected one of \"read\", \"write\", \"destroy\", "
            "\"network\", \"secret\", \"spend\", \"execute\", found \"wirte\"; change it\n"
            "policy.json: rules[0].verdict: expected one of \"allow\", \"ask\", \"deny\", found "
            "\"alow\"; change it\n"
            "policy.json: rules[0].when: expected an expression, found column 11: '=' is no "
            "operator, write '==' to compare; correct it\n"
            "policy.json: rules[1].when: expected an expression, found column 1: unknown name "
            "'arg', in scope: args, state, run; correct it\n");
        addFile("a label of nothing", "policy.json", "{\"labels\":[{\"files\":\"x\"}]}",
                "policy.json: labels[0]: expected a property \"confidentiality\", found \"files\"; "
                "add it\n");
        addFile(
            "settings", "signalbox.json",
            "{\"signalbox\":1,\"models\":{\"default\":\"dmo\",\"demo\":{\"provider\":\"scripted\","
            "\"script\":\"s.json\"},\"a\":{\"provider\":\"antropic\",\"model\":\"x\"},\"b\":{"
            "\"provider\":\"gemini\"}},\"breakers\":true,\"limits\":{\"steps\":0}}",
            "signalbox.json: breakers: expected anything but exactly true, found true; correct it: "
            "an object with counts, or false to switch them off\n"
            "signalbox.json: limits.steps: expected a number of at least 1, found 0; choose a "
            "number within the bounds\n"
            "signalbox.json: models.a.provider: expected one of \"anthropic\", "
            "\"openai-responses\", \"openai-chat\", \"gemini\", \"ollama\", \"scripted\", found "
            "\"antropic\"; change it\n"
            "signalbox.json: models.b: expected a property \"model\", found \"provider\"; add it\n"
            "signalbox.json: models.default: expected the name of an entry of models, found 'dmo'; "
            "did you mean 'demo'?\n");
        addFile("fallbacks", "signalbox.json",
                "{\"models\":{\"default\":\"a\",\"a\":{\"provider\":\"ollama\",\"model\":\"x\","
                "\"fallback\":\"b\"},\"b\":{\"provider\":\"ollama\",\"model\":\"x\",\"fallback\":"
                "\"a\"},\"c\":{\"provider\":\"ollama\",\"model\":\"x\",\"fallback\":\"d\"}}}",
                "signalbox.json: models.a.fallback: expected a fallback that ends, found 'b', "
                "which leads back here; choose another or remove it\n"
                "signalbox.json: models.b.fallback: expected a fallback that ends, found 'a', "
                "which leads back here; choose another or remove it\n"
                "signalbox.json: models.c.fallback: expected the name of an entry of models, found "
                "'d'; use one of: a, b, c\n");
        addFile(
            "fallback of a tool", "tools/a.json",
            "{\"name\":\"a\",\"description\":\"x\",\"kind\":\"command\",\"command\":[\"true\"],"
            "\"parameters\":{\"type\":\"object\"},\"fallback\":\"a\"}",
            "tools/a.json: fallback: expected a fallback that ends, found 'a', which leads back "
            "here; choose another or remove it\n");
        addFile("fallback on a pattern", "tools/a.json",
                "{\"name\":\"a\",\"description\":\"x\",\"kind\":\"command\",\"command\":[\"true\"],"
                "\"parameters\":{\"type\":\"object\"},\"fallback\":\"read_*\"}",
                "tools/a.json: fallback: expected the name of one tool, found 'read_*'; name one "
                "tool\n");
        addFile(
            "a script missing", "signalbox.json",
            "{\"models\":{\"default\":{\"provider\":\"scripted\",\"script\":\"no.json\"}}}",
            "signalbox.json: models.default.script: expected a file of the workspace, found "
            "'no.json' (cannot open: No such file or directory); create it or correct the name\n");
        addFile("keys", "signalbox.json",
                "{\"models\":{\"default\":{\"provider\":\"anthropic\",\"model\":\"m\",\"api_key\":"
                "\"hunter2\"}},\"mcp_servers\":{\"f\":{\"command\":\"x\",\"env\":{\"TOKEN\":"
                "\"abc\",\"LANG\":\"C\",\"KEY\":\"${secret:k}\"}}}}",
                "signalbox.json: mcp_servers.f.env.TOKEN: expected no key in a file, found a value "
                "of 3 bytes that is or looks like a key; remove it: put it into the key store and "
                "write ${secret:NAME}, or ${env:NAME} for a variable\n"
                "signalbox.json: models.default.api_key: expected no key in a file, found a value "
                "of 7 bytes that is or looks like a key; remove it: set the provider's variable "
                "(ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY), name another one in "
                "api_key_env, or put it into the key store (Settings, Keys)\n");
        addFile("a key in a text", "agents/a.json",
                "{\"name\":\"a\",\"instructions\":\"use sk-abcdefghijklmnop1234567890\"}",
                "agents/a.json: instructions: expected no key in a file, found a value of 33 bytes "
                "that is or looks like a key; remove it: put it into the key store and write "
                "${secret:NAME}, or ${env:NAME} for a variable\n");
        addFile("a server", "signalbox.json",
                "{\"models\":{\"default\":{\"provider\":\"ollama\",\"model\":\"m\"}},"
                "\"mcpServers\":{\"a\":{\"args\":[\"x\"]},\"b\":{\"url\":\"ftp://"
                "x\"}},\"otlp\":{\"endpoint\":\"localhost:4318\"}}",
                "signalbox.json: mcpServers.a: expected a property \"command\", found \"args\"; "
                "add it: `command` with `args`, or `url`\n"
                "signalbox.json: mcpServers.b.url: expected a text that matches \"^https?://\", "
                "found \"ftp://x\"; change it: http:// or https:// and a host\n"
                "signalbox.json: otlp.endpoint: expected a text that matches \"^https?://\", found "
                "\"localhost:4318\"; change it: http:// or https:// and a host\n");
        addFile(
            "a workflow of no kind", "workflows/w.json", "{\"name\":\"w\"}",
            "workflows/w.json: kind: expected 'graph' or 'orchestrator', found nothing; add it\n");
        addFile("an orchestrator", "workflows/w.json",
                "{\"name\":\"w\",\"kind\":\"orchestrator\",\"lead\":\"boss\",\"agents\":[\"clark\"]"
                ",\"plan_gate\":\"never\"}",
                "workflows/w.json: plan_gate: expected one of \"ask\", \"allow\", found \"never\"; "
                "change it\n"
                "workflows/w.json: lead: expected the name of an agent, found 'boss'; add it to "
                "agents/\n"
                "workflows/w.json: agents[0]: expected the name of an agent, found 'clark'; add it "
                "to agents/\n");
        addFile(
            "a graph", "workflows/w.json",
            "{\"name\":\"w\",\"kind\":\"graph\",\"start\":\"a\",\"nodes\":{\"a\":{\"kind\":"
            "\"agent\",\"agent\":\"clark\"},\"b\":{\"kind\":\"tol\"},\"c\":{\"kind\":\"map\","
            "\"over\":\"state.x\",\"node\":{\"kind\":\"tool\",\"tool\":\"tt\"}},\"d\":{"
            "\"kind\":\"tool\"}}}",
            "workflows/w.json: nodes.b.kind: expected one of \"agent\", \"model\", \"tool\", "
            "\"map\", \"set\", \"gate\", \"workflow\", \"end\", found \"tol\"; change it\n"
            "workflows/w.json: nodes.d: expected a property \"tool\", found \"kind\"; add it\n"
            "workflows/w.json: nodes.c.over: expected an expression, found 'state.x': column 7: "
            "state has no field 'x', it has none; correct it\n"
            "warning: workflows/w.json: nodes.a: expected an edge that leads on, found none: the "
            "run ends here with its result; add an edge, or a node of kind end\n"
            "warning: workflows/w.json: nodes.c: expected an edge that leads on, found none: the "
            "run ends here with its result; add an edge, or a node of kind end\n"
            "warning: workflows/w.json: nodes.d: expected an edge that leads on, found none: the "
            "run ends here with its result; add an edge, or a node of kind end\n"
            "warning: workflows/w.json: nodes.b: expected a node that can be reached, found no "
            "way leads from 'a' to 'b'; add an edge to it or remove it\n"
            "warning: workflows/w.json: nodes.c: expected a node that can be reached, found no "
            "way leads from 'a' to 'c'; add an edge to it or remove it\n"
            "warning: workflows/w.json: nodes.d: expected a node that can be reached, found no "
            "way leads from 'a' to 'd'; add an edge to it or remove it\n"
            "workflows/w.json: nodes.a.agent: expected the name of an agent, found 'clark'; "
            "add it to agents/\n"
            "workflows/w.json: nodes.c.node.tool: expected the name of a tool, found 'tt'; did "
            "you mean 't'?\n");
        addFile("a scripted turn", "s.json", "{\"clerk\":[{\"txt\":\"hi\"},[{\"text\":1}],7]}",
                "s.json: clerk[1][0].text: expected a string, found 1; change it\n"
                "s.json: clerk[2]: expected an object, found 7; change it\n"
                "warning: s.json: clerk[0].txt: expected a known field, found the unknown field "
                "'txt'; did you mean 'text'?\n");
    }
    void findsEveryProblemOfOneFile()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, text);
        QFETCH(const QString, problems);
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("tools/t.json", R"({"name":"t","kind":"command","command":["true"]})");
        place.put(file.toStdString(), text.toStdString());
        QCOMPARE(QString::fromStdString(place.problems()), problems);
    }

    void checksAFileAsItWouldBeSaved()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("agents/bad.json", "{");
        place.put("agents/clerk.json", R"({"name":"clerk"})");
        const std::string good = R"({"name":"w","kind":"graph","start":"a","nodes":{
            "a":{"kind":"agent","agent":"clerk","task":"x"},"b":{"kind":"end"}},
            "edges":[{"from":"a","to":"b"}]})";
        const auto told = [&](const char* file, const std::string& text) {
            std::string lines;
            const auto problems = workspace::checkEdited(place.root(), file, text);
            for (const auto& problem : *problems)
                lines += problem.file + " " + problem.path + "\n";
            return QString::fromStdString(lines);
        };
        QCOMPARE(told("workflows/w.json", good), QString()); // of no other file
        auto edited = good;
        edited.replace(edited.find("clerk"), 5, "clark");
        QCOMPARE(told("workflows/w.json", edited),
                 QStringLiteral("workflows/w.json nodes.a.agent\n"));
        edited = good;
        edited.replace(edited.find(R"({"from":"a","to":"b"})"), 21, "");
        QVERIFY(told("workflows/w.json", edited).contains(QStringLiteral("nodes.b")));
        QVERIFY(!told("workflows/w.json", "{").isEmpty());
        QVERIFY(!std::filesystem::exists(place.root() / "workflows")); // nothing was written
        // the text stands for the file that lies there
        place.put("workflows/w.json", "{");
        QCOMPARE(told("workflows/w.json", good), QString());
        for (const char* odd :
             {"../w.json", "workflows/../../w.json", "workflows/a/b.json", "/etc/x.json", ""})
            QCOMPARE(told(odd, "{"), QString());
    }

    // One broken file of each kind, and every good one beside it is there.
    void aBrokenFileHidesNoOther()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("agents/bad.json", "{");
        place.put("agents/good.json", R"({"name":"good","tools":["bad","fine"]})");
        place.put("tools/bad.json", R"({"name":"bad","kind":"kommand"})");
        place.put("tools/fine.json", R"({"name":"fine","kind":"command","command":["true"]})");
        place.put("workflows/bad.json", "[]");
        place.put("policy.json", R"({"rules":[{"verdict":"deny","tool":7}]})");
        const auto view = place.load();
        QVERIFY(view);
        std::vector<std::string> files;
        for (const auto& problem : view->problems)
            files.push_back(problem.file);
        QCOMPARE(files,
                 (std::vector<std::string>{"agents/bad.json", "policy.json", "tools/bad.json",
                                           "workflows/bad.json"}));
        QVERIFY(view->agents.contains("good") && view->tools.contains("fine"));
        QCOMPARE(view->agents.size() + view->tools.size(), std::size_t(2));
        // deny rules nobody can read: everything asks
        QCOMPARE(view->policy.rules.size(), std::size_t(1));
        QCOMPARE(view->policy.rules[0].verdict, Verdict::Ask);
        QCOMPARE(view->policy.defaults[0], Verdict::Ask);
        QVERIFY(workspace::hasErrors(*workspace::check(place.root(), place.user())));
    }

    void needsSignalboxJson()
    {
        const testing::TempWorkspace place;
        place.put("agents/a.json", R"({"name":"a"})");
        QVERIFY(place.problems().starts_with(
            "signalbox.json: expected the file that makes a folder a workspace, found nothing;"));
        QVERIFY(place.load()->agents.contains("a"));
        QVERIFY(!workspace::load(place.root() / "none", place.user()));
        QVERIFY(!workspace::load(place.root() / "agents/a.json", place.user()));
    }

    void readsAFolderWithTheLeastInIt()
    {
        const testing::TempWorkspace place;
        place.put("signalbox.json", "{}");
        const auto view = place.load();
        QCOMPARE(view->problems, std::vector<Problem>{});
        QCOMPARE(view->name, std::string("ws"));
        QCOMPARE(view->limits, Limits{});
        QCOMPARE(view->breakers, Breakers{});
        QCOMPARE(view->sandbox, SandboxSpec{});
        QCOMPARE(view->policy, Policy{});
        QVERIFY(view->trusted);
    }

    void refusesWhatIsNoPlainFile_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* kind, const char* problem) {
            QTest::newRow(kind) << QString::fromUtf8(kind) << QString::fromUtf8(problem);
        };
        row("fifo",
            "agents/x.json: expected a file of at most 8 MiB in the workspace, found not a "
            "regular file; replace it by a regular file\n");
        row("folder",
            "agents/x.json: expected a file of at most 8 MiB in the workspace, found not a "
            "regular file; replace it by a regular file\n");
        row("huge",
            "agents/x.json: expected a file of at most 8 MiB in the workspace, found has "
            "1073741824 bytes, at most 8388608 are read; replace it by a regular file\n");
        row("link out",
            "agents/x.json: expected a file of at most 8 MiB in the workspace, found a "
            "link leads out of the workspace; replace it by a regular file\n");
        row("link to a device",
            "agents/x.json: expected a file of at most 8 MiB in the workspace, "
            "found a link leads out of the workspace; replace it by a regular "
            "file\n");
        row("link inside", "");
        row("folder out",
            "tools/: expected a folder of the workspace, found a link leads out of the "
            "workspace; replace it by a folder of files\n");
        row("deep",
            "agents/x.json: expected JSON, found JSON refused: nested deeper than 256; "
            "correct the text\n");
    }
    void refusesWhatIsNoPlainFile()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, problem);
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("agents/b.json", R"({"name":"b"})");
        const auto file = place.root() / "agents/x.json";
        const auto what = kind.toStdString();
        if (what == "fifo")
            QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        if (what == "folder")
            std::filesystem::create_directory(file);
        if (what == "huge") {
            std::ofstream(file) << "{";
            std::filesystem::resize_file(file, 1u << 30); // a hole, no disk is used
        }
        if (what == "link out") {
            (void)writeFileAtomically(place.base() / "x.json", R"({"name":"x"})");
            std::filesystem::create_symlink("../../x.json", file);
        }
        if (what == "link to a device")
            std::filesystem::create_symlink("/dev/zero", file);
        if (what == "link inside") {
            place.put("kept/x.json", R"({"name":"x"})");
            std::filesystem::create_symlink("../kept/x.json", file);
        }
        if (what == "folder out")
            std::filesystem::create_directory_symlink(place.base(), place.root() / "tools");
        if (what == "deep")
            place.put("agents/x.json", std::string(100'000, '['));
        QCOMPARE(QString::fromStdString(place.problems()), problem);
        QVERIFY(place.load()->agents.contains("b"));
    }

    void findsTheRootFromBelow()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        std::filesystem::create_directories(place.root() / "a/b");
        QCOMPARE(workspace::findRoot(place.root() / "a/b").value(),
                 std::filesystem::canonical(place.root()));
        QCOMPARE(workspace::findRoot(place.root()).value(),
                 std::filesystem::canonical(place.root()));
        QCOMPARE(workspace::findRoot(place.base() / "none").error().code, Errc::NotFound);
    }

    void readsEverySetting()
    {
        const testing::TempWorkspace place;
        place.put("s.json", "{}");
        place.put(
            "signalbox.json",
            "{\"signalbox\":1,\"name\":\"all\",\"models\":{\n"
            "            \"default\":\"local\",\n"
            "            "
            "\"local\":{\"provider\":\"openai-chat\",\"base_url\":\"http://127.0.0.1:8080/"
            "v1\",\"model\":\"qwen3\",\"fallback\":\"demo\",\n"
            "                     "
            "\"context\":32768,\"max_output\":4096,\"price\":{\"input\":0.25,\"output\":1.5},"
            "\"options\":{\"temperature\":0.2}},\n"
            "            \"demo\":{\"provider\":\"scripted\",\"script\":\"s.json\"}},\n"
            "            "
            "\"mcp_servers\":{\"files\":{\"command\":\"mcp-files\",\"args\":[\".\"],\"env\":{"
            "\"TOKEN\":\"${secret:files}\"}}},\n"
            "            "
            "\"mcpServers\":{\"wiki\":{\"url\":\"http://127.0.0.1:9000/"
            "mcp\",\"headers\":{\"X\":\"y\"}}},\n"
            "            "
            "\"limits\":{\"steps\":5,\"tokens\":1000,\"cost_usd\":0.5,\"seconds\":1.5,\"tool_"
            "calls\":7},\n"
            "            \"alerts\":{\"cost_over_baseline\":1.5},\"breakers\":false,\n"
            "            "
            "\"sandbox\":{\"files\":\"none\",\"network\":\"none\",\"memory_mb\":64,\"processes\":8}"
            ",\n"
            "            \"otlp\":{\"endpoint\":\"http://127.0.0.1:4318\",\"content\":true}}");
        const auto view = place.load();
        QCOMPARE(QString::fromStdString(place.problems()), QString());
        QCOMPARE(view->name, std::string("all"));
        const auto* local = view->model("default");
        QVERIFY(local);
        QCOMPARE(*local,
                 (ModelEntry{"local", Protocol::OpenAiChat, "qwen3", "http://127.0.0.1:8080/v1", "",
                             "demo", "", 32768, 4096, Price{Money{250}, Money{1500}, {}, {}},
                             "{\"temperature\":0.2}"}));
        QCOMPARE(view->mcpServers.at("files"),
                 (McpServerEntry{
                     "files", {"mcp-files", "."}, {{"TOKEN", "${secret:files}"}}, "", {}, false}));
        QCOMPARE(
            view->mcpServers.at("wiki"),
            (McpServerEntry{"wiki", {}, {}, "http://127.0.0.1:9000/mcp", {{"X", "y"}}, false}));
        QCOMPARE(view->limits,
                 (Limits{5, 1000, Money::fromUsd(0.5), std::chrono::milliseconds(1500), 7}));
        QCOMPARE(view->costOverBaseline, std::optional<double>(1.5));
        QVERIFY(!view->breakers.enabled);
        QCOMPARE(view->sandbox, (SandboxSpec{"none", false, 64, 8, {}, true}));
        QCOMPARE(*view->otlp, (OtlpEntry{"http://127.0.0.1:4318", "http/protobuf", {}, true}));
    }

    void readsInstructionsInEveryForm()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("agents/a.json", R"({"name":"a","instructions":"one"})");
        place.put("agents/b.json", R"({"name":"b","instructions":["one","","two"]})");
        place.put("agents/c.json", R"({"name":"c","instructions":{"file":"c.md"}})");
        place.put("agents/c.md", "from a file\n");
        place.put("agents/d.json", R"({"name":"d","instructions":{"file":"notes/d.md"}})");
        place.put("notes/d.md", "from the root");
        QCOMPARE(QString::fromStdString(place.problems()), QString());
        const auto view = place.load();
        QCOMPARE(view->agents.at("a").instructions, std::string("one"));
        QCOMPARE(view->agents.at("b").instructions, std::string("one\n\ntwo"));
        QCOMPARE(view->agents.at("c").instructions, std::string("from a file\n"));
        QCOMPARE(view->agents.at("d").instructions, std::string("from the root"));
        const auto before = view->agents.at("c").hash;
        place.put("agents/c.md", "another");
        QVERIFY(place.load()->agents.at("c").hash != before);
    }
};

QTEST_GUILESS_MAIN(TestLoad)
#include "tst_load.moc"
