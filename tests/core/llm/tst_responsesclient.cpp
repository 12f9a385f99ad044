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
const std::string created =
    q("{'type':'response.created','sequence_number':0,'response':{'id':'r','model':'served'}}");

std::string item(const char* event, int index, const std::string& value)
{
    return q("{'type':'response.output_item." + std::string(event)
             + "','output_index':" + std::to_string(index) + ",'item':" + value + "}");
}
std::string delta(const char* event, int index, const std::string& piece)
{
    return q("{'type':'response." + std::string(event) + ".delta','output_index':"
             + std::to_string(index) + ",'delta':'" + piece + "','obfuscation':'xyz'}");
}
std::string ended(const char* status, const std::string& more = {})
{
    return q("{'type':'response." + std::string(status)
             + "','response':{'id':'r','model':'served','status':'" + status + "'" + more
             + ",'usage':{'input_tokens':12,'input_tokens_details':{'cached_tokens':3,'cache_write_"
               "tokens':2},'output_tokens':8,'output_tokens_details':{'reasoning_tokens':4}}}}");
}
const std::string message = "{'type':'message','id':'m','role':'assistant','phase':'final_answer','"
                            "content':[{'type':'output_text','text':'Hi'}]}";
const std::string call =
    "{'type':'function_call','id':'f','call_id':'c','name':'ls','arguments':'{\\u0022a\\u0022:1}'}";
const std::string reasoning = "{'type':'reasoning','id':'rs','summary':[{'type':'summary_text','"
                              "text':'hm'}],'encrypted_content':'enc'}";
} // namespace

class TestResponsesClient : public QObject
{
    Q_OBJECT

    net::HttpClient m_http;

    std::unique_ptr<ModelClient> client(const FakeProvider& server,
                                        const std::string& options = "{}",
                                        const std::string& model = "gpt-6.1-sol")
    {
        return clientAt(m_http, Protocol::OpenAiResponses, server.url() + "/v1/", model, options,
                        "sk-test");
    }

private Q_SLOTS:
    void sendsWhatTheServiceWants()
    {
        FakeProvider server({responsesReply("ok")});
        const auto model = client(
            server,
            q("{'reasoning_effort':'high','verbosity':'low','temperature':1,'stop':'x',"
              "'tool_choice':{'type':'function','function':{'name':'files__read'}},'store':true}"));
        Talk talk(*model, {tool("files/read", "{}")}, "be brief", q("{'type':'object'}"));
        talk.request().maxOutput = 77;
        talk.add(user("one"));
        Message said;
        said.role = Role::Assistant;
        said.text = "look";
        said.calls = {{"c1", "files/read", q("{'a':'b'}"), {}}};
        talk.add(said);
        talk.add(answers({{"c1", "files/read", "denied: no", false}}));
        QVERIFY(talk.ask().has_value());
        const auto got = server.requests().at(0);
        QCOMPARE(got.path, std::string("/v1/responses"));
        QCOMPARE(got.header("authorization"), std::string("Bearer sk-test"));
        const auto body = parseJson(got.body);
        QVERIFY2(body.has_value(), got.body.c_str());
        const auto expected = parseJson(
            q("{'model':'gpt-6.1-sol','stream':true,'store':false,'max_output_tokens':77,'"
              "instructions':'be brief',"
              "'include':['reasoning.encrypted_content'],'reasoning':{'effort':'high','summary':'"
              "auto'},"
              "'text':{'verbosity':'low','format':{'type':'json_schema','name':'answer','strict':"
              "false,'schema':{'type':'object'}}},"
              "'tool_choice':{'type':'function','name':'files__read'},"
              "'tools':[{'type':'function','name':'files__read','description':'does "
              "\\u0022it\\u0022','strict':false,'parameters':{'type':'object','properties':{}}}],"
              "'input':[{'role':'user','content':'one'},{'role':'assistant','content':'look'},"
              "{'type':'function_call','call_id':'c1','name':'files__read','arguments':'{"
              "\\u0022a\\u0022:\\u0022b\\u0022}'},"
              "{'type':'function_call_output','call_id':'c1','output':'denied: no'}]}"));
        QCOMPARE(QString::fromStdString(prettyJson(*body)),
                 QString::fromStdString(prettyJson(expected.value())));
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
        row("text",
            {created, item("added", 0, "{'type':'message','content':[]}"),
             delta("output_text", 0, "H"), delta("output_text", 0, "i"), item("done", 0, message),
             ended("completed")},
            "text Hi\nend 7/8 3+2 4");
        row("reasoning and call",
            {created, item("added", 0, "{'type':'reasoning','summary':[]}"),
             delta("reasoning_summary_text", 0, "hm"), item("done", 0, reasoning),
             item("added", 1, "{'type':'function_call','call_id':'c','name':'ls','arguments':''}"),
             delta("function_call_arguments", 1, "{"), item("done", 1, call), ended("completed")},
            "thinking hm\ncall c ls {\"a\":1}\ntools 7/8 3+2 4");
        row("deltas alone",
            {created,
             item("added", 0, "{'type':'function_call','call_id':'c','name':'ls','arguments':''}"),
             delta("function_call_arguments", 0, "{\\u0022a\\u0022:"),
             delta("function_call_arguments", 0, "1}"), ended("completed")},
            "call c ls {\"a\":1}\ntools 7/8 3+2 4");
        row("text of deltas alone", {created, delta("output_text", 0, "Hi"), ended("completed")},
            "text Hi\nend 7/8 3+2 4");
        row("all at the end",
            {ended("completed", ",'output':[" + reasoning + "," + message + "," + call + "]")},
            "thinking hm\ntext Hi\ncall c ls {\"a\":1}\ntools 7/8 3+2 4");
        row("cut inside a call",
            {created,
             item("done", 0,
                  "{'type':'function_call','call_id':'c','name':'ls','arguments':'{\\u0022a\\u0022:"
                  "'}"),
             ended("incomplete", ",'incomplete_details':{'reason':'max_output_tokens'}")},
            "call c ls {\"a\": !\nlength 7/8 3+2 4");
        row("content filter",
            {created, ended("incomplete", ",'incomplete_details':{'reason':'content_filter'}")},
            "refusal 7/8 3+2 4");
        row("refusal",
            {created, delta("refusal", 0, "no"),
             item("done", 0, "{'type':'message','content':[{'type':'refusal','refusal':'no'}]}"),
             ended("completed")},
            "text no\nrefusal 7/8 3+2 4");
        row("failed",
            {created,
             q("{'type':'response.failed','response':{'status':'failed','error':{'code':'server_"
               "error','message':'boom'}}}")},
            "failed server 500 retry");
        row("failed by rate",
            {created,
             q("{'type':'response.failed','response':{'status':'failed','error':{'code':'rate_"
               "limit_exceeded','message':'slow'}}}")},
            "failed rate_limit 429 retry");
        row("flat error",
            {created, q("{'type':'error','code':'server_error','message':'boom','param':null}")},
            "failed server 500 retry");
        row("nested error",
            {created,
             q("{'type':'error','error':{'code':'server_error','message':'boom','param':null}}")},
            "failed server 500 retry");
        row("no end", {created, delta("output_text", 0, "Hi")}, "failed stream retry");
        row("end of Chat", {created, delta("output_text", 0, "Hi"), "[DONE]"},
            "failed stream retry");
        row("unknown events",
            {created, q("{'type':'response.new.thing'}"),
             q("{'type':'response.new.delta','delta':7}"), item("done", 0, message),
             ended("completed"), "[DONE]"},
            "text Hi\nend 7/8 3+2 4");
        row("hostile types",
            {q("{'type':'response.output_item.added','item':7}"),
             q("{'type':'response.function_call_arguments.delta','delta':'x'}"),
             q("{'type':'response.completed','response':{'output':{},'usage':[]}}")},
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
                       q("{'id':'r','error':null,'status':'completed','output':[" + message
                         + "],'usage':{'input_tokens':5,'output_tokens':2}}"))});
        const auto model = client(server);
        Talk talk(*model);
        talk.add(user("x"));
        QCOMPARE(replyText(talk.ask()), std::string("text Hi\nend 5/2 0+0 0"));
    }

    void sendsItemsBackInOrder()
    {
        const auto bare = std::string("{'type':'reasoning','id':'open','summary':[],'content':[{'"
                                      "type':'reasoning_text','text':'x'}]}");
        FakeProvider server(
            {eventReply({created, item("done", 0, reasoning), item("done", 1, bare),
                         item("done", 2, message), item("done", 3, call), ended("completed")}),
             responsesReply("done")});
        const auto model = client(server);
        Talk talk(*model, {tool("ls")});
        talk.add(user("x"));
        const auto reply = talk.ask();
        talk.add(assistant(*reply, *model));
        talk.add(answers({{"c", "ls", "a b", true}}));
        QVERIFY(talk.ask().has_value());
        const auto input = parseJson(server.requests().at(1).body).value()["input"];
        QCOMPARE(dumpJson(input),
                 dumpJson(parseJson(
                              q("[{'role':'user','content':'x'}," + reasoning + "," + message + ","
                                + call
                                + ",{'type':'function_call_output','call_id':'c','output':'a b'}]"))
                              .value()));
    }
};

QTEST_GUILESS_MAIN(TestResponsesClient)
#include "tst_responsesclient.moc"
