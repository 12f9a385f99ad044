// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/toolspage.h"

#include "base/jsonvalue.h"
#include "ui/fakewindow.h"
#include "ui/form/schemaform.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/tools/toolcases.h"
#include "ui/tools/toolregistry.h"

#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
const char* const document = R"({
  "name": "file_invoice",
  "description": "Move one invoice into the folder of its vendor and record it in ledger.csv.",
  "my_own_field": 7,
  "kind": "command",
  "command": ["python3", "scripts/file_invoice.py"],
  "parameters": {"type": "object", "properties": {
      "path": {"type": "string", "description": "Path of the PDF, relative"},
      "vendor": {"enum": ["Acme", "Globex"], "description": "Vendor as it stands"},
      "total": {"type": "number", "minimum": 0, "description": "Gross total in the invoice"},
      "due": {"type": ["string", "null"], "format": "date", "description": "Due date"}},
    "required": ["path", "vendor"], "additionalProperties": false},
  "effects": ["read", "write"],
  "approval": "policy",
  "checks": [{"param": "path", "check": "path_exists"}],
  "cases": [
    {"name": "moves an Acme invoice", "arguments": {"path": "inbox/a.pdf", "vendor": "Acme"}, "expect": {"ok": true, "where": "result.ledger_line > 0"}},
    {"name": "unknown vendor is refused", "arguments": {"path": "inbox/a.pdf", "vendor": "None"}, "expect": {"ok": false}}]
}
)";

ToolPtr tool(const std::string& name, ToolKind kind, std::optional<Effects> effects,
             const std::string& text = {})
{
    ToolDefinition made;
    made.name = name;
    made.kind = kind;
    made.description = "What " + name + " does";
    made.declaredEffects = effects;
    made.document = text;
    made.source = text.empty() ? "" : "tools/" + name + ".json";
    if (const auto parsed = parseJson(text); parsed && find(*parsed, "parameters"))
        made.parameters = dumpJson(*find(*parsed, "parameters"));
    return std::make_shared<const ToolDefinition>(made);
}

engine::WorkspaceOpened workspace(const std::string& text = document)
{
    auto view = std::make_shared<WorkspaceView>();
    view->name = "invoice-desk";
    view->tools["file_invoice"] =
        tool("file_invoice", ToolKind::Command, Effects{Effect::Read, Effect::Write}, text);
    view->tools["office/send_mail"] = tool("office/send_mail", ToolKind::Mcp, std::nullopt);
    view->tools["ledger"] = tool("ledger", ToolKind::Http, Effects{Effect::Network},
                                 R"({"name":"ledger","kind":"http","url":"http:\/\/127.0.0.1:1"})");
    engine::WorkspaceOpened opened;
    opened.workspace = view;
    opened.builtins = {tool("read_file", ToolKind::Builtin, Effects{Effect::Read}),
                       tool("delete_file", ToolKind::Builtin, Effects{Effect::Destroy})};
    return opened;
}

struct Fixture
{
    FakeWindow window;
    ToolsPage page{window.context};

    Fixture()
    {
        page.resize(1400, 860);
        window.listen(page);
        page.onNotice(workspace());
        page.show();
    }
    [[nodiscard]] QPushButton* button(const char* name) { return named<QPushButton>(page, name); }
    void finish(const std::string& ticket, bool ok, const std::string& result)
    {
        engine::ToolCallFinished finished;
        finished.ticket = ticket;
        finished.ok = ok;
        finished.result = result;
        finished.modelText = result;
        finished.errors = "warned\n";
        finished.run = "r7";
        finished.milliseconds = 184;
        page.onNotice(finished);
    }
    [[nodiscard]] QString callState() { return named<QLabel>(page, "Call state")->text(); }
};
} // namespace

class TestToolsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsToolsBySource()
    {
        Fixture f;
        auto* registry = named<ToolRegistry>(f.page, "Tools");
        QStringList rows;
        for (int row = 0; row < registry->model()->rowCount(); ++row)
            rows << registry->model()->index(row, 0).data().toString().trimmed() + u'|'
                    + registry->model()->index(row, 1).data().toString();
        QCOMPARE(rows.join(u' '),
                 QStringLiteral("▾ Built in|2 read_file|reads delete_file|destroys ▾ Commands|1 "
                                "file_invoice|writes ▾ HTTP|1 ledger|network ▾ MCP · office|1 "
                                "office/send_mail|everything"));
        named<QLineEdit>(f.page, "Find a tool")->setText(QStringLiteral("invoice"));
        QCOMPARE(registry->shown(), 1);
        named<QLineEdit>(f.page, "Find a tool")->setText(QStringLiteral("<b>nothing"));
        QCOMPARE(registry->model()->rowCount(), 0);
    }

    void savesTheEditedTextWithItsOrder()
    {
        Fixture f;
        QVERIFY(!f.button("Save")->isEnabled());
        auto* name = named<QLineEdit>(f.page, "Runs");
        QTest::keyClicks(name, QStringLiteral(" --dry"));
        QVERIFY(f.button("Save")->isEnabled());
        QCOMPARE(named<QLabel>(f.page, "State of the definition")->text(),
                 QStringLiteral("● unsaved"));
        f.button("Save")->click();
        const auto saved = f.window.issued<engine::SaveFile>();
        QCOMPARE(saved.size(), std::size_t(1));
        QCOMPARE(saved[0].file, std::string("tools/file_invoice.json"));
        QString expected = QString::fromUtf8(document);
        expected.replace(QStringLiteral("file_invoice.py\"]"),
                         QStringLiteral("file_invoice.py\", \"--dry\"]"));
        QCOMPARE(QString::fromStdString(saved[0].text), expected);
        f.page.onNotice(engine::FileSaved{"tools/file_invoice.json"});
        QVERIFY(!f.button("Save")->isEnabled());
        QVERIFY(named<QLabel>(f.page, "State of the definition")->text().isEmpty());
    }

    void showsWhatWillChangeBeforeItIsSaved()
    {
        Fixture f;
        f.button("Effect destroy")->click();
        auto* diff = named<CodeEdit>(f.page, "The first unsaved changes");
        QVERIFY(diff->isVisible());
        QVERIFY2(diff->toPlainText().contains(
                     QStringLiteral("+   \"effects\": [\"read\", \"write\", \"destroy\"],")),
                 qPrintable(diff->toPlainText()));
    }

    void saysInPlaceWhyItWasNotSaved()
    {
        Fixture f;
        f.button("Effect destroy")->click();
        f.button("Save")->click();
        f.page.onNotice(engine::CommandFailed{"save tools/file_invoice.json",
                                              {Errc::Invalid, "effects: <b>odd</b>", {}},
                                              engine::Verb::SaveFile,
                                              "tools/file_invoice.json"});
        bool found = false;
        for (auto* label : f.page.findChildren<QLabel*>())
            found = found
                || (label->isVisible()
                    && label->text() == QStringLiteral("Not saved: effects: <b>odd</b>")
                    && label->textFormat() == Qt::PlainText);
        QVERIFY(found);
        QVERIFY(f.button("Save")->isEnabled());
    }

    void formAndJsonAreOneTruth()
    {
        Fixture f;
        auto* json = named<CodeEdit>(f.page, "Definition as JSON");
        if (!json)
            for (auto* each : f.page.findChildren<CodeEdit*>())
                if (each->accessibleName() == QStringLiteral("Definition as JSON"))
                    json = each;
        QVERIFY(json);
        json->setPlainText(
            QStringLiteral("{\"name\":\"file_invoice\",\"kind\":\"command\",\"command\":[\"ls\","
                           "\"a b\"],\"approval\":\"always\",\"effects\":[]}"));
        QCOMPARE(named<QLineEdit>(f.page, "Runs")->text(), QStringLiteral("ls \"a b\""));
        QVERIFY(named<QRadioButton>(f.page, "Approval always")->isChecked());
        QVERIFY(f.button("Effect spend")->isChecked());
        named<QRadioButton>(f.page, "Approval never")->click();
        QVERIFY(json->toPlainText().contains(QStringLiteral("\"approval\":\"never\"")));
        f.button("Undo")->click();
        f.button("Undo")->click();
        QCOMPARE(json->toPlainText(), QString::fromUtf8(document));
        // Broken JSON keeps the form and is not saved.
        json->setPlainText(QStringLiteral("{\"name\": "));
        QCOMPARE(named<QLineEdit>(f.page, "Name")->text(), QStringLiteral("file_invoice"));
        f.button("Save")->click();
        QVERIFY(f.window.issued<engine::SaveFile>().empty());
    }

    void buildsTheSchemaInATable()
    {
        Fixture f;
        auto* table = named<QTableWidget>(f.page, "Parameters");
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(table->item(1, 1)->text(), QStringLiteral("enum · 2"));
        QCOMPARE(table->item(2, 1)->text(), QStringLiteral("number ≥ 0"));
        QCOMPARE(table->item(0, 4)->text(), QStringLiteral("path_exists"));
        table->item(0, 0)->setText(QStringLiteral("file"));
        table->item(2, 2)->setCheckState(Qt::Checked);
        table->setCurrentCell(3, 0);
        named<QToolButton>(f.page, "Remove parameter")->click();
        named<QToolButton>(f.page, "Add parameter")->click();
        f.button("Save")->click();
        const auto saved = *parseJson(f.window.issued<engine::SaveFile>().at(0).text);
        QCOMPARE(dumpJson(saved["parameters"]["required"]),
                 std::string(R"(["file","vendor","total"])"));
        QVERIFY(saved["parameters"]["properties"].contains("parameter"));
        QVERIFY(!saved["parameters"]["properties"].contains("due"));
        QCOMPARE(dumpJson(saved["checks"]),
                 std::string(R"([{"check":"path_exists","param":"file"}])"));
    }

    void noticesWhatChangedOutside()
    {
        Fixture f;
        const std::string outside =
            R"({"name":"file_invoice","kind":"command","description":"theirs"})";
        f.page.onNotice(workspace(outside));
        QCOMPARE(named<QPlainTextEdit>(f.page, "Description")->toPlainText(),
                 QStringLiteral("theirs"));
        f.button("Effect spend")->click();
        f.page.onNotice(workspace(document));
        auto* bar = f.page.findChild<QFrame*>(QStringLiteral("changedOutside"));
        QVERIFY(bar->isVisible());
        QCOMPARE(named<QPlainTextEdit>(f.page, "Description")->toPlainText(),
                 QStringLiteral("theirs"));
        f.button("Take theirs")->click();
        QVERIFY(!bar->isVisible());
        QVERIFY(named<QPlainTextEdit>(f.page, "Description")
                    ->toPlainText()
                    .startsWith(QStringLiteral("Move one")));
        QVERIFY(!f.button("Save")->isEnabled());
    }

    void callsAToolAndShowsWhatCame()
    {
        Fixture f;
        named<QLineEdit>(f.page, "path")->setText(QStringLiteral("inbox/a.pdf"));
        f.button("Call")->click();
        QVERIFY(f.window.issued<engine::CallTool>().empty()); // vendor is missing
        f.page.openCall(QStringLiteral("file_invoice"),
                        QStringLiteral("{\"path\":\"inbox/a.pdf\",\"vendor\":\"Acme\"}"));
        f.button("Call")->click();
        const auto calls = f.window.issued<engine::CallTool>();
        QCOMPARE(calls.size(), std::size_t(1));
        QCOMPARE(calls[0].tool, std::string("file_invoice"));
        QCOMPARE(calls[0].arguments, std::string(R"({"path":"inbox/a.pdf","vendor":"Acme"})"));
        QVERIFY(!f.button("Call")->isEnabled());
        f.button("Cancel call")->click();
        QCOMPARE(f.window.issued<engine::CancelCall>().at(0).ticket, calls[0].ticket);
        f.finish("somebody else's", false, "no");
        QVERIFY(!f.button("Call")->isEnabled());
        f.finish(calls[0].ticket, true, R"({"ledger_line":318})");
        QVERIFY2(f.callState().startsWith(QStringLiteral("✓ ok   184 ms")),
                 qPrintable(f.callState()));
        QCOMPARE(named<CodeEdit>(f.page, "Result")->toPlainText(),
                 QStringLiteral("{\n  \"ledger_line\": 318\n}"));
        QVERIFY(f.button("Call")->isEnabled());
        QStringList tabs;
        for (auto* widget : f.page.findChildren<QTabWidget*>()) {
            for (int tab = 0; tab < widget->count(); ++tab)
                tabs << widget->tabText(tab);
        }
        QVERIFY(tabs.contains(QStringLiteral("History 1")));
    }

    void savesACallAsACase()
    {
        Fixture f;
        f.page.openCall(QStringLiteral("file_invoice"),
                        QStringLiteral("{\"path\":\"b\",\"vendor\":\"Globex\"}"));
        f.button("Save as case")->click();
        QCOMPARE(named<QTableWidget>(f.page, "Cases")->rowCount(), 3);
        f.button("Save")->click();
        const auto saved = *parseJson(f.window.issued<engine::SaveFile>().at(0).text);
        QCOMPARE(
            dumpJson(saved["cases"][2]),
            std::string(
                R"({"arguments":{"path":"b","vendor":"Globex"},"expect":{"ok":true},"name":"case 3"})"));
    }

    void runsAllCases()
    {
        Fixture f;
        f.button("Run all cases")->click();
        auto calls = f.window.issued<engine::CallTool>();
        QCOMPARE(calls.size(), std::size_t(1));
        f.finish(calls[0].ticket, true, R"({"ledger_line":0})");
        calls = f.window.issued<engine::CallTool>();
        QCOMPARE(calls.size(), std::size_t(2));
        f.finish(calls[1].ticket, false, R"({"error":"no such vendor"})");
        auto* table = named<QTableWidget>(f.page, "Cases");
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("✕"));
        QVERIFY(table->item(0, 1)->text().contains(
            QStringLiteral("does not hold: result.ledger_line > 0")));
        QCOMPARE(table->item(1, 0)->text(), QStringLiteral("✓"));
        shoot(f.window, f.page, "tools-cases");
    }

    void judgesACase_data()
    {
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<bool>("passed");
        QTest::addRow("nothing asked") << QByteArray() << QByteArray("1") << true;
        QTest::addRow("holds") << QByteArray("result.n == 1 && args.a == 'x'")
                               << QByteArray(R"({"n":1})") << true;
        QTest::addRow("text") << QByteArray("result.startsWith('don')") << QByteArray("done")
                              << true;
        QTest::addRow("missing field")
            << QByteArray("result.m == 1") << QByteArray(R"({"n":1})") << false;
        QTest::addRow("no condition")
            << QByteArray("result.n") << QByteArray(R"({"n":1})") << false;
        QTest::addRow("broken condition")
            << QByteArray("result.(") << QByteArray(R"({"n":1})") << false;
    }
    void judgesACase()
    {
        QFETCH(QByteArray, where);
        QFETCH(QByteArray, result);
        QFETCH(bool, passed);
        ToolCase one;
        one.arguments = R"({"a":"x"})";
        one.expectOk = true;
        one.where = where.toStdString();
        engine::ToolCallFinished finished;
        finished.ok = true;
        finished.result = result.toStdString();
        const auto verdict = judgeCase(one, finished);
        QCOMPARE(verdict.passed, passed);
        QCOMPARE(verdict.why.empty(), passed);
        finished.ok = false;
        QVERIFY(!judgeCase(one, finished).passed);
    }

    void makesDuplicatesAndDeletesTools()
    {
        Fixture f;
        f.button("New command tool")->click();
        QCOMPARE(named<QLineEdit>(f.page, "Name")->text(), QStringLiteral("new_tool"));
        f.button("Save")->click();
        QCOMPARE(f.window.issued<engine::SaveFile>().at(0).file,
                 std::string("tools/new_tool.json"));
        f.page.select("file_invoice");
        f.button("Duplicate")->click();
        QCOMPARE(named<QLineEdit>(f.page, "Name")->text(), QStringLiteral("file_invoice_2"));
        f.page.select("file_invoice");
        f.button("Delete")->click();
        QVERIFY(f.window.issued<engine::DeleteFile>().empty());
        f.button("Confirm deletion")->click();
        QCOMPARE(f.window.issued<engine::DeleteFile>().at(0).file,
                 std::string("tools/file_invoice.json"));
    }

    void showsForeignToolsWithoutEditing()
    {
        Fixture f;
        f.page.select("office/send_mail");
        QVERIFY(named<QLineEdit>(f.page, "Name")->isReadOnly());
        QVERIFY(!f.button("Effect read")->isEnabled());
        QVERIFY(f.button("Effect execute")->isChecked());
        QVERIFY(!f.button("Save")->isEnabled());
    }

    void survivesHostileWorkspaces_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addRow("no object") << QByteArray("[1]");
        QTest::addRow("broken") << QByteArray("{");
        QTest::addRow("odd") << QByteArray(
            R"({"name":5,"command":"x","parameters":[],"checks":{},"cases":[1,{"arguments":7}],"effects":"all","timeout_s":1e300,"result":[],"sandbox":true})");
    }
    void survivesHostileWorkspaces()
    {
        QFETCH(QByteArray, text);
        Fixture f;
        f.page.onNotice(workspace(text.toStdString()));
        f.page.select("file_invoice");
        f.button("Effect read")->click();
        f.page.onNotice(engine::WorkspaceOpened{});
    }

    void everyLabelIsPlain()
    {
        Fixture f;
        for (auto* label : f.page.findChildren<QLabel*>())
            QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
        for (auto* button : f.page.findChildren<QPushButton*>())
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->text()));
        for (auto* edit : f.page.findChildren<QLineEdit*>())
            QVERIFY2(edit->isHidden() || !edit->accessibleName().isEmpty()
                         || edit->parentWidget()->inherits("QAbstractSpinBox")
                         || edit->parentWidget()->inherits("QComboBox"),
                     qPrintable(edit->placeholderText()));
    }

    void isDrawn()
    {
        Fixture f;
        f.page.openCall(QStringLiteral("file_invoice"),
                        QStringLiteral("{\"path\":\"inbox/acme-0042.pdf\",\"vendor\":\"Acme\"}"));
        f.button("Call")->click();
        f.finish(f.window.issued<engine::CallTool>().at(0).ticket, true,
                 R"({"moved_to":"vendors/acme/acme-0042.pdf","ledger_line":318})");
        named<QLineEdit>(f.page, "total")->setText(QStringLiteral("-12,50"));
        shoot(f.window, f.page, "tools");
        f.button("Effect destroy")->click();
        f.button("Save")->click();
        shoot(f.window, f.page, "tools-changes");
    }
};

QTEST_MAIN(TestToolsPage)
#include "tst_toolspage.moc"
