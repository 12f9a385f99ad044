// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "testing/pace.h"
#include "workspace/argumentcheck.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::workspace;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
ToolPtr tool(const char* name, const char* parameters, ToolKind kind = ToolKind::Command)
{
    auto made = std::make_shared<ToolDefinition>();
    made->name = name;
    made->kind = kind;
    made->parameters = parameters;
    return made;
}

const ArgumentCheck::Tools& tools()
{
    const char* const mark =
        "{\"type\":\"object\",\"properties\":{\"w\":{\"type\":\"string\",\"maxLength\":5},\"n\":{"
        "\"type\":\"integer\",\"minimum\":1},\"l\":{\"type\":\"array\",\"minItems\":1,\"items\":{"
        "\"type\":\"string\",\"enum\":[\"a\",\"b\"]}},\"o\":{\"type\":\"object\",\"required\":["
        "\"k\"],\"properties\":{\"k\":{\"type\":[\"string\",\"null\"]}},\"additionalProperties\":"
        "false}},\"required\":[\"w\"],\"additionalProperties\":false}";
    const char* const choice =
        "{\"type\":\"object\",\"properties\":{\"kind\":{\"enum\":[\"x\",\"y\"]},\"v\":{\"$ref\":"
        "\"#/$defs/v\"}},\"$defs\":{\"v\":{\"type\":\"integer\"}},\"oneOf\":[{\"required\":["
        "\"v\"]},{\"required\":[\"u\"]}],\"not\":{\"required\":[\"never\"]}}";
    static const ArgumentCheck::Tools all = {
        {"mark", tool("mark", mark)},
        {"choice", tool("choice", choice)},
        {"remote", tool("remote", mark, ToolKind::Mcp)},
        {"broken", tool("broken", "{\"type\":\"nothing\"}")},
        {"turns",
         tool("turns",
              "{\"properties\":{\"a\":{\"$ref\":\"#/oneOf/0\"}},\"oneOf\":[{"
              "\"type\":\"object\"}]}")}};
    return all;
}

std::string checked(const std::string& name, const std::string& arguments)
{
    static const Json state = {{"text", "t"}, {"number", 3}, {"null", nullptr}, {"list", {"q"}}};
    std::vector<Problem> problems;
    ArgumentCheck check(tools());
    check.check(name, arguments, "arguments", {{"state", &state}, {"item", nullptr}},
                {"workflows/g.json", &problems});
    std::string text;
    for (const auto& one : problems)
        text += std::string(one.severity == Severity::Warning ? "warning: " : "") + one.path
            + ": expected " + one.expected + ", found " + one.found + "; " + one.mend + "\n";
    return text;
}
} // namespace

class TestArgumentCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsKnownBeforeTheRun_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("problems");
        const auto row = [](const char* title, const char* name, const char* arguments,
                            const char* told) {
            QTest::newRow(title) << QString::fromUtf8(name) << QString::fromUtf8(arguments)
                                 << QString::fromUtf8(told);
        };
        row("literals that fit", "mark",
            "{\"w\":\"abc\",\"n\":2,\"l\":[\"a\",\"b\"],\"o\":{\"k\":null}}", "");
        row("texts that only the run knows", "mark",
            "{\"w\":\"${item}\",\"n\":\"${state.number}\",\"l\":[\"${state.null}\",\"a\"],\"o\":{"
            "\"k\":\"${state.null}\"}}",
            "");
        row("one that is missing", "mark", "{}",
            "arguments: expected a property \"w\", found no properties; add it\n");
        row("one that is missing beside one that only the run knows", "mark", "{\"n\":\"${item}\"}",
            "arguments: expected a property \"w\", found \"n\"; add it\n");
        row("one that is missing inside", "mark", "{\"w\":\"${item}\",\"o\":{}}",
            "arguments.o: expected a property \"k\", found no properties; add it\n");
        row("an unknown one", "mark", "{\"w\":\"a\",\"x\":1}",
            "arguments.x: expected no property of this name (known are \"l\", \"n\", \"o\", "
            "\"w\"), found 1; remove it\n");
        row("an unknown one that only the run knows", "mark", "{\"w\":\"a\",\"x\":\"${item}\"}",
            "arguments.x: expected no property of this name (known are \"l\", \"n\", \"o\", "
            "\"w\"), found '${item}'; remove it\n");
        row("a literal of another type", "mark", "{\"w\":5}",
            "arguments.w: expected a string, found 5; correct it\n");
        row("a literal out of its bounds", "mark", "{\"w\":\"abcdef\",\"n\":0}",
            "arguments.n: expected a number of at least 1, found 0; correct it\n"
            "arguments.w: expected at most 5 characters, found 6 characters: \"abcdef\"; correct "
            "it\n");
        row("a literal beside what only the run knows", "mark", "{\"w\":\"${item}\",\"n\":0}",
            "arguments.n: expected a number of at least 1, found 0; correct it\n");
        row("too few of a list", "mark", "{\"w\":\"${item}\",\"l\":[]}",
            "arguments.l: expected at least 1 item, found 0 items: []; correct it\n");
        row("an element of another type", "mark", "{\"w\":\"${item}\",\"l\":[\"a\",7]}",
            "arguments.l[1]: expected a string, found 7; correct it\n");
        row("a text with words around it is a text", "mark", "{\"w\":\"a\",\"n\":\"no ${item}\"}",
            "arguments.n: expected an integer, found 'no ${item}', which gives a string; correct "
            "it\n");
        row("the type of an example is a hint", "mark", "{\"w\":\"a\",\"n\":\"${state.text}\"}",
            "warning: arguments.n: expected an integer, found '${state.text}', which gives a "
            "string; correct it\n");
        row("a list where a text is wanted", "mark", "{\"w\":\"${state.list}\"}",
            "warning: arguments.w: expected a string, found '${state.list}', which gives a list; "
            "correct it\n");
        row("a dollar that is none", "mark", "{\"w\":\"$${x}\"}", "");
        row("an expression that is broken is told elsewhere", "mark", "{\"w\":\"${1 +}\"}", "");
        row("the confidence of an agent", "mark", "{\"w\":\"a\",\"_confidence\":0.5}", "");
        row("a choice that only the run can make", "choice",
            "{\"kind\":\"${item}\",\"w\":\"${item}\"}", "");
        row("a type behind a reference", "choice", "{\"kind\":\"${item}\",\"v\":\"x\"}",
            "arguments.v: expected an integer, found \"x\"; correct it\n");
        row("a choice of literals", "choice", "{\"kind\":\"z\",\"v\":1}",
            "arguments.kind: expected one of \"x\", \"y\", found \"z\"; correct it\n");
        row("a reference into what was left out", "turns", "{\"a\":\"${item}\"}", "");
        row("a built-in tool", "read_file", "{\"pth\":\"a\",\"path\":\"b\"}",
            "arguments.pth: expected no property of this name (known are \"limit\", \"offset\", "
            "\"path\"), found \"a\"; remove it\n");
        row("a tool of a server", "remote", "{}", "");
        row("a tool that nobody knows", "nope", "{}", "");
        row("a schema that is none", "broken", "{\"w\":\"${item}\"}", "");
        row("arguments that are none", "mark", "[1]", "");
        row("no JSON", "mark", "{", "");
    }

    void tellsWhatIsKnownBeforeTheRun()
    {
        QFETCH(QString, name);
        QFETCH(QString, arguments);
        QFETCH(QString, problems);
        QCOMPARE(QString::fromStdString(checked(name.toStdString(), arguments.toStdString())),
                 problems);
    }

    void takesManyNodesOfOneTool()
    {
        std::vector<Problem> problems;
        ArgumentCheck check(tools());
        const auto before = processorTime();
        for (int i = 0; i < 20'000; ++i)
            check.check("mark", "{\"w\":\"${item}\",\"n\":5}", "arguments", {{"item", nullptr}},
                        {"g", &problems});
        QVERIFY(problems.empty());
        QVERIFY(processorTime() - before < 5s);
    }
};

QTEST_GUILESS_MAIN(TestArgumentCheck)
#include "tst_argumentcheck.moc"
