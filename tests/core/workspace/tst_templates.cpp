// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tempworkspace.h"

#include "base/jsonvalue.h"
#include "workspace/workflowjson.h"

#include <QTest>

#include <set>

using namespace signalbox;

namespace {
std::set<std::string> filesIn(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            names.insert(entry.path().lexically_relative(folder).string());
    }
    return names;
}

const std::filesystem::path sources = SIGNALBOX_SOURCE_DIR "/resources/examples/templates";
} // namespace

class TestTemplates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheEightInTheirOrder()
    {
        std::vector<std::string> names;
        for (const auto& one : workspace::templates())
            names.push_back(one.name + ": " + one.title + ", " + one.workflow);
        QCOMPARE(
            names,
            (std::vector<std::string>{
                "prompt-chain: Prompt chain, release-notes", "routing: Routing, answer-mail",
                "parallel-sections: Parallel sections, review-change", "voting: Voting, trust-mail",
                "orchestrator-workers: Orchestrator and workers, quarter",
                "evaluator-optimiser: Evaluator and optimiser, product-text",
                "human-in-the-loop: Human in the loop, refund",
                "research-team: Research team, briefing"}));
    }

    void tellsWhoWorksInATemplateAndWhatItRuns()
    {
        const auto* team = workspace::findTemplate("research-team");
        QVERIFY(team);
        std::vector<std::string> agents;
        for (const auto& agent : team->agents)
            agents.push_back(agent.name);
        QCOMPARE(agents,
                 (std::vector<std::string>{"editor", "fact-checker", "researcher", "writer"}));
        QCOMPARE(team->workflows.size(), std::size_t(2));
        QCOMPARE(team->workflows[0].name, std::string("briefing")); // the one to run first
        QCOMPARE(team->workflows[1].source, std::string("workflows/investigate.json"));
        QVERIFY(!team->purpose.empty());
    }

    void knowsNoOtherTemplate_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("none") << QString();
        QTest::newRow("an example") << QStringLiteral("invoice-desk");
        QTest::newRow("above") << QStringLiteral("../examples/invoice-desk");
        QTest::newRow("below") << QStringLiteral("voting/agents");
        QTest::newRow("itself") << QStringLiteral(".");
        QTest::newRow("the index") << QStringLiteral("templates.json");
    }
    void knowsNoOtherTemplate()
    {
        QFETCH(const QString, name);
        const testing::TempWorkspace place;
        QVERIFY(!workspace::findTemplate(name.toStdString()));
        QVERIFY(workspace::templateFiles(name.toStdString()).empty());
        if (name != QStringLiteral("invoice-desk"))
            QVERIFY(!workspace::createFromExample(name.toStdString(), place.base() / "made",
                                                  place.user()));
    }

    void loadsWithoutAProblemAndIsTrusted_data() { eachTemplate(); }
    void loadsWithoutAProblemAndIsTrusted()
    {
        QFETCH(const QString, name);
        const testing::TempWorkspace place;
        const auto target = place.base() / "made";
        const auto made = workspace::createFromExample(name.toStdString(), target, place.user());
        QVERIFY2(made, made ? "" : made.error().text().c_str());
        const auto view = workspace::load(target, place.user());
        QVERIFY(view);
        for (const auto& problem : (*view)->problems)
            QFAIL(workspace::problemText(problem).c_str());
        QVERIFY((*view)->trusted);
        QCOMPARE((*view)->name, name.toStdString());
        const auto* known = workspace::findTemplate(name.toStdString());
        QVERIFY((*view)->workflows.contains(known->workflow));
        QCOMPARE((*view)->agents.size(), known->agents.size());
        for (const auto& agent : known->agents)
            QVERIFY2(!agent.description.empty(), agent.name.c_str());
    }

    void isWhatLiesInTheSources_data() { eachTemplate(); }
    void isWhatLiesInTheSources()
    {
        QFETCH(const QString, name);
        const testing::TempWorkspace place;
        const auto target = place.base() / "made";
        QVERIFY(workspace::createFromExample(name.toStdString(), target, place.user()));
        const auto source = sources / name.toStdString();
        QCOMPARE(filesIn(target), filesIn(source));
        const auto files = workspace::templateFiles(name.toStdString());
        QCOMPARE(files.size(), filesIn(source).size());
        for (const auto& file : filesIn(source)) {
            QCOMPARE(readFile(target / file).value(), readFile(source / file).value());
            QCOMPARE(files.at(file), readFile(source / file).value());
        }
    }

    // Nodes that lie on each other, or a node without a place, make a picture nobody can read.
    void givesEveryNodeAPlaceOfItsOwn_data() { eachTemplate(); }
    void givesEveryNodeAPlaceOfItsOwn()
    {
        QFETCH(const QString, name);
        for (const auto& file : workspace::findTemplate(name.toStdString())->workflows) {
            if (file.kind != "graph")
                continue;
            const auto graph = workspace::graphFromJson(file.document);
            const auto document = parseJson(file.document);
            QVERIFY(graph && document);
            const auto& layout = (*document)["layout"];
            QCOMPARE(layout.size(), graph->nodes.size());
            for (const auto& a : graph->nodes) {
                QVERIFY2(layout.contains(a.name), a.name.c_str());
                for (const auto& b : graph->nodes) {
                    if (a.name >= b.name)
                        continue;
                    const auto dx =
                        std::abs(layout[a.name][0].get<double>() - layout[b.name][0].get<double>());
                    const auto dy =
                        std::abs(layout[a.name][1].get<double>() - layout[b.name][1].get<double>());
                    QVERIFY2(dx >= 170 || dy >= 80, (a.name + " " + b.name).c_str());
                }
            }
        }
    }

private:
    static void eachTemplate()
    {
        QTest::addColumn<QString>("name");
        for (const auto& one : workspace::templates())
            QTest::newRow(one.name.c_str()) << QString::fromStdString(one.name);
    }
};

QTEST_GUILESS_MAIN(TestTemplates)
#include "tst_templates.moc"
