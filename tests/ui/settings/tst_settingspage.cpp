// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settingspage.h"

#include "ui/fakewindow.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/settings/modeldialog.h"
#include "ui/settings/removemodeldialog.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
engine::WorkspaceOpened workspace(bool trusted)
{
    auto view = std::make_shared<WorkspaceView>();
    view->trusted = trusted;
    view->models["sonnet"].name = "sonnet";
    view->models["sonnet"].protocol = Protocol::Anthropic;
    view->models["sonnet"].model = "claude-sonnet-5-5";
    view->models["demo"].name = "demo";
    view->models["demo"].script = "scripts/demo.json";
    view->models["own"].protocol = Protocol::OpenAiChat;
    view->models["own"].apiKeyEnv = "MY_KEY";
    view->models["own"].baseUrl = "http://127.0.0.1:8080/v1<b>";
    view->defaultModel = "demo";
    view->problems = {
        {"tools/x.json", "parameters", "a JSON Schema", "7", "write an object", Severity::Error},
        {"agents/clerk.json", "colour", "no such field", "red", "remove it", Severity::Warning}};
    engine::WorkspaceOpened opened;
    opened.workspace = view;
    if (!trusted)
        opened.untrusted = {"start the MCP server files: mcp-server-filesystem .",
                            "use the key MY_KEY<b>"};
    return opened;
}

struct Fixture
{
    FakeWindow window;
    SettingsPage page{window.context};

    explicit Fixture(bool trusted = false)
    {
        page.resize(1100, 900);
        window.listen(page);
        window.context.opened = workspace(trusted);
        page.onNotice(window.context.opened);
        page.onNotice(engine::KeysListed{
            {{"ANTHROPIC_API_KEY", "environment"},
             {"MY_KEY", "missing"},
             {"OPENAI_API_KEY", "key store"}},
            {{"sonnet", "environment"}, {"own", "missing"}, {"demo", "none needed"}}});
        page.show();
    }
};
} // namespace

class TestSettingsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModelIsAddedInTheWindow()
    {
        Fixture f;
        auto view = std::make_shared<WorkspaceView>(*f.window.context.opened.workspace);
        view->document = "{\"models\": {\"default\": \"demo\", \"demo\": {}}}";
        f.window.context.opened.workspace = view;
        f.page.onNotice(f.window.context.opened);
        named<QPushButton>(f.page, "Add model")->click();
        auto* dialog = f.page.findChild<ModelDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        auto* save = named<QPushButton>(*dialog, "Save the model");
        QVERIFY(!save->isEnabled());
        QTest::keyClicks(named<QLineEdit>(*dialog, "Name of the model"), QStringLiteral("local"));
        auto* model = named<QLineEdit>(*dialog, "Model");
        QStringList walked;
        for (auto* at = dialog->focusWidget(); walked.size() < 4; at = at->nextInFocusChain()) {
            if ((at->focusPolicy() & Qt::TabFocus) != 0 && at->isVisible()
                && !at->accessibleName().isEmpty())
                walked << at->accessibleName();
        }
        QCOMPARE(walked.join(u'|'), QStringLiteral("Name of the model|Provider|Model|Address"));
        QTest::keyClicks(model, QStringLiteral("qwen3"));
        QTest::keyClick(model, Qt::Key_Tab);
        QVERIFY2(save->isEnabled(), qPrintable(named<QLabel>(*dialog, "What is missing")->text()));
        QVERIFY(named<CodeEdit>(*dialog, "Changes in signalbox.json")
                    ->toPlainText()
                    .contains(QStringLiteral("\"qwen3\"")));
        save->click();
        const auto sent = f.window.issued<engine::SaveFile>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].file, std::string("signalbox.json"));
        f.page.onNotice(engine::CommandFailed{"save signalbox.json",
                                              {Errc::Io, "the disk is full"},
                                              engine::Verb::SaveFile,
                                              "signalbox.json"});
        QVERIFY(dialog->isVisible()); // nothing typed is lost
        QVERIFY(named<QLabel>(*dialog, "What is missing")
                    ->text()
                    .contains(QStringLiteral("the disk is full")));
        save->click();
        f.page.onNotice(engine::FileSaved{"signalbox.json"});
        QVERIFY(!dialog->isVisible());
    }

    void theNextModelIsNotChosenWhenOneIsRemoved()
    {
        Fixture f;
        auto view = std::make_shared<WorkspaceView>(*f.window.context.opened.workspace);
        view->document = "{\"models\": {\"default\": \"demo\", \"demo\": {}, \"own\": {}}}";
        f.window.context.opened.workspace = view;
        f.page.onNotice(f.window.context.opened);
        auto* models = named<QTableWidget>(f.page, "Models");
        auto* remove = named<QPushButton>(f.page, "Remove model");
        models->selectRow(1); // own
        remove->click();
        auto* dialog = f.page.findChild<RemoveModelDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(f.window.issued<engine::SaveFile>().empty()); // nothing goes unseen
        QVERIFY(named<CodeEdit>(*dialog, "Changes in signalbox.json")
                    ->toPlainText()
                    .contains(QStringLiteral("\"own\"")));
        shoot(f.window, *dialog, "remove-model");
        named<QPushButton>(*dialog, "Remove the model")->click();
        f.page.onNotice(engine::CommandFailed{"save signalbox.json",
                                              {Errc::Io, "the disk is full"},
                                              engine::Verb::SaveFile,
                                              "signalbox.json"});
        QVERIFY(dialog->isVisible());
        QVERIFY(named<QLabel>(*dialog, "Why it was not removed")
                    ->text()
                    .contains(QStringLiteral("the disk is full")));
        f.window.commands.clear();
        named<QPushButton>(*dialog, "Remove the model")->click();
        f.page.onNotice(engine::FileSaved{"signalbox.json"});
        QVERIFY(!dialog->isVisible());
        QCOMPARE(f.window.issued<engine::SaveFile>().size(), std::size_t(1));
        const auto reopen = [&f](auto change) {
            auto now = std::make_shared<WorkspaceView>(*f.window.context.opened.workspace);
            change(now->models);
            f.window.context.opened.workspace = now;
            f.page.onNotice(f.window.context.opened);
        };
        reopen([](auto& known) { known.erase("own"); });
        QVERIFY(models->selectedItems().isEmpty());
        QVERIFY(!remove->isEnabled());
        remove->click();
        QCOMPARE(f.window.issued<engine::SaveFile>().size(), std::size_t(1));
        // what was chosen stays so where others come before it
        models->selectRow(1); // sonnet
        reopen([](auto& known) { known["a"].name = "a"; });
        QCOMPARE(models->item(models->currentRow(), 0)->text(), QStringLiteral("sonnet"));
        QVERIFY(remove->isEnabled());
    }

    void aServerOfOnesOwnNeedsNoKey()
    {
        Fixture f;
        f.page.onNotice(engine::KeysListed{{{"MY_KEY", "missing"}}, {{"own", "none needed"}}});
        auto* models = named<QTableWidget>(f.page, "Models");
        QCOMPARE(models->item(1, 4)->text(), QStringLiteral("MY_KEY: not set, not needed"));
    }

    void aScriptIsAskedForOfTheScriptedModelAlone()
    {
        Fixture f;
        auto view = std::make_shared<WorkspaceView>(*f.window.context.opened.workspace);
        view->document = "{\"models\": {\"default\": \"demo\", \"demo\": {}}}";
        f.window.context.opened.workspace = view;
        named<QPushButton>(f.page, "Add model")->click();
        auto* dialog = f.page.findChild<ModelDialog*>();
        QVERIFY(!named<QLineEdit>(*dialog, "Script"));
        QVERIFY(named<QLineEdit>(*dialog, "Model"));
        auto* provider = named<QComboBox>(*dialog, "Provider");
        provider->setCurrentIndex(provider->findData(QStringLiteral("scripted")));
        Q_EMIT provider->activated(provider->currentIndex());
        QVERIFY(named<QLineEdit>(*dialog, "Script"));
        QVERIFY(!named<QLineEdit>(*dialog, "Key variable"));
        shoot(f.window, *dialog, "scripted-model");
    }

    void saysWhereEachKeyComesFrom()
    {
        Fixture f;
        auto* models = named<QTableWidget>(f.page, "Models");
        QStringList rows;
        for (int row = 0; row < models->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < models->columnCount(); ++column)
                cells << models->item(row, column)->text();
            rows << cells.join(u'|');
        }
        QCOMPARE(rows.at(0),
                 QStringLiteral("demo (default)|scripted|scripts/demo.json|\u2014|needs none"));
        QCOMPARE(rows.at(1),
                 QStringLiteral("own|openai-chat||http://127.0.0.1:8080/v1<b>|MY_KEY: missing"));
        QCOMPARE(rows.at(2),
                 QStringLiteral("sonnet|anthropic|claude-sonnet-5-5|the provider's "
                                "own|ANTHROPIC_API_KEY: environment"));
    }

    void storesAKeyAndForgetsIt()
    {
        Fixture f;
        auto* secret = named<QLineEdit>(f.page, "Key value");
        QCOMPARE(secret->echoMode(), QLineEdit::Password);
        auto* store = named<QPushButton>(f.page, "Store key");
        QVERIFY(!store->isEnabled());
        named<QLineEdit>(f.page, "Key name")->setText(QStringLiteral("MY_KEY"));
        secret->setText(QStringLiteral(" sk-1 "));
        store->click();
        const auto stored = f.window.issued<engine::StoreKey>();
        QCOMPARE(stored.size(), std::size_t(1));
        QCOMPARE(stored[0].name, std::string("MY_KEY"));
        QCOMPARE(stored[0].secret, std::string("sk-1"));
        QVERIFY(secret->text().isEmpty());
        for (const auto& key : f.window.settings.allKeys())
            QVERIFY(!f.window.settings.value(key).toString().contains(QStringLiteral("sk-1")));
        QVERIFY(!named<QPushButton>(f.page, "Remove key")->isEnabled());
        named<QLineEdit>(f.page, "Key name")->setText(QStringLiteral("OPENAI_API_KEY"));
        named<QPushButton>(f.page, "Remove key")->click();
        QCOMPARE(f.window.issued<engine::StoreKey>().at(1).secret, std::string());
    }

    void trustsItemByItemInSight()
    {
        Fixture f;
        auto* list = named<QTableWidget>(f.page, "Not trusted yet");
        QCOMPARE(list->rowCount(), 2);
        QCOMPARE(list->item(1, 0)->text(), QStringLiteral("use the key MY_KEY<b>"));
        named<QPushButton>(f.page, "Trust")->click();
        QCOMPARE(f.window.issued<engine::TrustWorkspace>().size(), std::size_t(1));
        f.page.onNotice(workspace(true));
        QVERIFY(list->isHidden());
        QVERIFY(!named<QPushButton>(f.page, "Trust"));
        QCOMPARE(named<QLabel>(f.page, "Trust state")->text(),
                 QStringLiteral("This workspace is trusted."));
    }

    void changesTheLook()
    {
        Fixture f;
        named<QRadioButton>(f.page, "Theme: Dark")->click();
        QVERIFY(f.window.theme.isDark());
        named<QRadioButton>(f.page, "Theme: Light")->click();
        QVERIFY(!f.window.theme.isDark());
        f.page.onNotice(engine::KeysListed{{{"A_KEY", "missing"}}});
        f.window.theme.setChoice(ThemeChoice::Dark); // from the menu
        QCOMPARE(named<QTableWidget>(f.page, "Keys")->item(0, 1)->foreground().color(),
                 f.window.theme.color(Tint::Warning));
        f.window.theme.setFontSize(12);
        QVERIFY(named<QRadioButton>(f.page, "Theme: Dark")->isChecked());
        QCOMPARE(named<QSpinBox>(f.page, "Font size")->value(), 12);
        f.window.theme.setChoice(ThemeChoice::Light);
        named<QSpinBox>(f.page, "Font size")->setValue(14);
        QCOMPARE(f.window.theme.fontSize(), 14);
        named<QSpinBox>(f.page, "Font size")->setValue(0);
        QCOMPARE(f.window.theme.fontSize(), 0);
    }

    void listsProblems()
    {
        Fixture f;
        auto* problems = named<QTableWidget>(f.page, "Problems");
        QCOMPARE(problems->rowCount(), 2);
        QCOMPARE(problems->item(0, 0)->text(), QStringLiteral("error"));
        QCOMPARE(problems->item(1, 5)->text(), QStringLiteral("remove it"));
        for (auto* label : f.page.findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void isDrawn()
    {
        Fixture f;
        shoot(f.window, f.page, "settings");
    }
};

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
