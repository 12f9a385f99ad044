// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "expr/expression.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::expr;

namespace {
std::string typeOf(const std::string& source)
{
    static const Json state = parseJson(R"({"n": 0, "f": 0.5, "s": "", "b": false, "any": null,
            "list": [], "words": ["a"], "rows": [{"x": 1}], "map": {"known": 1}})")
                                  .value();
    static const Json none = Json::object();
    const auto expression =
        Expression::compile(source, {{"state", &state}, {"task", nullptr}, {"nothing", &none}});
    return expression ? std::string(expression->resultType()) : "! " + expression.error().message;
}
} // namespace

class TestChecker : public QObject
{
    Q_OBJECT

private:
    static void rows(std::initializer_list<std::pair<const char*, const char*>> table)
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        for (const auto& [source, expected] : table)
            QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(expected);
    }
    static void compare()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(typeOf(source.toStdString())), expected);
    }

private Q_SLOTS:
    void infersTypes_data()
    {
        rows({
            {"state.n", "number"},
            {"state.n + 1", "number"},
            {"1 + 1", "int"},
            {"1 + 1.0", "double"},
            {"state.n % 2", "int"},
            {"state.f % 2", "int"},
            {"state.n % 2 == 0", "bool"},
            {"state.s + 'a'", "string"},
            {"state.any", "any"},
            {"state.any.x.y", "any"},
            {"state.any + 'a'", "string"},
            {"state.any + 1", "number"},
            {"task.x > 1", "bool"},
            {"task", "any"},
            {"-task", "number"},
            {"state.map.known", "number"},
            {"state.map.other", "any"},
            {"state.rows[0].x", "number"},
            {"state.rows.map(r, r.x)", "list"},
            {"state.rows.filter(r, r.x > 1)[0].x", "number"},
            {"state.words[0]", "string"},
            {"state.words.all(w, w.startsWith('a'))", "bool"},
            {"state.list[0] > 1", "bool"},
            {"state.list.exists(x, x)", "bool"},
            {"state.list + [1]", "list"},
            {"state.map.map(k, k + '')", "list"},
            {"has(state.other)", "bool"},
            {"state['n'] > 1", "bool"},
            {"'n' in state", "bool"},
            {"state.s == null", "bool"},
            {"state.b ? 1 : 2", "int"},
            {"state.b ? 1 : 2.5", "number"},
            {"state.b ? 1 : 'x'", "any"},
            {"state.b ? state : task", "any"},
            {"{'a': 1}", "map"},
            {"{state.s: 1}", "map"},
            {"null", "null"},
            {"size(state.s) + size(state.map)", "int"},
            {"file('x')", "any"},
            {"[1, 'a'].all(x, x == 1)", "bool"},
        });
    }
    void infersTypes() { compare(); }

    void refusesWithAColumn_data()
    {
        rows({
            {"state.m > 1",
             "! column 7: state has no field 'm', it has 'any', 'b', 'f', 'list', 'map', 'n', "
             "'rows', 's', ..."},
            {"state['m']",
             "! column 7: no field 'm', there are 'any', 'b', 'f', 'list', 'map', 'n', 'rows', "
             "'s', ..."},
            {"nothing.x", "! column 9: nothing has no field 'x', it has none"},
            {"stat.n", "! column 1: unknown name 'stat', in scope: state, task, nothing"},
            {"state.list.all(x, y)",
             "! column 19: unknown name 'y', in scope: state, task, nothing"},
            {"state.n && true", "! column 7: '&&' takes a bool, not number"},
            {"state.b || 1", "! column 12: '||' takes a bool, not int"},
            {"!state.s", "! column 8: '!' takes a bool, not string"},
            {"-state.s", "! column 8: '-' takes a number, not string"},
            {"state.n ? 1 : 2", "! column 7: '?' takes a bool, not number"},
            {"state.n == 'x'", "! column 9: number and string are never equal"},
            {"state.s != 1", "! column 9: string and int are never equal"},
            {"state.list == {}", "! column 12: list and map are never equal"},
            {"state.n < 'x'", "! column 9: '<' does not take number and string"},
            {"state.list < [1]", "! column 12: '<' does not take list and list"},
            {"state.n + 'x'", "! column 9: '+' does not take number and string"},
            {"state.b + state.any", "! column 9: '+' does not take bool and any"},
            {"state.s - 'x'", "! column 9: '-' does not take string and string"},
            {"state.n % 0.5", "! column 9: '%' does not take number and double"},
            {"state.s.x", "! column 9: string has no fields, '.x' needs a map"},
            {"state.n[0]", "! column 8: [ ] takes a list or map, not number"},
            {"state.list['a']", "! column 12: [ ] of a list takes a number, not string"},
            {"state.map[1]", "! column 11: [ ] of a map takes a string, not int"},
            {"task[true]", "! column 5: [ ] takes an int or string, not bool"},
            {"1 in state.n", "! column 3: 'in' takes a list or map on its right, not number"},
            {"1 in state.map", "! column 3: 'in' before a map takes a string, not int"},
            {"state.n.startsWith('a')",
             "! column 9: startsWith() takes a string before its dot, not number"},
            {"state.s.matches(1)", "! column 17: matches() takes a string, not int"},
            {"state.words.contains('a')",
             "! column 13: contains() is for strings, write: x in list"},
            {"size(state.n)", "! column 1: size() takes a string, list or map, not number"},
            {"file(1)", "! column 6: file() takes a string, not int"},
            {"state.s.all(x, true)",
             "! column 9: all() takes a list or map before its dot, not string"},
            {"state.words.all(w, w > 1)", "! column 22: '>' does not take string and int"},
            {"state.words.filter(w, w)", "! column 23: filter() takes a bool, not string"},
            {"state.rows.exists(r, r.x == 'a')", "! column 26: number and string are never equal"},
            {"{state.n: 1}", "! column 8: a key of a map takes a string, not number"},
            {"false && state.m == 1",
             "! column 16: state has no field 'm', it has 'any', 'b', 'f', 'list', 'map', 'n', "
             "'rows', 's', ..."},
        });
    }
    void refusesWithAColumn() { compare(); }

    void acceptsEveryNameWithoutDeclarations()
    {
        QVERIFY(Expression::compile("whatever.x + 1 == 'a' && 1"));
    }
};

QTEST_GUILESS_MAIN(TestChecker)
#include "tst_checker.moc"
