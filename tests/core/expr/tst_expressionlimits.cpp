// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "expr/expression.h"

#include <QTest>

#include <pthread.h>

using namespace signalbox;
using namespace signalbox::expr;

namespace {
std::string repeat(std::string_view text, std::size_t count)
{
    std::string out;
    out.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i)
        out += text;
    return out;
}

Scope withList(const Json& list)
{
    Scope out;
    out.names.emplace_back("l", &list);
    return out;
}

// "ok" or the name of the error's code, of compiling and running.
std::string outcome(const std::string& source, const Scope& scope = {})
{
    const auto expression = Expression::compile(source);
    if (!expression)
        return "compile: " + std::string(errcName(expression.error().code));
    const auto value = expression->evaluate(scope);
    return value ? "ok" : std::string(errcName(value.error().code));
}

const std::string limit(errcName(Errc::Limit));
const std::string invalid(errcName(Errc::Invalid));
} // namespace

class TestExpressionLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boundsTheSource()
    {
        QCOMPARE(outcome("1" + repeat(" ", 65'535)), std::string("ok"));
        QCOMPARE(outcome("1" + repeat(" ", 65'536)), "compile: " + limit);
        QCOMPARE(outcome(repeat("(", 65'536)), "compile: " + limit);
        QCOMPARE(outcome("'\xFF'"), "compile: " + invalid);
        QCOMPARE(outcome(std::string("1\0", 2)), "compile: " + invalid);
        QCOMPARE(outcome(std::string("'a\0b'.size()", 12)), std::string("ok"));
    }

    void boundsTheNesting_data()
    {
        QTest::addColumn<QString>("open");
        QTest::addColumn<QString>("middle");
        QTest::addColumn<QString>("close");
        QTest::newRow("parentheses") << "("
                                     << "1"
                                     << ")";
        QTest::newRow("lists") << "["
                               << "1"
                               << "]";
        QTest::newRow("maps") << "{'a':"
                              << "1"
                              << "}";
        QTest::newRow("calls") << "size(["
                               << "1"
                               << "])";
        QTest::newRow("conditions") << "true ? "
                                    << "1"
                                    << " : 2";
        QTest::newRow("else") << "false ? 1 : "
                              << "1"
                              << "";
        QTest::newRow("macros") << "[1].map(x,"
                                << "x"
                                << ")";
        QTest::newRow("indexes") << "[0]["
                                 << "0"
                                 << "]";
        QTest::newRow("sums") << "(1 + "
                              << "1"
                              << ")";
        QTest::newRow("signs") << "-("
                               << "1"
                               << ")";
        QTest::newRow("all levels") << "true || true && 1 < -1 + 2 * ("
                                    << "1"
                                    << ")";
    }
    void boundsTheNesting()
    {
        QFETCH(QString, open);
        QFETCH(QString, middle);
        QFETCH(QString, close);
        const auto nest = [&](std::size_t depth) {
            return repeat(open.toStdString(), depth) + middle.toStdString()
                + repeat(close.toStdString(), depth);
        };
        QVERIFY(Expression::compile(nest(20)));
        if (open != QLatin1String("size(["))
            QVERIFY(outcome(nest(20)) != "compile: " + limit);
        QCOMPARE(outcome(nest(65)), "compile: " + limit);
        QCOMPARE(outcome(nest(3000)), "compile: " + limit);
    }

    void takesSixtyFourLevels()
    {
        QCOMPARE(outcome(repeat("(", 64) + "1" + repeat(")", 64)), std::string("ok"));
        QCOMPARE(outcome(repeat("-(1+", 64) + "1" + repeat(")", 64)), std::string("ok"));
    }

    void takesLongChains_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const std::string& source, const char* expected) {
            QTest::newRow(name) << QString::fromStdString(source) << QString::fromUtf8(expected);
        };
        row("sum", "1" + repeat("+1", 30'000), "30001");
        row("difference", "1" + repeat("-1", 30'000), "-29999");
        row("text", "size('a'" + repeat("+'b'", 16'000) + ")", "16001");
        row("lists", "size([1]" + repeat("+[1]", 16'000) + ")", "16001");
        row("and", "true" + repeat("&&true", 10'000), "true");
        row("or", "false" + repeat("||false", 9'000), "false");
        row("signs", repeat("-", 60'001) + "1", "-1");
        row("negations", repeat("!", 60'001) + "true", "false");
        row("list", "size([" + repeat("1,", 30'000) + "])", "30000");
        row("spaces", repeat(" ", 60'000) + "1", "1");
        row("comment", "1 //" + repeat("/", 60'000), "1");
    }
    void takesLongChains()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        const auto expression = Expression::compile(source.toStdString());
        QVERIFY2(expression, expression ? "" : expression.error().message.c_str());
        QCOMPARE(QString::fromStdString(dumpJson(*expression->evaluate(Scope()))), expected);
    }

    void refusesLongChainsOfFields()
    {
        QCOMPARE(outcome("l" + repeat(".a", 30'000)), "compile: " + limit);
        QCOMPARE(outcome("l" + repeat("[0]", 20'000)), "compile: " + limit);
        QCOMPARE(outcome("[1]" + repeat(".map(x,[x,x])", 5'000)), "compile: " + limit);
    }

    void boundsTheSteps()
    {
        Json list = Json::array();
        for (int i = 0; i < 2'000; ++i)
            list.push_back(i);
        const auto scope = withList(list);
        QCOMPARE(outcome("l.all(x, l.all(y, x + y >= 0))", scope), limit);
        QCOMPARE(outcome("l.all(x, l.all(y, x + y >= 0)) || true", scope), limit);
        QCOMPARE(outcome("true || l.all(x, l.all(y, x + y >= 0))", scope), std::string("ok"));
        QCOMPARE(outcome("l.exists(x, l.exists(y, l == [x, y]))", scope), limit);
        QCOMPARE(outcome("l.exists(x, l.exists(y, -1 in l))", scope), limit);
        QCOMPARE(outcome("l.all(x, l == l)", scope), limit);
        QCOMPARE(outcome("l.all(x, x >= 0)", scope), std::string("ok"));
    }

    void boundsTheMemory()
    {
        const Json list = Json::array({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        const auto scope = withList(list);
        // shares small lists while it runs; the copy for the caller would have 2^60 elements
        QCOMPARE(outcome("[1]" + repeat(".map(x,[x,x])", 60)), limit);
        QCOMPARE(outcome("[1]" + repeat(".map(x,[x,x])", 60) + ".size()"), std::string("ok"));
        QCOMPARE(outcome("l" + repeat(".map(x,l)", 3), scope), std::string("ok"));
        QCOMPARE(outcome("[[1]]" + repeat(".map(x,[x,x,x,x,x,x,x,x,x,x])", 30)), limit);
        const std::string text = "'" + repeat("a", 60'000) + "'";
        QCOMPARE(outcome("l.map(a, l.map(b, l.map(c, l.map(d, " + text + "))))", scope), limit);
        QCOMPARE(
            outcome("l.all(a, l.all(b, l.all(c, l.all(d, (" + text + " + 'b') != ''))))", scope),
            limit);
    }

    void boundsTheDepthOfAResult()
    {
        Json nested = 1;
        for (int i = 0; i < 255; ++i)
            nested = Json::array({std::move(nested)});
        QCOMPARE(outcome("l", withList(nested)), std::string("ok"));
        QCOMPARE(outcome("[l]", withList(nested)), invalid);
        QCOMPARE(outcome("l == l", withList(nested)), std::string("ok"));
    }

    void boundsPatterns()
    {
        QCOMPARE(outcome("'a'.matches('(((((a{30}){30}){30}){30}){30})')"), "compile: " + invalid);
        QCOMPARE(outcome("'a'.matches('" + repeat("a", 5'000) + "')"), "compile: " + invalid);
        QVERIFY(!outcome("'a'.matches('" + repeat("(", 2'000) + repeat(")", 2'000) + "')").empty());
        QCOMPARE(outcome("'a'.matches('(((a{30}){30}){30}' + ')')"), invalid);
        const Json text = repeat("a", 100'000);
        QCOMPARE(outcome("l.matches('^(a+)+$')", withList(text)), std::string("ok"));
        QCOMPARE(outcome("l.matches('(x+x+)+y')", withList(text)), std::string("ok"));
        const Json huge = repeat("a", 4'000'000);
        QCOMPARE(outcome("l.matches('(.*)(.*)(.*)(.*)(.*)[ab]{200}c')", withList(huge)), limit);
        Json many = Json::array();
        for (int i = 0; i < 5'000; ++i)
            many.push_back("a" + std::to_string(i));
        QCOMPARE(outcome("l.all(p, !'b'.matches(p))", withList(many)), limit);
    }

    void searchesHugeTextsInLinearTime()
    {
        const Json texts = Json::array({repeat("a", 4'000'000), repeat("a", 1'999'999) + "b"});
        QCOMPARE(outcome("l[0].contains(l[1])", withList(texts)), std::string("ok"));
    }

    void boundsFiles()
    {
        Json names = Json::array();
        for (int i = 0; i < 65; ++i)
            names.push_back(std::to_string(i));
        auto scope = withList(names);
        scope.file = [](const std::string&) -> Result<Json> { return Json(1); };
        QCOMPARE(outcome("l.all(n, file(n) == 1)", scope), limit);
    }

    // Branches of a run have 512 KiB.
    void fitsSmallStacks()
    {
        const auto work = [](void*) -> void* {
            const auto nested =
                repeat("[1].all(x, true && !(0 < 1 + 2 * -(", 10) + "1" + repeat(")))", 10);
            (void)outcome(nested);
            (void)outcome(repeat("[1].map(x,", 64) + "x" + repeat(")", 64));
            (void)outcome(repeat("(1+2*", 64) + "1" + repeat(")", 64));
            return nullptr;
        };
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, 512 << 10);
        pthread_t thread{};
        QCOMPARE(pthread_create(&thread, &attributes, work, nullptr), 0);
        pthread_join(thread, nullptr);
        pthread_attr_destroy(&attributes);
    }

    // Every prefix and every one-byte change of a program that uses the whole language.
    void survivesBrokenSources()
    {
        const std::string whole =
            R"(has(a.b) && !(x['k'] in [1, -2.5e3, "\u00e4", r'\d']) ? {'a': size(l)}.a % 7 : )"
            R"(l.filter(e, e.matches('^a+$')).map(e, e.size() > 1, '''q''' + e)[0] == null)";
        QVERIFY(Expression::compile(whole));
        for (std::size_t i = 0; i < whole.size(); ++i) {
            (void)outcome(whole.substr(0, i));
            (void)outcome(whole.substr(i));
            for (const char c : std::string_view("'\"\\([{.}])-!0 \xC3\0", 17)) {
                auto changed = whole;
                changed[i] = c;
                (void)outcome(changed);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestExpressionLimits)
#include "tst_expressionlimits.moc"
