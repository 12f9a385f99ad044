// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/modelfile.h"

#include "base/jsonvalue.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

namespace {
const std::string document =
    "{\n"
    "  \"name\": \"desk\",\n"
    "  \"models\": {\n"
    "    \"default\": \"demo\",\n"
    "    \"demo\":  {\"provider\": \"scripted\", \"script\": \"s.json\"},\n"
    "    \"own\": {\"provider\": \"openai-chat\", \"model\": \"q\", "
    "\"fallback\": \"demo\"}\n"
    "  },\n"
    "  \"mine\": 7\n"
    "}\n";

OrderedJson chat(const char* model)
{
    return {{"provider", "openai-chat"}, {"model", model}};
}

QString words(const OrderedJson& value)
{
    return QString::fromStdString(dumpJson(value));
}

OrderedJson modelsOf(const std::string& text)
{
    return parseOrderedJson(text)->at("models");
}
} // namespace

class TestModelFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewModelIsAddedAndAllElseKeepsItsBytes()
    {
        const auto text = withModel(document, {}, "new", chat("m"), false);
        QVERIFY(text.has_value());
        QVERIFY(text->starts_with(document.substr(0, document.find("\"own\""))));
        QVERIFY(text->ends_with("\n  \"mine\": 7\n}\n"));
        QVERIFY(modelsOf(*text).at("new") == chat("m"));
        QVERIFY(modelsOf(*text).at("default") == OrderedJson("demo"));
    }

    void aRenamedModelKeepsItsPlaceAndWhatNamesIt()
    {
        auto entry = modelIn(document, "demo");
        const auto text = withModel(document, "demo", "play", entry, false);
        QVERIFY(text.has_value());
        const auto models = modelsOf(*text);
        QVERIFY(!models.contains("demo"));
        QVERIFY(models.at("default") == OrderedJson("play"));
        QVERIFY(models.at("own").at("fallback") == OrderedJson("play"));
        QCOMPARE(std::next(models.begin()).key(), std::string("play"));
    }

    void anotherModelBecomesTheDefault()
    {
        const auto text = withModel(document, "own", "own", modelIn(document, "own"), true);
        QVERIFY(text.has_value());
        QVERIFY(modelsOf(*text).at("default") == OrderedJson("own"));
        const auto first = withModel("{}", {}, "a", chat("m"), false);
        QVERIFY(first.has_value());
        QVERIFY(modelsOf(*first).at("default") == OrderedJson("a"));
    }

    void saysWhatCannotBeSaved_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QString>("why");
        QTest::addRow("no name") << QString() << words(chat("m")) << QStringLiteral("a name has");
        QTest::addRow("a name with a space")
            << QStringLiteral("a b") << words(chat("m")) << QStringLiteral("a name has");
        QTest::addRow("taken") << QStringLiteral("own") << words(chat("m"))
                               << QStringLiteral("of this name already");
        QTest::addRow("default") << QStringLiteral("default") << words(chat("m"))
                                 << QStringLiteral("another name");
        QTest::addRow("no model") << QStringLiteral("a") << words(chat(""))
                                  << QStringLiteral("which model");
        auto entry = chat("m");
        entry["provider"] = "telepathy";
        QTest::addRow("provider") << QStringLiteral("a") << words(entry)
                                  << QStringLiteral("a provider");
        entry = chat("m");
        entry["base_url"] = "file:///etc/passwd";
        QTest::addRow("address") << QStringLiteral("a") << words(entry) << QStringLiteral("http:");
        entry = chat("m");
        entry["api_key_env"] = "sk-ant-1234";
        QTest::addRow("a key for its name")
            << QStringLiteral("a") << words(entry) << QStringLiteral("stored under Keys");
    }
    void saysWhatCannotBeSaved()
    {
        QFETCH(QString, name);
        QFETCH(QString, entry);
        QFETCH(QString, why);
        const auto text = withModel(document, {}, name.toStdString(),
                                    *parseOrderedJson(entry.toStdString()), false);
        QVERIFY(!text.has_value());
        QVERIFY2(QString::fromStdString(text.error().message).contains(why),
                 text.error().message.c_str());
    }

    void aModelIsRemovedUnlessSomethingNamesIt()
    {
        const auto text = withoutModel(document, "own");
        QVERIFY(text.has_value());
        QVERIFY(!modelsOf(*text).contains("own"));
        for (const auto* kept : {"demo", "default", "nowhere"})
            QVERIFY2(!withoutModel(document, kept).has_value(), kept);
    }

    void aBrokenFileIsLeftAlone()
    {
        for (const auto* broken : {"", "{", "[]", "{\"models\": 3}"}) {
            QVERIFY2(!withModel(broken, {}, "a", chat("m"), false).has_value(), broken);
            QVERIFY2(!withoutModel(broken, "a").has_value(), broken);
            QVERIFY2(modelIn(broken, "a").is_null(), broken);
        }
    }
};

QTEST_GUILESS_MAIN(TestModelFile)
#include "tst_modelfile.moc"
