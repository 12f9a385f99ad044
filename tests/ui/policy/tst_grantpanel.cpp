// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/policy/grantpanel.h"

#include "ui/fakewindow.h"
#include "ui/policy/policypage.h"
#include "wholewindow.h"

#include <QPushButton>
#include <QTableWidget>
#include <QTabWidget>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::named;

class TestGrantPanel : public QObject, private WholeWindow
{
    Q_OBJECT

    GrantPanel& panel() { return *m_window->page(4)->findChild<GrantPanel*>(); }
    QTabWidget& tabs() { return *m_window->page(4)->findChild<QTabWidget*>(); }
    QStringList row(int n)
    {
        QStringList cells;
        for (int column = 0; column < panel().table().columnCount(); ++column)
            cells.push_back(panel().table().item(n, column)->text());
        cells.removeAt(3); // when
        return cells;
    }
    static RunScript granted()
    {
        const std::string call = "/agent:clerk:1/step:1/tool:1";
        RunScript script("01J000000000000000000GRANT");
        script.start("task", "clerk", "{}")
            .add(call, EventType::GrantAdded,
                 "{\"scope\":\"run\",\"tool\":\"pay\",\"matcher\":\"pay in this run\","
                 "\"from_gate\":\"g1\"}")
            .add("/agent:clerk:1/step:1/tool:2", EventType::PolicyDecided,
                 "{\"verdict\":\"allow\",\"rule\":\"grant: pay in this run\"}");
        return script;
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_window.reset(); }

    void saysWhereNothingIsAllowedBeforehand()
    {
        m_window->showMode(4);
        QVERIFY(!panel().table().isVisibleTo(&panel()));
        QVERIFY(!named<QPushButton>(panel(), "Revoke the selected grant")->isEnabled());
        QCOMPARE(tabs().tabText(3), QStringLiteral("Grants"));
    }

    void showsAGrantOfTheLiveRunAndTakesItBack()
    {
        m_window->showMode(4);
        play(granted());
        QCOMPARE(row(0),
                 (QStringList{QStringLiteral("pay"), QStringLiteral("every call in this run"),
                              QStringLiteral("/agent:clerk:1/step:1/tool:1"), QStringLiteral("1"),
                              QStringLiteral("holds")}));
        QCOMPARE(tabs().tabText(3), QStringLiteral("Grants (1)"));
        tabs().setCurrentIndex(3);
        named<QPushButton>(panel(), "Revoke the selected grant")->click();
        const auto sent = m_port->sent<engine::RevokeGrant>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent[0].run, granted().run());
        QCOMPARE(sent[0].fromGate, std::string("g1"));
        auto later = granted();
        later.add("/", EventType::GrantRevoked, "{\"from_gate\":\"g1\"}");
        auto batch = later.batch();
        batch.events.erase(batch.events.begin(), batch.events.end() - 1);
        m_port->play(batch);
        settle();
        QCOMPARE(row(0).back(), QStringLiteral("revoked"));
        QCOMPARE(tabs().tabText(3), QStringLiteral("Grants"));
        QVERIFY(!named<QPushButton>(panel(), "Revoke the selected grant")->isEnabled());
    }

    void showsWhatWasAllowedBeforeThePageWasMade()
    {
        play(granted());
        m_window->showMode(4);
        QCOMPARE(row(0).back(), QStringLiteral("holds"));
        QCOMPARE(tabs().tabText(3), QStringLiteral("Grants (1)"));
    }

    void takesNothingBackInARunThatIsOver()
    {
        auto script = granted();
        script.finish("done", "ok");
        m_window->showMode(4);
        play(script);
        QCOMPARE(row(0).back(), QStringLiteral("over with the run"));
        QVERIFY(!named<QPushButton>(panel(), "Revoke the selected grant")->isEnabled());
    }

    void leadsToTheCallWhoseGateItWas()
    {
        m_window->showMode(4);
        play(granted());
        tabs().setCurrentIndex(3);
        named<QPushButton>(panel(), "Show the call of the grant")->click();
        QVERIFY(!m_window->page(4)->isVisible());
        QVERIFY(m_window->page(0)->isVisible());
    }
};

QTEST_MAIN(TestGrantPanel)
#include "tst_grantpanel.moc"
