// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runspage.h"

#include "ui/fakewindow.h"
#include "ui/runs/runstable.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
RunSummary summary(const char* id, const char* task, const char* outcome, std::int64_t tokens,
                   double usd, double seconds, int steps)
{
    RunSummary run;
    run.run = id;
    run.task = task;
    run.agent = "clerk";
    run.outcome = outcome;
    run.tokens = tokens;
    if (usd >= 0)
        run.cost = Money::fromUsd(usd);
    run.seconds = seconds;
    run.steps = steps;
    run.toolCalls = steps * 2;
    run.started = Timestamp(std::chrono::seconds(1'790'000'000 + steps * 60));
    return run;
}

std::shared_ptr<const std::vector<RunSummary>> examples()
{
    std::vector<RunSummary> runs = {
        summary("r1", "Sort the PDFs in inbox/", "done", 18'402, 0.110, 42, 9),
        summary("r2", "Pay the open invoices of October", "failed", 50'000, 0.284, 130, 20),
        summary("r3", "Pay the open invoices of October", "limit", 9104, 0.052, 31, 6),
        summary("r4", "Summarise <b>vendor</b> mail\u202e", "done", 4410, -1, 12, 3),
        summary("r5", "review", "", 7730, 0.041, 24, 11)};
    runs[0].answer = "Three duplicates were removed.";
    runs[3].forkedFrom = "r1";
    runs[4].workflow = "review-and-pay";
    runs[4].agent.clear();
    runs[4].runningPid = 12;
    return std::make_shared<const std::vector<RunSummary>>(runs);
}

struct Fixture
{
    FakeWindow window;
    RunsPage page{window.context};
    QTableView* table = named<QTableView>(page, "Runs");

    Fixture()
    {
        page.resize(1200, 600);
        window.listen(page);
        page.onNotice(engine::RunsListed{examples()});
        page.show();
    }
    // The runs from top to bottom, a ">" for each level they stand below another.
    [[nodiscard]] QString shown() const
    {
        QStringList runs;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const auto index = table->model()->index(row, 0);
            runs << QString(index.data(RunsModel::DepthRole).toInt(), u'>')
                    + index.data(RunsModel::RunRole).toString();
        }
        return runs.join(u' ');
    }
};
} // namespace

class TestRunsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filters_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("runs");
        QTest::addRow("nothing") << QString() << QStringLiteral("r1 r2 r3 r4 r5");
        QTest::addRow("cost") << QStringLiteral("cost > 0.05") << QStringLiteral("r1 r2 r3");
        QTest::addRow("cost in dollars")
            << QStringLiteral("cost>=$0.11") << QStringLiteral("r1 r2");
        QTest::addRow("unknown price is no price")
            << QStringLiteral("cost < 100") << QStringLiteral("r1 r2 r3 r5");
        QTest::addRow("tokens in thousands")
            << QStringLiteral("tokens<9k") << QStringLiteral("r4 r5");
        QTest::addRow("tokens with a comma")
            << QStringLiteral("tokens=18,402") << QStringLiteral("r1");
        QTest::addRow("status") << QStringLiteral("status:done") << QStringLiteral("r1 r4");
        QTest::addRow("running") << QStringLiteral("status:running") << QStringLiteral("r5");
        QTest::addRow("not") << QStringLiteral("-status:done -status:failed")
                             << QStringLiteral("r3 r5");
        QTest::addRow("text") << QStringLiteral("OCTOBER") << QStringLiteral("r2 r3");
        QTest::addRow("answer") << QStringLiteral("duplicates") << QStringLiteral("r1");
        QTest::addRow("phrase") << QStringLiteral("\"the pdfs\"") << QStringLiteral("r1");
        QTest::addRow("several") << QStringLiteral("october cost>0.1 steps<=20")
                                 << QStringLiteral("r2");
        QTest::addRow("workflow") << QStringLiteral("workflow:review") << QStringLiteral("r5");
        QTest::addRow("agent") << QStringLiteral("agent:\"clerk\"")
                               << QStringLiteral("r1 r2 r3 r4");
        QTest::addRow("unknown key is text") << QStringLiteral("colour:red") << QString();
        QTest::addRow("unknown number key is text") << QStringLiteral("size > 4") << QString();
        QTest::addRow("only signs") << QStringLiteral("<b> ( [ * \\") << QString();
        QTest::addRow("endless") << QString(100'000, u'-') << QStringLiteral("r1 r2 r3 r4 r5");
    }
    void filters()
    {
        QFETCH(QString, filter);
        QFETCH(QString, runs);
        const auto compiled = RunFilter::parse(filter);
        QStringList found;
        const auto all = examples();
        for (const auto& run : *all) {
            if (compiled.matches(run))
                found << QString::fromStdString(run.run);
        }
        QCOMPARE(found.join(u' '), runs);
    }

    void showsEachRunInALine()
    {
        Fixture f;
        const QAbstractItemModelTester tester(f.table->model());
        QStringList rows;
        for (int row = 0; row < f.table->model()->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < 6; ++column)
                cells << f.table->model()->index(row, column).data().toString();
            rows << cells.join(u'|');
        }
        QCOMPARE(rows.at(0),
                 QStringLiteral("Pay the open invoices of October|failed|50,000|$0.284|2:10|20"));
        QCOMPARE(rows.at(1),
                 QStringLiteral("review-and-pay · review|running|7,730|$0.041|24.0 s|11"));
        // a fork stands below the run it left
        QCOMPARE(rows.at(2), QStringLiteral("Sort the PDFs in inbox/|done|18,402|$0.110|42.0 s|9"));
        QCOMPARE(rows.at(3),
                 QStringLiteral(
                     "↳ Summarise <b>vendor</b> mailU+202E|done|4,410|price unknown|12.0 s|3"));
    }

    void sortsByAColumn()
    {
        Fixture f;
        f.table->sortByColumn(int(RunsModel::Column::Tokens), Qt::AscendingOrder);
        QCOMPARE(f.shown(), QStringLiteral("r5 r3 r1 >r4 r2"));
        f.table->sortByColumn(int(RunsModel::Column::Cost), Qt::AscendingOrder);
        QCOMPARE(f.shown(), QStringLiteral("r5 r3 r1 >r4 r2"));
    }

    void opensTheSelectedRun()
    {
        Fixture f;
        QSignalSpy opened(&f.page, &Page::openRunRequested);
        f.table->selectRow(4);
        QTest::keyClick(f.table, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("r3"));
    }

    void keepsTheSelectionOverANewList()
    {
        Fixture f;
        f.table->selectRow(2);
        const QString chosen = f.table->currentIndex().data(RunsModel::RunRole).toString();
        auto more = *examples();
        more.push_back(summary("r9", "new", "done", 1, 0, 1, 30));
        f.page.onNotice(engine::RunsListed{std::make_shared<const std::vector<RunSummary>>(more)});
        QCOMPARE(f.table->currentIndex().data(RunsModel::RunRole).toString(), chosen);
    }

    void foldsForksAway()
    {
        Fixture f;
        QCOMPARE(f.shown(), QStringLiteral("r2 r5 r1 >r4 r3"));
        f.table->selectRow(2);
        QTest::keyClick(f.table, Qt::Key_Left);
        QCOMPARE(f.shown(), QStringLiteral("r2 r5 r1 r3"));
        QTest::keyClick(f.table, Qt::Key_Right);
        QCOMPARE(f.shown(), QStringLiteral("r2 r5 r1 >r4 r3"));
        f.table->selectRow(3);
        QTest::keyClick(f.table, Qt::Key_Left);
        QCOMPARE(f.table->currentIndex().row(), 2);
    }

    void saysWhereAForkLeft()
    {
        Fixture f;
        auto runs = *examples();
        runs[3].forkedAt = "/agent:clerk:1/step:2/tool:1";
        runs[3].changed = "arguments";
        f.page.onNotice(engine::RunsListed{std::make_shared<const std::vector<RunSummary>>(runs)});
        const auto words = f.table->model()->index(3, 0).data(RunsModel::BranchRole).toString();
        QVERIFY2(words.contains(QStringLiteral("step 2"))
                     && words.endsWith(QStringLiteral("changed arguments")),
                 qPrintable(words));
    }

    void survivesForksOfEachOther()
    {
        Fixture f;
        auto runs = *examples();
        runs[0].forkedFrom = "r4";
        runs[1].forkedFrom = "r2";
        runs[2].forkedFrom = "gone";
        f.page.onNotice(engine::RunsListed{std::make_shared<const std::vector<RunSummary>>(runs)});
        QCOMPARE(f.table->model()->rowCount(), 5);
    }

    void comparesTwoSelectedRuns()
    {
        Fixture f;
        QVERIFY(!named<QPushButton>(f.page, "Compare"));
        f.table->selectRow(0);
        f.table->selectionModel()->select(f.table->model()->index(2, 0),
                                          QItemSelectionModel::Select | QItemSelectionModel::Rows);
        named<QPushButton>(f.page, "Compare")->click();
        const auto issued = f.window.issued<engine::CompareRuns>();
        QCOMPARE(issued.size(), std::size_t(1));
        QCOMPARE(issued[0].a, std::string("r1")); // the older one
        QCOMPARE(issued[0].b, std::string("r2"));
    }

    void looksInsideEventsForWords()
    {
        Fixture f;
        auto* find = named<QLineEdit>(f.page, "Find runs");
        find->setText(QStringLiteral("Acme status:done"));
        QCOMPARE(f.shown(), QString());
        QTest::keyClick(find, Qt::Key_Return);
        const auto issued = f.window.issued<engine::SearchRuns>();
        QCOMPARE(issued.size(), std::size_t(1));
        QCOMPARE(issued[0].text, std::string("acme"));
        f.page.onNotice(engine::RunsFound{"of another search", {{"r4", "/", "acme"}}, true});
        QCOMPARE(f.shown(), QString());
        f.page.onNotice(
            engine::RunsFound{issued[0].ticket,
                              {{"r1", "/agent:clerk:1/step:1/tool:1", "Acme"}, {"r2", "/", "Acme"}},
                              true});
        QCOMPARE(f.shown(), QStringLiteral("r1")); // r2 has failed
        QSignalSpy opened(&f.page, &Page::openRunRequested);
        f.table->selectRow(0);
        named<QPushButton>(f.page, "Open")->click();
        QCOMPARE(opened.at(0).at(1).toString(), QStringLiteral("/agent:clerk:1/step:1/tool:1"));
    }

    void tellsAnUnreadableListFromAnEmptyOne()
    {
        Fixture f;
        const auto message = [&f] { return named<QLabel>(f.page, "State of the list"); };
        f.page.onNotice(engine::CommandFailed{
            "list the runs", {Errc::Io, "disk <b>gone</b>", {}}, engine::Verb::ListRuns, {}});
        QVERIFY(message() && message()->text().contains(QStringLiteral("disk <b>gone</b>")));
        QCOMPARE(message()->property("role").toString(), QStringLiteral("error"));
        f.page.onNotice(engine::RunsListed{});
        QVERIFY(message() && message()->text().startsWith(QStringLiteral("No runs yet")));
        QCOMPARE(message()->property("role").toString(), QStringLiteral("muted"));
        f.page.onNotice(engine::RunsListed{examples()});
        QVERIFY(!message());
    }

    void showsOneOutcome()
    {
        Fixture f;
        auto* outcome = named<QComboBox>(f.page, "Outcome");
        outcome->setCurrentIndex(outcome->findData(QStringLiteral("limit")));
        QCOMPARE(f.shown(), QStringLiteral("r3"));
    }

    void exportsAndAsksForTheList()
    {
        Fixture f;
        f.table->selectRow(0);
        f.page.exportTo(QStringLiteral("markdown"), QStringLiteral("/tmp/x.md"));
        const auto exported = f.window.issued<engine::Export>();
        QCOMPARE(exported.at(0).run, std::string("r2"));
        QCOMPARE(exported.at(0).format, std::string("markdown"));
        f.page.onShown();
        named<QPushButton>(f.page, "Refresh")->click();
        QCOMPARE(f.window.issued<engine::ListRuns>().size(), std::size_t(2));
    }

    void saysThatThereIsNothing()
    {
        Fixture f;
        named<QLineEdit>(f.page, "Find runs")->setText(QStringLiteral("nowhere"));
        QVERIFY(!named<QPushButton>(f.page, "Open")->isEnabled());
        f.page.onNotice(engine::RunsListed{});
        QCOMPARE(f.table->model()->rowCount(), 0);
    }

    void filtersManyRunsWithinAFrameOrTwo()
    {
        auto many = std::make_shared<std::vector<RunSummary>>();
        for (int i = 0; i < 20'000; ++i)
            many->push_back(summary("r", "Pay the open invoices of October",
                                    i % 2 ? "done" : "failed", i, 0.1, 1, i % 50));
        FakeWindow window;
        RunsModel model(window.theme);
        model.setRuns(many);
        QElapsedTimer timer;
        timer.start();
        model.setFilter(RunFilter::parse(QStringLiteral("status:done tokens > 500 october")));
        qInfo("filter of 20,000 runs: %lld ms", timer.elapsed());
        QCOMPARE(model.rowCount(), 9750);
    }

    void isDrawn()
    {
        Fixture f;
        shoot(f.window, f.page, "runs");
    }
};

QTEST_MAIN(TestRunsPage)
#include "tst_runspage.moc"
