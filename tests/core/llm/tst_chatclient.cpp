// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/modelclient.h"

#include "base/jsonvalue.h"
#include "core/llm/replytext.h"
#include "testing/fakeprovider.h"
#include "testing/pace.h"

#include <QTest>
#include <thread>

using namespace signalbox;
using namespace signalbox::llm;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
// A chunk of a reply with this delta.
std::string chunk(const std::string& delta, const std::string& finish = {})
{
    return q("{'model':'m','choices':[{'index':0,'delta':") + delta + q(",'finish_reason':")
        + (finish.empty() ? "null" : "\"" + finish + "\"") + "}]}";
}

std::string callDelta(const std::string& members)
{
    return chunk(q("{'tool_calls':[{") + members + "}]}");
}

const std::string usageChunk =
    q("{'choices':[],'usage':{'prompt_tokens':12,'completion_tokens':8,"
      "'prompt_tokens_details':{'cached_tokens':3,'cache_write_tokens':2},"
      "'completion_tokens_details':{'reasoning_tokens':4}}}");
const std::string done = "[DONE]";
} // namespace

class TestChatClient : public QObject
{
    Q_OBJECT

    net::HttpClient m_http;

    std::unique_ptr<ModelClient> client(const FakeProvider& server,
                                        const std::string& options = "{}",
                                        const std::string& model = "fake-1",
                                        const std::string& key = "sk-test",
                                        std::chrono::milliseconds idle = 30s)
    {
        return clientAt(m_http, Protocol::OpenAiChat, server.url() + "/v1", model, options, key,
                        idle);
    }

    std::string ask(const FakeReply& reply, Shown* shown = nullptr)
    {
        FakeProvider server({reply});
        const auto idle = reply.end == FakeReply::End::Hang ? 1s : 30s;
        const auto model = client(server, "{}", "fake-1", "sk-test", idle);
        Talk talk(*model, {tool("ls"), tool("files/read"), tool("ping")});
        talk.add(user("hello"));
        Shown own;
        return replyText(talk.ask(shown ? shown->sink() : own.sink()));
    }

private Q_SLOTS:
    void sendsWhatTheServerWants()
    {
        FakeProvider server({chatReply("ok")});
        const auto model =
            client(server,
                   q("{'temperature':0.2,'reasoning_effort':'low','model':'evil','stream':false}"));
        Talk talk(*model, {tool("files/read")}, "be \"brief\"", q("{'type':'object'}"));
        talk.request().maxOutput = 77;
        talk.add(user("h\xC3\xA9llo\n"));
        Message said;
        said.role = Role::Assistant;
        said.calls = {{"c1", "files/read", q("{'a':'b'}"), {}}, {"c2", "odd name", "{", "broken"}};
        said.content = q("[{'reasoning':'why'}]");
        said.contentProvider = "openai-chat";
        talk.add(said);
        talk.add(answers(
            {{"c1", "files/read", "text", true}, {"c2", "odd name", "no such file", false}}));
        QVERIFY(talk.ask().has_value());
        const auto got = server.requests().at(0);
        QCOMPARE(got.path, std::string("/v1/chat/completions"));
        QCOMPARE(got.header("authorization"), std::string("Bearer sk-test"));
        const auto body = parseJson(got.body);
        QVERIFY2(body.has_value(), got.body.c_str());
        const auto expected = parseJson(
            q("{"
              "'model': 'fake-1', 'stream': true, 'stream_options': {'include_usage': true}, "
              "'max_tokens': 77,"
              "'temperature': 0.2, 'reasoning_effort': 'low',"
              "'response_format': {'type': 'json_schema', 'json_schema': {'name': 'answer', "
              "'schema': {'type': 'object'}}},"
              "'tools': [{'type': 'function', 'function': {'name': 'files__read', 'description': "
              "'does \\u0022it\\u0022',"
              "'parameters': {'type': 'object', 'properties': {'a': {'type': 'string'}}}}}],"
              "'messages': ["
              "{'role': 'system', 'content': 'be \\u0022brief\\u0022'},"
              "{'role': 'user', 'content': 'h\\u00e9llo\\n'},"
              "{'role': 'assistant', 'content': null, 'reasoning': 'why', 'tool_calls': ["
              "{'id': 'c1', 'type': 'function', 'function': {'name': 'files__read', 'arguments': "
              "'{\\u0022a\\u0022:\\u0022b\\u0022}'}},"
              "{'id': 'c2', 'type': 'function', 'function': {'name': 'odd_name_80e7a5d5', "
              "'arguments': '{\\u0022unreadable_arguments\\u0022:\\u0022{\\u0022}'}}]},"
              "{'role': 'tool', 'tool_call_id': 'c1', 'content': 'text'},"
              "{'role': 'tool', 'tool_call_id': 'c2', 'content': 'error: no such file'}]}"));
        auto sent = *body;
        auto want = expected.value();
        const auto oddName =
            sent["messages"][2]["tool_calls"][1]["function"]["name"].get<std::string>();
        QVERIFY(oddName.starts_with("odd_name_"));
        want["messages"][2]["tool_calls"][1]["function"]["name"] = oddName;
        QCOMPARE(QString::fromStdString(prettyJson(sent)),
                 QString::fromStdString(prettyJson(want)));
    }

    void sendsNoKeyWhereThereIsNone()
    {
        FakeProvider server({chatReply("ok")});
        const auto model = client(server, "{}", "fake-1", "");
        Talk talk(*model);
        talk.add(user("x"));
        QVERIFY(talk.ask().has_value());
        QCOMPARE(server.requests().at(0).header("authorization"), std::string());
        const auto body = parseJson(server.requests().at(0).body);
        QVERIFY(!body->contains("tools") && !body->contains("tool_choice"));
    }

    void leavesOutWhatAModelDoesNotTake()
    {
        FakeProvider server({chatReply("ok"), chatReply("ok")});
        const auto model = client(
            server, q("{'reasoning_effort':'high','temperature':1,'parallel_tool_calls':false}"),
            "gpt-6-luna");
        Talk with(*model, {tool("ls")});
        with.add(user("x"));
        QVERIFY(with.ask().has_value());
        Talk without(*model);
        without.add(user("x"));
        QVERIFY(without.ask().has_value());
        const auto first = parseJson(server.requests().at(0).body);
        QVERIFY(!first->contains("reasoning_effort") && !first->contains("temperature"));
        QVERIFY(first->contains("parallel_tool_calls"));
        const auto second = parseJson(server.requests().at(1).body);
        QVERIFY(second->contains("reasoning_effort") && !second->contains("parallel_tool_calls"));
    }

    void readsReplies_data()
    {
        QTest::addColumn<QStringList>("datas");
        QTest::addColumn<QString>("reply");
        const auto row = [](const char* name, const std::vector<std::string>& datas,
                            const char* reply) {
            QStringList list;
            for (const auto& data : datas)
                list.append(QString::fromStdString(data));
            QTest::newRow(name) << list << QString::fromUtf8(reply);
        };
        const std::string role = chunk(q("{'role':'assistant','content':''}"));
        row("text",
            {role, chunk(q("{'content':'Hel'}")), chunk(q("{'content':'lo'}")), chunk("{}", "stop"),
             usageChunk, done},
            "text Hello\nend 7/8 3+2 4");
        row("no usage", {chunk(q("{'content':'Hello'}")), chunk("{}", "stop"), done},
            "text Hello\nend ~");
        row("usage with the finish",
            {chunk(q("{'content':'a'}")),
             q("{'choices':[{'delta':{},'finish_reason':'stop'}],'usage':{'prompt_tokens':5,'"
               "completion_tokens':1}}"),
             done},
            "text a\nend 5/1 0+0 0");
        row("no end mark", {chunk(q("{'content':'a'}")), chunk("{}", "stop")}, "text a\nend ~");
        row("no finish", {chunk(q("{'content':'a'}")), done}, "text a\nend ~");
        row("neither", {chunk(q("{'content':'a'}"))}, "failed stream retry");
        row("nothing at all", {done}, "failed stream retry");
        row("null content",
            {chunk(q("{'role':'assistant','content':null}")), chunk(q("{'content':'a'}"), "stop"),
             done},
            "text a\nend ~");
        row("content parts",
            {chunk(q("{'content':[{'type':'text','text':'a'},'b']}"), "stop"), done},
            "text ab\nend ~");
        row("empty choices first",
            {q("{'id':'','choices':[],'prompt_filter_results':[]}"),
             chunk(q("{'content':'a'}"), "stop"), done},
            "text a\nend ~");
        row("reasoning_content",
            {chunk(q("{'reasoning_content':'hm'}")), chunk(q("{'content':'a'}"), "stop"), done},
            "thinking hm\ntext a\nend ~");
        row("reasoning",
            {chunk(q("{'reasoning':'hm'}")), chunk(q("{'content':'a'}"), "stop"), done},
            "thinking hm\ntext a\nend ~");
        row("both keys",
            {chunk(q("{'reasoning':'hm','reasoning_content':'hm'}")),
             chunk(q("{'content':'a'}"), "stop"), done},
            "thinking hm\ntext a\nend ~");
        row("think tags",
            {chunk(q("{'content':'<thi'}")), chunk(q("{'content':'nk>hm</th'}")),
             chunk(q("{'content':'ink>\\n\\na'}"), "stop"), done},
            "thinking hm\ntext a\nend ~");
        row("think tag without its beginning",
            {chunk(q("{'content':'hm\\n</think>\\n\\n'}")), chunk(q("{'content':'a'}"), "stop"),
             done},
            "thinking hm\n\ntext a\nend ~");
        row("refusal",
            {chunk(q("{'refusal':'I can'}")), chunk(q("{'refusal':'not'}"), "stop"), done},
            "text I cannot\nrefusal ~");
        row("content filter", {chunk(q("{'content':'a'}"), "content_filter"), done},
            "text a\nrefusal ~");
        row("call",
            {callDelta(
                 q("'index':0,'id':'c','type':'function','function':{'name':'ls','arguments':''}")),
             callDelta(q("'index':0,'function':{'arguments':'{\\u0022a\\u0022:'}")),
             callDelta(q("'index':0,'function':{'arguments':'\\u0022b\\u0022}'}")),
             chunk("{}", "tool_calls"), usageChunk, done},
            "call c ls {\"a\":\"b\"}\ntools 7/8 3+2 4");
        row("call that ends with stop",
            {callDelta(q("'index':0,'id':'c','function':{'name':'files__read','arguments':'{}'}")),
             chunk("{}", "stop"), done},
            "call c files/read {}\ntools ~");
        row("two calls",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':'{}'}")),
             callDelta(q("'index':1,'id':'d','function':{'name':'ping','arguments':''}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {}\ncall d ping {}\ntools ~");
        row("one index for all",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':'{}'}")),
             callDelta(q(
                 "'index':0,'id':'d','function':{'name':'ping','arguments':'{\\u0022a\\u0022:'}")),
             callDelta(q("'index':0,'function':{'arguments':'1}'}")), chunk("{}", "tool_calls"),
             done},
            "call c ls {}\ncall d ping {\"a\":1}\ntools ~");
        row("interleaved",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':''}")),
             callDelta(q("'index':1,'id':'d','function':{'name':'ping','arguments':''}")),
             callDelta(q("'index':0,'function':{'arguments':'{}'}")),
             callDelta(q("'index':1,'function':{'arguments':'{\\u0022a\\u0022:1}'}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {}\ncall d ping {\"a\":1}\ntools ~");
        row("no ids",
            {callDelta(q("'index':0,'function':{'name':'ls','arguments':'{}'}")),
             callDelta(q("'index':1,'function':{'name':'ls','arguments':'{}'}")),
             chunk("{}", "tool_calls"), done},
            "call call_1_1 ls {}\ncall call_1_2 ls {}\ntools ~");
        row("no index and no ids",
            {callDelta(q("'function':{'name':'ls','arguments':''}")),
             callDelta(q("'function':{'arguments':'{\\u0022a\\u0022:1}'}")),
             callDelta(q("'function':{'name':'ping','arguments':'{}'}")), chunk("{}", "tool_calls"),
             done},
            "call call_1_1 ls {\"a\":1}\ncall call_1_2 ping {}\ntools ~");
        row("no index, no ids, no arguments",
            {callDelta(q("'function':{'name':'ls','arguments':''}")),
             callDelta(q("'function':{'name':'ping','arguments':''}")), chunk("{}", "tool_calls"),
             done},
            "call call_1_1 ls {}\ncall call_1_2 ping {}\ntools ~");
        row("null ids",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':''}")),
             callDelta(q("'index':0,'id':null,'function':{'name':null,'arguments':'{}'}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {}\ntools ~");
        row("arguments as object",
            {callDelta(
                 q("'index':0,'id':'c','function':{'name':'ls','arguments':{'b':1,'a':[2]}}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {\"a\":[2],\"b\":1}\ntools ~");
        row("name in pieces",
            {callDelta(q("'index':0,'id':'c','function':{'name':'l','arguments':''}")),
             callDelta(q("'index':0,'function':{'name':'s'}")),
             callDelta(q("'index':0,'function':{'arguments':'{}'}")), chunk("{}", "tool_calls"),
             done},
            "call c ls {}\ntools ~");
        row("name in every chunk",
            {callDelta(
                 q("'index':0,'id':'c','function':{'name':'ls','arguments':'{\\u0022a\\u0022'}")),
             callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':':1}'}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {\"a\":1}\ntools ~");
        row("equal ids",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':'{}'}")),
             callDelta(q("'index':1,'id':'c','function':{'name':'ping','arguments':'{}'}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {}\ncall c_1_2 ping {}\ntools ~");
        row("old function call",
            {chunk(q("{'function_call':{'name':'ls','arguments':''}}")),
             chunk(q("{'function_call':{'arguments':'{}'}}")), chunk("{}", "function_call"), done},
            "call call_1_1 ls {}\ntools ~");
        row("unknown name is kept",
            {callDelta(q("'index':0,'id':'c','function':{'name':'functions.rm','arguments':'{}'}")),
             chunk("{}", "tool_calls"), done},
            "call c functions.rm {}\ntools ~");
        row("no name",
            {callDelta(q("'index':0,'id':'c','function':{'arguments':'{}'}")),
             chunk("{}", "tool_calls"), done},
            "call c unnamed {} !\ntools ~");
        row("arguments in a fence",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':'```json\\n{"
                         "\\u0022a\\u0022: 1}\\n```'}")),
             chunk("{}", "tool_calls"), done},
            "call c ls {\"a\":1}\ntools ~");
        row("arguments that are none",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':'the file a'}")),
             chunk("{}", "tool_calls"), done},
            "call c ls the file a !\ntools ~");
        row("cut by the output limit",
            {callDelta(q("'index':0,'id':'c','function':{'name':'ls','arguments':'{}'}")),
             callDelta(q("'index':1,'id':'d','function':{'name':'ls','arguments':'{\\u0022a\\u0022:"
                         "\\u0022b'}")),
             chunk("{}", "length"), done},
            "call c ls {}\ncall d ls {\"a\":\"b\"} !\nlength ~");
        row("error in the stream",
            {chunk(q("{'content':'a'}")),
             q("{'error':{'code':500,'message':'boom','type':'server_error'}}")},
            "failed server 500 retry");
        row("error as text", {q("{'error':'no'}")}, "failed server 500 retry");
        row("broken event",
            {chunk(q("{'content':'a'}")), "{\"broken\": tru", chunk("{}", "stop"), done},
            "failed stream retry");
        row("unknown things",
            {q("{'hello':1}"), "[]", "7", "\"x\"", "null",
             chunk(q("{'content':'a','token_ids':null}"), "stop"), done},
            "text a\nend ~");
        row("hostile types",
            {q("{'choices':{}}"), q("{'choices':[7,null,{'delta':[]}]}"),
             q("{'choices':[{'delta':{'tool_calls':[1,{'index':'x','function':7}]}}]}"),
             q("{'usage':{'prompt_tokens':-5,'completion_tokens':'x'},'choices':[{'delta':{'"
               "content':'a'},'finish_reason':'stop'}]}"),
             done},
            "text a\ncall call_1_1 unnamed {} !\ntools ~");
        row("more tokens than there are",
            {chunk(q("{'content':'a'}"), "stop"),
             q("{'choices':[],'usage':{'prompt_tokens':9223372036854775807,'completion_tokens':"
               "9223372036854775807}}"),
             done},
            "text a\nend 1000000000000/1000000000000 0+0 0");
        row("half a character in an escape", {chunk(q("{'content':'a\\ud83d'}"), "stop"), done},
            "text a\xEF\xBF\xBD\nend ~");
        row("another choice",
            {q("{'choices':[{'index':1,'delta':{'content':'b'}},{'index':0,'delta':{'content':'a'},"
               "'finish_reason':'stop'}]}"),
             done},
            "text a\nend ~");
    }

    // Each stream whole, byte by byte, with CRLF and with a byte order mark: the reply is the same and what was shown is it.
    void readsReplies()
    {
        QFETCH(const QStringList, datas);
        QFETCH(const QString, reply);
        std::vector<std::string> list;
        for (const auto& data : datas)
            list.push_back(data.toStdString());
        const auto whole = eventReply(list);
        auto crlf = whole;
        for (auto& piece : crlf.pieces)
            piece = ": comment\r\n" + piece.substr(0, piece.size() - 2) + "\r\n\r\n";
        crlf.pieces.front() = "\xEF\xBB\xBF" + crlf.pieces.front();
        for (const auto& form : {whole, recut(whole, 1), recut(whole, 7), recut(whole, 100000),
                                 crlf, recut(crlf, 1)}) {
            Shown shown;
            const auto got = QString::fromStdString(ask(form, &shown));
            QCOMPARE(got, reply);
            if (got.contains(QStringLiteral("text ")) && !got.startsWith(QStringLiteral("failed")))
                QVERIFY(got.contains(QStringLiteral("text ") + QString::fromStdString(shown.text)
                                     + QLatin1Char('\n')));
        }
    }

    void readsAWholeReply()
    {
        const std::string body =
            q("{'model':'m','choices':[{'index':0,'message':{'role':'assistant','content':'hi',"
              "'reasoning_content':'hm','tool_calls':[{'id':'c','type':'function','function':{'"
              "name':'ls','arguments':'{}'}}]},"
              "'finish_reason':'tool_calls'}],'usage':{'prompt_tokens':5,'completion_tokens':2}}");
        for (const auto& form : {jsonReply(200, body), recut(jsonReply(200, body), 1),
                                 FakeReply{200, {{"content-type", "text/event-stream"}}, {body}},
                                 FakeReply{200, {}, {"\n " + body}}})
            QCOMPARE(ask(form), std::string("thinking hm\ntext hi\ncall c ls {}\ntools 5/2 0+0 0"));
        QCOMPARE(ask(jsonReply(200, q("{'error':{'message':'x','type':'server_error'}}"))),
                 std::string("failed server 500 retry"));
        QCOMPARE(ask(jsonReply(200, q("{'hello':1}"))), std::string("failed stream retry"));
        QCOMPARE(ask(jsonReply(200, "{")), std::string("failed stream retry"));
    }

    void readsEventsUnderAWrongContentType()
    {
        auto reply = chatReply("hi");
        for (const char* type : {"text/plain", "application/json", "text/html", ""}) {
            reply.headers = {{"content-type", type}};
            QCOMPARE(ask(recut(reply, 1)), std::string("text hi\nend 10/5 0+0 0"));
        }
    }

    void refusesWhatIsNoReply()
    {
        QCOMPARE(
            ask({200, {{"content-type", "text/html"}}, {"<html><title>Log in</title></html>"}}),
            std::string("failed content_type 200"));
        QCOMPARE(ask({200, {{"content-type", "text/plain"}}, {"hello"}}),
                 std::string("failed content_type 200"));
        QCOMPARE(ask({200, {}, {""}}), std::string("failed stream retry"));
        QCOMPARE(ask({302, {{"location", "https://x.example/"}}, {""}}),
                 std::string("failed invalid_request 302"));
    }

    void failsWithTheConnection_data()
    {
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("pieces");
        QTest::addColumn<QString>("reply");
        using End = FakeReply::End;
        QTest::newRow("cut") << int(End::Cut) << 2 << "failed network retry";
        QTest::newRow("reset") << int(End::Reset) << 2 << "failed network retry";
        QTest::newRow("closed before the end") << int(End::Close) << 2 << "failed stream retry";
        QTest::newRow("hangs") << int(End::Hang) << 2 << "failed timeout retry";
        QTest::newRow("hangs after the end") << int(End::Hang) << 9 << "text hi\nend 10/5 0+0 0";
        QTest::newRow("cut after the end") << int(End::Cut) << 9 << "text hi\nend 10/5 0+0 0";
    }

    void failsWithTheConnection()
    {
        QFETCH(const int, end);
        QFETCH(const int, pieces);
        QFETCH(const QString, reply);
        auto form = chatReply("hi");
        if (std::size_t(pieces) < form.pieces.size())
            form.pieces.resize(std::size_t(pieces));
        form.end = FakeReply::End(end);
        QCOMPARE(QString::fromStdString(ask(form)), reply);
    }

    void stopsWithin100Milliseconds()
    {
        auto form = chatReply("hi");
        form.pieces.resize(2);
        form.end = FakeReply::End::Hang;
        QVERIFY(staysWithin(100ms, [this, &form] {
            FakeProvider server({form});
            const auto model = client(server);
            Talk talk(*model);
            talk.add(user("x"));
            std::stop_source source;
            std::chrono::steady_clock::time_point stopped;
            std::jthread stopper;
            const auto got = talk.ask(
                [&](const Delta&) {
                    stopper = std::jthread([&] {
                        stopped = std::chrono::steady_clock::now();
                        source.request_stop();
                    });
                },
                source.get_token());
            const auto after = std::chrono::steady_clock::now();
            stopper.join();
            [&] { QCOMPARE(replyText(got), std::string("failed cancelled")); }();
            return after - stopped;
        }));
    }

    void asksAgainWithoutAFieldTheServerDoesNotKnow_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<QString>("field");
        QTest::newRow("by name") << QByteArray::fromStdString(
            q("{'error':{'message':'bad','param':'stream_options'}}"))
                                 << "stream_options";
        QTest::newRow("in the words")
            << QByteArray::fromStdString(q("{'detail':[{'msg':'extra field reasoning_effort'}]}"))
            << "reasoning_effort";
        QTest::newRow("max_tokens") << QByteArray::fromStdString(
            q("{'error':{'message':'Use max_completion_tokens instead.','param':'max_tokens'}}"))
                                    << "max_tokens";
    }

    void asksAgainWithoutAFieldTheServerDoesNotKnow()
    {
        QFETCH(const QByteArray, error);
        QFETCH(const QString, field);
        FakeProvider server(
            {jsonReply(400, error.toStdString()), chatReply("ok"),
             jsonReply(400, error.toStdString()),
             jsonReply(400,
                       q("{'error':{'message':'stream_options max_tokens reasoning_effort'}}"))});
        const auto model = client(server, q("{'reasoning_effort':'low'}"));
        Talk talk(*model);
        talk.add(user("x"));
        const auto reply = talk.ask();
        QCOMPARE(replyText(reply), std::string("text ok\nend 10/5 0+0 0"));
        QCOMPARE(reply->notes.size(), 1u);
        const auto body = parseJson(server.requests().at(1).body);
        QVERIFY(!body->contains(field.toStdString()));
        QCOMPARE(body->contains("max_completion_tokens"), field == QStringLiteral("max_tokens"));
        QCOMPARE(replyText(talk.ask()), std::string("failed invalid_request 400"));
        QCOMPARE(server.requests().size(), 4u);
    }

    void keepsIdsUniqueInTheConversation()
    {
        FakeProvider server({chatReply({}, {{"ls", "{}", "call_0"}}),
                             chatReply({}, {{"ls", "{}", "call_0"}}), chatReply("done")});
        const auto model = client(server);
        Talk talk(*model, {tool("ls")});
        talk.add(user("x"));
        for (int step = 1; step <= 2; ++step) {
            talk.request().step = step;
            const auto reply = talk.ask();
            talk.add(assistant(*reply, *model));
            talk.add(answers({{reply->calls.at(0).id, "ls", "fine", true}}));
            QCOMPARE(reply->calls.at(0).id, std::string(step == 1 ? "call_0" : "call_0_2_1"));
        }
        QCOMPARE(replyText(talk.ask()), std::string("text done\nend 10/5 0+0 0"));
    }

    void sendsReasoningBackUnderItsKey()
    {
        FakeProvider server({eventReply({chunk(q("{'reasoning':'hm'}")),
                                         chunk(q("{'content':'a'}"), "stop"), done}),
                             chatReply("b")});
        const auto model = client(server);
        Talk talk(*model);
        talk.add(user("x"));
        const auto reply = talk.ask();
        QCOMPARE(reply->content, std::string(q("[{'reasoning':'hm'}]")));
        talk.add(assistant(*reply, *model));
        talk.add(user("y"));
        QVERIFY(talk.ask().has_value());
        const auto body = parseJson(server.requests().at(1).body);
        QCOMPARE(dumpJson((*body)["messages"][2]),
                 std::string(q("{'content':'a','reasoning':'hm','role':'assistant'}")));
    }
};

QTEST_GUILESS_MAIN(TestChatClient)
#include "tst_chatclient.moc"
