// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/budgetpanel.h"

#include "fakeport.h"
#include "runscript.h"

#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestBudgetPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beforeARunItShowsWhatIsAllowed()
    {
        m_context.opened = invoiceDesk();
        BudgetPanel panel(m_context, m_view);
        QCOMPARE(text(panel, "Tokens"), QStringLiteral("0 / 100,000"));
        QCOMPARE(text(panel, "Steps"), QStringLiteral("0 / 20"));
        QCOMPARE(text(panel, "Cost"), QStringLiteral("$0.000"));
    }

    void metersFollowTheRun()
    {
        m_context.opened = invoiceDesk();
        BudgetPanel panel(m_context, m_view);
        play(invoiceDeskRun());
        QCOMPARE(text(panel, "Tokens"), QStringLiteral("16,237 / 50,000"));
        QCOMPARE(text(panel, "Cost"), QStringLiteral("$0.110 / $0.200"));
        QCOMPARE(text(panel, "Steps"), QStringLiteral("3 / 20"));
        QCOMPARE(text(panel, "Tool calls"), QStringLiteral("10 / 40"));
        QCOMPARE(text(panel, "Context"), QStringLiteral("3.0 k / 200 k"));
        QCOMPARE(bar(panel, "Cost")->property("tone").toString(), QStringLiteral("warning"));
        QCOMPARE(panel.findChild<QLabel*>(QStringLiteral("forecast"))->text(),
                 QStringLiteral("At this rate the cost limit is reached in about 4 steps."));
    }

    void anUnknownPriceIsNotZero()
    {
        RunScript script("r2", SystemClock().now());
        script.start("t", "a", R"({"cost_usd":0.5})");
        script.add("/agent:a:1/step:1/model:1", EventType::ModelReplied,
                   R"({"usage":{"input":5,"output":5},"cost_usd":null})");
        BudgetPanel panel(m_context, m_view);
        play(script);
        QCOMPARE(text(panel, "Cost"), QStringLiteral("price unknown"));
        QCOMPARE(bar(panel, "Cost")->value(), 0);
    }

private:
    static QProgressBar* bar(BudgetPanel& panel, const char* name)
    {
        for (auto* one : panel.findChildren<QProgressBar*>()) {
            if (one->accessibleName() == QString::fromLatin1(name))
                return one;
        }
        return nullptr;
    }

    static QString text(BudgetPanel& panel, const char* name)
    {
        return bar(panel, name)->accessibleDescription();
    }

    void play(const RunScript& script)
    {
        auto shifted = script;
        shifted.endAt(SystemClock().now());
        QSignalSpy frames(&m_bridge, &EngineBridge::frameDrained);
        m_port.play(shifted.batch(true));
        QVERIFY(frames.wait());
        m_view.show(shifted.run());
    }

    QTemporaryDir m_folder;
    QSettings m_settings{m_folder.filePath(QStringLiteral("ui.ini")), QSettings::IniFormat};
    Theme m_theme;
    UiContext m_context{m_theme, m_settings};
    FakePort m_port;
    EngineBridge m_bridge{m_port};
    RunView m_view{m_bridge};
};

QTEST_MAIN(TestBudgetPanel)
#include "tst_budgetpanel.moc"
