// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/fetchtool.h"

#include "base/jsonvalue.h"
#include "testing/pace.h"

#include <QTest>

#include <map>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::tools;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
// Answers each path with the bytes it was given; one request a connection.
class Server
{
public:
    explicit Server(std::map<std::string, std::string> answers)
        : m_answers(std::move(answers))
        , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_listener.get(), reinterpret_cast<sockaddr*>(&address), size) == 0
            && ::listen(m_listener.get(), 8) == 0)
            ::getsockname(m_listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~Server()
    {
        ::shutdown(m_listener.get(), SHUT_RDWR);
        m_thread.join();
    }
    std::string url(const std::string& path) const
    {
        return "http://127.0.0.1:" + std::to_string(m_port) + path;
    }

private:
    void serve()
    {
        for (;;) {
            const FileHandle connection(
                ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (!connection.isOpen())
                return;
            std::string request;
            char bytes[4096];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const auto count = ::read(connection.get(), bytes, sizeof bytes);
                if (count <= 0)
                    break;
                request.append(bytes, std::size_t(count));
            }
            const auto start = request.find(' ') + 1;
            const auto path = request.substr(start, request.find(' ', start) - start);
            const auto found = m_answers.find(path);
            std::string_view answer = found == m_answers.end()
                ? "HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n"
                : std::string_view(found->second);
            while (!answer.empty()) {
                const auto count =
                    ::send(connection.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
                if (count <= 0)
                    break;
                answer.remove_prefix(std::size_t(count));
            }
        }
    }

    const std::map<std::string, std::string> m_answers;
    const FileHandle m_listener;
    int m_port = 0;
    std::thread m_thread;
};

std::string answer(const std::string& type, const std::string& body)
{
    return "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: " + type
        + "\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string redirect(const std::string& location)
{
    return "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\nlocation: " + location
        + "\r\n\r\n";
}
} // namespace

class TestFetchTool : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusesAddresses_data()
    {
        QTest::addColumn<QString>("url");
        for (const auto* url : {"http://127.0.0.1/",
                                "http://127.1/",
                                "http://2130706433/",
                                "http://0x7f000001/",
                                "http://0177.0.0.1/",
                                "http://localhost/",
                                "http://LOCALHOST/",
                                "http://localhost./",
                                "http://x.localhost/",
                                "http://0.0.0.0/",
                                "http://0/",
                                "http://10.1.2.3/",
                                "http://172.16.0.1/",
                                "http://192.168.1.1/",
                                "http://169.254.169.254/latest/meta-data/",
                                "http://[::1]/",
                                "http://[::]/",
                                "http://[::ffff:127.0.0.1]/",
                                "http://[fe80::1]/",
                                "http://[fd00::1]/",
                                "http://224.0.0.1/",
                                "http://255.255.255.255/",
                                "http://100.64.0.1/",
                                "http://user@example.com/",
                                "http://user:pass@example.com/",
                                "http://example.com@127.0.0.1/",
                                "file:///etc/passwd",
                                "ftp://example.com/",
                                "gopher://example.com/",
                                "javascript:alert(1)",
                                "data:text/plain,x",
                                "//example.com/",
                                "example.com",
                                "http://",
                                "",
                                "http://exa mple.com/",
                                "http://example.com/\r\nX: y",
                                "http://ex\u00e4mple.com/",
                                "http://127.0.0.1\\@example.com/"})
            QTest::newRow(url) << QString::fromUtf8(url);
    }
    void refusesAddresses()
    {
        net::HttpClient client;
        const FetchTool fetch(client);
        QFETCH(QString, url);
        const auto resolved = fetch.resolve(Json{{"url", url.toStdString()}});
        QVERIFY2(!resolved, resolved ? resolved->arguments.c_str() : "");
        QVERIFY(resolved.error().code == Errc::Denied || resolved.error().code == Errc::Invalid);
    }

    void showsThePlainAddress()
    {
        net::HttpClient client;
        const FetchTool fetch(client);
        const auto resolved = fetch.resolve(Json{{"url", "HTTPS://Example.COM:443?q=1#part"}});
        QVERIFY2(resolved, resolved ? "" : resolved.error().text().c_str());
        QCOMPARE(resolved->arguments, std::string("{\"url\":\"https://example.com/?q=1\"}"));
        QCOMPARE(resolved->targets.at(0).host, std::string("example.com"));
        QCOMPARE(resolved->targets.at(0).identity, std::string("example.com"));
    }

    void connectsToNothingPrivate()
    {
        const Server server({{"/", answer("text/plain", "reached")}});
        net::HttpClient client;
        const FetchTool fetch(client);
        Resolved call; // as if the name had been harmless when it was looked at
        call.arguments = dumpJson(Json{{"url", server.url("/")}});
        const auto result = fetch.run(call, {});
        QVERIFY(!result.ok);
        QVERIFY(result.result.find("reached") == std::string::npos);
    }

    void fetches_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<QString>("contains");
        const auto row = [](const char* path, bool ok, const char* contains) {
            QTest::newRow(path) << QString::fromUtf8(path) << ok << QString::fromUtf8(contains);
        };
        row("/page", true, "\"text\":\"Head\\n\\nOne & two\",\"title\":\"A page\"");
        row("/plain", true, "\"text\":\"just <b>text</b>\"");
        row("/json", true, "\"text\":\"{\\\"a\\\":1}\"");
        row("/latin", true, "\"text\":\"caf\u00e9\"");
        row("/hop", true, "just <b>text</b>");
        row("/elsewhere", false,
            "redirects to http://192.0.2.1/x; call fetch_url with that address");
        row("/file", false, "cannot fetch");
        row("/circle", false, "redirects more than 5 times");
        row("/image", false, "it is image/png, and only text is returned");
        row("/binary", false, "only text is returned");
        row("/none", false, "the server answered 404");
        row("/long", true, "\"cut\":true");
    }
    void fetches()
    {
        const Server server(
            {{"/page",
              answer("text/html; charset=utf-8",
                     "<html><head><title>A\n page</title><style>p{}</style></head>"
                     "<body><h1>Head</h1><script>evil()</script><p>One &amp; <b>two</b></body>")},
             {"/plain", answer("text/plain", "just <b>text</b>")},
             {"/json", answer("application/json", "{\"a\":1}")},
             {"/latin", answer("text/plain; charset=ISO-8859-1", "caf\xE9")},
             {"/hop", redirect("/plain")},
             {"/elsewhere", redirect("http://192.0.2.1/x")},
             {"/file", redirect("file:///etc/passwd")},
             {"/circle", redirect("/circle")},
             {"/image", answer("image/png", "\x89PNG")},
             {"/binary", answer("text/plain", std::string("a\0b", 3))},
             {"/long", answer("text/plain", std::string(3u << 20, 'x'))}});
        net::HttpClient client;
        const FetchTool fetch(client, net::AddressPolicy::Any);
        QFETCH(QString, path);
        const auto resolved = fetch.resolve(Json{{"url", server.url(path.toStdString())}});
        QVERIFY(resolved);
        const auto result = fetch.run(*resolved, {});
        QTEST(result.ok, "ok");
        QFETCH(QString, contains);
        QVERIFY2(result.result.find(contains.toStdString()) != std::string::npos,
                 result.result.substr(0, 2000).c_str());
        QVERIFY(result.result.size() < (1u << 20) + 2000);
    }

    void readsHtml_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* html, const char* text) {
            QTest::newRow(html) << QString::fromUtf8(html) << QString::fromUtf8(text);
        };
        row("", "");
        row("plain", "plain");
        row("a  \n b", "a b");
        row("a<br>b<p>c", "a\nb\nc");
        row("<!-- hidden -->x", "x");
        row("<!-- never closed", "");
        row("<script>never closed", "");
        row("<SCRIPT>1 < 2</SCRIPT >x", "x");
        row("1 < 2 > 0", "1 < 2 > 0");
        row("&lt;&#65;&#x42;&#X43;&gt;", "<ABC>");
        row("&none; &; &#xD800; &#1114112; &#-1; &amp", "&none; &; &#xD800; &#1114112; &#-1; &amp");
        row("<td>a</td><td>b</td>", "a b");
        row("<", "<");
        row("</", "</");
        row("<a href=x>link</a", "link</a");
        row("caf\u00e9 <b>\u2028</b>", "caf\u00e9 \u2028");
    }
    void readsHtml()
    {
        QFETCH(QString, html);
        QTEST(QString::fromStdString(textOfHtml(html.toStdString()).text), "text");
    }

    void readsHostileHtmlInItsTime_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const auto* piece :
             {"<", "<a", "<!--", "<script>", "</", "&", "&#", "<title>", "<p>", "<a <b >"})
            QTest::newRow(piece) << QByteArray(piece);
    }
    void readsHostileHtmlInItsTime()
    {
        QFETCH(QByteArray, piece);
        const auto html = piece.repeated((1 << 20) / int(piece.size())).toStdString();
        QVERIFY(processorTimeOf([&] { (void)textOfHtml(html); }) < 5s);
        QVERIFY(processorTimeOf([&] { (void)textOfHtml(html + '>'); }) < 5s);
    }
};

QTEST_GUILESS_MAIN(TestFetchTool)
#include "tst_fetchtool.moc"
