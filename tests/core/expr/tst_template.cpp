// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "expr/template.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::expr;

namespace {
const Json& state()
{
    static const Json value =
        parseJson("{\"n\":3,\"f\":1.5,\"s\":\"a}b\",\"none\":null,\"yes\":true,"
                  "\"list\":[1,\"x\"],\"map\":{\"k\":\"v\"}}")
            .value();
    return value;
}

Scope scopeOfState()
{
    Scope scope;
    scope.names = {{"state", &state()}};
    scope.file = [](const std::string& name) -> Result<Json> {
        if (name == "v.json")
            return Json{{"vendor", "Acme"}};
        return fail(Errc::NotFound, "there is no file " + name);
    };
    return scope;
}

// The value as JSON, or "! " and what is wrong.
std::string evaluated(const Result<Template>& compiled)
{
    if (!compiled)
        return "! " + compiled.error().text();
    const auto value = compiled->evaluate(scopeOfState());
    return value ? dumpJson(*value) : "! " + value.error().text();
}

std::string ofText(std::string_view source)
{
    return evaluated(Template::text(source));
}

std::string ofJson(std::string_view source)
{
    return evaluated(Template::json(source, "arguments"));
}
} // namespace

class TestTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTextsAndValues_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* source, const char* expected) {
            QTest::newRow(source) << QByteArray(source) << QByteArray(expected);
        };
        row("", "\"\"");
        row("plain", "\"plain\"");
        row("${state.n}", "3"); // a single expression keeps its type
        row("${state.none}", "null");
        row("${state.list}", "[1,\"x\"]");
        row(" ${state.n}", "\" 3\"");
        row("${state.n}${state.n}", "\"33\"");
        row("n is ${state.n}, f ${state.f}, ${state.yes}", "\"n is 3, f 1.5, true\"");
        row("s ${state.s} ${state.map} ${state.none}", "\"s a}b {\\\"k\\\":\\\"v\\\"} null\"");
        row("$${state.n}", "\"${state.n}\""); // written, not meant
        row("$$${state.n}", "\"$${state.n}\"");
        row("$ {state.n} $", "\"$ {state.n} $\"");
        row("${'}'}", "\"}\""); // a brace inside a text closes nothing
        row("${'\\'}' + \"}\"}", "\"'}}\"");
        row("${{'a': {'b': 1}}}", "{\"a\":{\"b\":1}}");
        row("${file('v.json').vendor}", "\"Acme\"");
        row("a\n\xC3\xA4 ${1 + 1}\n", "\"a\\n\xC3\xA4 2\\n\"");
    }
    void givesTextsAndValues()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, expected);
        QCOMPARE(ofText(source.toStdString()), expected.toStdString());
    }

    void saysWhatIsWrong()
    {
        QCOMPARE(ofText("abc ${state.n"), "! ${ at column 5 is not closed by }");
        QCOMPARE(ofText("${'open}"), "! ${ at column 1 is not closed by }");
        QCOMPARE(ofText("${'escaped\\"), "! ${ at column 1 is not closed by }");
        QVERIFY(ofText("${}").starts_with("! ${}: "));
        QVERIFY(ofText("${1 +}").starts_with("! ${1 +}: "));
        QVERIFY(ofText("${state.unknown}").starts_with("! "));
        QVERIFY(ofText("${1 / 0}").starts_with("! "));
        QVERIFY(ofText("${file('x')}").find("there is no file x") != std::string::npos);
        QVERIFY(
            ofJson("{\"a\":[1,{\"b\":\"${1 +}\"}]}").starts_with("! arguments.a[1].b: ${1 +}: "));
        QVERIFY(ofJson("{\"a\":").starts_with("! arguments: "));
    }

    void holdsNamesToTheirDeclarations()
    {
        const std::vector<Declaration> names = {{"state", &state()}};
        QVERIFY(Template::text("${state.n}", names).has_value());
        QVERIFY(!Template::text("${state.zz}", names).has_value());
        QVERIFY(!Template::json("[\"${item}\"]", "a", names).has_value());
    }

    void keepsTheShapeOfJson()
    {
        QCOMPARE(
            ofJson("{\"n\":\"${state.n}\",\"t\":\"x${state.n}\",\"l\":[\"${state.list}\",null,1.5],"
                   "\"o\":{}}"),
            "{\"l\":[[1,\"x\"],null,1.5],\"n\":3,\"o\":{},\"t\":\"x3\"}");
        QCOMPARE(ofJson("{\"${state.n}\":\"$${x}\"}"),
                 "{\"${state.n}\":\"${x}\"}"); // keys are names
        QCOMPARE(ofJson("7"), "7");
        QCOMPARE(ofJson("\"${state.map.k}\""), "\"v\"");
    }

    void rendersEveryValueAsText()
    {
        const auto rendered = [](std::string_view source) {
            const auto made = Template::text(source);
            return made ? made->render(scopeOfState()).value_or("!") : "!";
        };
        QCOMPARE(rendered("${state.s}"), "a}b");
        QCOMPARE(rendered("${state.list}"), "[1,\"x\"]");
        QCOMPARE(rendered("${state.none}"), "null");
        QCOMPARE(rendered(""), "");
        QCOMPARE(Template().render({}).value(), "null"); // one that was never compiled
    }

    void knowsWhatItReads()
    {
        QVERIFY(Template::text("a $${b}")->isConstant());
        QVERIFY(Template::json("{\"a\":[1,\"x\"]}", "a")->isConstant());
        QVERIFY(!Template::text("${1}")->isConstant());
        QVERIFY(Template::text("${file('a')}")->readsFiles());
        QVERIFY(!Template::json("[\"${state.n}\"]", "a")->readsFiles());
        const auto all = Template::json("{\"b\":\"${state.n} ${state.f}\",\"a\":\"${1}\"}", "a");
        QCOMPARE(all->expressions(), (std::vector<std::string>{"1", "state.n", "state.f"}));
    }

    void knowsWhatTypeItGives()
    {
        const Json state = {{"n", 1}, {"none", nullptr}};
        const std::vector<Declaration> scope = {{"state", &state}};
        std::string all;
        for (const auto* const source : {"${state.n}", "${state.none}", "${[1]}", "a ${state.n}",
                                         "${1}${2}", "plain", "${'a'}"}) {
            const auto made = Template::text(source, scope);
            all += std::string(made->resultType()) + (made->isText() ? " text, " : ", ");
        }
        QCOMPARE(all, "number, any, list, string text, string text, string text, string, ");
        QCOMPARE(Template::json("[\"${1}\"]", "a")->resultType(), "list");
        QCOMPARE(Template::json("{\"a\":\"${1}\"}", "a")->resultType(), "map");
        for (const auto& [source, type] :
             {std::pair("[1]", "list"), std::pair("{}", "map"), std::pair("1", "number"),
              std::pair("true", "bool"), std::pair("null", "null"), std::pair("\"a\"", "string")})
            QCOMPARE(Template::json(source, "a")->resultType(), type);
        QCOMPARE(Template().resultType(), "null");
    }

    void boundsTheTextItBecomes()
    {
        const Json big = std::string(1 << 20, 'x');
        Scope scope;
        scope.names = {{"big", &big}};
        std::string source;
        for (int i = 0; i < 9; ++i)
            source += "${big}";
        const auto text = Template::text(source);
        const auto value = text->evaluate(scope);
        QVERIFY(!value.has_value());
        QCOMPARE(value.error().code, Errc::Limit);
        QCOMPARE(value.error().message, "the text grows beyond 8 MiB");
    }

    void takesDeepAndLongTemplates()
    {
        std::string deep(200, '[');
        deep += "\"${1 + 1}\"";
        deep += std::string(200, ']');
        QCOMPARE(ofJson(deep), std::string(200, '[') + "2" + std::string(200, ']'));
        QVERIFY(ofJson(std::string(100'000, '[')).starts_with("! arguments: "));
        std::string wide = "[";
        for (int i = 0; i < 20'000; ++i)
            wide += "\"$${}\",";
        QCOMPARE(Template::json(wide + "1]", "a")->evaluate({})->size(), std::size_t(20'001));
        QCOMPARE(ofText(std::string(100'000, '$')), quoteJson(std::string(100'000, '$')));
    }
};

QTEST_GUILESS_MAIN(TestTemplate)
#include "tst_template.moc"
