// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "journal/compare.h"

#include <QtTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {

// Words of one run: "say:TEXT" is a reply, "call:TOOL:ARGUMENT:RESULT" a call that went well, "fail:..." one that did not.
std::vector<Event> run(const char* script)
{
    std::vector<Event> events;
    int n = 0;
    const auto add = [&](EventType type, const std::string& data) {
        Event event;
        event.path = "/step:" + std::to_string(n);
        event.type = type;
        event.data = data;
        events.push_back(event);
    };
    for (const auto word : split(script, ' ')) {
        const auto parts = split(word, ':');
        if (parts.size() < 2)
            continue;
        ++n;
        const auto part = [&](std::size_t i) {
            return i < parts.size() ? std::string(parts[i]) : std::string();
        };
        if (parts[0] == "say") {
            add(EventType::ModelReplied, "{\"model_served\":\"m\",\"text\":\"" + part(1) + "\"}");
            continue;
        }
        add(EventType::ToolRequested,
            "{\"tool\":\"" + part(1) + "\",\"arguments\":{\"a\":\"" + part(2) + "\"}}");
        add(EventType::ToolFinished,
            parts[0] == "call" ? "{\"ok\":true,\"result\":\"" + part(3) + "\"}"
                               : "{\"ok\":false,\"error\":\"" + part(3) + "\"}");
    }
    return events;
}

std::string compared(const char* a, const char* b)
{
    const auto comparison = compareRuns(run(a), run(b));
    std::string text;
    for (const auto& pair : comparison.pairs) {
        static constexpr char marks[] = {'=', '~', '-', '+'};
        text += text.empty() ? "" : " ";
        text += marks[int(pair.alignment)];
        for (const auto& difference : pair.differences)
            text += difference + ",";
    }
    if (comparison.firstDivergence)
        text += " @" + std::to_string(*comparison.firstDivergence);
    return text;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alignsStepByStep_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("expected");
        QTest::addRow("nothing") << ""
                                 << ""
                                 << "";
        QTest::addRow("equal") << "say:x call:t:1:r say:y"
                               << "say:x call:t:1:r say:y"
                               << "= = =";
        QTest::addRow("text") << "say:x say:y"
                              << "say:x say:z"
                              << "= ~text, @1";
        QTest::addRow("arguments and result") << "call:t:1:r"
                                              << "call:t:2:s"
                                              << "~arguments,result, @0";
        QTest::addRow("outcome") << "call:t:1:r"
                                 << "fail:t:1:r"
                                 << "~outcome, @0";
        QTest::addRow("a call less") << "say:x call:t:1:r call:u:1:r say:y"
                                     << "say:x call:u:1:r say:y"
                                     << "= - = = @1";
        QTest::addRow("a call more") << "say:x say:y"
                                     << "say:x call:t:1:r say:y"
                                     << "= + = @1";
        QTest::addRow("equal steps find each other") << "call:t:1:r call:t:2:r"
                                                     << "call:t:2:r"
                                                     << "- = @0";
        QTest::addRow("another tool") << "call:t:1:r"
                                      << "call:u:1:r"
                                      << "- + @0";
    }
    void alignsStepByStep()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, expected);
        QCOMPARE(
            QString::fromStdString(compared(a.toLatin1().constData(), b.toLatin1().constData())),
            expected);
    }

    void pairsVeryLongRunsByPosition()
    {
        std::string a = "say:first";
        std::string b = "say:other";
        for (int i = 0; i < 3000; ++i) {
            a += " say:x";
            b += " say:x";
        }
        const auto comparison = compareRuns(run(a.c_str()), run(b.c_str()));
        QCOMPARE(comparison.pairs.size(), std::size_t(3001));
        QCOMPARE(*comparison.firstDivergence, std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
