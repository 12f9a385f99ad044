// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "journal/search.h"

#include <string>
#include <vector>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
struct Place
{
    QTemporaryDir folder;
    std::string path = folder.filePath(QLatin1String(".signalbox")).toStdString();
    std::unique_ptr<Journal> journal = std::move(Journal::open({.folder = path}).value());

    std::string run(const std::string& task, const std::string& result)
    {
        auto writer = std::move(journal->create().value());
        (void)writer->append({"/", EventType::RunStarted, dumpJson(Json{{"task", task}})});
        (void)writer->append(
            {"/agent:a:1/step:1/tool:1", EventType::ToolRequested,
             dumpJson(Json{{"tool", "read_file"}, {"arguments", {{"path", "inbox/x.txt"}}}})});
        (void)writer->append({"/agent:a:1/step:1/tool:1", EventType::ToolFinished,
                              dumpJson(Json{{"ok", true}, {"result", result}})});
        (void)writer->barrier({});
        return writer->run();
    }
    std::vector<std::string> find(SearchIndex& index, const std::string& query,
                                  const std::string& inRun = {}) const
    {
        std::vector<std::string> found;
        const auto hits = index.find(query, 100, inRun);
        if (!hits)
            return {hits.error().text()};
        for (const auto& hit : *hits)
            found.push_back(hit.path + " " + std::string(eventTypeName(hit.type)));
        return found;
    }
};
} // namespace

class TestSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWordsByTheirBeginningInAnyOrder()
    {
        Place place;
        place.run("Sort the invoices of Acme", "Total 42.50 EUR from Borealis");
        auto index = std::move(SearchIndex::open(place.path).value());
        QCOMPARE(index->update(*place.journal, {}).value(), std::int64_t(3));
        QCOMPARE(place.find(*index, "acm SORT"), std::vector<std::string>({"/ run.started"}));
        QCOMPARE(place.find(*index, "borealis 42.50"),
                 std::vector<std::string>({"/agent:a:1/step:1/tool:1 tool.finished"}));
        QCOMPARE(place.find(*index, "inbox/x"),
                 std::vector<std::string>({"/agent:a:1/step:1/tool:1 tool.requested"}));
        QCOMPARE(place.find(*index, "acme borealis"), std::vector<std::string>());
    }

    void marksWhatMatched()
    {
        Place place;
        const auto run = place.run("one \xc3\x9c"
                                   "berweisung \xe2\x80\xae two",
                                   "x");
        auto index = std::move(SearchIndex::open(place.path).value());
        QVERIFY(index->update(*place.journal, {}));
        const auto hits = index->find("uberw").value();
        QCOMPARE(hits.size(), std::size_t(1));
        QCOMPARE(hits[0].run, run);
        QCOMPARE(hits[0].seq, std::int64_t(1));
        QCOMPARE(hits[0].snippet,
                 std::string("one \xc3\x9c"
                             "berweisung U+202E two "));
        QCOMPARE(hits[0].marks.size(), std::size_t(1));
        QCOMPARE(hits[0].snippet.substr(hits[0].marks[0].first, hits[0].marks[0].second),
                 std::string("\xc3\x9c"
                             "berweisung"));
    }

    void takesInWhatIsNewAlone()
    {
        Place place;
        const auto first = place.run("alpha", "x");
        auto index = std::move(SearchIndex::open(place.path).value());
        QCOMPARE(index->update(*place.journal, {}).value(), std::int64_t(3));
        QCOMPARE(index->update(*place.journal, {}).value(), std::int64_t(0));
        {
            auto writer = std::move(place.journal->reopen(first).value());
            (void)writer->append(
                {"/", EventType::RunFinished, dumpJson(Json{{"output", "alpha beta"}})});
        }
        const auto second = place.run("alpha again", "x");
        QCOMPARE(index->update(*place.journal, {}).value(), std::int64_t(4));
        QCOMPARE(place.find(*index, "alpha").size(), std::size_t(3));
        QCOMPARE(place.find(*index, "alpha", second), std::vector<std::string>({"/ run.started"}));
    }

    void namesEachRunOnceByItsBestPlace()
    {
        Place place;
        const auto one = place.run("sort the invoices of Acme", "an invoice of Acme, of Acme Ltd");
        const auto two = place.run("sort the mail", "a letter of Acme about many other things");
        (void)place.run("sort the mail", "nothing");
        for (const auto& folder : {place.path, std::string()}) {
            auto index = std::move(SearchIndex::open(folder).value());
            QVERIFY(index->update(*place.journal, {}));
            const auto hits = index->findRuns("acme");
            QVERIFY(hits);
            QCOMPARE(hits->size(), std::size_t(2));
            QCOMPARE((*hits)[0].run, one);
            QCOMPARE((*hits)[0].path, std::string("/agent:a:1/step:1/tool:1"));
            QCOMPARE((*hits)[1].run, two);
            QCOMPARE((*hits)[1].snippet, std::string("a letter of Acme about many other things "));
            QCOMPARE(index->findRuns("acme", 1)->size(), std::size_t(1));
            QCOMPARE(index->findRuns("'; DROP TABLE")->size(), std::size_t(0));
            QCOMPARE(index->findRuns(" ")->size(), std::size_t(0));
        }
        QVERIFY(QFile::exists(QString::fromStdString(place.path + "/search.db")));
    }

    void takesAQueryAsData_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("blank") << QByteArray(" \t\n");
        QTest::newRow("quote") << QByteArray("\"");
        QTest::newRow("quotes") << QByteArray("\"\"\" \"a");
        QTest::newRow("operators") << QByteArray("AND OR NOT NEAR(a b)");
        QTest::newRow("column") << QByteArray("text:alpha -alpha ^alpha {a b}: x");
        QTest::newRow("sql") << QByteArray("'; DROP TABLE body; --");
        QTest::newRow("nul") << QByteArray("al\0pha", 6);
        QTest::newRow("broken") << QByteArray("\xff\xfe");
        QTest::newRow("punctuation") << QByteArray("... *** (((");
        QTest::newRow("long") << QByteArray(100'000, 'x');
        QTest::newRow("many") << QByteArray("a ").repeated(10'000);
    }

    void takesAQueryAsData()
    {
        QFETCH(QByteArray, query);
        Place place;
        place.run("something else", "entirely");
        auto index = std::move(SearchIndex::open(place.path).value());
        QVERIFY(index->update(*place.journal, {}));
        const auto hits =
            index->find(std::string_view(query.constData(), std::size_t(query.size())));
        QVERIFY2(hits, hits ? "" : hits.error().text().c_str());
        QCOMPARE(place.find(*index, "entirely").size(), std::size_t(1));
    }

    void isMadeAnewWhereItIsDamaged_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray(5000, 'x');
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("SQLite format 3\0", 16);
    }

    void isMadeAnewWhereItIsDamaged()
    {
        QFETCH(QByteArray, bytes);
        Place place;
        place.run("alpha", "x");
        {
            auto index = std::move(SearchIndex::open(place.path).value());
            QVERIFY(index->update(*place.journal, {}));
        }
        QFile file(QString::fromStdString(place.path + "/search.db"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
        file.close();
        auto index = SearchIndex::open(place.path);
        QVERIFY2(index, index ? "" : index.error().text().c_str());
        QCOMPARE((*index)->update(*place.journal, {}).value(), std::int64_t(3));
        QCOMPARE(place.find(**index, "alpha").size(), std::size_t(1));
    }

    void stopsWhenItIsTold()
    {
        Place place;
        place.run("alpha", "x");
        auto index = std::move(SearchIndex::open(place.path).value());
        std::stop_source source;
        source.request_stop();
        const auto stopped = index->update(*place.journal, source.get_token());
        QVERIFY(!stopped && stopped.error().code == Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
