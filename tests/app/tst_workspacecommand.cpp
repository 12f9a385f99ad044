// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/workspacecommand.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::app;
using namespace std::chrono_literals;

class TestWorkspaceCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsLimits_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<Limits>("expected");
        QTest::newRow("nothing") << std::string() << Limits{};
        QTest::newRow("steps") << std::string("steps=5") << Limits{5, {}, {}, {}, {}};
        QTest::newRow("all") << std::string(
            "steps=5,tokens=1000,cost_usd=0.1,seconds=1.5,tool_calls=0")
                             << Limits{5, 1000, Money::fromUsd(0.1), 1500ms, 0};
        QTest::newRow("the last holds")
            << std::string("steps=5,steps=7") << Limits{7, {}, {}, {}, {}};
        QTest::newRow("empty parts") << std::string(",,steps=5,") << Limits{5, {}, {}, {}, {}};
        QTest::newRow("largest") << std::string("tokens=1e12")
                                 << Limits{{}, 1'000'000'000'000, {}, {}, {}};
    }
    void readsLimits()
    {
        QFETCH(std::string, text);
        QFETCH(Limits, expected);
        const auto limits = parseLimits(text);
        QVERIFY2(limits, limits ? "" : limits.error().message.c_str());
        QCOMPARE(*limits, expected);
    }

    void refusesWhatIsNoLimit_data()
    {
        QTest::addColumn<std::string>("text");
        for (const char* text : {"steps", "steps=", "=5", "steps=five", "steps=5x", "steps=-1",
                                 "steps= 5", "steps=nan", "steps=inf", "steps=1e13", "steps=0x10",
                                 "hours=5", "Steps=5", "steps=5;tokens=3", "steps=1,tokens",
                                 "cost=1", "\xff=1", "steps=1.5", "cost_usd=1e7"})
            QTest::newRow(text) << std::string(text);
    }
    void refusesWhatIsNoLimit()
    {
        QFETCH(std::string, text);
        const auto limits = parseLimits(text);
        QVERIFY(!limits);
        QCOMPARE(limits.error().code, Errc::Invalid);
        QVERIFY(limits.error().message.starts_with("--limit: "));
    }

    void readsGates_data()
    {
        QTest::addColumn<std::string>("word");
        QTest::addColumn<int>("expected"); // -1: refused
        QTest::newRow("not given") << std::string() << int(gate::Gates::HeadlessDeny);
        QTest::newRow("deny") << std::string("deny") << int(gate::Gates::HeadlessDeny);
        QTest::newRow("approve") << std::string("approve") << int(gate::Gates::HeadlessApprove);
        QTest::newRow("upper case") << std::string("Approve") << -1;
        QTest::newRow("another word") << std::string("yes") << -1;
        QTest::newRow("a space") << std::string("approve ") << -1;
    }
    void readsGates()
    {
        QFETCH(std::string, word);
        QFETCH(int, expected);
        const auto gates = parseGates(word);
        QCOMPARE(gates ? int(*gates) : -1, expected);
    }

    void findsTheWorkspaceByOptionArgumentAndFolder()
    {
        QTemporaryDir folder;
        const auto root = QFile::encodeName(QDir(folder.path()).canonicalPath()).toStdString();
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("inner/deep")));
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("inner/.signalbox"))); // runs alone do
        QFile file(folder.filePath(QStringLiteral("signalbox.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const auto before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(folder.filePath(QStringLiteral("inner/deep"))));
        Arguments option;
        option.options.emplace("-C", root + "/inner");
        const auto byOption = workspaceOf(option, "elsewhere");
        const auto byArgument = workspaceOf({}, "../..");
        const auto byFolder = workspaceOf({});
        const auto missing = workspaceOf({}, "not/there");
        const auto none = workspaceOf({}, ".");
        QVERIFY(QDir::setCurrent(before));
        QCOMPARE(byOption.value_or("none"), root + "/inner");
        QCOMPARE(byArgument.value_or("none"), root);
        QCOMPARE(byFolder.value_or("none"), root);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, Errc::NotFound);
        QVERIFY(!none);
        QCOMPARE(none.error().code, Errc::NotFound);
    }

    void opensNoJournalWhereThereIsNone()
    {
        QTemporaryDir folder;
        const auto opened = openJournal(QFile::encodeName(folder.path()).toStdString());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, Errc::NotFound);
        QVERIFY(QDir(folder.path()).isEmpty()); // looking creates nothing
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceCommand)
#include "tst_workspacecommand.moc"
