// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "context/window.h"

#include "base/jsonvalue.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::context;

namespace {
MessagePtr user(std::string text, Label label = {})
{
    return std::make_shared<const Message>(
        Message{.role = Role::User, .text = std::move(text), .label = label});
}
} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesEachMessageOnceAsAdded()
    {
        Window window("instructions", 12);
        QCOMPARE(window.takeAdded(), std::string("[]"));
        window.append(user("a"));
        window.append(user("b"));
        QCOMPARE(window.takeAdded(),
                 std::string(R"([{"role":"user","text":"a"},{"role":"user","text":"b"}])"));
        QCOMPARE(window.takeAdded(), std::string("[]"));
        window.append(user("c"));
        QCOMPARE(window.takeAdded(), std::string(R"([{"role":"user","text":"c"}])"));
        QCOMPARE(window.messages().size(), std::size_t(3));
    }

    void addsValidJsonWhateverTheTextIs()
    {
        Window window("", 0);
        Message said{.role = Role::Assistant, .text = "\xff\x01\"\\\n"};
        said.calls.push_back({"i\"d", "na\xffme", "{\"broken", "cannot be read"});
        said.calls.push_back({"id", "name", R"({"a":1})"});
        window.append(std::make_shared<const Message>(said));
        const auto added = window.takeAdded();
        QVERIFY2(parseJson(added).has_value(), added.c_str());
    }

    void chainsTheHashOverEverything()
    {
        const auto hashOf = [](const char* preamble, std::vector<std::string> texts) {
            Window window(preamble, 0);
            for (auto& text : texts)
                window.append(user(std::move(text)));
            return window.hash().hex();
        };
        const auto plain = hashOf("p", {"a", "b"});
        QCOMPARE(hashOf("p", {"a", "b"}), plain);
        QVERIFY(hashOf("q", {"a", "b"}) != plain);
        QVERIFY(hashOf("p", {"b", "a"}) != plain);
        QVERIFY(hashOf("p", {"ab"}) != plain);
        QVERIFY(hashOf("p", {"a", "b", ""}) != plain);
    }

    void estimatesByWhatTheProviderCounted()
    {
        Window window("", 400);
        QCOMPARE(window.estimate(), 100);
        window.append(user(std::string(400, 'x')));
        const auto guessed = window.estimate();
        QVERIFY(guessed > 200 && guessed < 230);
        window.calibrate(150);
        QCOMPARE(window.estimate(), 150);
        window.append(user(std::string(400, 'x')));
        QVERIFY(window.estimate() > 250 && window.estimate() < 280);
        window.calibrate(0); // a server that counts nothing
        window.calibrate(-5);
        QVERIFY(window.estimate() > 250);
    }

    void countsTheBlocksOfTheProviderInsteadOfTheText()
    {
        Window window("", 0);
        Message said{.role = Role::Assistant, .text = "short"};
        said.content = std::string(4000, 'c');
        window.append(std::make_shared<const Message>(said));
        QVERIFY(window.estimate() >= 1000);
    }

    void keepsTheWorstLabel()
    {
        Window window("", 0);
        QCOMPARE(window.label(), Label());
        window.append(user("a", {Integrity::Untrusted, Confidentiality::Public}));
        window.append(user("b", {Integrity::Trusted, Confidentiality::Private}));
        window.append(user("c"));
        QCOMPARE(window.label(), (Label{Integrity::Untrusted, Confidentiality::Private}));
    }
};

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_window.moc"
