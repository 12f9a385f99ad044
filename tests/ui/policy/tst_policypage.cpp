// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/policy/policypage.h"

#include "ui/fakewindow.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
const char* const text = "{\n  \"rules\": [],\n  \"mine\": 1\n}\n";

engine::WorkspaceOpened workspace(const std::string& document = text)
{
    auto view = std::make_shared<WorkspaceView>();
    view->policy.rules = {{"no mail outside",
                           "send_mail",
                           {},
                           "!args.to.endsWith('@acme.example')",
                           Verdict::Deny,
                           "write to the shared inbox <b>instead</b>"},
                          {"writes in out/", "", Effects{Effect::Write},
                           "args.path.startsWith('out/')", Verdict::Allow, ""},
                          {"ask\u202e", "files/*", {}, "", Verdict::Ask, ""}};
    view->policy.labels = {{"payroll/**", {}, Confidentiality::Private},
                           {"ledger/**", Integrity::Trusted, {}}};
    view->policy.document = document;
    engine::WorkspaceOpened opened;
    opened.workspace = view;
    return opened;
}

struct Fixture
{
    FakeWindow window;
    PolicyPage page{window.context};

    Fixture()
    {
        page.resize(1200, 700);
        window.listen(page);
        page.onNotice(workspace());
        page.show();
    }
    void type(const char* json)
    {
        page.findChild<JsonEdit*>()->editor().setPlainText(QString::fromUtf8(json));
    }
    [[nodiscard]] QPushButton* save() { return named<QPushButton>(page, "Save"); }
};
} // namespace

class TestPolicyPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsRulesInTheirOrder()
    {
        Fixture f;
        auto* rules = named<QTableWidget>(f.page, "Rules");
        QStringList lines;
        for (int row = 0; row < rules->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < rules->columnCount(); ++column)
                cells << rules->item(row, column)->text();
            lines << cells.join(u'|');
        }
        QCOMPARE(lines.at(0),
                 QStringLiteral("1|no mail outside|2 · "
                                "deny|send_mail|any|!args.to.endsWith('@acme.example')|deny|write "
                                "to the shared inbox <b>instead</b>"));
        QCOMPARE(lines.at(1),
                 QStringLiteral(
                     "2|writes in out/|7 · allow|any|write|args.path.startsWith('out/')|allow|"));
        QCOMPARE(lines.at(2), QStringLiteral("3|askU+202E|5 · ask|files/*|any|always|ask|"));
        QCOMPARE(named<QTableWidget>(f.page, "Defaults")->rowCount(), effectCount);
        QCOMPARE(named<QTableWidget>(f.page, "Defaults")->item(0, 1)->text(),
                 QStringLiteral("allow"));
        QCOMPARE(named<QTableWidget>(f.page, "Labels")->item(0, 2)->text(),
                 QStringLiteral("private"));
    }

    void coloursFollowTheTheme()
    {
        Fixture f;
        f.window.context.opened = workspace();
        auto* rules = named<QTableWidget>(f.page, "Rules");
        for (const auto choice : {ThemeChoice::Dark, ThemeChoice::Light, ThemeChoice::Dark}) {
            f.window.theme.setChoice(choice);
            QCOMPARE(rules->item(0, 6)->foreground().color(), f.window.theme.color(Tint::Error));
        }
    }

    void savesWhatWasTyped()
    {
        Fixture f;
        QVERIFY(!f.save()->isEnabled());
        f.type("{\"rules\": [], \"mine\": 2}");
        f.save()->click();
        const auto saved = f.window.issued<engine::SaveFile>();
        QCOMPARE(saved.size(), std::size_t(1));
        QVERIFY((saved[0] == engine::SaveFile{"policy.json", "{\"rules\": [], \"mine\": 2}"}));
        auto* diff = named<CodeEdit>(f.page, "The first unsaved changes");
        QVERIFY(diff->isVisible());
        QTRY_VERIFY(diff->toPlainText().contains(QStringLiteral("+ {\"rules\": [], \"mine\": 2}")));
        f.page.onNotice(engine::FileSaved{"policy.json"});
        QVERIFY(!diff->isVisible());
        QVERIFY(!f.save()->isEnabled());
    }

    void doesNotSaveWhatIsNoJson()
    {
        Fixture f;
        f.type("{\"rules\": [");
        f.save()->click();
        QVERIFY(f.window.issued<engine::SaveFile>().empty());
    }

    void saysWhyItWasNotSaved()
    {
        Fixture f;
        f.type("{\"rules\": 1}");
        f.save()->click();
        f.page.onNotice(engine::CommandFailed{"save policy.json",
                                              {Errc::Invalid, "rules: expected a list", {}},
                                              engine::Verb::SaveFile,
                                              "policy.json"});
        bool found = false;
        for (auto* label : f.page.findChildren<QLabel*>()) {
            QVERIFY(label->textFormat() == Qt::PlainText);
            found = found
                || (label->isVisible()
                    && label->text().contains(QStringLiteral("rules: expected a list")));
        }
        QVERIFY(found);
        QVERIFY(f.save()->isEnabled());
    }

    void offersBothWhenTheFileChangedOutside()
    {
        Fixture f;
        f.type("{\"mine\": 3}");
        f.page.onNotice(workspace("{\"theirs\": 1}\n"));
        auto* bar = f.page.findChild<QFrame*>(QStringLiteral("changedOutside"));
        QVERIFY(bar->isVisible());
        QCOMPARE(f.page.findChild<JsonEdit*>()->text(), std::string("{\"mine\": 3}"));
        named<QPushButton>(f.page, "Keep mine")->click();
        QVERIFY(!bar->isVisible() && f.save()->isEnabled());
        f.page.onNotice(workspace("{\"theirs\": 2}\n"));
        named<QPushButton>(f.page, "Take theirs")->click();
        QCOMPARE(f.page.findChild<JsonEdit*>()->text(), std::string("{\"theirs\": 2}\n"));
        QVERIFY(!f.save()->isEnabled());
    }

    void startsWhereThereIsNoFile()
    {
        Fixture f;
        f.page.onNotice(workspace({}));
        QVERIFY(!f.save()->isEnabled());
        f.type("{}");
        QVERIFY(f.save()->isEnabled());
    }

    void isDrawn()
    {
        Fixture f;
        shoot(f.window, f.page, "policy");
    }
};

QTEST_MAIN(TestPolicyPage)
#include "tst_policypage.moc"
