// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/gallerydialog.h"

#include "ui/fakewindow.h"
#include "ui/gallery/emptyworkflows.h"
#include "ui/gallery/graphpicture.h"
#include "ui/jsonedit/codeedit.h"
#include "workspace/workspace.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
engine::TemplatesListed listed()
{
    return {std::make_shared<const std::vector<WorkflowTemplate>>(workspace::templates())};
}

engine::WorkspaceOpened opened(const char* name)
{
    auto view = std::make_shared<WorkspaceView>();
    view->name = name;
    return {view, {}, {}};
}

// A dialog over an open workspace, with the templates it asked for.
struct Gallery
{
    FakeWindow window;
    GalleryDialog dialog{window.context};
    std::vector<engine::Command> commands;

    Gallery()
    {
        window.context.opened = opened("invoice-desk");
        QObject::connect(&dialog, &GalleryDialog::commandIssued, &dialog,
                         [this](const engine::Command& command) { commands.push_back(command); });
        dialog.open();
        dialog.onNotice(listed());
    }
    void tell(const engine::WorkspaceOpened& one)
    {
        window.context.opened = one; // as the window does before it tells others
        dialog.onNotice(one);
    }
    template <class T>
    T* widget(const char* name)
    {
        auto* found = named<T>(dialog, name);
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    QListView* list() { return widget<QListView>("Templates"); }
    QString chosen() { return list()->currentIndex().data().toString(); }
    template <class T>
    T last() const
    {
        const auto* one = std::get_if<T>(&commands.back());
        return one ? *one : T();
    }
};

TemplatePlan planOf(const char* hash)
{
    TemplatePlan plan;
    plan.name = "voting";
    plan.workflow = "trust-mail-2";
    plan.files = {{"agents/juror-2.json", "{\"name\": \"juror-2\"}", {}, "agents/juror.json"},
                  {"workflows/trust-mail-2.json", "{}", {}, "workflows/trust-mail.json"},
                  {"signalbox.json", "{\"a\": 2}", "{\"a\": 1}", {}}};
    plan.kept = {"vendors.json"};
    plan.hash = hash;
    return plan;
}
} // namespace

class TestGalleryDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheEightAndChoosesTheFirst()
    {
        Gallery gallery;
        QVERIFY(std::holds_alternative<engine::ListTemplates>(gallery.commands.front()));
        const QAbstractItemModelTester tester(gallery.list()->model());
        QCOMPARE(gallery.list()->model()->rowCount(), 8);
        QCOMPARE(gallery.chosen(), QStringLiteral("Prompt chain"));
        QVERIFY(gallery.dialog.focusWidget() == gallery.widget<QLineEdit>("Search templates"));
        QCOMPARE(gallery.widget<QLabel>("Kind of the workflow")->text(),
                 QStringLiteral("Workflow release-notes, graph of 9 nodes"));
        QCOMPARE(gallery.widget<GraphPicture>("Picture of the workflow")
                     ->accessibleDescription()
                     .left(32),
                 QStringLiteral("read (tool), outline (agent), ch"));
        const auto spoken =
            gallery.list()->currentIndex().data(Qt::AccessibleDescriptionRole).toString();
        QVERIFY(spoken.endsWith(QStringLiteral("Agents: editor, writer.")));
        shoot(gallery.window, gallery.dialog, "gallery");
    }

    void findsByPatternAgentAndPurpose_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("titles");
        QTest::newRow("title") << QStringLiteral("VOT") << QStringList{QStringLiteral("Voting")};
        QTest::newRow("agent") << QStringLiteral("fact-checker")
                               << QStringList{QStringLiteral("Research team")};
        QTest::newRow("kind") << QStringLiteral("orchestrator")
                              << QStringList{QStringLiteral("Orchestrator and workers")};
        QTest::newRow("two words")
            << QStringLiteral("classifier specialist") << QStringList{QStringLiteral("Routing")};
        QTest::newRow("nothing") << QStringLiteral("zzz") << QStringList();
    }
    void findsByPatternAgentAndPurpose()
    {
        QFETCH(const QString, typed);
        QFETCH(const QStringList, titles);
        Gallery gallery;
        QTest::keyClicks(gallery.widget<QLineEdit>("Search templates"), typed);
        QStringList found;
        for (int row = 0; row < gallery.list()->model()->rowCount(); ++row)
            found << gallery.list()->model()->index(row, 0).data().toString();
        QCOMPARE(found, titles);
        QCOMPARE(gallery.widget<QPushButton>("Open as a new workspace")->isEnabled(),
                 !titles.isEmpty());
        if (titles.isEmpty())
            QCOMPARE(gallery.widget<QLabel>("Template")->text(),
                     QStringLiteral("No template fits"));
    }

    void opensAWorkspaceOfItsOwnByTheKeyboardAlone()
    {
        Gallery gallery;
        QSignalSpy ready(&gallery.dialog, &GalleryDialog::workflowReady);
        auto* search = gallery.widget<QLineEdit>("Search templates");
        QTest::keyClick(search, Qt::Key_Down);
        QCOMPARE(gallery.chosen(), QStringLiteral("Routing"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(gallery.last<engine::NewExample>().name, std::string("routing"));
        const auto count = gallery.commands.size();
        QTest::keyClick(search, Qt::Key_Return); // it is on its way
        QCOMPARE(gallery.commands.size(), count);
        gallery.tell(opened("invoice-desk")); // read again meanwhile
        QCOMPARE(ready.size(), 0);
        gallery.tell(opened("routing"));
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready[0][0].toString(), QStringLiteral("answer-mail"));
        QVERIFY(ready[0][1].toString().contains(QStringLiteral("A-1007")));
        QVERIFY(!gallery.dialog.isVisible());
    }

    void saysInPlaceWhatFailed()
    {
        Gallery gallery;
        gallery.widget<QPushButton>("Open as a new workspace")->click();
        gallery.dialog.onNotice(engine::CommandFailed{"make the example prompt-chain",
                                                      {Errc::Io, "the disk is <b>full</b>"}});
        QCOMPARE(gallery.widget<QLabel>("Problem")->text(),
                 QStringLiteral("the disk is <b>full</b>"));
        QCOMPARE(gallery.widget<QLabel>("Problem")->textFormat(), Qt::PlainText);
        QVERIFY(gallery.dialog.isVisible());
        QVERIFY(gallery.widget<QPushButton>("Open as a new workspace")->isEnabled());
        gallery.dialog.onNotice(engine::CommandFailed{"save tools/x.json", {Errc::Io, "other"}});
        QVERIFY(gallery.widget<QLabel>("Problem")->text() != QStringLiteral("other"));
    }

    void showsWhatItWouldWriteBeforeItWrites()
    {
        Gallery gallery;
        QSignalSpy ready(&gallery.dialog, &GalleryDialog::workflowReady);
        QTest::keyClicks(gallery.widget<QLineEdit>("Search templates"), QStringLiteral("voting"));
        gallery.widget<QPushButton>("Add to invoice-desk\u2026")->click();
        QCOMPARE(gallery.last<engine::PlanTemplate>().name, std::string("voting"));
        QVERIFY(gallery.last<engine::PlanTemplate>().isScripted);
        gallery.dialog.onNotice(engine::TemplatePlanned{planOf("1")});
        auto* files = gallery.widget<QListWidget>("Files");
        QStringList shown;
        for (int i = 0; i < files->count(); ++i)
            shown << files->item(i)->text();
        QCOMPARE(shown,
                 (QStringList{QStringLiteral("agents/juror-2.json  \u2013 instead of "
                                             "agents/juror.json, which is taken"),
                              QStringLiteral("workflows/trust-mail-2.json  \u2013 instead of "
                                             "workflows/trust-mail.json, which is taken"),
                              QStringLiteral("signalbox.json  \u2013 gains a model"),
                              QStringLiteral("vendors.json  \u2013 is there already")}));
        auto* text = gallery.widget<CodeEdit>("Text of the file");
        QCOMPARE(text->toPlainText(), QStringLiteral("{\"name\": \"juror-2\"}"));
        files->setCurrentRow(2);
        QVERIFY(text->toPlainText().contains(QStringLiteral("+ {\"a\": 2}")));
        shoot(gallery.window, gallery.dialog, "gallery-plan");
        gallery.widget<QPushButton>("Write 3 files")->click();
        QCOMPARE(gallery.last<engine::AddTemplate>().hash, std::string("1"));
        // the workspace was changed meanwhile: shown again, not written
        gallery.dialog.onNotice(engine::TemplatePlanned{planOf("2")});
        QVERIFY(gallery.widget<QLabel>("Problem")->text().contains(QStringLiteral("changed")));
        QVERIFY(gallery.dialog.isVisible());
        gallery.widget<QPushButton>("Write 3 files")->click();
        QCOMPARE(gallery.last<engine::AddTemplate>().hash, std::string("2"));
        gallery.dialog.onNotice(engine::TemplateAdded{"voting", "trust-mail-2"});
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready[0][0].toString(), QStringLiteral("trust-mail-2"));
        QCOMPARE(ready[0][1].toString(), QStringLiteral("Can this mail be trusted?"));
        QVERIFY(!gallery.dialog.isVisible());
    }

    void plansAnewWithTheModelOfTheWorkspace()
    {
        Gallery gallery;
        gallery.widget<QPushButton>("Add to invoice-desk\u2026")->click();
        gallery.widget<QCheckBox>("With its scripted model")->click();
        QCOMPARE(gallery.last<engine::PlanTemplate>().isScripted, false);
        QVERIFY(!gallery.widget<QPushButton>("Write")->isEnabled()); // nothing was shown yet
    }

    void hostileTemplatesAndPlansDoNoHarm()
    {
        Gallery gallery;
        WorkflowTemplate bad;
        bad.title = std::string(100'000, 'x') + "\xff<b>";
        bad.purpose = "<img src='http://127.0.0.1/x'>\u202Egnp";
        bad.workflows = {{"w", "graph", "workflows/w.json", "{\"nodes\": 7, \"edges\": [[[]]]}"},
                         {"v", "graph", "workflows/v.json", "["}};
        WorkflowTemplate none;
        gallery.dialog.onNotice(
            engine::TemplatesListed{std::make_shared<const std::vector<WorkflowTemplate>>(
                std::vector<WorkflowTemplate>{bad, none})});
        QCOMPARE(gallery.list()->model()->rowCount(), 2);
        QCOMPARE(gallery.widget<QLabel>("What it is for")->textFormat(), Qt::PlainText);
        (void)gallery.dialog.grab();
        gallery.dialog.onNotice(
            engine::TemplatesListed{std::make_shared<const std::vector<WorkflowTemplate>>()});
        QVERIFY(!gallery.widget<QPushButton>("Open as a new workspace")->isEnabled());
        gallery.dialog.onNotice(engine::TemplatePlanned{planOf("3")});
        (void)gallery.dialog.grab();
    }

    void drawsEveryTemplateInsideItsFrame()
    {
        FakeWindow window;
        for (const auto& one : workspace::templates()) {
            QImage image(400, 240, QImage::Format_RGB32);
            image.fill(Qt::magenta);
            QPainter painter(&image);
            paintGraph(painter, QRectF(50, 50, 300, 140), pictureOf(one.workflows.front()),
                       window.theme);
            painter.end();
            int inside = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const bool isDrawn = image.pixelColor(x, y) != QColor(Qt::magenta);
                    const bool isIn = QRect(50, 50, 300, 140).contains(x, y);
                    inside += isDrawn && isIn ? 1 : 0;
                    QVERIFY2(!isDrawn || isIn, one.name.c_str());
                }
            }
            QVERIFY2(inside > 1000, one.name.c_str());
        }
    }

    void offersTemplatesWhereThereIsNoWorkflow()
    {
        FakeWindow window;
        EmptyWorkflows empty(window.theme);
        QSignalSpy wanted(&empty, &EmptyWorkflows::templateWanted);
        empty.resize(900, 600);
        empty.show();
        named<QPushButton>(empty, "New workflow from template\u2026")->click();
        QCOMPARE(wanted.size(), 1);
        shoot(window, empty, "gallery-empty");
    }
};

QTEST_MAIN(TestGalleryDialog)
#include "tst_gallerydialog.moc"
