// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "journal/importrun.h"
#include "journal/journal.h"
#include "journal/runfile.h"
#include "journal/runfilejournal.h"
#include "schema/schema.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
const std::string own = "01M822ASWCXT7J826486FK9E40";
const std::string elder = "01M822ASWCXT7J826486FK9E3Z";

Event made(const std::string& run, std::int64_t seq, EventType type, std::string path,
           const Json& data)
{
    Event event;
    event.seq = seq;
    event.time = parseRfc3339("2026-11-22T09:30:00.000001Z") + std::chrono::microseconds(seq);
    event.run = run;
    event.path = std::move(path);
    event.type = type;
    event.data = dumpJson(data);
    if (type == EventType::Unknown)
        event.name = "of.tomorrow";
    return event;
}

struct Told
{
    std::vector<Event> events;
    std::vector<Event> inherited;
    RunFileReport report;
};

Result<Told> readAll(const std::string& path)
{
    const auto file = RunFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    Told told;
    auto report = file->read([&told](Event&& event, bool inherited) {
        (inherited ? told.inherited : told.events).push_back(std::move(event));
        return true;
    });
    if (!report)
        return tl::unexpected(report.error());
    told.report = std::move(*report);
    return told;
}

QByteArray bytesOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const std::string& path, const QByteArray& bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}
} // namespace

class TestRunFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::vector<Event> m_inherited;
    std::vector<Event> m_own;

    std::string path(const char* name) const
    {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

    RunFileReport write(const std::string& file, const Redact& redact = {}, bool fork = true) const
    {
        auto writer = RunFileWriter::begin(file, own, "test", m_own[0].time,
                                           "{\"a/b\":{\"input\":3.0}}", redact);
        if (fork) {
            for (const auto& event : m_inherited)
                (void)writer->add(event, true);
        }
        for (const auto& event : m_own)
            (void)writer->add(event, false);
        return writer->finish().value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        const std::string big(5000, 'x');
        m_inherited = {made(elder, 1, EventType::RunStarted, "/", {{"task", "before"}}),
                       made(elder, 4, EventType::ToolFinished, "/a/tool:1", {{"result", big}})};
        const Json listed = {{"a~b", {{"c/d", big}, {"n", nullptr}}},
                             {"list", {1.5, big, "short"}}};
        m_own = {made(own, 1, EventType::RunStarted, "/",
                      {{"task", "after"}, {"forked_from", {{"run", elder}}}}),
                 made(own, 2, EventType::ToolFinished, "/a/tool:2",
                      {{"result", listed}, {"text", dumpJson(listed)}}),
                 made(own, 3, EventType::Unknown, "/a",
                      {{"tools", std::vector<std::string>(100, "tool")}}),
                 made(own, 4, EventType::ModelRequested, "/a",
                      {{"tools", std::vector<std::string>(100, "tool")}}),
                 made(own, 5, EventType::RunFinished, "/",
                      {{"outcome", "done"}, {"output", "\xe2\x80\xae</script>"}})};
    }

    void bringsBackWhatWasWritten()
    {
        const auto report = write(path("a.run"));
        const auto told = readAll(path("a.run"));
        QVERIFY(told);
        QCOMPARE(told->events, m_own);
        QCOMPARE(told->inherited, m_inherited);
        QVERIFY(told->report.damage.empty());
        QVERIFY(told->report.head == report.head);
        QCOMPARE(told->report.chain.hex(), report.chain.hex());
        QCOMPARE(told->report.prices, std::string("{\"a/b\":{\"input\":3.0}}"));
        QCOMPARE(report.head.bytes, std::int64_t(bytesOf(path("a.run")).size()));
    }

    void keepsABigValueOnce()
    {
        write(path("a.run"));
        const auto bytes = bytesOf(path("a.run"));
        QCOMPARE(bytes.count("\"value\":\"xxxx"), 1);
        QCOMPARE(bytes.count("\"value\":[\"tool\""), 1);
    }

    void chainsTheEventsAsTheyAreShown()
    {
        const auto report = write(path("a.run"));
        auto hash = sha256(own);
        for (const auto& event : m_inherited)
            hash = chain(hash, eventLine(event, true));
        for (const auto& event : m_own)
            hash = chain(hash, eventLine(event, false));
        QCOMPARE(report.chain.hex(), hash.hex());
    }

    void followsItsSchema()
    {
        write(path("a.run"), [](Json&, std::vector<Redaction>& found) {
            found.push_back({0, "/x", "y"});
        });
        const auto text =
            bytesOf(std::string(SIGNALBOX_SOURCE_DIR) + "/resources/schemas/runfile.json")
                .toStdString();
        const auto document = parseJson(text);
        QVERIFY(document);
        const auto schema = schema::Schema::compile(*document);
        QVERIFY(schema);
        for (const auto& line : bytesOf(path("a.run")).split('\n')) {
            if (!line.isEmpty())
                QVERIFY2(schema->validate(*parseJson(line.toStdString()))->empty(),
                         line.constData());
        }
    }

    void findsEveryChangedByte()
    {
        write(path("a.run"));
        const auto whole = bytesOf(path("a.run"));
        int unseen = 0;
        for (qsizetype at = 0; at < whole.size();
             at += at < 300 || at > whole.size() - 500 ? 3 : 61) {
            auto changed = whole;
            changed[at] = char(changed[at] ^ 1);
            put(path("b.run"), changed);
            const auto told = readAll(path("b.run"));
            // padding in front of a number is the one place where a byte says nothing; the check covers it
            if (told && told->report.damage.empty()) {
                ++unseen;
                qWarning("byte %lld of %lld", static_cast<long long>(at),
                         static_cast<long long>(whole.size()));
            }
        }
        QCOMPARE(unseen, 0);
    }

    void namesTheEventThatWasChanged()
    {
        write(path("a.run"));
        auto changed = bytesOf(path("a.run"));
        changed.replace("\"task\":\"after\"", "\"task\":\"aftex\"");
        put(path("b.run"), changed);
        const auto told = readAll(path("b.run"));
        QVERIFY(told);
        QCOMPARE(told->report.damageText(), std::string("event 3 was changed"));
        QCOMPARE(told->events.size(), m_own.size());
    }

    void namesWhatIsMissing()
    {
        write(path("a.run"));
        auto lines = bytesOf(path("a.run")).split('\n');
        const auto taken = std::find_if(lines.begin(), lines.end(), [](const QByteArray& line) {
            return line.contains("of.tomorrow");
        });
        lines.erase(taken);
        put(path("b.run"), lines.join('\n'));
        const auto told = readAll(path("b.run"));
        QVERIFY(told);
        QCOMPARE(told->report.damage[0].words,
                 std::string("events 3 to 3 of the run are missing before event 5"));
    }

    void readsACutFileUpToTheCut()
    {
        write(path("a.run"));
        const auto whole = bytesOf(path("a.run"));
        for (qsizetype size = 0; size < whole.size(); size += 611) {
            put(path("b.run"), whole.left(size));
            const auto told = readAll(path("b.run"));
            QVERIFY(!told || !told->report.damage.empty());
        }
        const auto lines = whole.split('\n');
        put(path("b.run"), whole.left(whole.size() - lines[lines.size() - 2].size() - 1));
        QCOMPARE(readAll(path("b.run"))->report.damageText(),
                 std::string("the file was cut: it ends after event 7 of 7"));
    }

    void refusesWhatIsNoneOrNewerOrLarger_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto head = QByteArray("{\"signalbox_run\":1,\"run\":\"01M822ASWCXT7J826486FK9E40\","
                                     "\"events\":1,\"inherited\":0,\"bytes\":%1}\n");
        const auto sized = [&head](const char* size) {
            return QByteArray(head).replace("%1", size);
        };
        QTest::newRow("empty") << QByteArray() << "is no run file";
        QTest::newRow("text") << QByteArray("hello\n") << "is no run file";
        QTest::newRow("binary") << QByteArray(9000, '\0') << "is no run file";
        QTest::newRow("deep") << QByteArray(4000, '[') << "is no run file";
        QTest::newRow("newer") << QByteArray("{\"signalbox_run\":2}\n") << "newer Signalbox";
        QTest::newRow("negative") << QByteArray("{\"signalbox_run\":-1}\n") << "is no run file";
        QTest::newRow("unfinished") << sized("0") << "never finished";
        QTest::newRow("no run") << QByteArray("{\"signalbox_run\":1,\"run\":\"../../x\"}\n")
                                << "names no run";
        QTest::newRow("100 times larger")
            << sized("200") + QByteArray(20'000, ' ') << "something was added";
    }

    void refusesWhatIsNoneOrNewerOrLarger()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        put(path("b.run"), bytes);
        const auto file = RunFile::open(path("b.run"));
        QVERIFY(!file);
        QVERIFY2(QString::fromStdString(file.error().text()).contains(words),
                 file.error().text().c_str());
    }

    void refusesDevicesAndFolders()
    {
        QVERIFY(!RunFile::open("/dev/zero"));
        QVERIFY(!RunFile::open(m_folder.path().toStdString()));
        QVERIFY(!RunFile::open(path("missing.run")));
    }

    void staysSmallWhereContentsAreNamedAgainAndAgain()
    {
        // one content of 1 MB, named 1,000 times by one event: not a gigabyte
        const std::string value(1 << 20, 'x');
        const auto quoted = quoteJson(value);
        const auto name = sha256(quoted).hex();
        Json contents = Json::object();
        Json holes = Json::array();
        for (int i = 0; i < 1000; ++i) {
            holes.push_back(nullptr);
            contents["/all/" + std::to_string(i)] = name;
        }
        auto event = parseJson(eventJson(m_own[0])).value();
        event["data"] = {{"all", holes}};
        const auto body = "{\"content\":\"" + name + "\",\"value\":" + quoted + "}\n"
            + dumpJson(Json{{"event", event}, {"contents", contents}, {"chain", Hash().hex()}})
            + "\n";
        auto head = "{\"signalbox_run\":1,\"run\":\"" + own
            + "\",\"events\":1,\"inherited\":0,\"bytes\":2000000}\n";
        put(path("b.run"), QByteArray::fromStdString(head + body));
        const auto told = readAll(path("b.run"));
        QVERIFY(told);
        QVERIFY(told->events.empty());
        QCOMPARE(told->report.damage[0].words, std::string("event 1 was changed"));
    }

    void listsWhatWasTakenOut()
    {
        write(path("a.run"), [](Json& data, std::vector<Redaction>& found) {
            if (stringAt(data, "task") == "after") {
                data["task"] = "[redacted]";
                found.push_back({0, "/task", "key in use"});
            }
        });
        const auto told = readAll(path("a.run"));
        QVERIFY(told->report.damage.empty());
        QVERIFY(told->report.redacted == std::vector<Redaction>({{3, "/task", "key in use"}}));
        QVERIFY(!bytesOf(path("a.run")).contains("after"));
    }

    void leavesNothingWhereItIsGivenUp()
    {
        {
            auto writer = RunFileWriter::begin(path("never.run"), own, "test", {}, "{}", {});
            QVERIFY(writer->add(m_own[0], false));
        }
        QVERIFY(!QFile::exists(QString::fromStdString(path("never.run"))));
        QCOMPARE(QDir(m_folder.path()).entryList({QLatin1String("never*")}).size(), 0);
    }

    void isAJournalOfOneRun()
    {
        write(path("a.run"));
        const auto journal = std::move(RunFileJournal::open(path("a.run")).value());
        QCOMPARE(journal->resolve("last").value(), own);
        QCOMPARE(journal->resolve("01m8").value(), own);
        QVERIFY(!journal->resolve("01M9"));
        QCOMPARE(journal->events(own, 2).value().size(), m_own.size() - 1);
        QCOMPARE(journal->inherited(own).value(), m_inherited);
        const auto runs = journal->runs(10).value();
        QCOMPARE(runs.size(), std::size_t(1));
        QCOMPARE(runs[0].outcome, std::string("done"));
        QCOMPARE(runs[0].forkedFrom, elder);
        QVERIFY(!journal->create());
        QVERIFY(journal->requireWhole());
    }

    void importsARunAsItWas()
    {
        write(path("a.run"));
        const QTemporaryDir other;
        const auto folder = other.filePath(QLatin1String(".signalbox")).toStdString();
        const auto file = RunFile::open(path("a.run")).value();
        const auto imported = importRun(folder, file, m_own[0].time);
        QVERIFY2(imported, imported ? "" : imported.error().text().c_str());
        QVERIFY(!imported->wasHere);
        {
            const auto journal = std::move(Journal::open({.folder = folder}).value());
            QCOMPARE(journal->events(own, 1).value(), m_own);
            QCOMPARE(journal->inherited(own).value(), m_inherited);
            QCOMPARE(journal->runs().value()[0].importedFrom, path("a.run"));
            QCOMPARE(journal->runs().value()[0].outcome, std::string("done"));
        }
        QVERIFY(importRun(folder, file, m_own[0].time)->wasHere);
    }

    void completesAnImportThatWasCutOff()
    {
        write(path("a.run"));
        auto shorter = *this->m_own.begin();
        const QTemporaryDir other;
        const auto folder = other.filePath(QLatin1String(".signalbox")).toStdString();
        auto writer = RunFileWriter::begin(path("part.run"), own, "test", {}, "{}", {});
        for (const auto& event : m_inherited)
            QVERIFY(writer->add(event, true));
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(writer->add(m_own[i], false));
        QVERIFY(writer->finish());
        QVERIFY(importRun(folder, RunFile::open(path("part.run")).value(), {}));
        const auto imported = importRun(folder, RunFile::open(path("a.run")).value(), {});
        QVERIFY(imported);
        QVERIFY(!imported->wasHere);
        const auto journal = std::move(Journal::open({.folder = folder}).value());
        QCOMPARE(journal->events(own, 1).value(), m_own);
    }

    void importsNeitherAnotherRunOfThatIdNorADamagedOne()
    {
        write(path("a.run"));
        const QTemporaryDir other;
        const auto folder = other.filePath(QLatin1String(".signalbox")).toStdString();
        QVERIFY(importRun(folder, RunFile::open(path("a.run")).value(), {}));
        m_own[1].path = "/elsewhere";
        write(path("c.run"));
        m_own[1].path = "/a/tool:2";
        const auto second = importRun(folder, RunFile::open(path("c.run")).value(), {});
        QVERIFY(!second && second.error().code == Errc::Exists);
        auto changed = bytesOf(path("a.run"));
        changed.replace("\"task\":\"after\"", "\"task\":\"aftex\"");
        put(path("b.run"), changed);
        const auto third = importRun(folder, RunFile::open(path("b.run")).value(), {});
        QVERIFY(!third && third.error().code == Errc::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestRunFile)
#include "tst_runfile.moc"
