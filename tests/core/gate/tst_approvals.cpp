// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "gate/approvals.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace signalbox::gate;

class TestApprovals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsAnAnswerToTheThreadThatWaits()
    {
        Approvals approvals(Gates::Person);
        approvals.open("run", "gate");
        GateAnswer denial{.decision = GateDecision::Deny, .reason = "no"};
        std::jthread person([&] { QVERIFY(approvals.answer("run", "gate", denial)); });
        const auto answer = approvals.wait("run", "gate", {});
        QVERIFY(answer.has_value());
        QCOMPARE(*answer, denial);
    }

    void ignoresALateARepeatedAndAForeignAnswer()
    {
        Approvals approvals(Gates::Person);
        QVERIFY(!approvals.answer("run", "gate", {}));
        approvals.open("run", "gate");
        QVERIFY(approvals.answer("run", "gate", {.decision = GateDecision::Approve}));
        QVERIFY(!approvals.answer("run", "gate", {.decision = GateDecision::Deny}));
        QVERIFY(!approvals.answer("other", "gate", {}));
        QCOMPARE(approvals.wait("run", "gate", {})->decision, GateDecision::Approve);
        QVERIFY(!approvals.answer("run", "gate", {}));
    }

    void endsAtOnceWhenTheRunIsStopped()
    {
        Approvals approvals(Gates::Person);
        approvals.open("run", "gate");
        std::stop_source stop;
        std::jthread stopper([&] { stop.request_stop(); });
        const auto answer = approvals.wait("run", "gate", stop.get_token());
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().code, Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestApprovals)
#include "tst_approvals.moc"
