// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/tracemodel.h"

#include "runscript.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

namespace {

// The visible rows as a person reads them, two spaces a level; `+` can be opened, `-` is open.
QString printed(const TraceModel& model)
{
    QString out;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto index = model.index(row, 0);
        const auto mark = !index.data(TraceModel::ExpandableRole).toBool() ? u' '
            : index.data(TraceModel::ExpandedRole).toBool()                ? u'-'
                                                                           : u'+';
        out += QString(index.data(TraceModel::DepthRole).toInt() * 2, u' ') + mark
            + index.data().toString() + u'\n';
    }
    return out;
}

std::shared_ptr<trace::RunTrace> traced(const std::vector<Event>& events)
{
    auto run = std::make_shared<trace::RunTrace>();
    run->fold(events);
    return run;
}

const QString whole = QStringLiteral("-Sort the invoices in inbox/ and remove the duplicates\n"
                                     "  -agent invoice-clerk\n"
                                     "    -chat demo\n"
                                     "       tool list_files\n"
                                     "    -chat demo\n"
                                     "      -tool ocr-reader\n"
                                     "        -agent ocr-reader\n"
                                     "          -chat demo\n"
                                     "             tool ocr_page\n"
                                     "      -tool ocr-reader\n"
                                     "        -agent ocr-reader\n"
                                     "          -chat demo\n"
                                     "             tool ocr_page\n"
                                     "      -tool ocr-reader\n"
                                     "        -agent ocr-reader\n"
                                     "          -chat demo\n"
                                     "             tool ocr_page\n"
                                     "    -chat demo\n"
                                     "       tool file_hash\n"
                                     "       tool file_hash\n"
                                     "       tool file_hash\n"
                                     "       tool delete_file\n");

} // namespace

class TestTraceModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsARunInProgramOrder()
    {
        TraceModel model;
        const QAbstractItemModelTester tester(&model);
        model.setTrace(traced(invoiceDeskRun().events()));
        QCOMPARE(printed(model), whole);
    }

    void aRowTellsWhatItWaitedForAPerson()
    {
        const auto events = finishedInvoiceDeskRun().events();
        TraceModel model;
        const auto waits = [&model] {
            QStringList told;
            for (int row = 0; row < model.rowCount(); ++row) {
                for (const auto& wait : model.waitsOf(row))
                    told << model.index(row, 0).data().toString() + u' '
                            + (*wait.end > wait.start ? QStringLiteral("some")
                                                      : QStringLiteral("none"));
            }
            return told.join(u'|');
        };
        const auto run = std::make_shared<trace::RunTrace>();
        model.setTrace(run);
        for (const auto& event : events) { // as it grows
            run->fold({event});
            model.advance(event.time + std::chrono::seconds(1));
        }
        QCOMPARE(waits(), QStringLiteral("tool delete_file some"));
        model.setTrace(traced(events)); // and as it lies
        model.advance(events.back().time);
        QCOMPARE(waits(), QStringLiteral("tool delete_file some"));
        model.setNow(events.front().time); // played back to its begin
        QCOMPARE(waits(), QString());
        model.setTrace(nullptr);
        QCOMPARE(waits(), QString());
    }

    void growsToTheSameRowsWhateverTheBatches_data()
    {
        QTest::addColumn<int>("batch");
        for (const int batch : {1, 2, 3, 7, 1000})
            QTest::addRow("%d events at once", batch) << batch;
    }

    void growsToTheSameRowsWhateverTheBatches()
    {
        QFETCH(int, batch);
        TraceModel model;
        const QAbstractItemModelTester tester(&model);
        const auto run = std::make_shared<trace::RunTrace>();
        model.setTrace(run);
        const auto script = invoiceDeskRun();
        const auto& events = script.events();
        for (std::size_t at = 0; at < events.size(); at += std::size_t(batch)) {
            const auto end = std::min(events.size(), at + std::size_t(batch));
            run->fold({events.begin() + std::ptrdiff_t(at), events.begin() + std::ptrdiff_t(end)});
            model.advance(run->spans().lastTime());
        }
        QCOMPARE(printed(model), whole);
    }

    void collapsedRowsStayClosedWhileTheRunGrows()
    {
        TraceModel model;
        const QAbstractItemModelTester tester(&model);
        const auto script = invoiceDeskRun();
        const auto& events = script.events();
        const auto run = traced({events.begin(), events.begin() + 20});
        model.setTrace(run);
        model.setExpanded(1, false);
        run->fold({events.begin() + 20, events.end()});
        model.advance(run->spans().lastTime());
        QCOMPARE(printed(model),
                 QStringLiteral("-Sort the invoices in inbox/ and remove the duplicates\n"
                                "  +agent invoice-clerk\n"));
        model.setExpanded(1, true);
        QCOMPARE(printed(model), whole);
    }

    void expandingShowsWhatWasOpenBelow()
    {
        TraceModel model;
        const QAbstractItemModelTester tester(&model);
        model.setTrace(traced(invoiceDeskRun().events()));
        model.setExpanded(9, false); // the second reader
        model.setExpanded(4, false);
        QCOMPARE(model.rowCount(), 10);
        model.setExpanded(4, true);
        QCOMPARE(model.rowCount(), 19);
        QCOMPARE(model.index(9, 0).data(TraceModel::ExpandedRole).toBool(), false);
    }

    void filterKeepsWhatLeadsToAHit_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("rows");
        QTest::addRow("by tool") << QStringLiteral("delete") << 4;
        QTest::addRow("by what it was called on") << QStringLiteral("acme-0042 (1)") << 4;
        QTest::addRow("by status") << QStringLiteral("failed") << 7;
        QTest::addRow("case does not matter") << QStringLiteral("DELETE_FILE") << 4;
        QTest::addRow("nothing") << QStringLiteral("no such step") << 0;
        QTest::addRow("spaces alone are no filter") << QStringLiteral("   ") << 22;
        QTest::addRow("no pattern language") << QStringLiteral(".*") << 0;
    }

    void filterKeepsWhatLeadsToAHit()
    {
        QFETCH(QString, filter);
        QFETCH(int, rows);
        TraceModel model;
        const QAbstractItemModelTester tester(&model);
        model.setTrace(traced(invoiceDeskRun().events()));
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), rows);
        model.setFilter({});
        QCOMPARE(printed(model), whole);
    }

    void revealOpensWhatHidesARow()
    {
        TraceModel model;
        const auto run = traced(invoiceDeskRun().events());
        model.setTrace(run);
        model.collapseAll();
        const auto id = run->spans().find("/agent:invoice-clerk:1/step:3/tool:4");
        QCOMPARE(model.rowOf(id), -1);
        const int row = model.reveal(id);
        QCOMPARE(model.index(row, 0).data().toString(), QStringLiteral("tool delete_file"));
    }

    void cellsSayWhatTheyAre()
    {
        TraceModel model;
        model.setTrace(traced(invoiceDeskRun().events()));
        const auto text = [&model](int row, TraceModel::Column column) {
            return model.index(row, int(column)).data().toString();
        };
        QCOMPARE(text(1, TraceModel::Column::Tokens), QStringLiteral("\u03a3 16,237"));
        QCOMPARE(text(2, TraceModel::Column::Tokens), QStringLiteral("2,114"));
        QCOMPARE(text(2, TraceModel::Column::Cost), QStringLiteral("$0.009"));
        QCOMPARE(text(2, TraceModel::Column::Time), QStringLiteral("2.3 s"));
        QCOMPARE(text(3, TraceModel::Column::Tokens), QString());
        QCOMPARE(text(21, TraceModel::Column::Bar), QStringLiteral("waiting"));
    }
};

QTEST_GUILESS_MAIN(TestTraceModel)
#include "tst_tracemodel.moc"
