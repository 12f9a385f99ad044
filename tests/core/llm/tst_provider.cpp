// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/provider.h"

#include "core/llm/replytext.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::llm;
using namespace std::chrono_literals;

namespace {
const Addressee to{"api.example", "m-1", "EXAMPLE_KEY", "sk-secret"};

QByteArray bytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}
} // namespace

class TestProvider : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheEndpoint_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("url");
        const auto row = [](Protocol protocol, const char* base, const char* url) {
            QTest::addRow("%d %s", int(protocol), base)
                << int(protocol) << QString::fromUtf8(base) << QString::fromUtf8(url);
        };
        const char* chat = "http://h:1/v1/chat/completions";
        for (const char* base :
             {"http://h:1/v1", "http://h:1/v1/", "http://h:1", "http://h:1/", "http://h:1/v1/v1",
              "http://h:1/v1/chat/completions", "http://h:1/v1/chat/completions/"})
            row(Protocol::OpenAiChat, base, chat);
        row(Protocol::OpenAiChat, "", "https://api.openai.com/v1/chat/completions");
        row(Protocol::OpenAiChat, "https://openrouter.ai/api/v1",
            "https://openrouter.ai/api/v1/chat/completions");
        row(Protocol::OpenAiChat, "https://h/openai", "https://h/openai/chat/completions");
        row(Protocol::OpenAiChat, "https://h/openai?v=1", "https://h/openai/chat/completions?v=1");
        row(Protocol::OpenAiResponses, "http://h:1/v1/", "http://h:1/v1/responses");
        for (const char* base : {"http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/",
                                 "http://h:1/v1/v1", "http://h:1/v1/messages"})
            row(Protocol::Anthropic, base, "http://h:1/v1/messages");
        row(Protocol::Anthropic, "https://h/anthropic", "https://h/anthropic/v1/messages");
    }

    void findsTheEndpoint()
    {
        QFETCH(const int, protocol);
        QFETCH(const QString, base);
        QFETCH(const QString, url);
        QCOMPARE(QString::fromStdString(endpointUrl(Protocol(protocol), base.toStdString())), url);
    }

    void sortsFailures_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type"); // with "retry" where it may go well again
        const auto row = [](const char* name, int status, const std::string& body,
                            const char* type) {
            QTest::newRow(name) << status << bytes(q(body)) << QByteArray(type);
        };
        row("bad request", 400, "{'error':{'message':'no'}}", "invalid_request");
        row("key", 401, "{'error':{'message':'no','code':'invalid_api_key'}}", "authentication");
        row("billing", 402, "{'error':{'message':'no','code':402}}", "quota");
        row("permission", 403, "", "permission");
        row("model", 404, "{'error':'model not found'}", "not_found");
        row("request timeout", 408, "", "timeout retry");
        row("conflict", 409, "", "server retry");
        row("too large", 413, "", "context");
        row("validation", 422, "{'detail':[{'loc':['a'],'msg':'no'}]}", "invalid_request");
        row("rate", 429, "{'error':{'type':'rate_limit_error'}}", "rate_limit retry");
        row("quota", 429, "{'error':{'code':'insufficient_quota'}}", "quota");
        row("spend limit", 429,
            "{'type':'error','error':{'type':'rate_limit_error','details':{'error_code':'enforced_"
            "spend_limit_reached'}}}",
            "quota");
        row("ramp", 429,
            "{'type':'error','error':{'type':'rate_limit_error','details':{'error_code':'ramp_"
            "limit_exceeded'}}}",
            "rate_limit retry");
        row("internal", 500, "{'message':'boom'}", "server retry");
        row("gateway", 502, "<html><head><title>502 Bad\nGateway</title></head></html>",
            "server retry");
        row("loading", 503, "{'error':{'message':'Loading model','code':503}}", "overloaded retry");
        row("gateway timeout", 504, "", "timeout retry");
        row("overloaded", 529, "{'type':'error','error':{'type':'overloaded_error'}}",
            "overloaded retry");
        row("context of Anthropic", 400,
            "{'type':'error','error':{'type':'invalid_request_error','message':'prompt is too "
            "long: 9 tokens > 8 maximum'}}",
            "context");
        row("context of OpenAI", 400, "{'error':{'code':'context_length_exceeded','message':'x'}}",
            "context");
        row("context of llama-server", 400,
            "{'error':{'code':400,'type':'exceed_context_size_error','message':'x'}}", "context");
        row("context of vLLM", 400,
            "{'error':{'code':400,'type':'BadRequestError','param':'input_tokens','message':'x'}}",
            "context");
        row("hostile shapes", 400, "{'error':{'message':{'a':1},'type':[],'code':null},'detail':7}",
            "invalid_request");
        row("list", 400, "[{'error':{'code':'insufficient_quota'}}]", "quota");
        row("no JSON", 418, "teapot", "invalid_request");
    }

    void sortsFailures()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, type);
        net::HttpResponse head;
        head.status = status;
        const auto failure = failureOf(to, &head, readErrorBody(body.toStdString()));
        QCOMPARE(bytes(failure.type + (failure.retry ? " retry" : "")), type);
        QCOMPARE(failure.status, status);
        QVERIFY(failure.message.find("api.example") != std::string::npos);
        QVERIFY(failure.message.find('\n') == std::string::npos);
    }

    void obeysTheServersWordOnRetries()
    {
        net::HttpResponse head;
        head.status = 500;
        head.headers = {{"x-should-retry", "false"}, {"retry-after", "3"}, {"request-id", "r-1"}};
        auto failure = failureOf(to, &head, {});
        QVERIFY(!failure.retry);
        QCOMPARE(failure.retryAfter, std::optional(3000ms));
        QCOMPARE(failure.requestId, std::string("r-1"));
        head.status = 400;
        head.headers = {{"x-should-retry", "true"}};
        QVERIFY(failureOf(to, &head, {}).retry);
        ServerWords quota;
        quota.code = "insufficient_quota";
        QVERIFY(!failureOf(to, &head, quota).retry);
    }

    void saysWhatToDo()
    {
        net::HttpResponse head;
        head.status = 401;
        QCOMPARE(
            failureOf(to, &head,
                      readErrorBody(q("{'error':{'message':'Incorrect key sk-secret\\n\\u202e'}}")))
                .message,
            std::string("api.example refused the key; check EXAMPLE_KEY in the environment or in "
                        "the key store (Settings) (401: Incorrect key ***)"));
        head.status = 502;
        QCOMPARE(failureOf(to, &head, readErrorBody("<!doctype html><title>Bad <b>gateway</title>"))
                     .message,
                 std::string("api.example has an internal error; try again later (502, a web page "
                             "titled \"Bad <b>gateway\")"));
    }

    void boundsTheWordsOfOthers()
    {
        const auto line = oneLine(std::string(100000, 'x') + "\n", 400);
        QCOMPARE(line.size(), 403u);
        QCOMPARE(oneLine(" a \n\t b\x1b[31m\xE2\x80\xAE\xFF "),
                 std::string("a b [31m \xEF\xBF\xBD"));
    }

    void waitsBetweenAttempts()
    {
        Failure failure;
        QCOMPARE(retryDelay(failure, 1, 0), 500ms);
        QCOMPARE(retryDelay(failure, 2, 0), 1000ms);
        QCOMPARE(retryDelay(failure, 5, 0), 8000ms);
        QCOMPARE(retryDelay(failure, 1000000, 0), 8000ms);
        QCOMPARE(retryDelay(failure, 5, 0.999).count(), 6002);
        failure.retryAfter = 20s;
        QCOMPARE(retryDelay(failure, 1, 0.5), 20000ms);
        QCOMPARE(estimateTokens(0), 0);
        QCOMPARE(estimateTokens(9), 3);
    }

    void namesToolsOnTheWire()
    {
        const auto names =
            wireToolNames({tool("a/b"), tool("a__b"), tool("x.y z"), tool(std::string(80, 'n'))});
        QCOMPARE(names[0].first, std::string("a__b"));
        QVERIFY(names[1].first.starts_with("a__b_") && names[1].first.size() == 13);
        QVERIFY(names[2].first.starts_with("x_y_z_"));
        QCOMPARE(names[3].first.size(), 64u);
        QCOMPARE(names[3].second, std::string(80, 'n'));
    }

    void knowsTheAbilitiesOfModels()
    {
        const auto checked = checkAbilities();
        QVERIFY2(checked.has_value(), checked ? "" : checked.error().message.c_str());
        QCOMPARE(abilitiesOf(Protocol::OpenAiChat, "gpt-6-luna", "api.openai.com").maxTokensField,
                 std::string("max_completion_tokens"));
        QCOMPARE(abilitiesOf(Protocol::OpenAiChat, "gpt-oss", "127.0.0.1").maxTokensField,
                 std::string("max_tokens"));
        QVERIFY(!abilitiesOf(Protocol::Anthropic, "claude-opus-5-5", "h").forcedTools);
        QVERIFY(abilitiesOf(Protocol::Anthropic, "claude-opus-5", "h").forcedTools);
        ModelEntry entry;
        entry.protocol = Protocol::Anthropic;
        entry.model = "claude-opus-5-5";
        entry.options = q("{'temperature':0.5,'tool_choice':'required','stop':'x'}");
        QCOMPARE(optionsNotSent(entry),
                 (std::vector<std::string>{"temperature: claude-opus-5-5 does not take it",
                                           "tool_choice: claude-opus-5-5 does not take it"}));
    }

    void makesOnlyWhatCanWork_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("code");
        QTest::newRow("Gemini") << int(Protocol::Gemini) << ""
                                << "m"
                                << "k"
                                << "unsupported";
        QTest::newRow("Ollama") << int(Protocol::Ollama) << ""
                                << "m"
                                << "k"
                                << "unsupported";
        QTest::newRow("file") << int(Protocol::OpenAiChat) << "file:///etc"
                              << "m"
                              << "k"
                              << "denied";
        QTest::newRow("no scheme") << int(Protocol::OpenAiChat) << "127.0.0.1:8080"
                                   << "m"
                                   << "k"
                                   << "invalid";
        QTest::newRow("no model") << int(Protocol::OpenAiChat) << ""
                                  << ""
                                  << "k"
                                  << "invalid";
        QTest::newRow("key with a line break") << int(Protocol::OpenAiChat) << ""
                                               << "m"
                                               << "k\nx"
                                               << "invalid";
        QTest::newRow("good") << int(Protocol::OpenAiResponses) << ""
                              << "m"
                              << "k"
                              << "";
    }

    void makesOnlyWhatCanWork()
    {
        QFETCH(const int, protocol);
        QFETCH(const QString, base);
        QFETCH(const QString, model);
        QFETCH(const QString, key);
        QFETCH(const QString, code);
        net::HttpClient http;
        ModelEntry entry;
        entry.protocol = Protocol(protocol);
        entry.baseUrl = base.toStdString();
        entry.model = model.toStdString();
        ClientContext context;
        context.http = &http;
        context.apiKey = key.toStdString();
        const auto made = makeModelClient(entry, context);
        QCOMPARE(made ? std::string() : std::string(errcName(made.error().code)),
                 code.toStdString());
    }

    void asksNothingOfAProviderWithoutAKey()
    {
        net::HttpClient http;
        ModelEntry entry;
        entry.protocol = Protocol::Anthropic;
        entry.model = "claude-opus-5-5";
        ClientContext context;
        context.http = &http;
        const auto made = makeModelClient(entry, context);
        Talk talk(**made);
        talk.add(user("x"));
        const auto got = talk.ask();
        QCOMPARE(replyText(got), std::string("failed authentication"));
        QVERIFY(got.error().message.find("set ANTHROPIC_API_KEY") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestProvider)
#include "tst_provider.moc"
