// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "workflow/plan.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::workflow;

namespace {
const std::vector<std::string> team = {"coder", "writer"};

Json json(std::string_view text)
{
    return parseJson(text).value();
}

std::string read(const Json& plan, const std::set<std::string>& known = {})
{
    const auto steps = readPlan(plan, team, known);
    return steps ? dumpJson(planJson(*steps)) : steps.error().message;
}

Json step(const std::string& id, const std::vector<std::string>& dependencies = {})
{
    return {{"id", id}, {"agent", "coder"}, {"task", "t"}, {"dependencies", dependencies}};
}
} // namespace

class TestPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersAToolWhoseSchemaNamesTheTeam()
    {
        const auto tool = planTool(team);
        QCOMPARE(tool->name, "plan");
        const auto schema = json(tool->parameters);
        const auto& steps = schema["properties"]["steps"];
        QCOMPARE(dumpJson(steps["items"]["properties"]["agent"]["enum"]), "[\"coder\",\"writer\"]");
        QCOMPARE(steps["maxItems"].get<std::size_t>(), mostPlanSteps);
        QCOMPARE(planTool(team)->hash, tool->hash);
        QVERIFY(planTool({"coder"})->hash != tool->hash);
    }

    void readsSteps()
    {
        QCOMPARE(
            read(
                json(
                    "{\"steps\":[{\"id\":\"a\",\"agent\":\"coder\",\"task\":\"x\"},"
                    "{\"id\":\"b.1\",\"agent\":\"writer\",\"task\":\"y\",\"dependencies\":[\"a\","
                    "\"old\",\"a\"],\"requires_approval\":true},{\"id\":\"c\",\"agent\":\"writer\","
                    "\"task\":\"z\",\"dependencies\":null,\"approval\":\"always\"}]}"),
                {"old"}),
            "{\"steps\":[{\"agent\":\"coder\",\"dependencies\":[],\"id\":\"a\",\"task\":\"x\"},"
            "{\"agent\":\"writer\",\"dependencies\":[\"a\",\"old\"],\"id\":\"b.1\",\"requires_"
            "approval\":true,\"task\":\"y\"},{\"agent\":\"writer\",\"dependencies\":[],\"id\":"
            "\"c\","
            "\"requires_approval\":true,\"task\":\"z\"}]}");
    }

    void saysAllThatIsWrongInOne_data()
    {
        QTest::addColumn<QByteArray>("plan");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const char* plan, const char* words) {
            QTest::newRow(name) << QByteArray(plan) << QByteArray(words);
        };
        const char* const shape =
            "the plan was not run: it must be {\"steps\": [...]} with at least one step";
        row("no object", "[1]", shape);
        row("no steps", "{}", shape);
        row("an empty list", "{\"steps\":[]}", shape);
        row("an object", "{\"steps\":{\"id\":\"a\"}}", shape);
        row("a step that is none", "{\"steps\":[7]}",
            "the plan was not run:\n- steps[0] must be an object with id, agent, task and "
            "dependencies\n- steps[0].agent \"\" is unknown; there are coder, writer\n- "
            "steps[0].task "
            "must say what is to be done, in at most 64 KiB");
        row("an unknown agent and dependency",
            "{\"steps\":[{\"id\":\"a\",\"agent\":\"ghost\",\"task\":\"t\",\"dependencies\":[\"zz\"]"
            "}]}",
            "the plan was not run:\n- steps[0].agent \"ghost\" is unknown; there are coder, "
            "writer\n- "
            "step \"a\" depends on \"zz\", which is no step");
        row("a bad id", "{\"steps\":[{\"id\":\"a/b\",\"agent\":\"coder\",\"task\":\"t\"}]}",
            "the plan was not run:\n- steps[0].id must be 1 to 64 letters, digits, _ - or .");
        row("no task", "{\"steps\":[{\"id\":\"a\",\"agent\":\"coder\",\"task\":\"\"}]}",
            "the plan was not run:\n- steps[0].task must say what is to be done, in at most 64 "
            "KiB");
        row("dependencies that are no list",
            "{\"steps\":[{\"id\":\"a\",\"agent\":\"coder\",\"task\":\"t\",\"dependencies\":\"b\"}]"
            "}",
            "the plan was not run:\n- steps[0].dependencies must be a list of ids");
        row("a dependency that is no text",
            "{\"steps\":[{\"id\":\"a\",\"agent\":\"coder\",\"task\":\"t\",\"dependencies\":[7]}]}",
            "the plan was not run:\n- steps[0].dependencies must be a list of ids");
        row("on itself",
            "{\"steps\":[{\"id\":\"a\",\"agent\":\"coder\",\"task\":\"t\",\"dependencies\":[\"a\"]}"
            "]}",
            "the plan was not run:\n- the dependencies of step \"a\" lead back to it");
    }
    void saysAllThatIsWrongInOne()
    {
        QFETCH(QByteArray, plan);
        QFETCH(QByteArray, words);
        QCOMPARE(read(json(plan.toStdString())), words.toStdString());
    }

    void refusesAnIdTwice()
    {
        const auto words = read(Json{{"steps", {step("a"), step("a")}}});
        QVERIFY2(words.starts_with("the plan was not run:\n- ")
                     && words.find("\"a\"") != words.npos,
                 words.c_str());
    }

    void refusesCirclesOfAnyLength()
    {
        Json steps = Json::array();
        for (int i = 0; i < 200; ++i)
            steps.push_back(step("s" + std::to_string(i), {"s" + std::to_string((i + 1) % 200)}));
        QVERIFY(read(Json{{"steps", steps}}).find("lead back to it") != std::string::npos);
        steps[7]["dependencies"] = Json::array();
        QVERIFY(readPlan(Json{{"steps", steps}}, team, {}).has_value());
        // the same dependency twice is no circle
        QVERIFY(
            readPlan(Json{{"steps", {step("a"), step("b", {"a", "a"})}}}, team, {}).has_value());
    }

    void boundsWhatAModelPlans()
    {
        Json steps = Json::array();
        for (std::size_t i = 0; i <= mostPlanSteps; ++i)
            steps.push_back(step("s" + std::to_string(i)));
        QCOMPARE(read(Json{{"steps", steps}}),
                 "the plan was not run: it has 257 steps, and at most 256 are allowed");
        steps.erase(0);
        QVERIFY(readPlan(Json{{"steps", steps}}, team, {}).has_value());
        for (auto& one : steps)
            one["agent"] = std::string(5000, 'g');
        const auto words = read(Json{{"steps", steps}});
        QVERIFY(words.ends_with("- and 246 more"));
        QVERIFY(words.size() < 4000);
        Json long_ = {{"steps", {step("a")}}};
        long_["steps"][0]["task"] = std::string((64u << 10) + 1, 't');
        QVERIFY(!readPlan(long_, team, {}).has_value());
        long_["steps"][0] = step(std::string(65, 'i'));
        QVERIFY(!readPlan(long_, team, {}).has_value());
    }

    void keepsWordsOfAModelPlain()
    {
        Json plan = {{"steps", {step("a")}}};
        plan["steps"][0]["agent"] = "gh\nost\x1b[31m\xff";
        const auto words = read(plan);
        QVERIFY(words.find('\x1b') == std::string::npos);
        QVERIFY(words.find("gh\nost") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
