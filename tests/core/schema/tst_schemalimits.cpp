// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "schema/schema.h"

#include <ctime>
#include <functional>

#include <pthread.h>
#include <QTest>

using namespace signalbox;
using namespace signalbox::schema;

// No raw string holds '#' or '//': the meta-object compiler does not read raw strings.
namespace {
// Threads of a run's branches have stacks of this size.
constexpr std::size_t branchStack = 512 * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool framesAreLarge = true;
#else
constexpr bool framesAreLarge = false;
#endif

void onSmallStack(std::function<void()> work)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, branchStack);
    pthread_t thread;
    const int started = pthread_create(
        &thread, &attributes,
        [](void* function) -> void* {
            (*static_cast<std::function<void()>*>(function))();
            return nullptr;
        },
        &work);
    pthread_attr_destroy(&attributes);
    QCOMPARE(started, 0);
    pthread_join(thread, nullptr);
}

Json nested(const char* key, int depth)
{
    Json value = 1;
    for (int i = 0; i < depth; ++i) {
        Json outer;
        outer[key] = std::move(value);
        value = std::move(outer);
    }
    return value;
}
} // namespace

class TestSchemaLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stopsSchemasThatReferToThemselves_data()
    {
        QTest::addColumn<QString>("schema");
        for (const char* schema :
             {"{\"$ref\":\"#\"}", "{\"allOf\":[{\"$ref\":\"#\"}]}",
              "{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}", "{\"not\":{\"$ref\":\"#\"}}",
              "{\"oneOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
              "{\"if\":{\"$ref\":\"#\"},\"then\":false}",
              "{\"$dynamicRef\":\"#a\",\"$dynamicAnchor\":\"a\"}",
              "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/"
              "b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
              "{\"dependentSchemas\":{\"a\":{\"$ref\":\"#\"}},\"unevaluatedProperties\":false}",
              "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}],\"anyOf\":[{\"$ref\":\"#\"},{\"$"
              "ref\":\"#\"}]}"})
            QTest::addRow("%s", schema) << QString::fromUtf8(schema);
    }

    void stopsSchemasThatReferToThemselves()
    {
        QFETCH(QString, schema);
        const auto compiled = Schema::compileText(schema.toStdString());
        QVERIFY(compiled.has_value());
        onSmallStack([&] {
            const auto result = compiled->validate(Json{{"a", 1}});
            QVERIFY(!result);
            QCOMPARE(result.error().code, Errc::Limit);
        });
    }

    void stopsExponentialFanOut_data()
    {
        QTest::addColumn<QString>("keyword");
        QTest::addColumn<bool>("watched");
        QTest::newRow("allOf") << "allOf" << false;
        QTest::newRow("anyOf, unevaluated") << "anyOf" << true;
        QTest::newRow("oneOf") << "oneOf" << false;
    }

    void stopsExponentialFanOut()
    {
        QFETCH(QString, keyword);
        QFETCH(bool, watched);
        Json document{{"$ref", "#/$defs/a0"}};
        for (int i = 0; i < 60; ++i) {
            const Json next{{"$ref", "#/$defs/a" + std::to_string(i + 1)}};
            document["$defs"]["a" + std::to_string(i)][keyword.toStdString()] = {next, next};
        }
        document["$defs"]["a60"] = {{keyword == u"allOf" ? "minimum" : "maximum", 0},
                                    {"properties", {{"a", true}}}};
        if (watched)
            document["unevaluatedProperties"] = false;
        const auto compiled = Schema::compile(document);
        QVERIFY(compiled.has_value());
        const auto start = std::clock(); // of the processor: others may use it, too
        const auto result = compiled->validate(watched ? Json{{"a", 1}} : Json(1));
        if (!result)
            QCOMPARE(result.error().code, Errc::Limit);
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 10);
    }

    void takesTheDeepestValueOnASmallStack()
    {
        const auto compiled = Schema::compileText(
            "{\"properties\":{\"a\":{\"allOf\":[{\"$ref\":\"#\"}]}},\"required\":[]}");
        QVERIFY(compiled.has_value());
        const auto value = nested("a", 255);
        onSmallStack([&] {
            const auto result = compiled->validate(value);
            if (!result && framesAreLarge) {
                QCOMPARE(result.error().code, Errc::Limit);
                return;
            }
            QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
            QVERIFY(result->empty());
        });
    }

    void explainsTheDeepestValueOnASmallStack()
    {
        const auto compiled =
            Schema::compileText("{\"anyOf\":[{\"type\":\"null\"},{\"properties\":{\"a\":{\"$ref\":"
                                "\"#\"}},\"type\":\"object\"}]}");
        QVERIFY(compiled.has_value());
        const auto value = nested("a", 255);
        onSmallStack([&] {
            const auto result = compiled->validate(value);
            if (!result)
                QCOMPARE(result.error().code, Errc::Limit);
            else
                QVERIFY(!result->empty());
        });
    }

    void refusesDeepSchemaText()
    {
        std::string text;
        for (int i = 0; i < 10'000; ++i)
            text += R"({"not":)";
        text += "true" + std::string(10'000, '}');
        const auto compiled = Schema::compileText(text);
        QVERIFY(!compiled);
        QCOMPARE(compiled.error().code, Errc::Limit);
        QCOMPARE(Schema::compile(nested("not", 300)).error().code, Errc::Limit);
        QVERIFY(Schema::compile(nested("properties", 200)).has_value()
                == false); // a map of no schema
    }

    void searchesHugeEnumsAndPropertiesFast()
    {
        Json document;
        for (int i = 0; i < 30'000; ++i) {
            document["properties"]["p" + std::to_string(i)] = {{"type", "integer"}};
            document["items"]["enum"].push_back("value " + std::to_string(i));
        }
        document["uniqueItems"] = true;
        const auto compiled = Schema::compile(document);
        QVERIFY(compiled.has_value());
        Json object;
        Json list;
        for (int i = 0; i < 30'000; ++i) {
            object["p" + std::to_string(i)] = i;
            list.push_back("value " + std::to_string(i));
        }
        const auto start = std::clock(); // of the processor: others may use it, too
        QVERIFY(compiled->validate(object)->empty());
        QVERIFY(compiled->validate(list)->empty());
        list.push_back("value 5");
        QCOMPARE(compiled->validate(list)->at(0).keyword, std::string("uniqueItems"));
        list.back() = "other";
        QVERIFY(compiled->validate(list)->at(0).text().size() < 400);
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 10);
    }

    void boundsTheNumberOfPatternsAndParts()
    {
        Json document;
        for (int i = 0; i < 5'000; ++i)
            document["patternProperties"]["^a" + std::to_string(i)] = true;
        QCOMPARE(Schema::compile(document).error().code, Errc::Limit);
        document.clear();
        for (int i = 0; i < 300'000; ++i)
            document["anyOf"].push_back({{"minimum", i}});
        QCOMPARE(Schema::compile(document).error().code, Errc::Limit);
    }

    void boundsPatternBombs()
    {
        Json document;
        for (int i = 0; i < 1'000; ++i)
            document["patternProperties"]["^([a-z0-9]{500}|x){2}" + std::to_string(i)] = true;
        const auto start = std::clock(); // of the processor: others may use it, too
        const auto compiled = Schema::compile(document);
        QVERIFY(!compiled);
        QCOMPARE(compiled.error().code, Errc::Limit);
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 20);
    }

    void chargesForManyPatternsOnManyKeys()
    {
        Json document;
        for (int i = 0; i < 900; ++i)
            document["patternProperties"]["(x|y)*" + std::to_string(i)] = true;
        const auto compiled = Schema::compile(document);
        QVERIFY(compiled.has_value());
        Json value;
        for (int i = 0; i < 50'000; ++i)
            value["key" + std::to_string(i)] = 1;
        const auto start = std::clock(); // of the processor: others may use it, too
        const auto result = compiled->validate(value);
        QVERIFY(!result);
        QCOMPARE(result.error().code, Errc::Limit);
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 20);
    }

    void survivesLongKeysAndReferences()
    {
        const std::string key(1 << 20, 'k');
        Json document;
        document["properties"][key] = {{"$ref", "#/$defs/" + key}};
        const auto missing = Schema::compile(document);
        QVERIFY(!missing);
        QVERIFY(missing.error().text().size() < 600);
        document["$defs"][key] = {{"type", "null"}};
        const auto findings = Schema::compile(document)->validate(Json{{key, 1}});
        QVERIFY(findings->at(0).text().size() < 600);
    }
};

QTEST_GUILESS_MAIN(TestSchemaLimits)
#include "tst_schemalimits.moc"
