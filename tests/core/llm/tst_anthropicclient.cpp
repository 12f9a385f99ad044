// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/modelclient.h"

#include "base/jsonvalue.h"
#include "core/llm/replytext.h"
#include "testing/fakeprovider.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::llm;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
std::string start(const std::string& usage = "{'input_tokens':7,'cache_read_input_tokens':3,'cache_"
                                             "creation_input_tokens':2,'output_tokens':1}")
{
    return q("{'type':'message_start','message':{'id':'m','model':'served','content':[],'usage':"
             + usage + "}}");
}
std::string block(int index, const std::string& content)
{
    return q("{'type':'content_block_start','index':" + std::to_string(index)
             + ",'content_block':" + content + "}");
}
std::string delta(int index, const std::string& content)
{
    return q("{'type':'content_block_delta','index':" + std::to_string(index)
             + ",'delta':" + content + "}");
}
std::string end(int index)
{
    return q("{'type':'content_block_stop','index':" + std::to_string(index) + "}");
}
std::string stopped(const std::string& reason, const std::string& more = {})
{
    return q("{'type':'message_delta','delta':{'stop_reason':'" + reason + "'" + more
             + "},'usage':{'input_tokens':null,'output_tokens':8,'output_tokens_details':{'"
               "thinking_tokens':4}}}");
}
const std::string over = q("{'type':'message_stop'}");
const std::string text = "{'type':'text','text':''}";
const std::string call = "{'type':'tool_use','id':'t','name':'ls','input':{}}";
} // namespace

class TestAnthropicClient : public QObject
{
    Q_OBJECT

    net::HttpClient m_http;

    std::unique_ptr<ModelClient> client(const FakeProvider& server,
                                        const std::string& options = "{}",
                                        const std::string& model = "claude-sonnet-5-5")
    {
        return clientAt(m_http, Protocol::Anthropic, server.url(), model, options, "sk-ant");
    }

    Json bodyFor(const std::string& options, const std::string& model, bool tools = true)
    {
        FakeProvider server({anthropicReply("ok")});
        const auto made = client(server, options, model);
        Talk talk(*made, tools ? std::vector{tool("ls")} : std::vector<ToolPtr>());
        talk.add(user("x"));
        if (!talk.ask())
            return {};
        auto body = parseJson(server.requests().at(0).body).value_or(Json());
        body["version"] = server.requests().at(0).header("anthropic-version");
        return body;
    }

private Q_SLOTS:
    void sendsWhatTheServiceWants()
    {
        FakeProvider server({anthropicReply("ok")});
        const auto model = client(server, q("{'stop':'END','reasoning_effort':'low'}"));
        Talk talk(*model, {tool("files/read", "{}")}, "be brief",
                  q("{'type':'object','properties':{'a':{'type':'object'}}}"));
        talk.request().maxOutput = 77;
        talk.add(user("one"));
        talk.add(user(""));
        talk.add(user("two"));
        Message said;
        said.role = Role::Assistant;
        said.calls = {{"c1", "files/read", q("{'a':'b'}"), {}},
                      {"c2", "files/read", "{", "broken"}};
        talk.add(said);
        talk.add(answers({{"c1", "files/read", "text", true}, {"c2", "files/read", "", false}}));
        talk.add(user("go on"));
        QVERIFY(talk.ask().has_value());
        const auto got = server.requests().at(0);
        QCOMPARE(got.path, std::string("/v1/messages"));
        QCOMPARE(got.header("x-api-key"), std::string("sk-ant"));
        QCOMPARE(got.header("anthropic-version"), std::string("2026-10-21"));
        const auto body = parseJson(got.body);
        QVERIFY2(body.has_value(), got.body.c_str());
        const auto expected = parseJson(q(
            "{'model':'claude-sonnet-5-5','stream':true,'max_tokens':77,'system':'be "
            "brief','stop_sequences':['END'],"
            "'cache_control':{'type':'ephemeral'},'thinking':{'type':'adaptive','display':'"
            "summarized'},"
            "'output_config':{'effort':'low','format':{'type':'json_schema','schema':{'type':'"
            "object',"
            "'additionalProperties':false,'properties':{'a':{'type':'object','additionalProperties'"
            ":false}}}}},"
            "'tools':[{'name':'files__read','description':'does "
            "\\u0022it\\u0022','input_schema':{'type':'object','properties':{}}}],"
            "'messages':["
            "{'role':'user','content':[{'type':'text','text':'one'},{'type':'text','text':'two'}]},"
            "{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'files__read','"
            "input':{'a':'b'}},"
            "{'type':'tool_use','id':'c2','name':'files__read','input':{'unreadable_arguments':'{'}"
            "}]},"
            "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'text'},"
            "{'type':'tool_result','tool_use_id':'c2','content':'','is_error':true},{'type':'text',"
            "'text':'go on'}]}]}"));
        QCOMPARE(QString::fromStdString(prettyJson(*body)),
                 QString::fromStdString(prettyJson(expected.value())));
    }

    void tellsOnceWhatTheModelDoesNotTake()
    {
        FakeProvider server({anthropicReply("one"), anthropicReply("two")});
        const auto made = client(server, q("{'temperature':0.5}"), "claude-opus-5-5");
        Talk talk(*made);
        talk.add(user("x"));
        QCOMPARE(talk.ask()->notes,
                 std::vector<std::string>{"temperature: claude-opus-5-5 does not take it"});
        talk.request().step = 2;
        QCOMPARE(talk.ask()->notes, std::vector<std::string>());
    }

    void sendsOnlyWhatTheModelTakes()
    {
        const auto options = q("{'temperature':0.5,'tool_choice':'required','thinking':{'type':'"
                               "enabled','budget_tokens':2000}}");
        const auto fresh = bodyFor(options, "claude-opus-5-5");
        QCOMPARE(stringAt(fresh, "version"), std::string("2026-10-21"));
        QVERIFY(!fresh.contains("temperature") && !fresh.contains("tool_choice"));
        QCOMPARE(dumpJson(fresh["thinking"]), q("{'display':'summarized','type':'adaptive'}"));
        const auto old = bodyFor(options, "claude-sonnet-4-6");
        QCOMPARE(stringAt(old, "version"), std::string("2023-06-01"));
        QVERIFY(old.contains("temperature"));
        QCOMPARE(dumpJson(old["tool_choice"]), q("{'type':'any'}"));
        QCOMPARE(dumpJson(old["thinking"]), q("{'budget_tokens':2000,'type':'enabled'}"));
        const auto local = bodyFor("{}", "qwen3");
        QVERIFY(!local.contains("thinking") && !local.contains("cache_control"));
        const auto single = bodyFor(q("{'parallel_tool_calls':false}"), "claude-opus-5-5");
        QCOMPARE(dumpJson(single["tool_choice"]),
                 q("{'disable_parallel_tool_use':true,'type':'auto'}"));
        QVERIFY(!bodyFor(options, "claude-sonnet-4-6", false).contains("tool_choice"));
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
        const std::string ping = q("{'type':'ping'}");
        row("text",
            {start(), ping, block(0, text), delta(0, "{'type':'text_delta','text':'Hi'}"), ping,
             end(0), stopped("end_turn"), over},
            "text Hi\nend 7/8 3+2 4");
        row("thinking and call",
            {start(), block(0, "{'type':'thinking','thinking':'','signature':''}"),
             delta(0, "{'type':'thinking_delta','thinking':'hm'}"),
             delta(0, "{'type':'signature_delta','signature':'s'}"), end(0), block(1, call),
             delta(1, "{'type':'input_json_delta','partial_json':''}"),
             delta(1, "{'type':'input_json_delta','partial_json':'{\\u0022a\\u0022:'}"),
             delta(1, "{'type':'input_json_delta','partial_json':'1}'}"), end(1),
             stopped("tool_use"), over},
            "thinking hm\ncall t ls {\"a\":1}\ntools 7/8 3+2 4");
        row("call without arguments", {start(), block(0, call), end(0), stopped("tool_use"), over},
            "call t ls {}\ntools 7/8 3+2 4");
        row("blocks out of order",
            {start(), block(1, call), block(0, text),
             delta(1, "{'type':'input_json_delta','partial_json':'{}'}"),
             delta(0, "{'type':'text_delta','text':'Hi'}"), end(1), end(0), stopped("tool_use"),
             over},
            "text Hi\ncall t ls {}\ntools 7/8 3+2 4");
        row("cut inside a call",
            {start(), block(0, call),
             delta(0, "{'type':'input_json_delta','partial_json':'{\\u0022a\\u0022:\\u0022b'}"),
             end(0), stopped("max_tokens"), over},
            "call t ls {\"a\":\"b\"} !\nlength 7/8 3+2 4");
        row("refusal",
            {start(), block(0, text), end(0),
             stopped("refusal", ",'stop_details':{'type':'refusal','explanation':'no'}"), over},
            "text no\nrefusal 7/8 3+2 4");
        row("context",
            {start(), block(0, text), delta(0, "{'type':'text_delta','text':'Hi'}"),
             stopped("model_context_window_exceeded"), over},
            "text Hi\ncontext 7/8 3+2 4");
        row("pause", {start(), stopped("pause_turn"), over}, "pause 7/8 3+2 4");
        row("stop sequence", {start(), stopped("stop_sequence"), over}, "stop_sequence 7/8 3+2 4");
        row("new reason", {start(), stopped("tired"), over}, "other 7/8 3+2 4");
        row("unknown events and deltas",
            {q("{'type':'new_thing'}"), start(), block(0, "{'type':'new_block'}"),
             delta(0, "{'type':'new_delta'}"), delta(9, "{'type':'text_delta','text':'x'}"),
             stopped("end_turn"), over},
            "end 7/8 3+2 4");
        row("no end",
            {start(), block(0, text), delta(0, "{'type':'text_delta','text':'Hi'}"),
             stopped("end_turn")},
            "failed stream retry");
        row("overloaded in the stream",
            {start(),
             q("{'type':'error','error':{'type':'overloaded_error','message':'busy'},'request_id':'"
               "r'}")},
            "failed overloaded 529 retry");
        row("refused in the stream",
            {start(),
             q("{'type':'error','error':{'type':'invalid_request_error','message':'bad'}}")},
            "failed invalid_request 400");
        row("hostile types",
            {q("{'type':'message_start','message':7}"),
             q("{'type':'content_block_start','index':'x','content_block':[]}"),
             q("{'type':'content_block_delta','delta':{'type':'text_delta','text':{}}}"),
             q("{'type':'message_delta','delta':[],'usage':{'output_tokens':-4}}"), over},
            "end ~");
    }

    void readsReplies()
    {
        QFETCH(const QStringList, datas);
        QFETCH(const QString, reply);
        std::vector<std::string> list;
        for (const auto& data : datas)
            list.push_back(data.toStdString());
        const auto whole = eventReply(list);
        for (const auto& form : {whole, recut(whole, 1), recut(whole, 7), recut(whole, 100000)}) {
            FakeProvider server({form});
            const auto model = client(server);
            Talk talk(*model, {tool("ls")});
            talk.add(user("x"));
            QCOMPARE(QString::fromStdString(replyText(talk.ask())), reply);
        }
    }

    void readsAWholeReply()
    {
        FakeProvider server(
            {jsonReply(200,
                       q("{'type':'message','model':'m','content':[{'type':'thinking','thinking':'"
                         "hm','signature':'s'},{'type':'text','text':'Hi'},"
                         "{'type':'tool_use','id':'t','name':'ls','input':{'a':1}}],'stop_reason':'"
                         "tool_use','usage':{'input_tokens':5,'output_tokens':2}}"))});
        const auto model = client(server);
        Talk talk(*model);
        talk.add(user("x"));
        QCOMPARE(replyText(talk.ask()),
                 std::string("thinking hm\ntext Hi\ncall t ls {\"a\":1}\ntools 5/2 0+0 0"));
    }

    void sendsBlocksBackUnchangedToTheirModelOnly()
    {
        const auto first =
            eventReply({start(), block(0, "{'type':'thinking','thinking':'','signature':''}"),
                        delta(0, "{'type':'thinking_delta','thinking':'hm'}"),
                        delta(0, "{'type':'signature_delta','signature':'sig'}"), block(1, text),
                        block(2, "{'type':'redacted_thinking','data':'xx'}"),
                        block(3, "{'type':'thinking','thinking':'unsigned','signature':''}"),
                        block(4, call), stopped("tool_use"), over});
        FakeProvider server({first, anthropicReply("done"), anthropicReply("done")});
        const auto model = client(server);
        Talk talk(*model, {tool("ls")});
        talk.add(user("x"));
        const auto reply = talk.ask();
        const auto blocks =
            q("[{'signature':'sig','thinking':'hm','type':'thinking'},{'data':'xx','type':'"
              "redacted_thinking'},{'id':'t','input':{},'name':'ls','type':'tool_use'}]");
        QCOMPARE(reply->content, blocks);
        const auto said = assistant(*reply, *model);
        talk.add(said);
        talk.add(answers({{"t", "ls", "a b", true}}));
        QVERIFY(talk.ask().has_value());
        QCOMPARE(
            dumpJson(parseJson(server.requests().at(1).body).value()["messages"][1]["content"]),
            blocks);
        const auto other = client(server, "{}", "claude-opus-5-5");
        Talk elsewhere(*other, {tool("ls")});
        elsewhere.add(user("x"));
        elsewhere.add(said);
        elsewhere.add(answers({{"t", "ls", "a b", true}}));
        QVERIFY(elsewhere.ask().has_value());
        QCOMPARE(
            dumpJson(parseJson(server.requests().at(2).body).value()["messages"][1]["content"]),
            q("[{'id':'t','input':{},'name':'ls','type':'tool_use'}]"));
    }

    void countsWhatWasStreamedBeforeItBroke()
    {
        auto form = eventReply(
            {start(), block(0, text), delta(0, "{'type':'text_delta','text':'12345678'}")});
        form.end = FakeReply::End::Reset;
        FakeProvider server({form});
        const auto model = client(server);
        Talk talk(*model);
        talk.add(user("x"));
        const auto got = talk.ask();
        QCOMPARE(replyText(got), std::string("failed network retry"));
        QCOMPARE(got.error().usage, (Usage{7, 2, 3, 2, 0, true}));
    }
};

QTEST_GUILESS_MAIN(TestAnthropicClient)
#include "tst_anthropicclient.moc"
