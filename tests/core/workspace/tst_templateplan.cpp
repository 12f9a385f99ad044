// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tempworkspace.h"

#include "base/jsonvalue.h"
#include "workspace/jsoninsert.h"
#include "workspace/templateplan.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;

namespace {
std::vector<std::string> filesOf(const TemplatePlan& plan)
{
    std::vector<std::string> names;
    for (const auto& file : plan.files)
        names.push_back(file.file
                        + (file.templateName.empty() ? "" : " instead of " + file.templateName));
    return names;
}

std::string textOf(const TemplatePlan& plan, const std::string& file)
{
    for (const auto& one : plan.files) {
        if (one.file == file)
            return one.text;
    }
    return {};
}

TemplatePlan planned(const testing::TempWorkspace& place, const char* name, bool isScripted = true)
{
    const auto plan = workspace::planTemplate(*place.load(), name, isScripted);
    return plan ? *plan : TemplatePlan();
}
} // namespace

class TestTemplatePlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsAWorkflowWithAllThatItNeeds()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        const auto plan = planned(place, "routing");
        QCOMPARE(filesOf(plan),
                 (std::vector<std::string>{
                     "agents/billing.json", "agents/front-desk.json", "agents/returns.json",
                     "agents/technical.json", "data/orders.csv", "manual/chair-vela.md",
                     "manual/lamp-nova.md", "scripts/find_order.py", "scripts/routing.json",
                     "tools/find_order.json", "workflows/answer-mail.json", "signalbox.json"}));
        QCOMPARE(plan.workflow, std::string("answer-mail"));
        QVERIFY(workspace::writePlan(place.root(), plan));
        QCOMPARE(place.problems(), std::string());
        const auto view = place.load();
        QCOMPARE(view->agents.at("billing").model, std::string("routing"));
        QCOMPARE(view->models.at("routing").script, std::string("scripts/routing.json"));
        QCOMPARE(view->defaultModel, std::string("demo")); // as it was
    }

    void isTheSameAgainWhenAllIsThere()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        for (const auto& one : workspace::templates()) {
            const auto plan = planned(place, one.name.c_str());
            QVERIFY2(!plan.files.empty(), one.name.c_str());
            QVERIFY(workspace::writePlan(place.root(), plan));
            QCOMPARE(place.problems(), std::string());
            const auto again = planned(place, one.name.c_str());
            QCOMPARE(again.workflow, plan.workflow);
            QCOMPARE(filesOf(again), std::vector<std::string>());
        }
        QCOMPARE(place.load()->workflows.size(), std::size_t(9));
    }

    void renamesWhatClashesWithEverythingThatSpeaksOfIt()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("agents/analyst.json", "{\"name\": \"analyst\", \"instructions\": \"mine\"}");
        place.put("tools/adder.json",
                  "{\"name\": \"sum_sales\", \"kind\": \"command\", \"command\": [\"true\"], "
                  "\"effects\": [\"read\"]}");
        place.put("workflows/quarter.json", "broken");
        place.put("sales/north.csv", "mine");
        place.put("scripts/sum_sales.py", "mine");
        const auto plan = planned(place, "orchestrator-workers");
        QCOMPARE(
            filesOf(plan),
            (std::vector<std::string>{
                "agents/analyst-2.json instead of agents/analyst.json", "agents/cleaner.json",
                "agents/lead.json", "agents/writer.json",
                "sales/north-2.csv instead of sales/north.csv", "sales/south.csv", "sales/west.csv",
                "scripts/orchestrator-workers.json",
                "scripts/sum_sales-2.py instead of scripts/sum_sales.py",
                "tools/sum_sales-2.json instead of tools/sum_sales.json",
                "workflows/quarter-2.json instead of workflows/quarter.json", "signalbox.json"}));
        QCOMPARE(plan.workflow, std::string("quarter-2"));
        const auto agent = parseJson(textOf(plan, "agents/analyst-2.json")).value();
        QVERIFY(agent["name"] == Json("analyst-2"));
        QVERIFY(agent["tools"] == Json({"sum_sales-2", "list_files"}));
        QVERIFY(agent["instructions"][0].get<std::string>().find("with sum_sales-2 and")
                != std::string::npos);
        const auto workflow = parseJson(textOf(plan, "workflows/quarter-2.json")).value();
        QVERIFY(workflow["name"] == Json("quarter-2"));
        QVERIFY(workflow["agents"] == Json({"analyst-2", "cleaner", "writer"}));
        const auto tool = parseJson(textOf(plan, "tools/sum_sales-2.json")).value();
        QVERIFY(tool["command"] == Json({"python3", "scripts/sum_sales-2.py"}));
        QVERIFY(tool["cases"][0]["arguments"]["path"] == Json("sales/north-2.csv"));
        const auto script = parseJson(textOf(plan, "scripts/orchestrator-workers.json")).value();
        QVERIFY(script.contains("analyst-2") && !script.contains("analyst"));
        QVERIFY(script["lead"][0]["tool_calls"][0]["arguments"]["steps"][0]["agent"]
                == Json("analyst-2"));
        QVERIFY(script["analyst-2"][0][0]["tool_calls"][0]["name"] == Json("sum_sales-2"));
        QVERIFY(workspace::writePlan(place.root(), plan));
        QCOMPARE(readFile(place.root() / "sales/north.csv").value(), std::string("mine"));
        QCOMPARE(readFile(place.root() / "workflows/quarter.json").value(), std::string("broken"));
        QVERIFY(place.load()->workflows.contains("quarter-2"));
    }

    void usesTheModelOfTheWorkspaceWhenAsked()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        const auto plan = planned(place, "routing", false);
        const auto names = filesOf(plan);
        QCOMPARE(std::count(names.begin(), names.end(), "signalbox.json"), 0);
        QCOMPARE(std::count(names.begin(), names.end(), "scripts/routing.json"), 0);
        QVERIFY(workspace::writePlan(place.root(), plan));
        QCOMPARE(place.problems(), std::string());
        QCOMPARE(place.load()->agents.at("billing").model, std::string("default"));
    }

    void writesNothingWhenTheWorkspaceChangedMeanwhile()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        const auto plan = planned(place, "voting");
        place.put("agents/juror.json", "mine");
        const auto written = workspace::writePlan(place.root(), plan);
        QVERIFY(!written);
        QCOMPARE(written.error().code, Errc::Exists);
        QCOMPARE(readFile(place.root() / "agents/juror.json").value(), std::string("mine"));
        QVERIFY(!std::filesystem::exists(place.root() / "workflows"));
        QVERIFY(planned(place, "voting").hash != plan.hash);
        const testing::TempWorkspace other;
        other.putPlain();
        const auto second = planned(other, "voting");
        QCOMPARE(second.hash, plan.hash);
        other.put("signalbox.json", "{\"name\": \"other\"}");
        QVERIFY(!workspace::writePlan(other.root(), second));
    }

    void writesNothingThroughALink()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        const auto outside = place.base() / "outside";
        std::filesystem::create_directories(outside);
        std::filesystem::create_directory_symlink(outside, place.root() / "mails");
        const auto written = workspace::writePlan(place.root(), planned(place, "voting"));
        QVERIFY(!written);
        QCOMPARE(written.error().code, Errc::Denied);
        QVERIFY(std::filesystem::is_empty(outside));
        // a link in place of a file is no free name
        const testing::TempWorkspace second;
        second.putPlain();
        std::filesystem::create_symlink(second.base() / "nowhere", second.root() / "vendors.json");
        const auto names = filesOf(planned(second, "voting"));
        QCOMPARE(std::count(names.begin(), names.end(), "vendors-2.json instead of vendors.json"),
                 1);
    }

    void insertsAMemberAndLeavesTheRestAsItWas_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("over several lines")
            << QStringLiteral("{\"models\": {\n    \"a\": {\"x\": 1}\n  },\n  \"b\":   2}\n")
            << QStringLiteral("{\"models\": {\n    \"a\": {\"x\": 1},\n    \"new\": {\n      "
                              "\"k\": 1\n    }\n  },\n  "
                              "\"b\":   2}\n");
        QTest::newRow("the name as a value, and deeper")
            << QStringLiteral(
                   "{\"a\": \"models\", \"c\": {\"models\": {}}, \"models\": {\"d\": \"}\\\"\"}}")
            << QStringLiteral("{\"a\": \"models\", \"c\": {\"models\": {}}, \"models\": {\"d\": "
                              "\"}\\\"\",\n    \"new\": "
                              "{\n      \"k\": 1\n    }\n  }}");
        QTest::newRow("none yet")
            << QStringLiteral("{\"b\": 2}")
            << QStringLiteral("{\n  \"b\": 2,\n  \"models\": {\n    \"new\": {\n      \"k\": 1\n"
                              "    }\n  }\n}\n");
        QTest::newRow("no object") << QStringLiteral("[]") << QString();
        QTest::newRow("there is one") << QStringLiteral("{\"models\": {\"new\": 1}}") << QString();
        QTest::newRow("broken") << QStringLiteral("{\"models\": {") << QString();
    }
    void insertsAMemberAndLeavesTheRestAsItWas()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        const auto text =
            workspace::insertMember(before.toStdString(), "models", "new", OrderedJson{{"k", 1}});
        QCOMPARE(text.value_or(std::string()), after.toStdString());
    }
};

QTEST_GUILESS_MAIN(TestTemplatePlan)
#include "tst_templateplan.moc"
