// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/mainwindow.h"

#include "fakewindow.h"
#include "ui/frame/commandpalette.h"
#include "ui/gate/gatedialog.h"
#include "ui/gate/gateinbox.h"
#include "ui/record/recordactions.h"
#include "ui/run/inspector.h"
#include "ui/run/runpage.h"
#include "ui/run/steptrace.h"
#include "wholewindow.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
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

// A key, what answers to it and where it does.
struct Key
{
    QKeySequence keys;
    QString words;
    const QObject* what = nullptr;
    const QWidget* where = nullptr; // null: in the whole window
    bool alone = false; // not in what lies inside it
};

// Of a window whose menus hold its own actions. Of another window inside it none: only one has the focus.
std::vector<Key> keysOf(const MainWindow& window)
{
    std::vector<Key> all;
    const auto add = [&](const QList<QKeySequence>& keys, const QString& words, const QObject* what,
                         Qt::ShortcutContext context, const QWidget* owner) {
        const bool whole = context == Qt::WindowShortcut || context == Qt::ApplicationShortcut;
        for (const auto& one : keys) {
            if (!one.isEmpty())
                all.push_back(
                    {one, words, what, whole ? nullptr : owner, context == Qt::WidgetShortcut});
        }
    };
    for (const auto* action : window.findChildren<QAction*>()) {
        for (auto* owner : action->associatedObjects()) {
            const auto* widget = qobject_cast<QWidget*>(owner);
            const bool isMenu = widget && widget->inherits("QMenu");
            if (!widget || (!isMenu && widget->window() != &window))
                continue;
            if (isMenu && action->shortcutContext() != Qt::WindowShortcut)
                continue; // it stands there, and answers elsewhere
            add(action->shortcuts(), action->text(), action, action->shortcutContext(), widget);
            if (isMenu)
                break;
        }
    }
    for (const auto* shortcut : window.findChildren<QShortcut*>()) {
        const auto* owner = qobject_cast<QWidget*>(shortcut->parent());
        if (owner && owner->window() == &window)
            add({shortcut->key()}, owner->objectName() + QStringLiteral(" shortcut"), shortcut,
                shortcut->context(), owner);
    }
    return all;
}

bool meet(const Key& a, const Key& b)
{
    if (a.what == b.what)
        return false;
    if (!a.where || !b.where || a.where == b.where)
        return true;
    const bool aHoldsB = !a.alone && a.where->isAncestorOf(b.where);
    const bool bHoldsA = !b.alone && b.where->isAncestorOf(a.where);
    return aHoldsB || bHoldsA;
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

    void aTaskThatIsTooLongIsCutAndSaysSo()
    {
        task().clear();
        QGuiApplication::clipboard()->setText(QString(1 << 20, u'x'));
        task().paste();
        QCOMPARE(task().text().size(), 100'000);
        QStringList found;
        for (auto* label : m_window->findChildren<QWidget*>())
            found.push_back(label->accessibleDescription());
        QVERIFY(found.join(u' ').contains(QStringLiteral("100,000 characters at most")));
    }

    void aDraftBelongsToItsWorkspace()
    {
        QCOMPARE(QApplication::focusWidget() ? QApplication::focusWidget()->accessibleName()
                                             : QStringLiteral("Task"),
                 QStringLiteral("Task"));
        task().clear();
        QTest::keyClicks(&task(), QStringLiteral("mine"));
        auto other = invoiceDesk();
        auto view = std::make_shared<WorkspaceView>(*other.workspace);
        view->root = "/elsewhere";
        view->name = "elsewhere";
        other.workspace = view;
        m_port->play(other);
        settle();
        QCOMPARE(task().text(), QString());
        auto* agent = m_window->findChild<QComboBox*>(QStringLiteral("agent"));
        QVERIFY(agent && !agent->currentText().isEmpty());
        QTest::keyClicks(&task(), QStringLiteral("theirs"));
        m_port->play(invoiceDesk());
        settle();
        QCOMPARE(task().text(), QStringLiteral("mine"));
        m_port->play(other);
        settle();
        QCOMPARE(task().text(), QStringLiteral("theirs"));
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

    void theStatusLineCountsTheStepsOfAllAgents()
    {
        play(invoiceDeskRun());
        QStringList told;
        for (const auto* label : m_window->findChildren<QLabel*>())
            told << label->accessibleDescription();
        QVERIFY2(told.join(u'|').contains(QStringLiteral("6 steps")), qPrintable(told.join(u'|')));
    }

    void afterRunTheSpaceBarHoldsNothing()
    {
        button("run").setFocus();
        QTest::keyClick(&button("run"), Qt::Key_Space);
        QCOMPARE(m_port->sent<engine::StartRun>().size(), 1u);
        QCOMPARE(m_window->focusWidget(), &task());
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

    void homeAndEndLeadToTheEndsOfTheTrace()
    {
        auto& table = m_window->runPage().stepTrace().table();
        QTest::keyClick(&table, Qt::Key_End); // nothing is there
        play(finishedInvoiceDeskRun());
        QTest::keyClick(&table, Qt::Key_Home);
        QCOMPARE(table.currentIndex().row(), 0);
        QTest::keyClick(&table, Qt::Key_End);
        QCOMPARE(table.currentIndex().row(), table.model()->rowCount() - 1);
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

    // A key that two things answer to reaches neither of them.
    void aKeyMeansOneThingWhereverTheFocusIs()
    {
        for (int i = 0; i < m_window->modeCount(); ++i)
            QVERIFY(m_window->page(i));
        const auto all = keysOf(*m_window);
        QVERIFY(all.size() > 60);
        QStringList clashes;
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (all[i].keys == all[j].keys && meet(all[i], all[j]))
                    clashes << all[i].keys.toString() + QStringLiteral(": ") + all[i].words
                            + QStringLiteral(" / ") + all[j].words;
            }
        }
        QVERIFY2(clashes.isEmpty(), qPrintable(clashes.join(u'\n')));
    }

    void aModeTakesTheFocusAndKeepsItsPlace()
    {
        QApplication::setActiveWindow(m_window.get());
        const char* const homes[] = {"Step trace", "Runs", nullptr, "Tools", "Rules"};
        for (int i : {1, 3, 4, 0}) { // from page to page too
            m_window->showMode(i);
            QCOMPARE(QApplication::focusWidget()->accessibleName(), QString::fromLatin1(homes[i]));
        }
        for (int i = 0; i < m_window->modeCount(); ++i) {
            task().setFocus();
            m_window->showMode(i);
            QVERIFY2(m_window->page(i)->isAncestorOf(QApplication::focusWidget()),
                     qPrintable(QString::number(i)));
        }
        m_window->showMode(0);
        QCOMPARE(QApplication::focusWidget(),
                 static_cast<QWidget*>(&m_window->runPage().stepTrace().table()));
        m_window->showMode(3);
        auto* find = m_window->page(3)->findChild<QLineEdit*>();
        QVERIFY(find);
        find->setFocus();
        m_window->showMode(2);
        m_window->showMode(3);
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(find));
    }

    void thePaletteHoldsTheActionsOfModesNobodyHasSeen()
    {
        QApplication::setActiveWindow(m_window.get());
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = m_window->findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        auto* input = palette->findChild<QLineEdit*>();
        QTest::keyClicks(input, QStringLiteral("find a tool"));
        QTest::keyClick(input, Qt::Key_Return);
        auto* tools = m_window->page(3);
        QVERIFY(tools->isVisibleTo(m_window.get()));
        QVERIFY(tools->isAncestorOf(QApplication::focusWidget()));
        QCOMPARE(QApplication::focusWidget()->accessibleName(), QStringLiteral("Find a tool"));
    }

    void thePaletteDoesTheFirstActionThatCanBeDone()
    {
        const Theme theme;
        CommandPalette palette(theme, nullptr);
        QAction cannot(QStringLiteral("Compare with its original"));
        QAction can(QStringLiteral("Compare two runs"));
        cannot.setEnabled(false);
        QSignalSpy done(&can, &QAction::triggered);
        palette.open({&cannot, &can});
        auto* input = palette.findChild<QLineEdit*>();
        QTest::keyClicks(input, QStringLiteral("compare"));
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(done.count(), 1);
        can.setEnabled(false);
        palette.open({&cannot, &can});
        QTest::keyClick(input, Qt::Key_Return); // nothing can be done
        QCOMPARE(done.count(), 1);
        QVERIFY(palette.isVisible());
    }

    void thePaletteSaysWhereNothingMatches()
    {
        const Theme theme;
        CommandPalette palette(theme, nullptr);
        QAction can(QStringLiteral("Compare two runs"));
        palette.open({&can});
        auto* input = palette.findChild<QLineEdit*>();
        QTest::keyClicks(input, QStringLiteral("zebra"));
        const auto* model = palette.findChild<QListView*>()->model();
        QCOMPARE(model->rowCount(), 1);
        QCOMPARE(model->index(0, 0).data().toString(),
                 QStringLiteral("Nothing here has these words"));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(palette.isVisible());
    }

    void ctrlReturnCallsTheToolThatIsTriedAndStartsNoRun()
    {
        QApplication::setActiveWindow(m_window.get());
        play(invoiceDeskRun());
        m_window->runView().select(
            m_window->runView().trace()->spans().find("/agent:invoice-clerk:1/step:1/tool:1"));
        for (auto* action : m_window->runPage().debugActions()) {
            if (action->text() == QStringLiteral("Try the selected call in Tools"))
                action->trigger();
        }
        auto* tools = m_window->page(3);
        QVERIFY(tools->isVisibleTo(m_window.get()));
        auto* call = tools->findChild<QPushButton*>(QStringLiteral("call"));
        QVERIFY(call);
        auto* field = call->parentWidget()->findChild<QLineEdit*>();
        QVERIFY(field);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_port->sent<engine::CallTool>().size(), 1u);
        QCOMPARE(m_port->sent<engine::CallTool>()[0].tool, std::string("list_files"));
        QVERIFY(m_port->sent<engine::StartRun>().empty());
    }

    void aRunThatLiesInAFileIsImportedBeforeItIsReplayed()
    {
        const auto run = finishedInvoiceDeskRun();
        m_port->play(run.batch(true));
        m_port->play(engine::RunFileOpened{"/tmp/a<b>.run", run.run(), "line 3 is cut off", false});
        settle();
        QPushButton* import = nullptr;
        for (auto* button : m_window->findChildren<QPushButton*>()) {
            if (button->accessibleName() == QStringLiteral("Import this run"))
                import = button;
        }
        QVERIFY(import && import->isVisibleTo(m_window.get()));
        auto* words = signalbox::ui::testing::named<QLabel>(*m_window, "File of the run");
        QVERIFY(words->text().contains(QStringLiteral("a<b>.run"))
                && words->text().endsWith(QStringLiteral("line 3 is cut off")));
        const auto replay = [this] {
            for (auto* action : m_window->runPage().record().all()) {
                if (action->text() == QStringLiteral("&Replay this run"))
                    return action->isEnabled();
            }
            return false;
        };
        QVERIFY(!replay());
        import->click();
        const auto sent = m_port->sent<engine::ImportRunFile>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent[0].file, std::string("/tmp/a<b>.run"));
        m_port->play(engine::RunFileOpened{"/tmp/a<b>.run", run.run(), {}, true});
        settle();
        QVERIFY(!import->isVisibleTo(m_window.get()));
        QVERIFY(replay());
    }

    void aRunFileThatEndsBeforeItsRunIsNotAlive()
    {
        const auto run = invoiceDeskRun(); // stands at a gate
        m_port->play(run.batch(true));
        m_port->play(engine::RunFileOpened{"/tmp/cut.run", run.run(), "the file was cut", false});
        settle();
        QCOMPARE(state(), QStringLiteral("interrupted"));
        QVERIFY(!button("stop").isEnabled());
        QVERIFY(m_window->gates().pending().empty());
    }

    void aRunFileIsImportedFromTheListOfRuns()
    {
        m_window->showMode(1);
        QPushButton* import = nullptr;
        for (auto* button : m_window->page(1)->findChildren<QPushButton*>()) {
            if (button->accessibleName() == QStringLiteral("Import"))
                import = button;
        }
        QVERIFY(import);
        import->click();
        auto* dialog = m_window->findChild<QFileDialog*>();
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(QStringLiteral("/tmp/a.run"));
        const auto sent = m_port->sent<engine::ImportRunFile>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent[0].file, std::string("/tmp/a.run"));
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

    void whatThePersonStoppedHasNotFailed()
    {
        m_port->play(engine::CommandFailed{"open the run r", {Errc::Cancelled, "stopped"}});
        settle();
        QStringList found;
        for (auto* label : m_window->findChildren<QWidget*>())
            found.push_back(label->accessibleDescription());
        QVERIFY(found.contains(QStringLiteral("open the run r: stopped")));
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
