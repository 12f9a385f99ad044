// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "expr/expression.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::expr;

namespace {
const Json& scopeJson()
{
    static const Json scope = parseJson(R"({
            "state": {"n": 1500, "f": 0.5, "s": "inbox/a.json", "b": true, "nothing": null,
                      "list": [1, 2, 3], "mixed": [1, "a", null, true, 2.0, [1], {"k": 1}],
                      "map": {"a": 1, "b": 2}, "deep": {"er": {"est": [{"x": 7}]}},
                      "big": 18446744073709551615, "min": -9223372036854775808,
                      "max": 9223372036854775807, "whole": 2.0, "umlaut": "äöü😀", "empty": [],
                      "words": ["beta", "alpha"], "with space": 1, "1": "one"},
            "args": {"to": "a@acme.example", "path": "out/x.txt", "vendor": "Acme"},
            "item": 5})")
                                  .value();
    return scope;
}

Scope scope()
{
    Scope out;
    for (auto entry = scopeJson().begin(); entry != scopeJson().end(); ++entry)
        out.names.emplace_back(entry.key(), &*entry);
    out.file = [](const std::string& name) -> Result<Json> {
        if (name == "vendors.json")
            return Json::array({"Acme", "Zenith"});
        return fail(Errc::NotFound, "no such file");
    };
    return out;
}

// The canonical JSON of the result, or "! " and the error.
std::string run(const std::string& source)
{
    const auto expression = Expression::compile(source);
    if (!expression)
        return "! " + expression.error().message;
    const auto value = expression->evaluate(scope());
    return value ? dumpJson(*value) : "! " + value.error().message;
}
} // namespace

class TestExpression : public QObject
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
        QCOMPARE(QString::fromStdString(run(source.toStdString())), expected);
    }

private Q_SLOTS:
    void readsLiterals_data()
    {
        rows({
            {"1", "1"},
            {"-1", "-1"},
            {"--1", "1"},
            {"0x1F", "31"},
            {"-0xff", "-255"},
            {"9223372036854775807", "9223372036854775807"},
            {"-9223372036854775808", "-9223372036854775808"},
            {"-0x8000000000000000", "-9223372036854775808"},
            {"9223372036854775808", "! column 1: the integer does not fit 64 bits"},
            {"-9223372036854775809", "! column 2: the integer does not fit 64 bits"},
            {"0xFFFFFFFFFFFFFFFF", "! column 1: the integer does not fit 64 bits"},
            {"1.0", "1.0"},
            {".5", "0.5"},
            {"1e3", "1000.0"},
            {"1.5e-3", "0.0015"},
            {"-2.5E+2", "-250.0"},
            {"1e999", "! column 1: the number is out of range"},
            {"1e-999", "0.0"},
            {"1u", "! column 2: unsigned numbers are not part of this language, leave out the 'u'"},
            {"1x", "! column 1: a number ends in a letter"},
            {"1.", "! column 3: the expression ends, expected the name of a field or method"},
            {"true", "true"},
            {"false", "false"},
            {"null", "null"},
            {"[]", "[]"},
            {"[1, 'a', [true]]", "[1,\"a\",[true]]"},
            {"[1, 2,]", "[1,2]"},
            {"{}", "{}"},
            {"{'a': 1, 'b': [2]}", "{\"a\":1,\"b\":[2]}"},
            {"{'b': 1, 'a': item,}", "{\"a\":5,\"b\":1}"},
            {"{state.s: 1}", "{\"inbox/a.json\":1}"},
            {"{1: 2}", "! column 2: the keys of a map are strings"},
            {"{item: 2}", "! column 2: a key of a map takes a string, not int"},
            {"{'a': 1, 'a': 2}", "! column 10: the key 'a' stands twice in one map"},
            {"{'a': item, 'a': 2}", "! column 1: the key 'a' stands twice in one map"},
            {"[,]", "! column 2: found ',', expected a value"},
            {"1 // one\n+ 2 // two", "3"},
        });
    }
    void readsLiterals() { compare(); }

    void readsStrings_data()
    {
        rows({
            {"'a'", "\"a\""},
            {"\"it's\"", "\"it's\""},
            {"''", "\"\""},
            {R"('\a\b\f\n\r\t\v' == '\x07\x08\x0c\x0A\x0d\X09\x0b')", "true"},
            {"'\\\\ \\? \\\" \\' \\`'", "\"\\\\ ? \\\" ' `\""},
            {R"('\x41\u00e4\U0001F600\101')", "\"A\xC3\xA4\xF0\x9F\x98\x80\x41\""},
            {R"('\xff' == 'ÿ')", "true"},
            {R"('\377' == 'ÿ')", "true"},
            {R"(r'\n' == '\\n')", "true"},
            {R"(R"\d+")", R"("\\d+")"},
            {R"(size(r'\'))", "1"},
            {"'''a'b\nc'''", "\"a'b\\nc\""},
            {"\"\"\"say \"hi\" now\"\"\"", "\"say \\\"hi\\\" now\""},
            {R"(r'''\d
'x' ''')",
             R"("\\d\n'x' ")"},
            {"'''\\n''' == '\\n'", "true"},
            {"'äöü'", "\"äöü\""},
            {R"('\q')", "! column 2: unknown escape in a string, write '\\\\' for a backslash"},
            {R"('\u12')", "! column 2: this escape needs 4 hexadecimal digits"},
            {R"('\ud800')", "! column 2: this escape is no character"},
            {R"('\U00110000')", "! column 2: this escape is no character"},
            {R"('\400')", "! column 2: unknown escape in a string, write '\\\\' for a backslash"},
            {R"('\08')", "! column 2: this escape needs 3 octal digits"},
            {"'a", "! column 1: the string has no end"},
            {"'a\\", "! column 3: unknown escape in a string, write '\\\\' for a backslash"},
            {"'''a''", "! column 1: the string has no end"},
            {"'a\nb'", "! column 1: the string ends at the line break, use three quotes for lines"},
            {"b'a'", "! column 1: bytes literals are not part of this language, write a string"},
        });
    }
    void readsStrings() { compare(); }

    void calculates_data()
    {
        rows({
            {"1 + 2 * 3", "7"},
            {"(1 + 2) * 3", "9"},
            {"10 - 3 - 2", "5"},
            {"100 / 7 / 2", "7"},
            {"7 / 2", "3"},
            {"-7 / 2", "-3"},
            {"7 % 3", "1"},
            {"-7 % 3", "-1"},
            {"7 % -3", "1"},
            {"7.0 / 2", "3.5"},
            {"1 + 0.5", "1.5"},
            {"2 * 1.0", "2.0"},
            {"state.whole + 1", "3.0"},
            {"0.1 + 0.2", "0.30000000000000004"},
            {"-item", "-5"},
            {"--item", "5"},
            {"-state.f", "-0.5"},
            {"-(-state.max)", "9223372036854775807"},
            {"2 - -3", "5"},
            {"'a' + 'b' + 'c'", "\"abc\""},
            {"state.s + ''", "\"inbox/a.json\""},
            {"[1] + [2, 3] + state.list", "[1,2,3,1,2,3]"},
            {"[item] + [] + [item]", "[5,5]"},
            {"9223372036854775807 + 1", "! column 21: the result does not fit 64 bits"},
            {"state.min - 1", "! column 11: the result does not fit 64 bits"},
            {"state.max * 2", "! column 11: the result does not fit 64 bits"},
            {"state.min / -1", "! column 11: the result does not fit 64 bits"},
            {"state.min % -1", "! column 11: the result does not fit 64 bits"},
            {"-state.min", "! column 1: the result does not fit 64 bits"},
            {"--state.min", "! column 1: the result does not fit 64 bits"},
            {"state.min * -1", "! column 11: the result does not fit 64 bits"},
            {"-9223372036854775808 / -1", "! column 22: the result does not fit 64 bits"},
            {"state.big", "18446744073709551615"},
            {"state.big + 1", "! column 11: the result does not fit 64 bits"},
            {"state.big + 0.5", "1.8446744073709552e+19"},
            {"1 / 0", "! column 3: division by zero"},
            {"1 % 0", "! column 3: remainder of a division by zero"},
            {"1.0 / 0", "! column 5: division by zero"},
            {"0.0 / 0.0", "! column 5: division by zero"},
            {"1e308 * 10.0", "! column 1: the result is no finite number"},
            {"1e308 * 10.0 > 1.0", "true"},
            {"5.5 % 2", "! column 5: '%' does not take double and int"},
            {"1 + 'a'", "! column 3: '+' does not take int and string"},
            {"'a' * 2", "! column 5: '*' does not take string and int"},
            {"true + true", "! column 6: '+' does not take bool and bool"},
            {"null + 1", "! column 6: '+' does not take null and int"},
            {"state.map + state.map", "! column 11: '+' does not take map and map"},
            {"-'a'", "! column 1: '-' takes a number, not string"},
            {"-true", "! column 1: '-' takes a number, not bool"},
        });
    }
    void calculates() { compare(); }

    void comparesValues_data()
    {
        rows({
            {"1 == 1", "true"},
            {"1 == 1.0", "true"},
            {"1.0 == 1", "true"},
            {"1 == 1.5", "false"},
            {"1 == '1'", "false"},
            {"1 != '1'", "true"},
            {"1 == true", "false"},
            {"null == null", "true"},
            {"null == 0", "false"},
            {"null != false", "true"},
            {"'' == null", "false"},
            {"state.nothing == null", "true"},
            {"[1, 2] == [1.0, 2.0]", "true"},
            {"[1, 2] == [2, 1]", "false"},
            {"[1] == [1, 1]", "false"},
            {"[item] == [5]", "true"},
            {"{'a': 1, 'b': item} == {'b': 5.0, 'a': 1}", "true"},
            {"{'a': 1} == {'a': 1, 'b': 2}", "false"},
            {"{'a': 1} == {'b': 1}", "false"},
            {"state.map == {'a': 1, 'b': 2}", "true"},
            {"{'a': 1, 'b': item - 3} == state.map", "true"},
            {"[] == {}", "false"},
            {"state.big == state.big", "true"},
            {"state.big == state.max", "false"},
            {"state.big > state.max", "true"},
            {"state.min < state.big", "true"},
            {"state.big == 18446744073709551615.0", "true"},
            {"9007199254740993 == 9007199254740992.0", "true"},
            {"1 < 2", "true"},
            {"1 < 1.5", "true"},
            {"2.5 >= 2", "true"},
            {"1 <= 1.0", "true"},
            {"'a' < 'b'", "true"},
            {"'Z' < 'a'", "true"},
            {"'a' < 'aa'", "true"},
            {"'' < 'a'", "true"},
            {"'z' < 'ä'", "true"},
            {"'\\uFFFD' < '\\U0001F600'", "true"},
            {"false < true", "true"},
            {"true <= true", "true"},
            {"1 < '2'", "! column 3: '<' does not take int and string"},
            {"null < 1", "! column 6: '<' does not take null and int"},
            {"[1] < [2]", "! column 5: '<' does not take list and list"},
            {"1 < 2 < 3", "! column 7: '<' does not take bool and int"},
            {"1 < 2 == true", "true"},
        });
    }
    void comparesValues() { compare(); }

    void joinsConditions_data()
    {
        rows({
            {"true && false", "false"},
            {"true && true && true", "true"},
            {"false || false || true", "true"},
            {"true || false && false", "true"},
            {"!true", "false"},
            {"!!true", "true"},
            {"!!!true", "false"},
            {"!(1 == 2)", "true"},
            {"1 / 0 == 1 && false", "false"},
            {"false && 1 / 0 == 1", "false"},
            {"1 / 0 == 1 || true", "true"},
            {"true || 1 / 0 == 1", "true"},
            {"1 / 0 == 1 || false", "! column 3: division by zero"},
            {"true && 1 / 0 == 1", "! column 11: division by zero"},
            {"1 / 0 == 1 || 2 % 0 == 1 || false", "! column 3: division by zero"},
            {"state.missing && false", "false"},
            {"'x' || true", "true"},
            {"true || 'x'", "true"},
            {"0 && false", "false"},
            {"'x' || false", "! column 5: '||' takes bools, not string"},
            {"1 && true", "! column 3: '&&' takes bools, not int"},
            {"null && true", "! column 6: '&&' takes bools, not null"},
            {"!0", "! column 1: '!' takes a bool, not int"},
            {"!''", "! column 1: '!' takes a bool, not string"},
            {"!!1", "! column 1: '!' takes a bool, not int"},
            {"true ? 1 : 2", "1"},
            {"false ? 1 : 2", "2"},
            {"true ? 1 : 1 / 0", "1"},
            {"false ? 1 / 0 : 2", "2"},
            {"false ? 1 : true ? 2 : 3", "2"},
            {"(true ? false : true) ? 1 : 2", "2"},
            {"1 ? 2 : 3", "! column 3: '?' takes a bool, not int"},
            {"1 / 0 == 1 ? 2 : 3", "! column 3: division by zero"},
            {"true ? 1", "! column 9: the expression ends, expected ':'"},
            {"1 == 1 ? 'y' + 'es' : 'no'", "\"yes\""},
        });
    }
    void joinsConditions() { compare(); }

    void readsFields_data()
    {
        rows({
            {"state.n", "1500"},
            {"state['n']", "1500"},
            {"state['with space']", "1"},
            {"state['1']", "\"one\""},
            {"state.deep.er.est[0].x", "7"},
            {"state.list[0]", "1"},
            {"state.list[1 + 1]", "3"},
            {"state.list[state.list[0]]", "2"},
            {"[7, 8][1.0]", "8"},
            {"{'a': item}.a", "5"},
            {"{'a': item}['a']", "5"},
            {"state.mixed", "[1,\"a\",null,true,2.0,[1],{\"k\":1}]"},
            {"item", "5"},
            {"state.missing", "! column 7: no field 'missing'"},
            {"state['missing']", "! column 6: no key 'missing'"},
            {"state.deep.missing.x", "! column 12: no field 'missing'"},
            {"missing", "! column 1: unknown name 'missing', in scope: args, item, state"},
            {"state.n.x", "! column 9: int has no fields, '.x' needs a map"},
            {"state.nothing.x", "! column 15: null has no fields, '.x' needs a map"},
            {"state.list.x", "! column 12: list has no fields, '.x' needs a map"},
            {"state.list[3]", "! column 11: index 3 is outside of a list of 3"},
            {"state.list[-1]", "! column 11: index -1 is outside of a list of 3"},
            {"state.list[state.max]",
             "! column 11: index 1000000000000000 is outside of a list of 3"},
            {"state.list[0.5]", "! column 11: [ ] of a list takes an int, not double"},
            {"state.list['0']", "! column 11: [ ] of a list takes an int, not string"},
            {"state[1]", "! column 6: [ ] of a map takes a string, not int"},
            {"'abc'[0]", "! column 6: [ ] takes a list or map, not string"},
            {"has(state.n)", "true"},
            {"has(state.nothing)", "true"},
            {"has(state.missing)", "false"},
            {"has(state.deep.er)", "true"},
            {"has(state.deep.no)", "false"},
            {"has({'a': 1}.a)", "true"},
            {"has(state.missing.x)", "! column 11: no field 'missing'"},
            {"has(state.n.x)", "! column 13: has() takes a field of a map, not int"},
            {"has(state)", "! column 1: has() takes a field: has(state.name)"},
            {"has(state['n'])", "! column 1: has() takes a field: has(state.name)"},
            {"has(state.missing) && state.missing > 1", "false"},
            {"state.package", "! column 7: no field 'package'"},
            {"package", "! column 1: 'package' is a reserved word"},
            {"state.in", "! column 7: found 'in', expected the name of a field or method"},
        });
    }
    void readsFields() { compare(); }

    void findsMembers_data()
    {
        rows({
            {"2 in state.list", "true"},
            {"2.0 in [1, 2]", "true"},
            {"4 in state.list", "false"},
            {"'2' in state.list", "false"},
            {"null in state.mixed", "true"},
            {"[1] in state.mixed", "true"},
            {"{'k': 1} in state.mixed", "true"},
            {"'a' in state.map", "true"},
            {"'c' in state.map", "false"},
            {"1 in state.map", "false"},
            {"1 in []", "false"},
            {"'a' in {'a': null}", "true"},
            {"!('a' in state.map)", "false"},
            {"args.vendor in ['Acme', 'Zenith']", "true"},
            {"'a' in 'abc'", "! column 5: 'in' takes a list or map on its right, not string"},
            {"1 in 1", "! column 3: 'in' takes a list or map on its right, not int"},
            {"args.vendor in file('vendors.json')", "true"},
            {"'x' in file('vendors.json')", "false"},
            {"file('vendors.json').size()", "2"},
            {"file('none.json')", "! column 1: file('none.json'): no such file"},
            {"file(1)", "! column 1: file() takes a string, not int"},
        });
    }
    void findsMembers() { compare(); }

    void callsMethods_data()
    {
        rows({
            {"size('')", "0"},
            {"size(state.umlaut)", "4"},
            {"'abc'.size()", "3"},
            {"state.list.size()", "3"},
            {"size(state.map)", "2"},
            {"size([item, 2])", "2"},
            {"{'a': item}.size()", "1"},
            {"size(1)", "! column 1: size() takes a string, list or map, not int"},
            {"null.size()", "! column 6: size() takes a string, list or map, not null"},
            {"'abc'.startsWith('ab')", "true"},
            {"'abc'.startsWith('')", "true"},
            {"'abc'.startsWith('b')", "false"},
            {"!args.to.endsWith('@acme.example')", "false"},
            {"'abc'.endsWith('abcd')", "false"},
            {"'abc'.contains('b')", "true"},
            {"'abc'.contains('')", "true"},
            {"''.contains('')", "true"},
            {"''.contains('a')", "false"},
            {"'abc'.contains('ac')", "false"},
            {"'abc'.matches('b')", "true"},
            {"'abc'.matches('^b')", "false"},
            {"'abc'.matches(r'^[a-c]+$')", "true"},
            {"'a1'.matches('\\\\d')", "true"},
            {"'ABC'.matches('(?i)abc')", "true"},
            {"'ä'.matches('^.$')", "true"},
            {"'abc'.matches('a' + '.c')", "true"},
            {"matches('abc', 'b.')", "true"},
            {"matches('abc', '(')", "! column 16: the pattern '(' is wrong: missing ): ("},
            {"matches('abc')", "! column 1: matches() takes 2 arguments, not 1"},
            {"'abc'.matches('(')", "! column 15: the pattern '(' is wrong: missing ): ("},
            {"'abc'.matches('(' + '')", "! column 7: the pattern '(' is wrong: missing ): ("},
            {"'aa'.matches(r'(a)\\1')",
             R"(! column 14: the pattern '(a)\1' is wrong: invalid escape sequence: \1)"},
            {"item.startsWith('a')",
             "! column 6: startsWith() takes a string before its dot, not int"},
            {"'a'.startsWith(1)", "! column 5: startsWith() takes a string, not int"},
            {"[1].contains(1)", "! column 5: contains() is for strings, write: x in list"},
            {"'a'.startsWith()", "! column 5: startsWith() takes 1 argument, not 0"},
            {"'a'.startsWith('a', 'b')", "! column 5: startsWith() takes 1 argument, not 2"},
            {"size()", "! column 1: size() takes 1 argument, not 0"},
            {"contains('a', 'b')", "! column 1: contains is a method: value.contains(...)"},
            {"int('1')",
             "! column 1: unknown function 'int', there are size, has, matches and file"},
            {"'a'.upper()",
             "! column 5: unknown method 'upper', there are size, startsWith, endsWith, "
             "contains, matches, all, exists, exists_one, filter and map"},
        });
    }
    void callsMethods() { compare(); }

    void runsMacros_data()
    {
        rows({
            {"state.list.all(x, x > 0)", "true"},
            {"state.list.all(x, x > 1)", "false"},
            {"[].all(x, 1 / 0 == 1)", "true"},
            {"state.list.exists(x, x == 2)", "true"},
            {"state.list.exists(x, x == 9)", "false"},
            {"[].exists(x, true)", "false"},
            {"state.list.exists_one(x, x > 2)", "true"},
            {"state.list.exists_one(x, x > 1)", "false"},
            {"state.list.filter(x, x % 2 == 1)", "[1,3]"},
            {"state.list.map(x, x * 2)", "[2,4,6]"},
            {"state.list.map(x, x > 1, x * 2)", "[4,6]"},
            {"state.map.map(k, k + '!')", "[\"a!\",\"b!\"]"},
            {"state.map.filter(k, state.map[k] > 1)", "[\"b\"]"},
            {"{'z': item, 'y': 1}.map(k, k)", "[\"y\",\"z\"]"},
            {"state.map.all(k, k < 'c')", "true"},
            {"state.list.map(x, state.list.map(y, x * y))", "[[1,2,3],[2,4,6],[3,6,9]]"},
            {"state.list.map(x, [x].map(x, x + 1)[0] + x)", "[3,5,7]"},
            {"state.list.map(item, item)", "[1,2,3]"},
            {"state.list.map(x, x).size() + item", "8"},
            {"state.deep.er.est.map(e, e.x)", "[7]"},
            {"[1, 0].exists(x, 1 / x == 1)", "true"},
            {"[0, 1].exists(x, 1 / x == 1)", "true"},
            {"[0, 2].exists(x, 1 / x == 1)", "! column 20: division by zero"},
            {"[0, 2].all(x, 1 / x == 1)", "false"},
            {"[0, 1].all(x, 1 / x == 1)", "! column 17: division by zero"},
            {"[0, 1].exists_one(x, 1 / x == 1)", "! column 24: division by zero"},
            {"[1, 0].filter(x, 1 / x == 1)", "! column 20: division by zero"},
            {"[1, 0].map(x, 1 / x)", "! column 17: division by zero"},
            {"state.mixed.filter(x, x == 1 || x == 'a')", "[1,\"a\"]"},
            {"[1].all(x, x)", "! column 5: all() takes a condition that gives a bool, not int"},
            {"[1, true].exists(x, x)", "true"},
            {"'abc'.all(x, true)",
             "! column 7: all() takes a list or map before its dot, not string"},
            {"[1].all(x)", "! column 10: found ')', expected ','"},
            {"[1].all(1, true)",
             "! column 9: all() begins with the name of its variable: all(x, ...)"},
            {"[1].all(x.y, true)", "! column 10: found '.', expected ','"},
            {"[1].all(x, true, 1)", "! column 16: found ',', expected ')'"},
            {"[1].map(x, true, 1, 2)", "! column 19: found ',', expected ')'"},
            {"[1].map(x, x) + [x]", "! column 18: unknown name 'x', in scope: args, item, state"},
            {"all([1], x, true)", "! column 1: all is a method: value.all(...)"},
            {"state.words.map(w, w + w) + ['x']", "[\"betabeta\",\"alphaalpha\",\"x\"]"},
        });
    }
    void runsMacros() { compare(); }

    void namesTheColumnOfSyntaxErrors_data()
    {
        rows({
            {"", "! column 1: the expression is empty"},
            {"  ", "! column 1: the expression is empty"},
            {"1 +", "! column 4: the expression ends, expected a value"},
            {"1 2", "! column 3: found '2', expected an operator or the end"},
            {"(1", "! column 3: the expression ends, expected ')'"},
            {"1)", "! column 2: found ')', expected an operator or the end"},
            {"[1 2]", "! column 4: found '2', expected ']'"},
            {"{'a' 1}", "! column 6: found '1', expected ':'"},
            {"a = b", "! column 3: '=' is no operator, write '==' to compare"},
            {"a & b", "! column 3: write '&&', not '&'"},
            {"a | b", "! column 3: write '||', not '|'"},
            {"a and b", "! column 3: found 'and', expected an operator or the end"},
            {"'ä' + #", "! column 7: unexpected character '#'"},
            {"1 +\n  *", "! line 2, column 3: found '*', expected a value"},
            {"a \xE2\x80\xAE b", "! column 3: unexpected character 'U+202E'"},
            {"state.", "! column 7: the expression ends, expected the name of a field or method"},
            {"state..a", "! column 7: found '.', expected the name of a field or method"},
            {"-!true", "! column 2: '-' takes a number, '!' gives a bool"},
            {"!-1", "! column 1: '!' takes a bool, not int"},
        });
    }
    void namesTheColumnOfSyntaxErrors() { compare(); }

    void holdsWantsABool()
    {
        QCOMPARE(Expression::compile("state.n % 500 == 0")->holds(scope()), Result<bool>(true));
        QCOMPARE(Expression::compile("state.n > 2000")->holds(scope()), Result<bool>(false));
        const auto wrong = Expression::compile("state.n")->holds(scope());
        QCOMPARE(wrong.error(),
                 (Error{Errc::Invalid, "column 1: a condition gives a bool, this gives int"}));
        QCOMPARE(Expression().holds(scope()).error().code, Errc::Invalid);
    }

    void keepsIntAndDoubleApart()
    {
        QVERIFY(Expression::compile("2.0 * 2")->evaluate(scope())->is_number_float());
        QVERIFY(Expression::compile("2 * 2")->evaluate(scope())->is_number_integer());
        QVERIFY(Expression::compile("state.whole")->evaluate(scope())->is_number_float());
        QVERIFY(Expression::compile("[1.0, 1]")->evaluate(scope())->at(0).is_number_float());
    }

    void knowsWhatItReads()
    {
        const auto expression =
            Expression::compile("state.a.b > state.c && state['d'].x && has(state.e) && "
                                "state.a == 1 && args.z && state.l.all(x, x.q)");
        QVERIFY(expression);
        QCOMPARE(expression->names(), (std::vector<std::string>{"state", "args"}));
        QCOMPARE(Expression().source(), std::string());
    }

    void readsAFileOncePerEvaluation()
    {
        int reads = 0;
        Scope counted;
        counted.file = [&](const std::string&) -> Result<Json> {
            ++reads;
            return Json::array({1, 2, 3});
        };
        const auto expression = Expression::compile("[1, 2, 3].all(x, x in file('a'))");
        QCOMPARE(expression->holds(counted), Result<bool>(true));
        QCOMPARE(reads, 1);
        QCOMPARE(Expression::compile("file('a')")->evaluate(Scope()).error().message,
                 std::string("column 1: file() cannot be used here"));
    }

    void copiesOutliveTheOriginal()
    {
        auto original = Expression::compile("'a' + 'b'");
        const Expression copy = *original;
        original = Expression::compile("1");
        QCOMPARE(dumpJson(*copy.evaluate(Scope())), std::string("\"ab\""));
        QCOMPARE(copy.source(), std::string("'a' + 'b'"));
    }
};

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
