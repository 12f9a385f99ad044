// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/conversation.h"

#include "core/workflow/runbench.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::workflow;

namespace {
Message user(std::string text)
{
    return {.role = Role::User, .text = std::move(text)};
}
} // namespace

class TestConversation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesEverythingOnceForEachClient()
    {
        FakeModel one;
        FakeModel other;
        Conversation conversation("clerk", "You sort.", {}, "");
        conversation.append(user("a"));
        auto request = conversation.requestFor(one, 1, 4096);
        QCOMPARE(request.messages.size(), std::size_t(1));
        conversation.append(user("b"));
        conversation.append(user("c"));
        request = conversation.requestFor(one, 2, 300);
        QCOMPARE(request.messages.size(), std::size_t(3));
        QCOMPARE(request.messages[2].message->text, std::string("c"));
        QCOMPARE(request.maxOutput, 300);
        QCOMPARE(request.step, 2);
        QCOMPARE(request.agent, std::string("clerk"));
        QCOMPARE(one.prepared, 1);
        QCOMPARE(one.wired, 3); // each message once, whatever the number of steps
        (void)conversation.requestFor(other, 2, 300);
        QCOMPARE(other.prepared, 1);
        QCOMPARE(other.wired, 3);
        (void)conversation.requestFor(one, 2, 300);
        QCOMPARE(one.wired, 3);
    }

    void namesItsToolsAsJson()
    {
        const auto odd = definition("a\"b\n", {Effect::Read});
        Conversation conversation("clerk", "",
                                  {std::make_shared<const ToolDefinition>(definition("read", {})),
                                   std::make_shared<const ToolDefinition>(odd)},
                                  "");
        const std::string expected = "[\"read\",\"a\\\"b\\n\"]";
        QCOMPARE(conversation.toolNamesJson(), expected);
        QCOMPARE(Conversation("x", "", {}, "").toolNamesJson(), std::string("[]"));
    }

    void hashesWhatTheModelSees()
    {
        const auto hashOf = [](const std::string& instructions, const std::string& text,
                               std::vector<ToolPtr> tools) {
            Conversation conversation("clerk", instructions, std::move(tools), "");
            conversation.append(user(text));
            return conversation.window().hash().hex();
        };
        const auto plain = hashOf("i", "t", {});
        QCOMPARE(hashOf("i", "t", {}), plain);
        QVERIFY(hashOf("j", "t", {}) != plain);
        QVERIFY(hashOf("i", "u", {}) != plain);
        QVERIFY(hashOf("i", "t", {std::make_shared<const ToolDefinition>(definition("read", {}))})
                != plain);
    }

    void takesOtherInstructions()
    {
        FakeModel model;
        Conversation conversation("clerk", "old", {}, "");
        conversation.append(user("a"));
        (void)conversation.requestFor(model, 1, 100);
        conversation.instruct("new");
        (void)conversation.requestFor(model, 2, 100);
        QCOMPARE(model.prepared, 2);
    }
};

QTEST_GUILESS_MAIN(TestConversation)
#include "tst_conversation.moc"
