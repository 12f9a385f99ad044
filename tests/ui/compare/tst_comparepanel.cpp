// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/comparepanel.h"

#include "ui/fakewindow.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPlainTextEdit>
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
ComparedStep chat(int step, const char* model, const char* text, std::int64_t tokens)
{
    return {"/agent:clerk:1/step:" + std::to_string(step) + "/model:1",
            "chat",
            model,
            "[]",
            text,
            true,
            tokens,
            0.01,
            900};
}

ComparedStep tool(int step, const char* name, const char* arguments, const char* result)
{
    return {"/agent:clerk:1/step:" + std::to_string(step) + "/tool:1",
            "tool",
            name,
            arguments,
            result,
            true,
            0,
            {},
            12};
}

const char* const inbox = R"({"path":"inbox/"})";
const char* const acme = R"({"path":"acme.pdf","why":"copy"})";
const char* const other = R"({"path":"acme-2.pdf","why":"copy"})";

engine::RunsCompared twoRuns()
{
    auto comparison = std::make_shared<Comparison>();
    comparison->a = {chat(1, "sonnet", "I look.", 412), tool(1, "list_files", inbox, "[]"),
                     chat(2, "sonnet", "I delete.\nThen I am done.", 300),
                     tool(2, "delete_file", acme, "1"), chat(3, "sonnet", "Done <b>now</b>", 100)};
    comparison->b = {chat(1, "sonnet", "I look.", 412), tool(1, "list_files", inbox, "[]"),
                     chat(2, "haiku", "I keep it.\nThen I am done.", 180),
                     tool(2, "move_file", other, "1"), chat(3, "haiku", "Done", 100)};
    comparison->pairs = {{Alignment::Same, 0, 0, {}},
                         {Alignment::Same, 1, 1, {}},
                         {Alignment::Differs, 2, 2, {"model", "text"}},
                         {Alignment::OnlyA, 3, {}, {}},
                         {Alignment::OnlyB, {}, 3, {}},
                         {Alignment::Differs, 4, 4, {"model", "text"}}};
    comparison->firstDivergence = 2;
    engine::RunsCompared compared;
    compared.a.run = "01K9AAAAAAAAAAAAAAAAAAAAAA";
    compared.a.outcome = "done";
    compared.a.tokens = 18'402;
    compared.a.cost = Money::fromUsd(0.110);
    compared.a.seconds = 42;
    compared.a.steps = 9;
    compared.a.toolCalls = 2;
    compared.b = compared.a;
    compared.b.run = "01K9BBBBBBBBBBBBBBBBBBBBBB";
    compared.b.forkedFrom = compared.a.run;
    compared.b.forkedAt = "/agent:clerk:1/step:2/model:1";
    compared.b.changed = "model";
    compared.b.tokens = 11'208;
    compared.b.cost = {};
    compared.b.seconds = 51;
    compared.b.outcome = "denied";
    compared.b.answer = "kept";
    compared.comparison = comparison;
    return compared;
}
} // namespace

class TestComparePanel : public QObject
{
    Q_OBJECT

    static QString rowText(const QAbstractItemModel& model, int row)
    {
        QStringList cells;
        for (int column = 0; column < CompareModel::columns; ++column)
            cells << model.index(row, column).data().toString();
        return cells.join(u'|');
    }

private Q_SLOTS:
    void alignsTheSteps()
    {
        FakeWindow window;
        CompareModel model(window.theme);
        const QAbstractItemModelTester tester(&model);
        model.setCompared(twoRuns());
        QCOMPARE(rowText(model, 0),
                 QStringLiteral("=|1 · chat sonnet|1 · chat sonnet|same, replayed"));
        QCOMPARE(rowText(model, 1),
                 QStringLiteral("=|1 · list_files inbox/|1 · list_files inbox/|same, replayed"));
        QCOMPARE(rowText(model, 2),
                 QStringLiteral("~|2 · chat sonnet|2 · chat haiku|first difference: model, text, "
                                "300 → 180 tokens"));
        QCOMPARE(rowText(model, 3), QStringLiteral("−|2 · delete_file acme.pdf||only in A"));
        QCOMPARE(rowText(model, 4), QStringLiteral("+||2 · move_file acme-2.pdf|only in B"));
        model.setOnlyDifferences(true);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.firstDifference(), 0);
        QCOMPARE(model.nextDifference(3, 1), -1);
    }

    void goesToTheFirstDifferenceAndShowsIt()
    {
        FakeWindow window;
        ComparePanel panel(window.context);
        panel.resize(900, 700);
        panel.QWidget::show();
        panel.show(twoRuns());
        auto* table = panel.findChild<QTableView*>(QStringLiteral("comparedSteps"));
        QCOMPARE(table->currentIndex().row(), 2);
        const auto* details = named<QPlainTextEdit>(panel, "What is different");
        const auto text = details->toPlainText();
        QVERIFY2(text.contains(QStringLiteral("I delete."))
                     && text.contains(QStringLiteral("I keep it.")),
                 qPrintable(text));
        QCOMPARE(named<QLabel>(panel, "Outcome")->text(), QStringLiteral("done → denied"));
        QCOMPARE(named<QLabel>(panel, "Change of Tokens")->text(), QStringLiteral("−39 %"));
        QCOMPARE(named<QLabel>(panel, "Change of Cost")->text(), QStringLiteral("unknown"));
        QCOMPARE(named<QLabel>(panel, "Change of Time")->text(), QStringLiteral("+21 %"));
        QCOMPARE(named<QLabel>(panel, "Change of Calls")->text(),
                 QStringLiteral("−1 delete_file, +1 move_file"));
        named<QPushButton>(panel, "Next difference")->click();
        QCOMPARE(table->currentIndex().row(), 3);
        named<QPushButton>(panel, "Difference before")->click();
        QCOMPARE(table->currentIndex().row(), 2);
    }

    void callsNoChangeOfNothingPerCentWorse()
    {
        auto compared = twoRuns();
        compared.b.seconds = 42.1;
        FakeWindow window;
        ComparePanel panel(window.context);
        panel.show(compared);
        auto* time = named<QLabel>(panel, "Change of Time");
        QCOMPARE(time->text(), QStringLiteral("under 1 %"));
        QCOMPARE(time->property("role").toString(), QStringLiteral("muted"));
    }

    void opensTheStepOfEitherRun()
    {
        FakeWindow window;
        ComparePanel panel(window.context);
        panel.QWidget::show();
        panel.show(twoRuns());
        QSignalSpy opened(&panel, &ComparePanel::openRunRequested);
        named<QPushButton>(panel, "Open in B")->click();
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("01K9BBBBBBBBBBBBBBBBBBBBBB"));
        QCOMPARE(opened.at(0).at(1).toString(), QStringLiteral("/agent:clerk:1/step:2/model:1"));
    }

    void saysThatNothingDiffersOrFailed()
    {
        FakeWindow window;
        ComparePanel panel(window.context);
        panel.QWidget::show();
        auto same = twoRuns();
        auto comparison = std::make_shared<Comparison>(*same.comparison);
        comparison->pairs.resize(2);
        comparison->firstDivergence.reset();
        same.comparison = comparison;
        panel.show(same);
        QCOMPARE(named<QLabel>(panel, "State of the comparison")->text(),
                 QStringLiteral("No step differs."));
        panel.show(engine::RunsCompared{});
        panel.showFailure(QStringLiteral("<b>gone</b>"));
        QVERIFY(named<QLabel>(panel, "State of the comparison")
                    ->text()
                    .contains(QStringLiteral("<b>gone</b>")));
    }

    void isDrawn()
    {
        FakeWindow window;
        ComparePanel panel(window.context);
        panel.resize(860, 800);
        panel.QWidget::show();
        panel.show(twoRuns());
        shoot(window, panel, "compare");
    }
};

QTEST_MAIN(TestComparePanel)
#include "tst_comparepanel.moc"
