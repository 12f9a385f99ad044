// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/sse.h"

#include <QTest>
#include <string>
#include <vector>

using namespace signalbox;
using namespace signalbox::net;

namespace {
// "name|data" of each event, one a line.
std::string eventsOf(const std::vector<std::string>& pieces, SseLimits limits = {})
{
    SseParser parser(limits);
    std::string text;
    const auto take = [&](const SseEvent& event) {
        text.append(event.name).append("|").append(event.data).append("\n");
        return true;
    };
    for (const auto& piece : pieces) {
        if (const auto fed = parser.feed(piece, take); !fed)
            return text + "error " + std::string(errcName(fed.error().code));
    }
    if (const auto ended = parser.finish(take); !ended)
        return text + "error " + std::string(errcName(ended.error().code));
    return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}
} // namespace

class TestSse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsStreams_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("events");
        const auto row = [](const char* name, QByteArray bytes, QByteArray events) {
            QTest::newRow(name) << bytes << events;
        };
        row("one event", "data: {}\n\n", "|{}\n");
        row("named", "event: ping\ndata: 1\n\n", "ping|1\n");
        row("no space", "event:ping\ndata:1\n\n", "ping|1\n");
        row("only one space is dropped", "data:  1\n\n", "| 1\n");
        row("lines are joined", "data: {\ndata: \"a\":1\ndata: }\n\n", "|{\n\"a\":1\n}\n");
        row("empty data is an event", "data:\n\n", "|\n");
        row("field without colon", "data\n\n", "|\n");
        row("comments", ": hello\n\n:\n\ndata: 1\n: in between\n\n", "|1\n");
        row("name alone is none", "event: ping\n\ndata: 1\n\n", "|1\n");
        row("byte order mark",
            "\xEF\xBB\xBF"
            "data: 1\n\n",
            "|1\n");
        row("mark only at the start",
            "data: 1\n\n\xEF\xBB\xBF"
            "data: 2\n\n",
            "|1\n");
        row("end without blank line", "data: 1\n\ndata: 2\n", "|1\n|2\n");
        row("end inside a line", "data: 1\n\ndata: 2", "|1\n|2\n");
        row("unknown fields", "retry: 5\nid: 7\nfoo: bar\ndata: 1\n\n", "|1\n");
        row("several blank lines", "\n\n\ndata: 1\n\n\n\ndata: 2\n\n", "|1\n|2\n");
        row("characters", "data: h\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\n\n",
            "|h\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\n");
        row("colon in the value", "data: a: b\n\n", "|a: b\n");
        row("nothing", "", "");
        row("NUL in data", QByteArray("data: a\0b\n\n", 11), QByteArray("|a\0b\n", 5));
    }

    // Every stream, with each kind of line end, cut at every byte, and byte by byte, gives the same events.
    void readsStreams()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, events);
        for (const std::string newline : {"\n", "\r\n", "\r"}) {
            const auto text = replaced(bytes.toStdString(), "\n", newline);
            std::vector<std::string> single;
            for (std::size_t cut = 0; cut <= text.size(); ++cut) {
                QCOMPARE(eventsOf({text.substr(0, cut), text.substr(cut)}), events.toStdString());
                if (cut < text.size())
                    single.push_back(text.substr(cut, 1));
            }
            QCOMPARE(eventsOf(single), events.toStdString());
        }
    }

    void mixesLineEnds()
    {
        QCOMPARE(eventsOf({"data: 1\r\n\rdata: 2\n\r\n", "data: 3\r\r"}),
                 std::string("|1\n|2\n|3\n"));
    }

    void boundsLinesAndEvents()
    {
        const SseLimits limits{16, 24};
        QCOMPARE(eventsOf({"data: 123456789\n\n"}, limits), std::string("|123456789\n"));
        QCOMPARE(eventsOf({"data: 12345678901\n"}, limits), std::string("error limit"));
        QCOMPARE(eventsOf({"data: 123", "4567", "8901"}, limits), std::string("error limit"));
        QCOMPARE(eventsOf({"data: 12345678\ndata: 12345678\ndata: 12345678\n"}, limits),
                 std::string("error limit"));
    }

    void endsWhenTheHandlerWantsNoMore()
    {
        SseParser parser;
        int count = 0;
        const auto fed = parser.feed("data: 1\n\ndata: 2\n\n", [&](const SseEvent&) {
            ++count;
            return false;
        });
        QVERIFY(fed && !*fed);
        QCOMPARE(count, 1);
    }

    void givesTheLastId()
    {
        SseParser parser;
        std::string ids;
        const auto fed =
            parser.feed("id: a\ndata: 1\n\ndata: 2\n\nid\ndata: 3\n\n", [&](const SseEvent& event) {
                ids.append(event.id).append(",");
                return true;
            });
        QVERIFY(fed.has_value());
        QCOMPARE(ids, std::string("a,a,,"));
    }

    void knowsThatItIsInside()
    {
        SseParser parser;
        const auto take = [](const SseEvent&) { return true; };
        QVERIFY(!parser.isInside());
        QVERIFY(parser.feed("dat", take).has_value() && parser.isInside());
        QVERIFY(parser.feed("a: 1\n", take).has_value() && parser.isInside());
        QVERIFY(parser.feed("\n", take).has_value() && !parser.isInside());
    }

    void survivesAnyBytes()
    {
        std::uint32_t state = 1;
        for (int round = 0; round < 2000; ++round) {
            std::string bytes;
            for (int i = 0; i < 64; ++i) {
                state = state * 1664525 + 1013904223;
                constexpr char alphabet[] = "data: event\r\n\r\n\n:\xEF\xBB\xBF{}";
                bytes += alphabet[(state >> 16) % (sizeof alphabet)];
            }
            const auto whole = eventsOf({bytes});
            QCOMPARE(eventsOf({bytes.substr(0, 20), bytes.substr(20, 1), bytes.substr(21)}), whole);
        }
    }
};

QTEST_GUILESS_MAIN(TestSse)
#include "tst_sse.moc"
