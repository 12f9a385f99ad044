// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// Whole conversations with a server that was written from the protocols and not from our clients. It stands beside the
// project; without it the same conversations are held with the small one of our own.
#include "llm/modelclient.h"

#include "base/jsonvalue.h"
#include "core/llm/replytext.h"
#include "testing/fakeprovider.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace signalbox;
using namespace signalbox::llm;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
constexpr Protocol protocols[] = {Protocol::Anthropic, Protocol::OpenAiResponses,
                                  Protocol::OpenAiChat};

QString serverScript()
{
    return QStringLiteral(SIGNALBOX_SHARED_DIR "/tools/fake_llm/fake_llm.py");
}

// The server beside the project, as a process of its own.
class FakeProcess
{
public:
    explicit FakeProcess(const std::string& scenario)
    {
        QFile file(m_folder.filePath(QStringLiteral("s.json")));
        if (!file.open(QIODevice::WriteOnly))
            return;
        file.write(scenario.c_str());
        file.close();
        const auto portFile = m_folder.filePath(QStringLiteral("port"));
        m_process.start(QStringLiteral("python3"),
                        {serverScript(), QStringLiteral("--scenario"), file.fileName(),
                         QStringLiteral("--port"), QStringLiteral("0"),
                         QStringLiteral("--port-file"), portFile, QStringLiteral("--max-seconds"),
                         QStringLiteral("200")});
        m_ready = QTest::qWaitFor([&] { return QFile::exists(portFile); }, 20000);
        QFile port(portFile);
        if (port.open(QIODevice::ReadOnly))
            m_url = "http://127.0.0.1:" + port.readAll().trimmed().toStdString();
    }
    ~FakeProcess()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(3000))
            m_process.kill();
        m_process.waitForFinished(3000);
    }
    FakeProcess(const FakeProcess&) = delete;
    FakeProcess& operator=(const FakeProcess&) = delete;

    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] const std::string& url() const { return m_url; }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    bool m_ready = false;
    std::string m_url;
};

const std::string turns =
    "[{'thinking':'h\\u00e9 \\u20ac','text':'Look\\u00e9ing \\ud83d\\ude00 "
    "now.','tool_calls':[{'name':'ls','arguments':{'a':'\\u00fc \\u0022 b'},'chunks':4},"
    "{'name':'files__read','arguments':{}}],'usage':{'input':900,'output':40,'cached':800,'cache_"
    "write':20,'reasoning':12}},"
    "{'text':'Done: ${last}','usage':{'input':950,'output':4}}]";
} // namespace

class TestConversations : public QObject
{
    Q_OBJECT

    net::HttpClient m_http;

    std::unique_ptr<ModelClient> client(Protocol protocol, const std::string& url,
                                        std::chrono::milliseconds idle = 30s)
    {
        return clientAt(m_http, protocol, url, "fake-1", "{}", "sk-test", idle);
    }

    // The conversation's replies as text, ids of calls left out.
    std::string converse(const ModelClient& model, const std::string& first, int steps)
    {
        Talk talk(model, {tool("ls"), tool("files/read")});
        talk.add(user(first));
        std::string all;
        for (int step = 1; step <= steps; ++step) {
            talk.request().step = step;
            const auto reply = talk.ask();
            if (!reply)
                return all + replyText(reply) + " " + reply.error().message;
            all += reply->thinking + "|" + reply->text;
            std::vector<ToolAnswer> given;
            for (const auto& call : reply->calls) {
                all += "|" + call.name + call.arguments + (call.problem.empty() ? "" : "!");
                given.push_back({call.id, call.name, "result of " + call.name, given.empty()});
            }
            all += "|" + std::string(stopReasonName(reply->stop)) + "\n";
            talk.add(assistant(*reply, model));
            if (!given.empty())
                talk.add(answers(given));
            else
                talk.add(user("more"));
        }
        return all;
    }

private Q_SLOTS:
    void agreesOnEveryStreamShape()
    {
        if (!QFile::exists(serverScript()))
            return agreesWithOurOwnServer();
        const std::vector<std::string> shapes = {
            "{}",
            "{'split':'bytes','split_bytes':1}",
            "{'split':'nasty'}",
            "{'split':'coalesce'}",
            "{'newline':'\\r\\n'}",
            "{'bom':true}",
            "{'comments':1}",
            "{'multiline_data':true}",
            "{'multiline_data':true,'newline':'\\r\\n','split':'nasty'}",
            "{'no_space':true}",
            "{'event_names':false}",
            "{'ascii':true}",
            "{'content_type':'text/plain'}"};
        std::string conversations;
        for (std::size_t i = 0; i < shapes.size(); ++i)
            conversations += (i ? "," : "") + std::string("{'name':'c") + std::to_string(i)
                + "','match':{'first_user':'^shape " + std::to_string(i) + "$'},'sse':" + shapes[i]
                + ",'turns':" + turns + "}";
        const FakeProcess server(q("{'conversations':[" + conversations + "]}"));
        QVERIFY(server.isReady());
        for (const auto protocol : protocols) {
            const auto model = client(protocol, server.url());
            for (std::size_t i = 0; i < shapes.size(); ++i) {
                const auto got = converse(*model, "shape " + std::to_string(i), 2);
                const auto want = "h\xC3\xA9 \xE2\x82\xAC|Look\xC3\xA9ing \xF0\x9F\x98\x80 now.|ls"
                    + q("{'a':'\xC3\xBC \\") + "\"" + q(" b'}") + "|files/read{}|tools\n|Done: ";
                QVERIFY2(got.starts_with(want), (shapes[i] + "\n" + got).c_str());
                QVERIFY2(got.ends_with("|end\n"), got.c_str());
            }
        }
    }

    void agreesWithOurOwnServer()
    {
        for (const auto protocol : protocols) {
            const auto reply = protocol == Protocol::Anthropic ? anthropicReply
                : protocol == Protocol::OpenAiChat             ? chatReply
                                                               : responsesReply;
            FakeProvider server(
                {recut(reply("Looking.", {{"ls", "{}", {}}, {"files__read", q("{'a':1}"), {}}}, {}),
                       3),
                 reply("Done.", {}, {})});
            const auto model = client(protocol, server.url());
            QCOMPARE(converse(*model, "go", 2),
                     q("|Looking.|ls{}|files/read{'a':1}|tools\n|Done.|end\n"));
        }
    }

    void bearsTheQuirksOfChatServers()
    {
        if (!QFile::exists(serverScript()))
            return;
        const std::vector<std::string> quirks = {"'no_ids'",
                                                 "'null_ids'",
                                                 "'no_index'",
                                                 "'same_index'",
                                                 "'interleave'",
                                                 "'all_in_one_delta'",
                                                 "'whole_call'",
                                                 "'args_object'",
                                                 "'split_name'",
                                                 "'name_every_chunk'",
                                                 "'role_every_chunk'",
                                                 "'null_content'",
                                                 "'think_tags'",
                                                 "'reasoning_field:reasoning'",
                                                 "'no_usage'",
                                                 "'usage_with_finish'",
                                                 "'usage_always'",
                                                 "'finish_stop'",
                                                 "'no_finish'",
                                                 "'no_done'",
                                                 "'empty_choices_first'",
                                                 "'no_ids','no_index'",
                                                 "'no_ids','finish_stop','no_done'",
                                                 "'same_index','split_name'",
                                                 "'no_index','split_name'",
                                                 "'no_index','name_every_chunk'",
                                                 "'think_tags','no_usage'"};
        std::string conversations;
        for (std::size_t i = 0; i < quirks.size(); ++i)
            conversations += (i ? "," : "") + std::string("{'name':'c") + std::to_string(i)
                + "','match':{'first_user':'^quirk " + std::to_string(i) + "$'},'quirks':["
                + quirks[i] + "],'turns':" + turns + "}";
        const FakeProcess server(q("{'conversations':[" + conversations + "]}"));
        QVERIFY(server.isReady());
        const auto model = client(Protocol::OpenAiChat, server.url() + "/v1");
        for (std::size_t i = 0; i < quirks.size(); ++i) {
            const auto got = converse(*model, "quirk " + std::to_string(i), 2);
            QVERIFY2(got.starts_with("h\xC3\xA9 \xE2\x82\xAC|Look")
                         && got.find("|files/read{}|tools\n|Done: ") != std::string::npos
                         && got.ends_with("|end\n"),
                     (quirks[i] + "\n" + got).c_str());
        }
    }

    void failsAsTheServersFail()
    {
        if (!QFile::exists(serverScript()))
            return;
        struct Case
        {
            const char* turn;
            const char* expected;
        };
        const std::vector<Case> cases = {
            {"{'text':'abc','http_error':{'status':429,'headers':{'retry-after':'2'}}}",
             "failed rate_limit 429 retry"},
            {"{'text':'abc','http_error':{'status':401}}", "failed authentication 401"},
            {"{'text':'abc','http_error':{'status':502,'body':'<html><title>x</title></"
             "html>','content_type':'text/html'}}",
             "failed server 502 retry"},
            {"{'text':'abc','http_error':{'status':400,'body':{'detail':[{'msg':'no'}]}}}",
             "failed invalid_request 400"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','disconnect':{'after':1,'how':'rst'}}",
             "failed network retry"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','disconnect':{'after':1,'how':'fin'}}",
             "failed network retry"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','disconnect':{'after':2,'how':'fin','mid_event':"
             "true}}",
             "failed network retry"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','disconnect':{'after':1,'how':'hang','hang_ms':"
             "20000}}",
             "failed timeout retry"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','garbage_after':1}", "failed stream retry"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','stream_error':{'after':1,'message':'boom'}}",
             "retry"},
            {"{'text':'abcdefghijklmnopqrstuvwxyz','stream_error':{'after':1,'named_event':true,'"
             "nested':true,'then_failed':true}}",
             "retry"},
            {"{'text':'abc','stop':'length'}", "text abc\nlength"}};
        std::string conversations;
        for (std::size_t i = 0; i < cases.size(); ++i)
            conversations += (i ? "," : "") + std::string("{'name':'c") + std::to_string(i)
                + "','match':{'first_user':'^case " + std::to_string(i) + "$'},'turns':["
                + cases[i].turn + "]}";
        const FakeProcess server(q("{'conversations':[" + conversations + "]}"));
        QVERIFY(server.isReady());
        for (const auto protocol : protocols) {
            const auto model = client(protocol, server.url(), 2s);
            for (std::size_t i = 0; i < cases.size(); ++i) {
                Talk talk(*model);
                talk.add(user("case " + std::to_string(i)));
                const auto got = talk.ask();
                QVERIFY2(
                    replyText(got).find(cases[i].expected) != std::string::npos,
                    (std::string(model->protocol()) + " " + cases[i].turn + "\n" + replyText(got))
                        .c_str());
                if (i == 0)
                    QCOMPARE(got.error().retryAfter, std::optional(2000ms));
            }
        }
    }

    // Each stream in two pieces parted at every byte is the same reply; broken off at every byte it is never taken
    // for a whole one.
    void survivesEveryCut()
    {
        for (const auto protocol : protocols) {
            const auto reply = protocol == Protocol::Anthropic ? anthropicReply
                : protocol == Protocol::OpenAiChat             ? chatReply
                                                               : responsesReply;
            const auto whole = recut(
                reply("L\xC3\xB6\xE2\x82\xAC", {{"ls", q("{'a':'\xC3\xBC'}"), {}}}, {}), 1u << 20);
            const auto& bytes = whole.pieces.front();
            FakeProvider server;
            const auto model = client(protocol, server.url());
            Talk talk(*model, {tool("ls")});
            talk.add(user("x"));
            server.add(whole);
            const auto want = replyText(talk.ask());
            QVERIFY2(!want.starts_with("failed"), want.c_str());
            for (std::size_t at = 1; at < bytes.size(); ++at) {
                auto form = whole;
                form.pieces = {bytes.substr(0, at), bytes.substr(at)};
                server.add(form);
                QCOMPARE(replyText(talk.ask()), want);
                form.pieces = {bytes.substr(0, at)};
                server.add(form);
                const auto got = replyText(talk.ask());
                const auto end =
                    bytes.rfind(protocol == Protocol::OpenAiChat ? "finish_reason" : "data: ");
                QVERIFY2(got == "failed stream retry" || at > end || got == want, got.c_str());
            }
        }
    }

    void holdsManyConversationsAtOnce()
    {
        const FakeProvider server([](const FakeRequest& request) {
            const bool again = request.body.find("result of") != std::string::npos;
            return again ? chatReply("done") : recut(chatReply("go", {{"ls", "{}", {}}}), 50);
        });
        const auto model = client(Protocol::OpenAiChat, server.url());
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 40; ++i)
            threads.emplace_back(
                [&] { good += converse(*model, "x", 2) == "|go|ls{}|tools\n|done|end\n"; });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 40);
    }

    void asksTheServicesWhereThereIsAKey()
    {
        struct Service
        {
            Protocol protocol;
            const char* model;
        };
        const bool live = qEnvironmentVariableIsSet("SIGNALBOX_LIVE");
        for (const auto& [protocol, name] : {Service{Protocol::Anthropic, "claude-haiku-4-5"},
                                             Service{Protocol::OpenAiResponses, "gpt-6-luna"}}) {
            ModelEntry entry;
            entry.protocol = protocol;
            entry.model = name;
            const auto key = qgetenv(keyVariable(entry).c_str()).toStdString();
            if (!live || key.empty()) {
                qInfo("%s: no key, nothing asked", std::string(protocolName(protocol)).c_str());
                continue;
            }
            ClientContext context;
            context.http = &m_http;
            context.apiKey = key;
            const auto model = makeModelClient(entry, context);
            Talk talk(**model);
            talk.request().maxOutput = 1000;
            talk.add(user("Say hello."));
            const auto reply = talk.ask();
            QVERIFY2(reply.has_value(), reply ? "" : reply.error().message.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestConversations)
#include "tst_conversations.moc"
