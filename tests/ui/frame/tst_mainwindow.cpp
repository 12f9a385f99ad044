// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/mainwindow.h"

#include "ui/frame/commandpalette.h"
#include "ui/run/inspector.h"
#include "ui/run/runpage.h"
#include "ui/run/steptrace.h"
#include "wholewindow.h"

#include <QAccessible>
#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

namespace {

// Everything a screen reader can reach: "role|name", with depth first order.
void collect(QAccessibleInterface* at, QStringList& found, int depth)
{
    if (!at || depth > 40)
        return;
    const auto name = at->text(QAccessible::Name);
    const auto role = at->role();
    const QString word = role == QAccessible::PageTab ? QStringLiteral("tab")
        : role == QAccessible::ComboBox               ? QStringLiteral("combo")
        : role == QAccessible::EditableText           ? QStringLiteral("text")
        : role == QAccessible::Button                 ? QStringLiteral("button")
        : role == QAccessible::CheckBox               ? QStringLiteral("check")
        : role == QAccessible::Table                  ? QStringLiteral("table")
        : role == QAccessible::ProgressBar            ? QStringLiteral("progress")
        : role == QAccessible::StaticText             ? QStringLiteral("label")
                                                      : QString();
    if (!word.isEmpty() && !name.isEmpty())
        found.push_back(word + u'|' + name);
    if (role == QAccessible::Table)
        return;
    for (int i = 0; i < at->childCount(); ++i)
        collect(at->child(i), found, depth + 1);
}

QAccessibleInterface* named(QAccessibleInterface* at, const QString& name, QAccessible::Role role)
{
    if (!at || (at->role() == role && at->text(QAccessible::Name) == name))
        return at;
    for (int i = 0; i < at->childCount(); ++i) {
        if (auto* found = named(at->child(i), name, role))
            return found;
    }
    return nullptr;
}

} // namespace

class TestMainWindow : public QObject, private WholeWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void cleanup() { m_window.reset(); }

    void everythingIsThereByRoleAndName()
    {
        QStringList found;
        collect(QAccessible::queryAccessibleInterface(m_window.get()), found, 0);
        for (const auto* wanted : {"tab|Run",         "tab|Runs",         "tab|Workflows",
                                   "tab|Tools",       "tab|Policy",       "tab|Evals",
                                   "tab|Settings",    "combo|Agent",      "combo|Model",
                                   "text|Task",       "button|Run",       "button|Step",
                                   "button|Stop",     "table|Step trace", "label|Run state",
                                   "label|Answer",    "progress|Tokens",  "progress|Cost",
                                   "progress|Steps",  "progress|Time",    "progress|Tool calls",
                                   "progress|Context"})
            QVERIFY2(found.contains(QString::fromLatin1(wanted)),
                     qPrintable(QString::fromLatin1(wanted) + u' ' + found.join(u',')));
        QVERIFY(found.contains(QStringLiteral("button|Pause"))
                || found.contains(QStringLiteral("check|Pause")));
    }

    void firstStartOffersTheExample()
    {
        QCOMPARE(task().text(),
                 QStringLiteral("Sort the invoices in inbox/ and remove the duplicates"));
        button("run").click();
        const auto started = m_port->sent<engine::StartRun>();
        QCOMPARE(started.size(), 1u);
        QCOMPARE(started[0].agent, std::string("invoice-clerk"));
        QCOMPARE(started[0].model, std::string("demo"));
        QCOMPARE(started[0].task,
                 std::string("Sort the invoices in inbox/ and remove the duplicates"));
    }

    void draftOfTheTaskSurvivesARestart()
    {
        task().clear();
        QTest::keyClicks(&task(), QStringLiteral("half a thou"));
        m_window.reset();
        open();
        QCOMPARE(task().text(), QStringLiteral("half a thou"));
    }

    void anEmptyTaskCannotBeRun()
    {
        task().clear();
        QVERIFY(!button("run").isEnabled());
        QTest::keyClick(&task(), Qt::Key_Return);
        QVERIFY(m_port->sent<engine::StartRun>().empty());
    }

    void aRunIsShownLiveAndItsStateTold()
    {
        QCOMPARE(state(), QStringLiteral("idle"));
        play(invoiceDeskRun());
        QCOMPARE(state(), QStringLiteral("waiting at a gate"));
        QVERIFY(!button("run").isEnabled());
        QVERIFY(button("stop").isEnabled());
        button("pause").click();
        QCOMPARE(m_port->sent<engine::PauseRun>().size(), 1u);
        button("stop").click();
        QCOMPARE(m_port->sent<engine::StopRun>().size(), 1u);
    }

    void followSelectsTheCallThatWaits()
    {
        play(invoiceDeskRun());
        auto& table = m_window->runPage().stepTrace().table();
        QCOMPARE(table.currentIndex().siblingAtColumn(0).data().toString(),
                 QStringLiteral("tool delete_file"));
        auto* review = m_window->findChild<QPushButton*>(QStringLiteral("review"));
        QVERIFY(review && review->isVisibleTo(m_window.get()));
    }

    void anEmptyTraceSaysWhatWouldFillIt()
    {
        auto& table = m_window->runPage().stepTrace().table();
        QVERIFY(table.accessibleDescription().startsWith(QStringLiteral("Press Run")));
        play(invoiceDeskRun());
        QCOMPARE(table.accessibleDescription(), QString());
        auto* filter = m_window->findChild<QLineEdit*>(QStringLiteral("traceFilter"));
        QVERIFY(filter);
        filter->setText(QStringLiteral("no such step"));
        QCOMPARE(table.accessibleDescription(), QStringLiteral("No step is like the filter"));
        filter->clear();
        QCOMPARE(table.accessibleDescription(), QString());
    }

    void firstCellNamesTheStep()
    {
        play(invoiceDeskRun());
        auto* table = named(QAccessible::queryAccessibleInterface(m_window.get()),
                            QStringLiteral("Step trace"), QAccessible::Table);
        QVERIFY(table && table->tableInterface());
        QStringList first;
        for (int row = 0; row < table->tableInterface()->rowCount(); ++row)
            first.push_back(table->tableInterface()->cellAt(row, 0)->text(QAccessible::Name));
        QVERIFY(first.contains(QStringLiteral("chat demo")));
        QVERIFY(first.contains(QStringLiteral("tool delete_file")));
    }

    void answerIsTheDescriptionOfItsLabel()
    {
        play(finishedInvoiceDeskRun());
        QCOMPARE(state(), QStringLiteral("done"));
        auto* answer = named(QAccessible::queryAccessibleInterface(m_window.get()),
                             QStringLiteral("Answer"), QAccessible::StaticText);
        QVERIFY(answer);
        auto* label = m_window->findChild<QWidget*>(QStringLiteral("answer"));
        QCOMPARE(label->accessibleDescription(),
                 QStringLiteral("All invoices are sorted; one duplicate was removed."));
    }

    void inspectorTellsTheStoryOfTheSelection()
    {
        play(invoiceDeskRun());
        auto& inspector = m_window->runPage().inspector();
        inspector.showTab(Inspector::Tab::Arguments);
        QVERIFY(inspector.shownText(Inspector::Tab::Arguments)
                    .contains(QStringLiteral("\"inbox/acme-0042 (1).pdf\"")));
        inspector.showTab(Inspector::Tab::Provenance);
        QVERIFY(inspector.shownText(Inspector::Tab::Provenance)
                    .contains(QStringLiteral("path \u2190 step 1 list_files")));
        m_window->runView().selectPath("/agent:invoice-clerk:1/step:1");
        inspector.showTab(Inspector::Tab::Usage);
        QVERIFY(inspector.shownText(Inspector::Tab::Usage).contains(QStringLiteral("2,114")));
    }

    void aTabOfTheModeBarIsPressedByAScreenReader()
    {
        auto* tab = named(QAccessible::queryAccessibleInterface(m_window.get()),
                          QStringLiteral("Evals"), QAccessible::PageTab);
        QVERIFY(tab && tab->actionInterface());
        QVERIFY(!tab->state().selected);
        tab->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(tab->state().selected);
    }

    void everyActionIsInThePaletteAndHasOneShortcut()
    {
        QStringList keys;
        for (const auto* action : m_window->allActions()) {
            QVERIFY(!action->text().isEmpty());
            if (action->shortcut().isEmpty())
                continue;
            const auto key = action->shortcut().toString();
            QVERIFY2(!keys.contains(key), qPrintable(key));
            keys.push_back(key);
        }
        QVERIFY(CommandPalette::matches(QStringLiteral("Go to Tools"), QStringLiteral("tool go")));
        QVERIFY(!CommandPalette::matches(QStringLiteral("Go to Tools"), QStringLiteral("runs")));
    }

    void aRecordedRunOpensAtAStepAndAsksNobody()
    {
        m_window->openRun("01K9ABCDEFGHJKMNPQRSTV7QX", "/agent:invoice-clerk:1/step:1/tool:1");
        QCOMPARE(m_port->sent<engine::OpenRun>().size(), 1u);
        m_port->play(invoiceDeskRun().batch(true));
        settle();
        auto& table = m_window->runPage().stepTrace().table();
        QCOMPARE(table.currentIndex().siblingAtColumn(0).data().toString(),
                 QStringLiteral("tool list_files"));
    }

    void aCommandThatFailedIsToldInPlace()
    {
        m_port->play(engine::CommandFailed{"save tools/x.json",
                                           {Errc::Invalid, "not JSON: <b>it is empty</b>"}});
        settle();
        QStringList found;
        for (auto* label : m_window->findChildren<QWidget*>())
            found.push_back(label->accessibleDescription());
        QVERIFY(found.join(u' ').contains(
            QStringLiteral("save tools/x.json failed: not JSON: <b>it is empty</b>")));
    }

private:
    QLineEdit& task() { return *m_window->findChild<QLineEdit*>(QStringLiteral("task")); }
    QPushButton& button(const char* name)
    {
        return *m_window->findChild<QPushButton*>(QString::fromLatin1(name));
    }
    QString state()
    {
        return m_window->findChild<QWidget*>(QStringLiteral("runState"))->accessibleDescription();
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
