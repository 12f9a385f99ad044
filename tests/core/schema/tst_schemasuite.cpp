// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "base/jsonvalue.h"
#include "schema/schema.h"

#include <algorithm>
#include <filesystem>

#include <QTest>

using namespace signalbox;
using namespace signalbox::schema;
namespace fs = std::filesystem;

namespace {
struct Score
{
    int right = 0;
    int total = 0;
    QStringList wrong;
};

fs::path suite()
{
    return fs::path(SIGNALBOX_SHARED_DIR) / "data/json/json-schema-test-suite";
}

Json load(const fs::path& file)
{
    const auto text = readFile(file);
    if (!text)
        return nullptr;
    auto value = parseJson(*text);
    return value ? std::move(*value) : Json(nullptr);
}

// The suite serves these at one address; those of other drafts are not for us.
std::vector<std::pair<std::string, Json>> remotes(const std::string& draft)
{
    std::vector<std::pair<std::string, Json>> documents;
    for (const auto& entry : fs::recursive_directory_iterator(suite() / "remotes")) {
        const auto name = fs::relative(entry.path(), suite() / "remotes").string();
        const bool ofDraft = name.starts_with(draft + "/");
        const bool ofOther = name.starts_with("draft") || name.starts_with("v1/");
        if (entry.is_regular_file() && (ofDraft || !ofOther))
            documents.emplace_back("http://localhost:1234/" + name, load(entry.path()));
    }
    return documents;
}

void runGroup(const Json& group, const std::string& file, const Documents& documents, Draft draft,
              Score& score)
{
    const auto compiled = Schema::compile(group["schema"], documents, draft);
    for (const auto& test : group["tests"]) {
        ++score.total;
        const auto result = compiled
            ? compiled->validate(test["data"])
            : Result<std::vector<Finding>>(tl::unexpected(compiled.error()));
        if (result && result->empty() == test["valid"].get<bool>()) {
            ++score.right;
            continue;
        }
        score.wrong << QString::fromStdString(file + ": " + group["description"].get<std::string>()
                                              + ": " + test["description"].get<std::string>() + ": "
                                              + (result ? "wrong" : result.error().text()));
    }
}

Score run(const std::string& draft, Draft assumed, const fs::path& folder)
{
    Score score;
    const auto others = remotes(draft);
    Documents documents;
    for (const auto& [address, value] : others)
        documents.emplace_back(address, &value);
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".json")
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const auto groups = load(file);
        if (!groups.is_array()) { // numbers that we refuse to read
            score.wrong << QString::fromStdString(file.filename().string() + ": cannot be read");
            continue;
        }
        for (const auto& group : groups)
            runGroup(group, file.stem().string(), documents, assumed, score);
    }
    return score;
}
} // namespace

class TestSchemaSuite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesTheRequiredTests_data()
    {
        QTest::addColumn<QString>("draft");
        QTest::addColumn<Draft>("assumed");
        QTest::addColumn<int>("atLeast"); // per thousand
        QTest::addRow("draft 7") << "draft7" << Draft::Draft7 << 1000;
        QTest::addRow("2020-12") << "draft2020-12" << Draft::Draft202012 << 1000;
    }

    void passesTheRequiredTests()
    {
        QFETCH(QString, draft);
        QFETCH(Draft, assumed);
        QFETCH(int, atLeast);
        if (!fs::exists(suite())) {
            checksAMetaschemaOfItsOwn();
            return;
        }
        const auto score =
            run(draft.toStdString(), assumed, suite() / "tests" / draft.toStdString());
        qInfo("%s: %d of %d required tests", qPrintable(draft), score.right, score.total);
        for (const auto& line : score.wrong)
            qInfo("  %s", qPrintable(line));
        QVERIFY(score.total > 900);
        QVERIFY(score.right * 1000 >= score.total * atLeast);
    }

    // Formats and integers beyond 64 bits are left out on purpose.
    void printsTheOptionalTests_data()
    {
        QTest::addColumn<QString>("draft");
        QTest::addColumn<Draft>("assumed");
        QTest::addRow("draft 7") << "draft7" << Draft::Draft7;
        QTest::addRow("2020-12") << "draft2020-12" << Draft::Draft202012;
    }

    void printsTheOptionalTests()
    {
        QFETCH(QString, draft);
        QFETCH(Draft, assumed);
        if (!fs::exists(suite())) {
            checksAMetaschemaOfItsOwn();
            return;
        }
        const auto score =
            run(draft.toStdString(), assumed, suite() / "tests" / draft.toStdString() / "optional");
        qInfo("%s: %d of %d optional tests", qPrintable(draft), score.right, score.total);
        for (const auto& line : score.wrong)
            qInfo("  %s", qPrintable(line));
        QVERIFY(score.right * 100 >= score.total * 80);
    }

    void checksAMetaschemaOfItsOwn()
    {
        for (const char* address : {"http://json-schema.org/draft-07/schema#",
                                    "https://json-schema.org/draft/2020-12/schema"}) {
            const auto meta = Schema::compile(Json{{"$ref", address}});
            QVERIFY2(meta.has_value(), meta ? "" : meta.error().text().c_str());
            const Json good{{"type", "object"}, {"properties", {{"a", {{"minLength", 1}}}}}};
            const Json bad{{"type", "object"}, {"properties", {{"a", {{"minLength", -1}}}}}};
            QVERIFY(meta->validate(good)->empty());
            const auto findings = *meta->validate(bad);
            QCOMPARE(findings.size(), std::size_t(1));
            QCOMPARE(
                findings[0].text(),
                std::string("properties.a.minLength: expected a number of at least 0, found -1"));
        }
    }
};

QTEST_GUILESS_MAIN(TestSchemaSuite)
#include "tst_schemasuite.moc"
