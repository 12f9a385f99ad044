// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/httpclient.h"

#include "testing/fakeprovider.h"
#include "testing/pace.h"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <future>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <QTest>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::net;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
using SteadyClock = std::chrono::steady_clock;

Bytes bytes(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

HttpRequest post(const FakeProvider& server, std::string body = "hello")
{
    HttpRequest request;
    request.url = server.url() + "/x";
    request.body = {bytes(std::move(body))};
    return request;
}

FakeReply plain(std::string body)
{
    return {200, {{"content-type", "text/plain"}}, {std::move(body)}};
}

std::string outcome(const Result<HttpResponse>& result)
{
    return result ? std::to_string(result->status) + " " + result->body
                  : std::string(errcName(result.error().code));
}

double milliseconds(SteadyClock::time_point since)
{
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - since).count();
}

// The median of `count` requests on one connection of a client that is nothing but a socket, in microseconds.
double rawSocketMicroseconds(int port, int count)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(std::uint16_t(port));
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return -1;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::string text = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const auto start = SteadyClock::now();
        if (::send(fd, text.data(), text.size(), MSG_NOSIGNAL) < 0)
            return -1;
        std::string got;
        char buffer[4096];
        while (!got.ends_with("world")) {
            const auto n = ::recv(fd, buffer, sizeof buffer, 0);
            if (n <= 0)
                return -1;
            got.append(buffer, std::size_t(n));
        }
        times.push_back(milliseconds(start) * 1000);
    }
    ::close(fd);
    std::nth_element(times.begin(), times.begin() + count / 2, times.end());
    return times[std::size_t(count) / 2];
}
} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsAndReceives()
    {
        FakeProvider server({plain("world")});
        HttpClient client;
        auto request = post(server);
        request.body = {bytes("hel"), bytes(""), bytes("lo")};
        request.headers = {{"X-One", "1"}, {"content-type", "application/json"}};
        const auto response = client.send(request, {});
        QCOMPARE(outcome(response), std::string("200 world"));
        QCOMPARE(response->header("content-type"), std::string_view("text/plain"));
        const auto got = server.requests().at(0);
        QCOMPARE(got.method, std::string("POST"));
        QCOMPARE(got.body, std::string("hello"));
        QCOMPARE(got.header("x-one"), std::string("1"));
        QCOMPARE(got.header("content-type"), std::string("application/json"));
        QCOMPARE(got.header("expect"), std::string());
    }

    void splicesABigBody()
    {
        FakeProvider server({plain("ok")});
        HttpClient client;
        auto request = post(server);
        request.body.clear();
        std::string all;
        for (int i = 0; i < 3000; ++i) {
            request.body.push_back(bytes(std::string(std::size_t(i % 997), char('a' + i % 26))));
            all += *request.body.back();
        }
        QCOMPARE(outcome(client.send(request, {})), std::string("200 ok"));
        QVERIFY(server.requests().at(0).body == all);
    }

    void keepsTheMethod_data()
    {
        QTest::addColumn<QByteArray>("method");
        for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"})
            QTest::newRow(method) << QByteArray(method);
    }

    void keepsTheMethod()
    {
        QFETCH(const QByteArray, method);
        FakeProvider server({plain("ok"), plain("ok")});
        HttpClient client;
        auto request = post(server);
        request.method = method.toStdString();
        QCOMPARE(outcome(client.send(request, {})), std::string("200 ok"));
        request.body.clear();
        QCOMPARE(outcome(client.send(request, {})), std::string("200 ok"));
        for (const auto& got : server.requests())
            QCOMPARE(got.method, method.toStdString());
        QCOMPARE(server.requests().at(0).body, std::string("hello"));
        QCOMPARE(server.requests().at(1).body, std::string());
    }

    void reusesTheConnection()
    {
        FakeProvider server([](const FakeRequest&) { return plain("ok"); });
        HttpClient client;
        for (int i = 0; i < 20; ++i)
            QCOMPARE(outcome(client.send(post(server), {})), std::string("200 ok"));
        QCOMPARE(server.connections(), 1);
    }

    void reusesTheConnectionAfterAStreamThatWasLeft()
    {
        FakeProvider server([](const FakeRequest&) {
            return FakeReply{200, {}, {"one", "two", "three"}};
        });
        HttpClient client;
        for (int i = 0; i < 20; ++i) {
            const auto response = client.stream(
                post(server), [](const HttpResponse&, std::string_view) { return false; }, {});
            QVERIFY(response.has_value());
        }
        QVERIFY2(server.connections() < 20, qPrintable(QString::number(server.connections())));
    }

    void streamsAsItComes()
    {
        FakeProvider server(
            {FakeReply{200, {}, {"one", "two", "three"}, FakeReply::End::Keep, 20ms}});
        HttpClient client;
        std::vector<std::string> pieces;
        const auto response =
            client.stream(post(server),
                          [&](const HttpResponse& head, std::string_view piece) {
                              pieces.push_back(std::to_string(head.status) + std::string(piece));
                              return true;
                          },
                          {});
        QVERIFY(response.has_value());
        QCOMPARE(pieces, (std::vector<std::string>{"200one", "200two", "200three"}));
    }

    void stopsWithin100Milliseconds()
    {
        QVERIFY(staysWithin(100ms, [] {
            FakeProvider server({FakeReply{200, {}, {"one", "two"}, FakeReply::End::Hang}});
            HttpClient client;
            std::stop_source source;
            SteadyClock::time_point stopped;
            std::jthread stopper;
            const auto response = client.stream(
                post(server),
                [&](const HttpResponse&, std::string_view) {
                    if (!stopper.joinable())
                        stopper = std::jthread([&] {
                            stopped = SteadyClock::now();
                            source.request_stop();
                        });
                    return true;
                },
                source.get_token());
            const auto after = SteadyClock::now();
            stopper.join();
            [&] { QCOMPARE(outcome(response), std::string("cancelled")); }();
            return after - stopped;
        }));
    }

    void stopsBeforeAnythingIsSent()
    {
        FakeProvider server({plain("ok")});
        HttpClient client;
        std::stop_source source;
        source.request_stop();
        QCOMPARE(outcome(client.send(post(server), source.get_token())), std::string("cancelled"));
        QCOMPARE(server.requests().size(), 0u);
    }

    void endsTransfersWithTheClient()
    {
        FakeProvider server({FakeReply{200, {}, {"one", "two"}, FakeReply::End::Hang}});
        auto client = std::make_unique<HttpClient>();
        std::string got;
        std::thread caller([&, raw = client.get()] { got = outcome(raw->send(post(server), {})); });
        QVERIFY(server.waitForRequests(1));
        client.reset();
        caller.join();
        QCOMPARE(got, std::string("cancelled"));
    }

    void fails_data()
    {
        using End = FakeReply::End;
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("pieces");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("cut in a chunked body") << int(End::Cut) << 2 << QByteArray("unavailable");
        QTest::newRow("cut in a body of known length")
            << int(End::Cut) << 1 << QByteArray("unavailable");
        QTest::newRow("reset") << int(End::Reset) << 2 << QByteArray("unavailable");
        QTest::newRow("hangs") << int(End::Hang) << 2 << QByteArray("timed_out");
        QTest::newRow("closed, no length") << int(End::Close) << 1 << QByteArray("200 0");
    }

    void fails()
    {
        QFETCH(const int, end);
        QFETCH(const int, pieces);
        QFETCH(const QByteArray, expected);
        FakeReply reply{200, {}, {}, FakeReply::End(end)};
        for (int i = 0; i < pieces; ++i)
            reply.pieces.push_back(std::to_string(i));
        FakeProvider server({reply});
        HttpClient client;
        auto request = post(server);
        request.idleTimeout = 150ms;
        QCOMPARE(outcome(client.send(request, {})), expected.toStdString());
        QCOMPARE(server.requests().size(), 1u);
    }

    void saysWhatIsWrongWithTheServer()
    {
        FakeProvider server(
            {FakeReply{200, {}, {""}, FakeReply::End::Close, 0ms, true},
             FakeReply{200, {}, {"SSH-2.0-x\r\n"}, FakeReply::End::Close, 0ms, true}});
        HttpClient client;
        const auto nothing = client.send(post(server), {});
        QCOMPARE(outcome(nothing), std::string("unavailable"));
        QCOMPARE(nothing.error().message,
                 std::string("the server closed the connection without a reply"));
        QCOMPARE(nothing.error().context, "127.0.0.1:" + std::to_string(server.port()));
        QCOMPARE(outcome(client.send(post(server), {})), std::string("unavailable"));
    }

    void cannotConnect()
    {
        int port = 0;
        {
            const FakeProvider closed;
            port = closed.port();
        }
        HttpClient client;
        HttpRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(port) + "/";
        const auto response = client.send(request, {});
        QCOMPARE(outcome(response), std::string("unavailable"));
        QVERIFY(response.error().message.starts_with("cannot connect; is the server running?"));
    }

    void boundsTime()
    {
        FakeProvider server({FakeReply{
            200, {}, {"1", "2", "3", "4", "5", "6", "7", "8", "9"}, FakeReply::End::Keep, 40ms}});
        HttpClient client;
        auto request = post(server);
        request.wallTimeout = 150ms;
        QCOMPARE(outcome(client.send(request, {})), std::string("timed_out"));
    }

    void boundsBytes()
    {
        FakeProvider server({plain(std::string(1001, 'x')), plain(std::string(1000, 'x')),
                             FakeReply{200, {{"x-long", std::string(300'000, 'x')}}, {"x"}}});
        HttpClient client;
        auto request = post(server);
        request.maxBytes = 1000;
        QCOMPARE(outcome(client.send(request, {})), std::string("limit"));
        QCOMPARE(outcome(client.send(request, {})), "200 " + std::string(1000, 'x'));
        const auto tooLongHead = client.send(request, {});
        QVERIFY(!tooLongHead);
    }

    void refusesWhatIsNoRequest_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("file") << QByteArray("file:///etc/passwd") << QByteArray("a")
                              << QByteArray("b") << QByteArray("denied");
        QTest::newRow("no url") << QByteArray("nonsense") << QByteArray("a") << QByteArray("b")
                                << QByteArray("invalid");
        QTest::newRow("line break in a value") << QByteArray("http://127.0.0.1/") << QByteArray("a")
                                               << QByteArray("b\r\nx: y") << QByteArray("invalid");
        QTest::newRow("line break in a name")
            << QByteArray("http://127.0.0.1/") << QByteArray("a\r\nb") << QByteArray("c")
            << QByteArray("invalid");
        QTest::newRow("NUL") << QByteArray("http://127.0.0.1/") << QByteArray("a")
                             << QByteArray("b\0c", 3) << QByteArray("invalid");
    }

    void refusesWhatIsNoRequest()
    {
        QFETCH(const QByteArray, url);
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, expected);
        HttpClient client;
        HttpRequest request;
        request.url = url.toStdString();
        request.headers = {{name.toStdString(), value.toStdString()}};
        QCOMPARE(outcome(client.send(request, {})), expected.toStdString());
    }

    void reachesOnlyPublicAddressesWhereToldSo()
    {
        FakeProvider server([](const FakeRequest&) { return plain("secret"); });
        HttpClient client;
        const auto port = std::to_string(server.port());
        // A connection that another request opened and that is kept does not open the way either.
        QCOMPARE(outcome(client.send(post(server), {})), std::string("200 secret"));
        for (const char* host : {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433",
                                 "0x7f.1", "[::ffff:127.0.0.1]", "127.1", "0177.0.0.1"}) {
            HttpRequest request;
            request.method = "GET";
            request.url = "http://" + std::string(host) + ":" + port + "/";
            request.addresses = AddressPolicy::PublicOnly;
            QCOMPARE(outcome(client.send(request, {})), std::string("denied"));
        }
        QCOMPARE(server.requests().size(), 1u);
    }

    void followsRedirects()
    {
        FakeProvider second({plain("there")});
        FakeProvider first({FakeReply{302, {{"location", "/y"}}, {"moved"}},
                            FakeReply{307, {{"location", second.url() + "/z"}}, {"moved"}}});
        HttpClient client;
        auto request = post(first);
        request.redirects = 2;
        request.headers = {{"X-Api-Key", "k"}, {"Authorization", "Bearer k"}, {"Accept", "a/b"}};
        const auto response = client.send(request, {});
        QCOMPARE(outcome(response), std::string("200 there"));
        QCOMPARE(response->url, second.url() + "/z");
        const auto toFirst = first.requests();
        QCOMPARE(toFirst.at(1).method, std::string("GET"));
        QCOMPARE(toFirst.at(1).header("x-api-key"), std::string("k"));
        const auto toSecond = second.requests().at(0);
        QCOMPARE(toSecond.header("x-api-key") + toSecond.header("authorization"), std::string());
        QCOMPARE(toSecond.header("accept"), std::string("a/b"));
    }

    void endsRedirects_data()
    {
        QTest::addColumn<int>("redirects");
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("none wanted") << 0 << QByteArray("/y") << QByteArray("302 moved");
        QTest::newRow("round and round") << 5 << QByteArray("/x") << QByteArray("302 moved");
        QTest::newRow("to a file") << 5 << QByteArray("file:///etc/passwd") << QByteArray("denied");
        QTest::newRow("to nowhere") << 5 << QByteArray("http://") << QByteArray("invalid");
    }

    void endsRedirects()
    {
        QFETCH(const int, redirects);
        QFETCH(const QByteArray, location);
        QFETCH(const QByteArray, expected);
        FakeProvider server([&](const FakeRequest&) {
            return FakeReply{302, {{"location", location.toStdString()}}, {"moved"}};
        });
        HttpClient client;
        auto request = post(server);
        request.redirects = redirects;
        QCOMPARE(outcome(client.send(request, {})), expected.toStdString());
    }

    void doesNotSendTwiceWhenAKeptConnectionDies()
    {
        std::atomic<int> count = 0;
        FakeProvider server([&](const FakeRequest&) {
            return ++count == 1 ? plain("ok")
                                : FakeReply{200, {}, {""}, FakeReply::End::Reset, 0ms, true};
        });
        HttpClient client;
        QCOMPARE(outcome(client.send(post(server), {})), std::string("200 ok"));
        QCOMPARE(outcome(client.send(post(server), {})), std::string("unavailable"));
        QCOMPARE(server.requests().size(), 2u);
    }

    void servesManyCallersAtOnce()
    {
        FakeProvider server([](const FakeRequest& request) { return plain(request.body); });
        HttpClient client;
        std::atomic<int> good = 0;
        std::vector<std::thread> callers;
        for (int i = 0; i < 64; ++i) {
            callers.emplace_back([&, i] {
                for (int round = 0; round < 5; ++round) {
                    const auto text = std::to_string(i * 100 + round);
                    if (outcome(client.send(post(server, text), {})) == "200 " + text)
                        ++good;
                }
            });
        }
        for (auto& caller : callers)
            caller.join();
        QCOMPARE(good.load(), 320);
    }

    void servesOthersWhileACallerIsBusyWithItsBytes()
    {
        FakeProvider server([](const FakeRequest& request) {
            return request.body == "long" ? FakeReply{200, {}, {"a", "b"}} : plain("short");
        });
        HttpClient client;
        std::promise<void> begun;
        std::promise<std::string> other;
        std::string told;
        std::thread second([&] {
            begun.get_future().wait();
            other.set_value(outcome(client.send(post(server, "short"), {})));
        });
        std::string body;
        const auto first =
            client.stream(post(server, "long"),
                          [&](const HttpResponse&, std::string_view bytes) {
                              if (body.empty()) {
                                  begun.set_value();
                                  auto answer = other.get_future();
                                  if (answer.wait_for(5s) == std::future_status::ready)
                                      told = answer.get();
                              }
                              body += bytes;
                              return true;
                          },
                          {});
        second.join();
        QCOMPARE(told, "200 short");
        QCOMPARE(body, "ab");
        QVERIFY(first.has_value());
    }

    void servesALateCallerWhoseNeighbourLeaves()
    {
        std::promise<void> goOn;
        auto going = goOn.get_future().share();
        FakeProvider server([going](const FakeRequest& request) {
            if (request.body == "late")
                going.wait();
            return plain(request.body);
        });
        HttpClient client;
        std::string late;
        std::thread second;
        const auto first = client.stream( // it drives when the other comes, and then it is over
            post(server, "first"),
            [&](const HttpResponse&, std::string_view) {
                second =
                    std::thread([&] { late = outcome(client.send(post(server, "late"), {})); });
                return server.waitForRequests(2);
            },
            {});
        goOn.set_value();
        second.join();
        QVERIFY(first.has_value());
        QCOMPARE(late, "200 late");
        QCOMPARE(outcome(client.send(post(server, "again"), {})), "200 again");
    }

    void costsLittleOverARawSocket()
    {
        FakeProvider server([](const FakeRequest&) { return plain("world"); });
        constexpr int count = 500;
        const double raw = rawSocketMicroseconds(server.port(), count);
        QVERIFY(raw > 0);
        HttpClient client;
        const auto request = post(server);
        std::vector<double> times;
        for (int i = 0; i < count; ++i) {
            const auto start = SteadyClock::now();
            QVERIFY(client.send(request, {}).has_value());
            times.push_back(milliseconds(start) * 1000);
        }
        std::nth_element(times.begin(), times.begin() + count / 2, times.end());
        const double ours = times[count / 2];
        qInfo("median of a request on a kept connection: %.0f us, a bare socket %.0f us", ours,
              raw);
        QVERIFY2(ours - raw < 2000, "far from the 100 us it should be, even on a busy machine");
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
