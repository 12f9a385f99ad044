// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/headers.h"
#include "net/url.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::net;

class TestUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("parts"); // scheme host port path query, or the code of the error
        const auto row = [](const char* url, const char* parts) {
            QTest::newRow(url) << QString::fromUtf8(url) << QString::fromUtf8(parts);
        };
        row("http://a.example", "http a.example 80 / ");
        row("https://A.Example:8443/v1?x=1#y", "https a.example 8443 /v1 x=1");
        row("http://[::1]:8080/v1", "http ::1 8080 /v1 ");
        row("http://user:secret@a.example/", "http a.example 80 / ");
        row("ftp://a.example/", "denied");
        row("file:///etc/passwd", "denied");
        row("gopher://127.0.0.1:6379/_x", "denied");
        row("127.0.0.1:8080/v1", "invalid");
        row("", "invalid");
        row("http://", "invalid");
        row("http://a b/", "invalid");
        row("http://a.example/\nx", "invalid");
        row("http://a.example:99999/", "invalid");
    }

    void parses()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, parts);
        const auto parsed = parseUrl(url.toStdString());
        const auto text = parsed ? parsed->scheme + " " + parsed->host + " "
                + std::to_string(parsed->port) + " " + parsed->path + " " + parsed->query
                                 : std::string(errcName(parsed.error().code));
        QCOMPARE(QString::fromStdString(text), parts);
    }

    void resolvesRedirects()
    {
        QCOMPARE(resolveUrl("http://a.example/b/c", "../d").value_or("bad"),
                 std::string("http://a.example/d"));
        QCOMPARE(resolveUrl("http://a.example/b", "//c.example/d").value_or("bad"),
                 std::string("http://c.example/d"));
        QCOMPARE(resolveUrl("https://a.example/b", "https://c.example").value_or("bad"),
                 std::string("https://c.example/"));
    }

    void knowsLoopback()
    {
        for (const char* host : {"localhost", "a.localhost", "127.0.0.1", "127.9.8.7", "::1"})
            QVERIFY2(isLoopbackHost(host), host);
        for (const char* host : {"10.0.0.1", "localhost.example", "128.0.0.1", "::2", ""})
            QVERIFY2(!isLoopbackHost(host), host);
    }

    void knowsSpecialAddresses_data()
    {
        QTest::addColumn<bool>("special");
        for (const char* address : {"0.0.0.0",
                                    "0.1.2.3",
                                    "10.1.2.3",
                                    "100.64.0.1",
                                    "100.100.100.200",
                                    "127.0.0.1",
                                    "127.255.255.254",
                                    "168.63.129.16",
                                    "169.254.169.254",
                                    "172.16.0.1",
                                    "172.31.255.255",
                                    "192.0.0.192",
                                    "192.0.2.1",
                                    "192.168.1.1",
                                    "198.18.0.1",
                                    "198.19.255.255",
                                    "198.51.100.7",
                                    "203.0.113.9",
                                    "224.0.0.1",
                                    "239.1.1.1",
                                    "240.0.0.1",
                                    "255.255.255.255",
                                    "::",
                                    "::1",
                                    "::ffff:127.0.0.1",
                                    "::ffff:10.0.0.1",
                                    "::ffff:169.254.169.254",
                                    "::127.0.0.1",
                                    "64:ff9b::a9fe:a9fe",
                                    "64:ff9b:1::1",
                                    "100::1",
                                    "2001::1",
                                    "2001:10::1",
                                    "2001:db8::1",
                                    "2002:7f00:1::",
                                    "3fff::1",
                                    "fc00::1",
                                    "fd00:ec2::254",
                                    "fe80::1",
                                    "fe80::1%eth0",
                                    "fec0::1",
                                    "ff02::1",
                                    "5f00::1",
                                    "4000::1",
                                    "",
                                    "localhost",
                                    "0x7f.1",
                                    "2130706433",
                                    "127.1",
                                    "::ffff:8.8.8"})
            QTest::newRow(address) << true;
        for (const char* address :
             {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "128.0.0.1", "168.63.129.17",
              "169.253.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.17.0.1",
              "223.255.255.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700:4700::1111",
              "2a00:1450::1", "2001:4860:4860::8888"})
            QTest::newRow(address) << false;
    }

    void knowsSpecialAddresses()
    {
        QFETCH(const bool, special);
        QCOMPARE(isSpecialAddress(QTest::currentDataTag()), special);
    }

    void readsRetryAfter_data()
    {
        QTest::addColumn<QString>("ms");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("date");
        QTest::addColumn<int>("wait"); // -1: none
        QTest::newRow("none") << ""
                              << ""
                              << "" << -1;
        QTest::newRow("seconds") << ""
                                 << "3"
                                 << "" << 3000;
        QTest::newRow("fraction") << ""
                                  << "0.5"
                                  << "" << 500;
        QTest::newRow("milliseconds first") << "120"
                                            << "3"
                                            << "" << 120;
        QTest::newRow("zero") << ""
                              << "0"
                              << "" << -1;
        QTest::newRow("negative") << ""
                                  << "-5"
                                  << "" << -1;
        QTest::newRow("words") << "soon"
                               << "later"
                               << "" << -1;
        QTest::newRow("endless") << ""
                                 << "1e300"
                                 << "" << 86400000;
        QTest::newRow("nan") << ""
                             << "nan"
                             << "" << -1;
        QTest::newRow("date by the server's clock") << ""
                                                    << "Sun, 22 Nov 2026 10:00:07 GMT"
                                                    << "Sun, 22 Nov 2026 10:00:00 GMT" << 7000;
        QTest::newRow("date by our clock") << ""
                                           << "Sun, 22 Nov 2026 10:00:07 GMT"
                                           << "" << 2000;
        QTest::newRow("date that is over") << ""
                                           << "Sun, 22 Nov 2020 10:00:07 GMT"
                                           << "" << -1;
    }

    void readsRetryAfter()
    {
        QFETCH(const QString, ms);
        QFETCH(const QString, after);
        QFETCH(const QString, date);
        QFETCH(const int, wait);
        HttpResponse response;
        response.headers = {{"retry-after-ms", ms.toStdString()},
                            {"retry-after", after.toStdString()},
                            {"date", date.toStdString()}};
        const auto now = parseRfc3339("2026-11-22T10:00:05Z");
        const auto got = retryAfter(response, now);
        QCOMPARE(got ? int(got->count()) : -1, wait);
    }
};

QTEST_GUILESS_MAIN(TestUrl)
#include "tst_url.moc"
