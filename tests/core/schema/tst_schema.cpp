// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "schema/schema.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::schema;

// No raw string holds '#' or '//': the meta-object compiler does not read raw strings.
namespace {
// The findings, one a line; "fits" where there is none.
QString verdict(const QString& schema, const QString& value, Draft draft = Draft::Draft202012)
{
    const auto document = parseJson(schema.toStdString());
    const auto instance = parseJson(value.toStdString());
    if (!document || !instance)
        return QStringLiteral("the row itself is broken");
    const auto compiled = Schema::compile(*document, {}, draft);
    if (!compiled)
        return QStringLiteral("schema: ") + QString::fromStdString(compiled.error().text());
    const auto findings = compiled->validate(*instance);
    if (!findings)
        return QStringLiteral("limit: ") + QString::fromStdString(findings.error().text());
    QStringList lines;
    for (const auto& finding : *findings)
        lines << QString::fromStdString(finding.text());
    return lines.isEmpty() ? QStringLiteral("fits") : lines.join(u'\n');
}

struct Row
{
    const char* name;
    const char* schema;
    const char* value;
    const char* verdict;
};

void addRows(std::initializer_list<Row> rows)
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    for (const auto& row : rows)
        QTest::newRow(row.name) << QString::fromUtf8(row.schema) << QString::fromUtf8(row.value)
                                << QString::fromUtf8(row.verdict);
}
} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatDoesNotFit_data()
    {
        addRows({
            {"true", "true", "1", "fits"},
            {"false", "false", "1", "expected nothing here, found 1"},
            {"empty", "{}", "null", "fits"},
            {"type", R"({"type":"integer"})", "\"ten\"", "expected an integer, found \"ten\""},
            {"type 1.0 is an integer", R"({"type":"integer"})", "1.0", "fits"},
            {"type list", R"({"type":["string","null"]})", "1",
             "expected a string or null, found 1"},
            {"type boolean is no number", R"({"type":"number"})", "true",
             "expected a number, found true"},
            {"enum", R"({"enum":["a",1,null]})", "\"b\"",
             "expected one of \"a\", 1, null, found \"b\""},
            {"enum 1.0", R"({"enum":[1]})", "1.0", "fits"},
            {"enum true is not 1", R"({"enum":[1]})", "true", "expected one of 1, found true"},
            {"const", R"({"const":{"a":[1]}})", R"({"a":[2]})",
             R"(expected exactly {"a":[1]}, found {"a":[2]})"},
            {"minimum", R"({"minimum":1})", "0", "expected a number of at least 1, found 0"},
            {"maximum", R"({"maximum":9})", "9.5", "expected a number of at most 9, found 9.5"},
            {"exclusiveMinimum", R"({"exclusiveMinimum":1})", "1",
             "expected a number above 1, found 1"},
            {"exclusiveMaximum", R"({"exclusiveMaximum":1})", "1.0",
             "expected a number below 1, found 1.0"},
            {"bounds ignore text", R"({"minimum":1})", "\"0\"", "fits"},
            {"multipleOf", R"({"multipleOf":0.01})", "19.99", "fits"},
            {"multipleOf not", R"({"multipleOf":0.01})", "0.015",
             "expected a multiple of 0.01, found 0.015"},
            {"minLength", R"({"minLength":2})", "\"é\"",
             "expected at least 2 characters, found 1 character: \"é\""},
            {"length in code points", R"({"maxLength":1})", "\"\\ud83d\\udc32\"", "fits"},
            {"min and maxLength", R"({"minLength":1,"maxLength":3})", "\"\"",
             "expected 1 to 3 characters, found 0 characters: \"\""},
            {"exact length", R"({"minLength":2,"maxLength":2})", "\"abc\"",
             "expected exactly 2 characters, found 3 characters: \"abc\""},
            {"pattern", R"({"pattern":"^[a-z]+$"})", "\"A\"",
             "expected a text that matches \"^[a-z]+$\", found \"A\""},
            {"format is an annotation", R"({"format":"email"})", "\"nobody\"", "fits"},
            {"items", R"({"items":{"type":"integer"}})", "[1,\"2\"]",
             "[1]: expected an integer, found \"2\""},
            {"prefixItems", R"({"prefixItems":[{"type":"integer"}],"items":{"type":"string"}})",
             "[1,2]", "[1]: expected a string, found 2"},
            {"items false", R"({"prefixItems":[true],"items":false})", "[1,2]",
             "expected at most 1 item, found 2 items: [1,2]"},
            {"list form of items", R"({"items":[{"type":"integer"}],"additionalItems":false})",
             "[\"a\"]", "[0]: expected an integer, found \"a\""},
            {"minItems", R"({"minItems":2})", "[1]",
             "expected at least 2 items, found 1 item: [1]"},
            {"maxItems", R"({"maxItems":1})", "[1,2]",
             "expected at most 1 item, found 2 items: [1,2]"},
            {"uniqueItems", R"({"uniqueItems":true})", "[1,2,1.0]",
             "expected items that all differ, found items 0 and 2 equal: 1"},
            {"uniqueItems objects", R"({"uniqueItems":true})", R"([{"a":1,"b":2},{"b":2,"a":1}])",
             "expected items that all differ, found items 0 and 1 equal: {\"a\":1,\"b\":2}"},
            {"uniqueItems apart", R"({"uniqueItems":true})", "[1,true,\"1\",[1],null]", "fits"},
            {"contains", R"({"contains":{"type":"string"}})", "[1]",
             "expected at least 1 item of the kind that \"contains\" describes, found 0 of 1 item"},
            {"minContains 0", R"({"contains":{"type":"string"},"minContains":0})", "[1]", "fits"},
            {"maxContains", R"({"contains":{"type":"string"},"maxContains":1})", "[\"a\",\"b\"]",
             "expected at most 1 item of the kind that \"contains\" describes, found 2 of 2 items"},
            {"required", R"({"required":["total","vat"]})", R"({"totl":1,"vat":2})",
             "expected a property \"total\", found \"totl\", \"vat\""},
            {"required all missing", R"({"required":["a","b"]})", "{}",
             "expected a property \"a\", found no properties\nexpected a property \"b\", found no "
             "properties"},
            {"properties",
             R"({"properties":{"lines":{"items":{"properties":{"total":{"type":"integer"}}}}}})",
             R"({"lines":[{"total":"ten"}]})",
             "lines[0].total: expected an integer, found \"ten\""},
            {"additionalProperties false",
             R"({"properties":{"total":true,"vat":true},"additionalProperties":false})",
             R"({"totl":3})",
             "totl: expected no property of this name (known are \"total\", \"vat\"), found 3"},
            {"additionalProperties schema", R"({"additionalProperties":{"type":"null"}})",
             R"({"a b":3})", "[\"a b\"]: expected null, found 3"},
            {"patternProperties",
             R"({"patternProperties":{"^n_":{"type":"number"}},"additionalProperties":false})",
             R"({"n_a":"x"})", "n_a: expected a number, found \"x\""},
            {"propertyNames", R"({"propertyNames":{"maxLength":2}})", R"({"abc":1})",
             "expected at most 2 characters, found 3 characters: \"abc\""},
            {"minProperties", R"({"minProperties":1})", "{}",
             "expected at least 1 property, found 0 properties: {}"},
            {"maxProperties", R"({"maxProperties":0})", R"({"a":1})",
             "expected at most 0 properties, found 1 property: {\"a\":1}"},
            {"dependentRequired", R"({"dependentRequired":{"card":["address"]}})", R"({"card":1})",
             "expected a property \"address\" beside \"card\", found \"card\""},
            {"dependentSchemas", R"({"dependentSchemas":{"a":{"required":["b"]}}})", R"({"a":1})",
             "expected a property \"b\", found \"a\""},
            {"dependencies", R"({"dependencies":{"a":["b"]}})", R"({"a":1})",
             "expected a property \"b\" beside \"a\", found \"a\""},
            {"allOf", R"({"allOf":[{"minimum":3},{"multipleOf":2}]})", "1",
             "expected a number of at least 3, found 1\nexpected a multiple of 2, found 1"},
            {"anyOf of types", R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1",
             "expected a string or null, found 1"},
            {"anyOf tells of the closest",
             R"({"anyOf":[{"properties":{"kind":{"const":"a"},"n":{"type":"integer"}}},{"properties":{"kind":{"const":"b"},"m":{"type":"integer"}}}]})",
             R"({"kind":"b","n":1,"m":"x"})", "m: expected an integer, found \"x\""},
            {"oneOf none", R"({"oneOf":[{"enum":[1]},{"const":2}]})", "3",
             "expected one of 1 or exactly 2, found 3"},
            {"oneOf two", R"({"oneOf":[{"minimum":1},{"maximum":9}]})", "5",
             "expected a value that fits exactly one of 2 alternatives, found 5, which fits number "
             "1 and 2"},
            {"not", R"({"not":{"type":"string"}})", "\"a\"",
             "expected anything but a string, found \"a\""},
            {"if then", R"({"if":{"minimum":10},"then":{"multipleOf":10}})", "11",
             "expected a multiple of 10, found 11"},
            {"if else", R"({"if":{"minimum":10},"else":{"multipleOf":2}})", "3",
             "expected a multiple of 2, found 3"},
            {"then alone", R"({"then":false})", "3", "fits"},
            {"$ref", "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"null\"}},\"minimum\":3}",
             "1", "expected a number of at least 3, found 1\nexpected null, found 1"},
            {"$anchor",
             "{\"$ref\":\"#here\",\"$defs\":{\"a\":{\"$anchor\":\"here\",\"type\":\"null\"}}}", "1",
             "expected null, found 1"},
            {"$id",
             "{\"$id\":\"http://x.example/"
             "a\",\"$ref\":\"b\",\"$defs\":{\"b\":{\"$id\":\"b\",\"type\":\"null\"}}}",
             "1", "expected null, found 1"},
            {"$dynamicRef",
             "{\"$id\":\"http://x.example/"
             "strict\",\"$dynamicAnchor\":\"node\",\"$ref\":\"tree\",\"unevaluatedProperties\":"
             "false,\"$defs\":{\"tree\":{\"$id\":\"tree\",\"$dynamicAnchor\":\"node\","
             "\"properties\":{\"next\":{\"$dynamicRef\":\"#node\"}}}}}",
             R"({"next":{"nxt":1}})", "next.nxt: expected no property of this name, found 1"},
            {"recursive",
             "{\"properties\":{\"next\":{\"$ref\":\"#\"}},\"additionalProperties\":false}",
             R"({"next":{"next":{"nxt":1}}})",
             "next.next.nxt: expected no property of this name (known are \"next\"), found 1"},
            {"unevaluatedProperties",
             R"({"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false})",
             R"({"a":1,"b":2})", "b: expected no property of this name, found 2"},
            {"unevaluatedProperties of a cousin",
             R"({"allOf":[{"properties":{"a":true}},{"unevaluatedProperties":false}]})",
             R"({"a":1})", "a: expected no property of this name, found 1"},
            {"unevaluatedProperties after a failed branch",
             R"({"anyOf":[{"properties":{"a":{"const":2}}},true],"unevaluatedProperties":false})",
             R"({"a":1})", "a: expected no property of this name, found 1"},
            {"unevaluatedItems", R"({"prefixItems":[true],"unevaluatedItems":{"type":"null"}})",
             "[1,2]", "[1]: expected null, found 2"},
            {"unevaluatedItems after contains",
             R"({"contains":{"type":"string"},"unevaluatedItems":false})", "[\"a\",1]",
             "[1]: expected nothing here, found 1"},
            {"$vocabulary of 2020-12",
             "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"null\"}",
             "1", "expected null, found 1"},
        });
    }

    void saysWhatDoesNotFit()
    {
        QFETCH(QString, schema);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        QCOMPARE(verdict(schema, value), expected);
    }

    void keepsToDraft7_data()
    {
        addRows({
            {"what stands beside $ref is ignored",
             "{\"$ref\":\"#/definitions/"
             "a\",\"maximum\":1,\"definitions\":{\"a\":{\"type\":\"integer\"}}}",
             "5", "fits"},
            {"prefixItems means nothing", R"({"prefixItems":[{"type":"null"}]})", "[1]", "fits"},
            {"items list", R"({"items":[{"type":"null"}],"additionalItems":{"type":"string"}})",
             "[null,1]", "[1]: expected a string, found 1"},
            {"minContains means nothing", R"({"contains":{"const":1},"minContains":2})", "[1]",
             "fits"},
            {"dependentRequired means nothing", R"({"dependentRequired":{"a":["b"]}})",
             R"({"a":1})", "fits"},
            {"unevaluatedProperties means nothing", R"({"unevaluatedProperties":false})",
             R"({"a":1})", "fits"},
            {"$id as an anchor",
             "{\"$ref\":\"#a\",\"definitions\":{\"x\":{\"$id\":\"#a\",\"type\":\"null\"}}}", "1",
             "expected null, found 1"},
            {"$schema wins",
             "{\"$schema\":\"https://json-schema.org/draft/2020-12/"
             "schema\",\"prefixItems\":[{\"type\":\"null\"}]}",
             "[1]", "[0]: expected null, found 1"},
            {"exclusiveMinimum of draft 4",
             "{\"$schema\":\"http://json-schema.org/draft-04/"
             "schema#\",\"minimum\":1,\"exclusiveMinimum\":true}",
             "1", "expected a number above 1, found 1"},
        });
    }

    void keepsToDraft7()
    {
        QFETCH(QString, schema);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        QCOMPARE(verdict(schema, value, Draft::Draft7), expected);
    }

    void refusesBrokenSchemas_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("error");
        const std::pair<const char*, const char*> rows[] = {
            {"1", "#: expected a schema (an object, true or false), found 1"},
            {R"({"type":"strng"})", "#/type: expected the name of a type, found \"strng\""},
            {R"({"type":7})", "#/type: expected the name of a type, found 7"},
            {R"({"properties":{"a":{"minimum":"1"}}})",
             "#/properties/a/minimum: expected a number, found \"1\""},
            {R"({"multipleOf":0})", "#/multipleOf: expected a number above 0, found 0"},
            {R"({"minLength":-1})", "#/minLength: expected a whole number from 0, found -1"},
            {R"({"maxItems":1.5})", "#/maxItems: expected a whole number from 0, found 1.5"},
            {R"({"required":"a"})", "#/required: expected an array of names, found \"a\""},
            {R"({"required":[1]})", "#/required: expected a name, found 1"},
            {R"({"enum":1})", "#/enum: expected an array of values, found 1"},
            {R"({"properties":[]})", "#/properties: expected an object of schemas, found []"},
            {R"({"allOf":{}})", "#/allOf: expected an array of schemas, found {}"},
            {R"({"anyOf":[]})", "#/anyOf: expected at least one schema"},
            {R"({"uniqueItems":"yes"})", "#/uniqueItems: expected true or false, found \"yes\""},
            {"{\"items\":{\"pattern\":\"(\"}}",
             "#/items/pattern: a group is not closed in the pattern \"(\""},
            {R"({"patternProperties":{"(?<=a)b":true}})",
             "#/patternProperties: a group of this kind is not supported: (?< in the pattern "
             "\"(?<=a)b\""},
            {R"({"$ref":7})", "#/$ref: expected an address, found 7"},
            {"{\"$ref\":\"#/$defs/a\"}", "#/$ref: the reference \"#/$defs/a\" leads nowhere"},
            {"{\"$ref\":\"#anchor\"}", "#/$ref: the reference \"#anchor\" leads nowhere"},
            {"{\"$ref\":\"https://evil.example/x\"}",
             "#/$ref: a reference leads to \"https://evil.example/x\", which is not part of the "
             "schema; nothing is fetched"},
            {"{\"$schema\":\"https://evil.example/meta\"}",
             "\"$schema\" names \"https://evil.example/meta\"; known are draft 7 and 2020-12"},
        };
        for (const auto& [schema, error] : rows)
            QTest::addRow("%s", schema) << QString::fromUtf8(schema) << QString::fromUtf8(error);
    }

    void refusesBrokenSchemas()
    {
        QFETCH(QString, schema);
        QFETCH(QString, error);
        const auto compiled = Schema::compileText(schema.toStdString());
        QVERIFY(!compiled);
        QCOMPARE(QString::fromStdString(compiled.error().text()), error);
    }

    void readsOtherDocumentsOnlyWhenTheyAreGiven()
    {
        const Json other{{"$defs", {{"line", {{"type", "integer"}}}}}};
        const Json document{{"items", {{"$ref", "http://x.example/other.json#/$defs/line"}}}};
        QVERIFY(!Schema::compile(document));
        const auto compiled = Schema::compile(document, {{"http://x.example/other.json", &other}});
        QVERIFY(compiled.has_value());
        QCOMPARE(compiled->validate(Json{1, "a"})->size(), std::size_t(1));
    }

    void outlivesItsDocument()
    {
        auto document = std::make_unique<Json>(Json{{"enum", {"a", "b"}}, {"pattern", "^a"}});
        const auto compiled = Schema::compile(*document);
        document.reset();
        const auto copy = *compiled;
        QCOMPARE(copy.validate(Json("b"))->size(), std::size_t(1));
        QVERIFY(copy.validate(Json("a"))->empty());
    }

    void givesNoMoreFindingsThanAsked()
    {
        const auto compiled = Schema::compileText(R"({"items":{"type":"string"}})");
        const Json value(std::vector<int>(100, 1));
        QCOMPARE(compiled->validate(value)->size(), std::size_t(16));
        QCOMPARE(compiled->validate(value, 3)->size(), std::size_t(3));
        QCOMPARE(compiled->validate(value, 0)->size(), std::size_t(1));
    }

    void shortensAndShowsHostileText()
    {
        const auto compiled = Schema::compileText(R"({"additionalProperties":{"type":"integer"}})");
        const Json value{{"a\u202Eb", std::string(1000, 'x') + "\n"}};
        const auto findings = *compiled->validate(value);
        QCOMPARE(QString::fromStdString(findings[0].text()),
                 QStringLiteral("[\"aU+202Eb\"]: expected an integer, found \"")
                     + QString(u'x').repeated(76) + QStringLiteral("..."));
        const Json binary{{"k", Json::binary({1, 2})}};
        QCOMPARE(compiled->validate(binary)->size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
