// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gateinbox.h"

#include "base/jsonvalue.h"
#include "ui/fakewindow.h"
#include "ui/gate/argumentstable.h"
#include "ui/gate/gatedialog.h"
#include "ui/gate/gatewords.h"
#include "ui/jsonedit/codeedit.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

Q_DECLARE_METATYPE(Json)
Q_DECLARE_METATYPE(std::vector<GateDecision>)

namespace {
Event opened(const std::string& id, Json more = Json::object())
{
    Json data = {
        {"gate_id", id},
        {"kind", "call"},
        {"call_id", "c1"},
        {"tool", "delete_file"},
        {"arguments", {{"path", "inbox/acme-0042 (1).txt"}}},
        {"hash", "h"},
        {"rule", "destroy always asks"},
        {"reason", "The call destroys data."},
        {"labels", {{"context", {{"integrity", "untrusted"}, {"confidentiality", "public"}}}}},
        {"choices", {"approve", "edit", "deny", "answer", "skip", "stop"}},
        {"effects", {"destroy"}},
        {"sandboxed", true},
        {"agent", "clerk"},
        {"step", 9},
        {"says", "It is a duplicate."}};
    data.update(more);
    return {.seq = 9,
            .run = "r1",
            .path = "/agent:clerk:1/step:9/tool:1",
            .type = EventType::GateOpened,
            .data = dumpJson(data)};
}

Event decided(const std::string& id)
{
    return {.seq = 10,
            .run = "r1",
            .path = "/agent:clerk:1/step:9/tool:1",
            .type = EventType::GateDecided,
            .data = dumpJson(Json{{"gate_id", id}, {"decision", "deny"}})};
}

struct Fixture
{
    FakeWindow window;
    QWidget main;
    GateInbox inbox{window.context, &main};
    std::vector<engine::AnswerGate> answers;

    Fixture()
    {
        QObject::connect(&inbox, &GateInbox::answered, &inbox,
                         [this](const engine::AnswerGate& answer) { answers.push_back(answer); });
    }
    std::string resultSchema; // of every tool
    void fold(std::vector<Event> events)
    {
        inbox.fold(events, [this](const std::string& name) {
            ToolDefinition tool;
            tool.name = name;
            tool.resultSchema = resultSchema;
            tool.parameters =
                R"({"type":"object","properties":{"path":{"type":"string"}},"required":["path"],"additionalProperties":false})";
            return std::make_shared<const ToolDefinition>(tool);
        });
    }
    [[nodiscard]] GateDialog& dialog() const { return *inbox.dialog(); }
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return named<QPushButton>(dialog(), name);
    }
    [[nodiscard]] bool becomesEnabled(const char* name) const
    {
        return QTest::qWaitFor([&] { return button(name) && button(name)->isEnabled(); }, 20'000);
    }
};
} // namespace

class TestGateInbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersWhatAGateOfAWorkflowAsks_data()
    {
        using enum GateDecision;
        QTest::addColumn<Json>("data");
        QTest::addColumn<std::vector<GateDecision>>("decisions");
        QTest::addColumn<QString>("title");
        QTest::addRow("plan") << Json{{"kind", "plan"},
                                      {"choices", {"approve", "edit", "deny", "stop"}}}
                              << std::vector{Approve, Edit, Deny, Stop}
                              << QStringLiteral("Carry out this plan?");
        QTest::addRow("choices") << Json{{"kind", "node"},
                                         {"node", "ask"},
                                         {"prompt", "Pay it?"},
                                         {"choices", {"ok", "reject"}}}
                                 << std::vector{Choose, Stop} << QStringLiteral("Pay it?");
        QTest::addRow("free answer") << Json{{"kind", "node"},
                                             {"node", "ask"},
                                             {"prompt", "Why?"},
                                             {"choices", Json::array()}}
                                     << std::vector{Answer, Deny, Stop} << QStringLiteral("Why?");
        QTest::addRow("approval") << Json{{"kind", "node"},
                                          {"node", "pay"},
                                          {"choices", {"approve", "deny", "skip", "stop"}}}
                                  << std::vector{Approve, Deny, Skip, Stop}
                                  << QStringLiteral("Run pay?");
        QTest::addRow("step of a plan")
            << Json{{"kind", "node"}, {"agent", "writer"}, {"choices", {"approve", "deny", "stop"}}}
            << std::vector{Approve, Deny, Stop} << QStringLiteral("Let writer begin?");
        QTest::addRow("visits") << Json{{"kind", "limit"},
                                        {"limit", "max_steps"},
                                        {"choices", {"extend", "stop"}}}
                                << std::vector{Extend, Stop}
                                << QStringLiteral("The limit of visits is reached. Go on?");
    }
    void offersWhatAGateOfAWorkflowAsks()
    {
        QFETCH(Json, data);
        QFETCH(std::vector<GateDecision>, decisions);
        QFETCH(QString, title);
        auto event = opened("g", data);
        const auto gate = gateFromEvent(event);
        QVERIFY(gate);
        QCOMPARE(decisionsOf(*gate), decisions);
        QCOMPARE(gateTitle(*gate), title);
    }

    void showsAPlanWholeAndLetsItBeEdited()
    {
        Fixture fixture;
        const Json plan = {{"steps",
                            {{{"id", "a"},
                              {"agent", "researcher"},
                              {"task", std::string(300, 'x') + " <b>bold</b>"},
                              {"dependencies", Json::array()}},
                             {{"id", "b"},
                              {"agent", "writer"},
                              {"task", "Write"},
                              {"dependencies", {"a"}},
                              {"requires_approval", true}}}}};
        const Json steps = {{"type", "array"}, {"items", {{"type", "object"}}}};
        const Json schema = {{"type", "object"}, {"properties", {{"steps", steps}}}};
        fixture.fold({opened("p",
                             {{"kind", "plan"},
                              {"tool", ""},
                              {"choices", {"approve", "edit", "deny", "stop"}},
                              {"arguments", plan},
                              {"schema", schema}})});
        auto* table = named<QTableWidget>(fixture.dialog(), "Plan");
        QVERIFY(table);
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(table->item(0, 3)->text(),
                 QString::fromStdString(std::string(300, 'x') + " <b>bold</b>"));
        QCOMPARE(table->item(1, 2)->text(), QStringLiteral("a"));
        QVERIFY(fixture.becomesEnabled("Edit"));
        fixture.button("Edit")->click();
        QVERIFY(fixture.becomesEnabled("Approve edited"));
        fixture.button("Approve edited")->click();
        QCOMPARE(fixture.answers.size(), std::size_t(1));
        QCOMPARE(fixture.answers[0].answer.decision, GateDecision::Edit);
        QCOMPARE(fixture.answers[0].answer.arguments, dumpJson(plan)); // nobody changed it
    }

    void saysWhatWillHappen_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("place");
        QTest::addRow("delete") << QByteArray("{}")
                                << QStringLiteral("Delete inbox/acme-0042 (1).txt?")
                                << QStringLiteral(
                                       "clerk · step 9 · tool delete_file · can be undone");
        QTest::addRow("hidden") << QByteArray(
            R"({"tool":"write_file","arguments":{"path":"a\u202etxt.exe"},"effects":["write"]})")
                                << QStringLiteral("Write aU+202Etxt.exe?")
                                << QStringLiteral(
                                       "clerk · step 9 · tool write_file · cannot be undone");
        QTest::addRow("command") << QByteArray(
            R"({"tool":"run_command","arguments":{"command":["rm","-rf","/"]},"effects":["execute"],"sandboxed":false})")
                                 << QStringLiteral("Run rm -rf /?")
                                 << QStringLiteral("clerk · step 9 · tool run_command · cannot be "
                                                   "undone · outside the sandbox");
        QTest::addRow("server") << QByteArray(
            R"({"tool":"office/send_mail","arguments":{"to":"a@b"}})")
                                << QStringLiteral("Call office/send_mail with to a@b?")
                                << QStringLiteral("clerk · step 9 · tool office/send_mail (MCP "
                                                  "server “office”) · cannot be undone");
        QTest::addRow("markup") << QByteArray(R"({"tool":"<img src=x>","arguments":{}})")
                                << QStringLiteral("Call <img src=x>?")
                                << QStringLiteral(
                                       "clerk · step 9 · tool <img src=x> · cannot be undone");
        QTest::addRow("odd arguments")
            << QByteArray(R"({"tool":"delete_file","arguments":"none"})")
            << QStringLiteral("Call delete_file?")
            << QStringLiteral("clerk · step 9 · tool delete_file · can be undone");
    }
    void saysWhatWillHappen()
    {
        QFETCH(QByteArray, data);
        QFETCH(QString, title);
        QFETCH(QString, place);
        Fixture f;
        f.fold({opened("g1", *parseJson(data.toStdString()))});
        QCOMPARE(f.dialog().findChild<QLabel*>(QStringLiteral("gateTitle"))->text(), title);
        QVERIFY(f.dialog().findChildren<QLabel*>().size() > 4);
        bool found = false;
        for (auto* label : f.dialog().findChildren<QLabel*>()) {
            found = found || label->text() == place;
            QVERIFY2(label->textFormat() == Qt::PlainText || label->text() == QStringLiteral("!"),
                     qPrintable(label->text()));
        }
        QVERIFY2(found, qPrintable(place));
    }

    void holdsTheRunAndNotThePerson()
    {
        Fixture f;
        QLineEdit elsewhere(&f.main);
        f.main.show();
        f.main.activateWindow();
        elsewhere.setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&f.main));
        f.fold({opened("g1")});
        QVERIFY(f.dialog().isVisible());
        QVERIFY(!f.dialog().isModal());
        QVERIFY(f.dialog().isWindow());
        QVERIFY(f.dialog().testAttribute(Qt::WA_ShowWithoutActivating));
        QCOMPARE(f.dialog().accessibleName(), QStringLiteral("Approval"));
        QCOMPARE(QAccessible::queryAccessibleInterface(&f.dialog())->role(), QAccessible::Dialog);
        for (auto* button : f.dialog().findChildren<QPushButton*>())
            QVERIFY(!button->autoDefault() && !button->isDefault());
        for (const char* name : {"Approve", "Edit", "Deny", "Answer instead", "Skip", "Stop run"})
            QVERIFY2(f.button(name), name);
        QVERIFY(named<QLineEdit>(f.dialog(), "Reason"));
        QVERIFY(named<ArgumentsTable>(f.dialog(), "Arguments"));
        f.dialog().reject();
        QVERIFY(f.answers.empty());
        QCOMPARE(f.inbox.pending().size(), std::size_t(1));
    }

    void isDeadForAMoment()
    {
        Fixture f;
        f.fold({opened("g1")});
        for (const char* name : {"Approve", "Deny", "Stop run"}) {
            QVERIFY2(!f.button(name)->isEnabled(), name);
            f.button(name)->click();
        }
        QVERIFY(f.answers.empty());
        QVERIFY(f.becomesEnabled("Approve"));
        // Another gate in its place is dead again.
        f.fold({decided("g1"), opened("g2")});
        QVERIFY(!f.button("Approve")->isEnabled());
    }

    void noKeyDecidesButAMnemonic()
    {
        Fixture f;
        f.fold({opened("g1")});
        QVERIFY(f.becomesEnabled("Deny"));
        auto* deny = f.button("Deny");
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
            QTest::keyClick(deny, key);
            QTest::keyClick(&f.dialog(), key);
            QTest::keyClick(named<QLineEdit>(f.dialog(), "Reason"), key);
        }
        QVERIFY(f.answers.empty());
        QCOMPARE(deny->text(), QStringLiteral("&Deny"));
    }

    void theClickThatBringsItForwardDecidesNothing()
    {
        Fixture f;
        f.main.show();
        f.fold({opened("g1")});
        f.main.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.main));
        QVERIFY(f.becomesEnabled("Deny"));
        QVERIFY(!f.dialog().isActiveWindow());
        QTest::mouseClick(f.button("Deny"), Qt::LeftButton);
        QVERIFY(f.answers.empty());
        QVERIFY(f.becomesEnabled("Deny"));
        QTest::mouseClick(f.button("Deny"), Qt::LeftButton);
        QCOMPARE(f.answers.size(), std::size_t(1));
    }

    void deniesWithAReason()
    {
        Fixture f;
        f.fold({opened("g1")});
        named<QLineEdit>(f.dialog(), "Reason")->setText(QStringLiteral("keep it"));
        QVERIFY(f.becomesEnabled("Deny"));
        f.button("Deny")->click();
        engine::AnswerGate expected{"r1", "g1", {}};
        expected.answer.reason = "keep it";
        QCOMPARE(f.answers.size(), std::size_t(1));
        QCOMPARE(f.answers[0].run, expected.run);
        QCOMPARE(f.answers[0].gateId, expected.gateId);
        QVERIFY(f.answers[0].answer == expected.answer);
        QVERIFY(!f.dialog().isVisible());
        QVERIFY(f.inbox.pending().empty());
    }

    void theDraftSurvives()
    {
        Fixture f;
        f.fold({opened("g1"), opened("g2")});
        named<QLineEdit>(f.dialog(), "Reason")->setText(QStringLiteral("begun"));
        named<QToolButton>(f.dialog(), "Next gate")->click();
        QCOMPARE(named<QLineEdit>(f.dialog(), "Reason")->text(), QString());
        f.dialog().reject();
        f.inbox.review(QStringLiteral("g1"));
        QCOMPARE(named<QLineEdit>(f.dialog(), "Reason")->text(), QStringLiteral("begun"));
        // Another start of the program with the same settings.
        GateInbox later(f.window.context, nullptr);
        later.fold({opened("g1")}, {});
        QCOMPARE(named<QLineEdit>(*later.dialog(), "Reason")->text(), QStringLiteral("begun"));
        later.fold({decided("g1")}, {});
        GateInbox third(f.window.context, nullptr);
        third.fold({opened("g1")}, {});
        QCOMPARE(named<QLineEdit>(*third.dialog(), "Reason")->text(), QString());
    }

    void decidesSeveralInAnyOrder()
    {
        Fixture f;
        QSignalSpy counts(&f.inbox, &GateInbox::countChanged);
        f.fold({opened("g1"), opened("g2"), opened("g3")});
        auto* place = f.dialog().findChild<QLabel*>(QStringLiteral("gatePlace"));
        QCOMPARE(place->text(), QStringLiteral("1 of 3 waiting"));
        f.inbox.review(QStringLiteral("g2"));
        QCOMPARE(place->text(), QStringLiteral("2 of 3 waiting"));
        QVERIFY(f.becomesEnabled("Skip"));
        f.button("Skip")->click();
        QCOMPARE(f.answers.at(0).gateId, std::string("g2"));
        QCOMPARE(place->text(), QStringLiteral("1 of 2 waiting"));
        f.fold({decided("g2"), decided("g1")});
        QCOMPARE(f.dialog().gate().gateId, std::string("g3"));
        f.fold({{.seq = 11, .run = "r1", .type = EventType::RunFinished}});
        QVERIFY(!f.dialog().isVisible());
        QCOMPARE(counts.last().at(0).toInt(), 0);
    }

    void approveWaitsUntilItWasRead()
    {
        Fixture f;
        std::string body;
        for (int i = 0; i < 200; ++i)
            body += "line " + std::to_string(i) + "\n";
        f.fold({opened("g1",
                       {{"tool", "send_mail"}, {"arguments", {{"to", "a@b"}, {"body", body}}}})});
        QVERIFY(f.becomesEnabled("Deny"));
        QVERIFY(!f.button("Approve")->isEnabled());
        CodeEdit* pane = nullptr;
        for (auto* view : f.dialog().findChildren<CodeEdit*>()) {
            if (view->accessibleName() == QStringLiteral("body"))
                pane = view;
        }
        QVERIFY(pane);
        QVERIFY(pane->height() < f.dialog().height());
        pane->verticalScrollBar()->setValue(pane->verticalScrollBar()->maximum() / 2);
        QVERIFY(!f.button("Approve")->isEnabled());
        pane->verticalScrollBar()->setValue(pane->verticalScrollBar()->maximum());
        QVERIFY(f.becomesEnabled("Approve"));
        f.button("Approve")->click();
        QCOMPARE(f.answers.at(0).answer.decision, GateDecision::Approve);
    }

    void showsEveryCharacterOfAnArgument_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("shown");
        QTest::addRow("text") << QByteArray(R"("a b")") << QStringLiteral("a b");
        QTest::addRow("bidi") << QByteArray("\"a\xe2\x80\xae"
                                            "b\"")
                              << QStringLiteral("aU+202Eb");
        QTest::addRow("number as text") << QByteArray(R"("5")") << QStringLiteral("\"5\"");
        QTest::addRow("number") << QByteArray("5") << QStringLiteral("5");
        QTest::addRow("null as text") << QByteArray(R"("null")") << QStringLiteral("\"null\"");
        QTest::addRow("empty") << QByteArray(R"("")") << QStringLiteral("\"\"");
        QTest::addRow("list") << QByteArray(R"([1])") << QStringLiteral("[\n  1\n]");
        QTest::addRow("markup") << QByteArray(R"("<b>x</b>")") << QStringLiteral("<b>x</b>");
    }
    void showsEveryCharacterOfAnArgument()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, shown);
        ArgumentsTable table;
        table.setArguments("{\"x\":" + json.toStdString() + "}");
        QCOMPARE(table.item(0, 1)->text(), shown);
        QCOMPARE(static_cast<CodeEdit*>(table.cellWidget(0, 1))->toPlainText(), shown);
    }

    void leavesNoArgumentOut()
    {
        Json many = Json::object();
        for (int i = 0; i < 1000; ++i)
            many["a" + std::to_string(10'000 + i)] = i;
        ArgumentsTable table;
        table.setArguments(dumpJson(many));
        QVERIFY(table.rowCount() < 300);
        auto* last = static_cast<CodeEdit*>(table.cellWidget(table.rowCount() - 1, 1));
        QVERIFY(last->toPlainText().contains(QStringLiteral("\"a10999\": 999")));
    }

    void editsByTheSchema()
    {
        Fixture f;
        f.fold({opened("g1")});
        QVERIFY(f.becomesEnabled("Edit"));
        f.button("Edit")->click();
        named<QLineEdit>(f.dialog(), "path")->setText(QString());
        QVERIFY(f.becomesEnabled("Approve edited"));
        auto* path = named<QLineEdit>(f.dialog(), "path");
        path->setText(QStringLiteral("out/x.txt"));
        f.button("Approve edited")->click();
        QCOMPARE(f.answers.at(0).answer.decision, GateDecision::Edit);
        QCOMPARE(f.answers.at(0).answer.arguments, std::string(R"({"path":"out/x.txt"})"));
    }

    void answersInTheToolsPlace()
    {
        Fixture f;
        f.fold({opened("g1")});
        QVERIFY(f.becomesEnabled("Answer instead"));
        f.button("Answer instead")->click();
        named<CodeEdit>(f.dialog(), "Answer text")
            ->setPlainText(QStringLiteral("{\"deleted\": true}"));
        QVERIFY(f.becomesEnabled("Send answer"));
        f.button("Send answer")->click();
        QCOMPARE(f.answers.at(0).answer.decision, GateDecision::Answer);
        QCOMPARE(f.answers.at(0).answer.result, std::string("{\"deleted\": true}"));
    }

    void offersNoAlwaysForDestroyAndExecute_data()
    {
        QTest::addColumn<QByteArray>("effects");
        QTest::addColumn<int>("scopes");
        QTest::addRow("write") << QByteArray(R"(["write"])") << 3;
        QTest::addRow("destroy") << QByteArray(R"(["read","destroy"])") << 1;
        QTest::addRow("execute") << QByteArray(R"(["execute"])") << 1;
        QTest::addRow("unknown effect") << QByteArray(R"(["teleport"])") << 1;
        QTest::addRow("not said") << QByteArray("null") << 1;
    }
    void offersNoAlwaysForDestroyAndExecute()
    {
        QFETCH(QByteArray, effects);
        QFETCH(int, scopes);
        const auto gate =
            gateFromEvent(opened("g",
                                 {{"effects", *parseJson(effects.toStdString())},
                                  {"choices", {"approve", "deny", "these_arguments", "run"}}}));
        QCOMPARE(int(scopesOf(*gate).size()), scopes);
    }

    void countsWhatAScopeWouldHaveCovered()
    {
        Fixture f;
        const auto call = [](const char* path) {
            return Event{
                .run = "r1",
                .path = "/agent:clerk:1/step:1/tool:1",
                .type = EventType::ToolRequested,
                .data = dumpJson(Json{{"tool", "write_file"}, {"arguments", {{"path", path}}}})};
        };
        f.fold({call("a"), call("b"), call("a"),
                opened("g1",
                       {{"tool", "write_file"},
                        {"arguments", {{"path", "a"}}},
                        {"effects", {"write"}},
                        {"choices", {"approve", "deny", "these_arguments", "run"}}})});
        auto* scope = named<QComboBox>(f.dialog(), "Scope");
        QCOMPARE(scope->itemText(1), QStringLiteral("these arguments · covers 1 earlier"));
        QCOMPARE(scope->itemText(2), QStringLiteral("this run · covers 2 earlier"));
        scope->setCurrentIndex(2);
        QVERIFY(f.becomesEnabled("Approve"));
        f.button("Approve")->click();
        QCOMPARE(f.answers.at(0).answer.scope, GrantScope::Run);
    }

    void offersWhatEachKindNeeds_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QString>("buttons");
        QTest::addRow("limit") << QByteArray(
            R"({"kind":"limit","limit":"steps","used":20,"of":20,"tool":""})")
                               << QStringLiteral("Extend|Stop run|Wrap up");
        QTest::addRow("doubt") << QByteArray(R"({"kind":"in_doubt"})")
                               << QStringLiteral("Mark done|Retry|Skip|Stop run");
        QTest::addRow("node") << QByteArray(
            R"({"kind":"node","prompt":"Pay 12?","choices":["ok","re&ject"],"tool":""})")
                              << QStringLiteral("Stop run|ok|re&ject");
        QTest::addRow("plan") << QByteArray(R"({"kind":"plan","tool":"","steps":[{"id":"a"}]})")
                              << QStringLiteral("Approve|Deny|Edit|Stop run");
        QTest::addRow("breaker") << QByteArray(R"({"kind":"breaker","evidence":"4 equal calls"})")
                                 << QStringLiteral(
                                        "Answer instead|Approve|Deny|Edit|Skip|Stop run");
        QTest::addRow("nothing offered")
            << QByteArray(R"({"choices":["nonsense"]})") << QStringLiteral("Deny|Stop run");
    }
    void offersWhatEachKindNeeds()
    {
        QFETCH(QByteArray, data);
        QFETCH(QString, buttons);
        Fixture f;
        f.fold({opened("g1", *parseJson(data.toStdString()))});
        QStringList names;
        for (auto* button : f.dialog().findChildren<QPushButton*>()) {
            if (!button->isHidden())
                names << button->accessibleName();
        }
        names.sort();
        QCOMPARE(names.join(u'|'), buttons);
    }

    void showsALongQuestionInFullAndItsWaysWithWhatHolds()
    {
        Fixture f;
        f.fold({opened("g1",
                       {{"kind", "node"},
                        {"node", "ask"},
                        {"tool", ""},
                        {"prompt", "Send this letter?\n\nDear M. Castell, no link is a link."},
                        {"choices", {"send", "drop"}}})});
        const auto texts = [&f] {
            QStringList all;
            for (const auto* text : f.dialog().findChildren<CodeEdit*>())
                all << text->accessibleName() + u':' + text->toPlainText();
            return all;
        };
        QVERIFY(texts().contains(QStringLiteral(
            "What is asked:Send this letter?\n\nDear M. Castell, no link is a link.")));
        QStringList words;
        for (const auto* button : f.dialog().findChildren<QPushButton*>())
            words << button->text();
        QVERIFY2(words.contains(QStringLiteral("&1  send"))
                     && words.contains(QStringLiteral("&2  drop")),
                 qPrintable(words.join(u'|')));

        Fixture g;
        g.fold({opened("g2",
                       {{"kind", "ambiguous"},
                        {"tool", ""},
                        {"conditions", {"state.a", "state.b"}},
                        {"choices", {"left", "right"}}})});
        QStringList shown;
        for (const auto* text : g.dialog().findChildren<CodeEdit*>())
            shown << text->toPlainText();
        QVERIFY2(shown.contains(QStringLiteral("left  when state.a\nright  when state.b")),
                 qPrintable(shown.join(u'|')));
    }

    void takesTheResultOfACallInDoubt_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArray>("result");
        QTest::addRow("not known") << QString() << QByteArray();
        QTest::addRow("blanks") << QStringLiteral(" \n ") << QByteArray();
        QTest::addRow("text") << QStringLiteral("sent as no. 4") << QByteArray("sent as no. 4");
        QTest::addRow("json") << QStringLiteral("{\"line\": 4}") << QByteArray("{\"line\": 4}");
    }
    void takesTheResultOfACallInDoubt()
    {
        QFETCH(QString, typed);
        QFETCH(QByteArray, result);
        Fixture f;
        f.fold({opened("g1", {{"kind", "in_doubt"}})});
        QVERIFY(f.becomesEnabled("Mark done"));
        f.button("Mark done")->click();
        QVERIFY(f.answers.empty()); // first it is asked what it brought
        named<QPlainTextEdit>(f.dialog(), "Answer text")->setPlainText(typed);
        QVERIFY(f.becomesEnabled("It was done"));
        f.button("It was done")->click();
        GateAnswer expected;
        expected.decision = GateDecision::Done;
        expected.result = result.toStdString();
        QCOMPARE(f.answers.size(), std::size_t(1));
        QVERIFY(f.answers[0].answer == expected);
    }

    void asksForAResultAsTheToolDescribesIt()
    {
        Fixture f;
        f.resultSchema = dumpJson(Json{{"type", "object"},
                                       {"properties", {{"line", {{"type", "integer"}}}}},
                                       {"required", {"line"}}});
        const auto openIt = [&](const char* id) {
            f.fold({opened(id, {{"kind", "in_doubt"}})});
            (void)f.becomesEnabled("Mark done");
            f.button("Mark done")->click();
            (void)f.becomesEnabled("It was done");
        };
        openIt("g1");
        f.button("It was done")->click(); // nothing is said of the result
        QCOMPARE(f.answers.size(), std::size_t(1));
        QCOMPARE(f.answers[0].answer.result, std::string());
        openIt("g2");
        named<QCheckBox>(f.dialog(), "I know its result")->setChecked(true);
        f.button("It was done")->click(); // what is missing is shown
        QCOMPARE(f.answers.size(), std::size_t(1));
        auto* line = named<QLineEdit>(f.dialog(), "line");
        QVERIFY(line);
        line->setText(QStringLiteral("4"));
        shoot(f.window, f.dialog(), "gate-done");
        f.button("It was done")->click();
        QCOMPARE(f.answers.size(), std::size_t(2));
        QCOMPARE(f.answers[1].answer.result, std::string("{\"line\":4}"));
        QCOMPARE(f.answers[1].answer.decision, GateDecision::Done);
    }

    void namesTheStepThatBroughtAnArgument()
    {
        const Json origins = {{{"param", "path"},
                               {"origin", "tool"},
                               {"tool", "write_file"},
                               {"from", "/agent:a:1/step:2/tool:1/agent:b:1/step:7/tool:3"}},
                              {{"param", "why"}, {"origin", "model"}},
                              {{"param", "odd"}, {"from", "/"}, {"tool", "x"}}};
        const auto gate = gateFromEvent(opened("g", {{"provenance", origins}}));
        QVERIFY(gate);
        QStringList words;
        for (const auto& origin : gate->origins)
            words << originWords(origin);
        QCOMPARE(words.join(u'|'),
                 QStringLiteral("path \u2190 step 7 write_file|why \u2190 model|odd \u2190 x"));
    }

    // What a model wrote is never called trusted, nor what nobody said anything about.
    void anArgumentIsCalledTrustedOnlyWhereThatWasSaid()
    {
        const Json untrusted = {{"integrity", "untrusted"}, {"confidentiality", "private"}};
        const Json trusted = {{"integrity", "trusted"}, {"confidentiality", "public"}};
        const Json origins = {
            {{"param", "body"}, {"origin", "model"}},
            {{"param", "to"}, {"origin", "user"}},
            {{"param", "lines[0].total"}, {"origin", "tool"}, {"tool", "x"}, {"label", trusted}},
            {{"param", "lines[1].total"}, {"origin", "tool"}, {"tool", "y"}, {"label", untrusted}},
            {{"param", "ledger"}, {"origin", "tool"}, {"tool", "x"}, {"label", trusted}},
            {{"param", "mixed.a"}, {"origin", "model"}},
            {{"param", "mixed.b"}, {"origin", "workflow"}},
            {{"param", "path"}, {"origin", "workflow"}},
            {{"param", "text"}, {"origin", "state"}}};
        const auto gate = gateFromEvent(opened("g", {{"provenance", origins}}));
        QVERIFY(gate);
        QStringList notes;
        for (const auto* name :
             {"body", "to", "lines", "ledger", "mixed", "path", "text", "li", "none"})
            notes << QString::fromLatin1(name) + u' ' + originNote(*gate, name);
        QCOMPARE(notes.join(u'|'),
                 QStringLiteral("body written by the model|to from your task|"
                                "lines untrusted \u00b7 private|ledger trusted|"
                                "mixed from several places|path from the workflow|"
                                "text from the state|li |none "));
    }

    void aCallOfANodeNamesTheNode()
    {
        auto event = opened("g", {{"agent", ""}, {"step", 0}, {"tool", "write_file"}});
        event.path = "/node:save:1/tool:1";
        QVERIFY(gatePlace(*gateFromEvent(event))
                    .startsWith(QStringLiteral("node save \u00b7 tool write_file")));
        event = opened("g", {{"agent", "clerk"}, {"step", 2}, {"tool", "write_file"}});
        event.path = "/node:save:1/agent:clerk:1/step:2/tool:1";
        QVERIFY(gatePlace(*gateFromEvent(event))
                    .startsWith(QStringLiteral("clerk \u00b7 step 2 \u00b7 tool write_file")));
    }

    void oneAnswerToALimitIsMeantForAllCallsThatReachedIt()
    {
        const auto limit = [](const char* id, const char* path, const char* name) {
            auto event = opened(id,
                                {{"kind", "limit"},
                                 {"limit", name},
                                 {"used", 20},
                                 {"of", 20},
                                 {"tool", ""},
                                 {"choices", {"extend", "wrap_up", "stop"}}});
            event.path = path;
            return event;
        };
        const auto said = [](const Fixture& f) {
            QStringList all;
            for (const auto& one : f.answers)
                all << QStringLiteral("%1 %2 %3")
                           .arg(QString::fromStdString(one.gateId))
                           .arg(int(one.answer.decision))
                           .arg(one.answer.limits.toolCalls.value_or(0));
            return all.join(u'|');
        };
        const std::vector<Event> gates = {
            limit("g1", "/agent:a:1/step:1/tool:1/gate:1", "tool_calls"),
            limit("g2", "/agent:a:1/step:1/tool:2/gate:1", "tool_calls"),
            limit("g3", "/agent:b:1/step:4/tool:1/gate:1", "tool_calls"),
            limit("g4", "/agent:b:1/step:5/gate:1", "tokens")};
        Fixture extended;
        extended.fold(gates);
        QVERIFY(extended.becomesEnabled("Extend"));
        extended.button("Extend")->click();
        QCOMPARE(said(extended), QStringLiteral("g1 7 10|g2 7 0|g3 7 0"));
        QCOMPARE(extended.inbox.pending().size(), std::size_t(1));
        Fixture wrapped;
        wrapped.fold(gates);
        QVERIFY(wrapped.becomesEnabled("Wrap up"));
        wrapped.button("Wrap up")->click();
        QCOMPARE(said(wrapped), QStringLiteral("g1 8 0|g2 8 0"));
        QCOMPARE(wrapped.inbox.pending().size(), std::size_t(2));
    }

    void aLimitSaysItsUseInItsOwnUnit()
    {
        const auto words = [](const char* limit, double used, double of, bool wrapUp) {
            Json choices = {"extend", "stop"};
            if (wrapUp)
                choices.push_back("wrap_up");
            return limitWords(*gateFromEvent(opened("g",
                                                    {{"kind", "limit"},
                                                     {"limit", limit},
                                                     {"used", used},
                                                     {"of", of},
                                                     {"choices", choices}})));
        };
        QCOMPARE(words("cost_usd", 0.01071, 0.02, true),
                 QStringLiteral("Used $0.011 of $0.020. What comes next may take more than the "
                                "rest.\nExtend raises the limit and goes on. Wrap up asks the "
                                "agent a last time, without tools, for what it has."));
        QCOMPARE(words("seconds", 300, 300, false),
                 QStringLiteral("Used 5:00 of 5:00.\nExtend raises the limit and goes on."));
        QVERIFY(words("tokens", 1e5, 1e5, false).startsWith(u"Used 100,000 of 100,000."));
        QVERIFY(words("tokens", 1e300, -1, false).startsWith(u"Used 1,000,000,000,000 of 0."));
    }

    void extendsALimit()
    {
        Fixture f;
        f.fold({opened(
            "g1",
            {{"kind", "limit"}, {"limit", "cost_usd"}, {"used", 0.5}, {"of", 0.5}, {"tool", ""}})});
        QVERIFY(f.becomesEnabled("Extend"));
        f.button("Extend")->click();
        Limits added;
        added.cost = Money::fromUsd(0.25);
        QVERIFY(f.answers.at(0).answer.limits == added);
    }

    void ignoresWhatIsNoGate_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addRow("no id") << QByteArray(R"({"kind":"call"})");
        QTest::addRow("unknown kind") << QByteArray(R"({"gate_id":"g","kind":"surprise"})");
        QTest::addRow("no object") << QByteArray("[1]");
        QTest::addRow("no json") << QByteArray("{");
    }
    void ignoresWhatIsNoGate()
    {
        QFETCH(QByteArray, data);
        Fixture f;
        f.fold({{.run = "r", .type = EventType::GateOpened, .data = data.toStdString()}});
        QVERIFY(f.inbox.pending().empty());
        QVERIFY(!f.inbox.dialog());
    }

    void isDrawn()
    {
        Fixture f;
        const Json arguments = {{"to", "billing@acme-pay.example"},
                                {"subject", "Updated bank details"},
                                {"body",
                                 "Please find the payroll totals for October:\u200b Miller "
                                 "4,120.00, Okafor 3,980.50, Tanaka 4,410.00, and more of them "
                                 "that make this text longer than one line of the pane"}};
        const Json origins = {
            {"to", {{"step", 6}, {"tool", "fetch_url"}, {"integrity", "untrusted"}}},
            {"body",
             {{"source", "the model, which had read step 2 read_file payroll.csv"},
              {"integrity", "untrusted"},
              {"confidentiality", "private"}}}};
        f.fold(
            {opened(
                 "g1",
                 {{"tool", "office/send_mail"},
                  {"arguments", arguments},
                  {"provenance", origins},
                  {"effects", {"network"}},
                  {"rule", "network + untrusted + private"},
                  {"deadline_s", 271},
                  {"reason", "Data of this workspace would leave it."},
                  {"choices",
                   {"approve", "edit", "deny", "answer", "skip", "stop", "these_arguments", "run"}},
                  {"says", "The contact page asks to send the totals to the billing address."}}),
             opened("g2")});
        shoot(f.window, f.dialog(), "gate-dead");
        QVERIFY(f.becomesEnabled("Approve"));
        shoot(f.window, f.dialog(), "gate");
        f.button("Edit")->click();
        shoot(f.window, f.dialog(), "gate-edit");
        f.fold({decided("g1"), decided("g2"),
                opened("g3",
                       {{"tool", "edit_file"},
                        {"arguments",
                         {{"path", "out/list.txt"},
                          {"old", "one\ntwo\nthree"},
                          {"new", "one\n2\nthree\nfour"}}},
                        {"effects", {"write"}}})});
        shoot(f.window, f.dialog(), "gate-diff");
        f.fold({decided("g3"),
                opened("g4",
                       {{"kind", "limit"},
                        {"limit", "tokens"},
                        {"used", 100000},
                        {"of", 100000},
                        {"tool", ""},
                        {"says", ""},
                        {"labels", Json::object()}})});
        shoot(f.window, f.dialog(), "gate-limit");
    }
};

QTEST_MAIN(TestGateInbox)
#include "tst_gateinbox.moc"
