// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/modelentry.h"

#include <QTest>

#include <vector>

using namespace signalbox;

class TestModelEntry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNameOfEveryProtocolReadsBack()
    {
        for (const auto protocol :
             {Protocol::Anthropic, Protocol::OpenAiResponses, Protocol::OpenAiChat,
              Protocol::Gemini, Protocol::Ollama, Protocol::Scripted}) {
            Protocol read = Protocol::Scripted;
            QVERIFY(protocolFromName(protocolName(protocol), read));
            QCOMPARE(read, protocol);
        }
        Protocol kept = Protocol::Gemini;
        QVERIFY(!protocolFromName("Anthropic", kept));
        QVERIFY(!protocolFromName("", kept));
        QCOMPARE(kept, Protocol::Gemini);
    }

    void theKeyIsInItsOwnVariableElseInThatOfTheProvider()
    {
        ModelEntry entry;
        std::vector<std::string> usual;
        for (const auto protocol :
             {Protocol::Anthropic, Protocol::OpenAiResponses, Protocol::OpenAiChat,
              Protocol::Gemini, Protocol::Ollama, Protocol::Scripted}) {
            entry.protocol = protocol;
            usual.push_back(keyVariable(entry));
        }
        const std::vector<std::string> expected = {
            "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "", ""};
        QCOMPARE(usual, expected);
        entry.protocol = Protocol::OpenAiChat;
        entry.apiKeyEnv = "MY_KEY";
        QCOMPARE(keyVariable(entry), std::string("MY_KEY"));
    }
};

QTEST_GUILESS_MAIN(TestModelEntry)
#include "tst_modelentry.moc"
