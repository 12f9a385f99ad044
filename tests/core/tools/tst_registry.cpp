// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/registry.h"

#include "core/tools/callbench.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;

namespace {
Registry registryOf(const std::vector<std::string>& names)
{
    static const FakeRunner runner;
    Registry registry;
    for (const auto& name : names)
        registry.add(std::make_shared<const ToolDefinition>(definition(name, {Effect::Read})),
                     &runner, true);
    return registry;
}

std::string join(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : " ") + name;
    return text;
}
} // namespace

class TestRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsAToolByItsWholeName()
    {
        const auto registry = registryOf({"read", "files/read"});
        QCOMPARE(registry.find("files/read")->definition->name, std::string("files/read"));
        for (const char* name : {"", "rea", "READ", "read ", "files", "files/", "*"})
            QVERIFY2(!registry.find(name), name);
    }

    void choosesByNamesAndGlobs_data()
    {
        QTest::addColumn<QStringList>("globs");
        QTest::addColumn<QString>("chosen");
        QTest::addRow("names keep their order")
            << QStringList{u"write"_qs, u"read"_qs} << "write read";
        QTest::addRow("a glob") << QStringList{u"files/*"_qs} << "files/read files/write";
        QTest::addRow("each once")
            << QStringList{u"read"_qs, u"*"_qs, u"read"_qs} << "read files/read files/write write";
        QTest::addRow("nothing") << QStringList{} << "";
        QTest::addRow("what is not there") << QStringList{u"gone"_qs, u"gone/*"_qs} << "";
        QTest::addRow("a glob of stars") << QStringList{u"*****************************r*"_qs}
                                         << "files/read files/write read write";
    }
    void choosesByNamesAndGlobs()
    {
        QFETCH(QStringList, globs);
        QFETCH(QString, chosen);
        const auto registry = registryOf({"read", "write", "files/read", "files/write"});
        std::vector<std::string> list;
        for (const auto& glob : globs)
            list.push_back(glob.toStdString());
        std::vector<std::string> names;
        for (const auto* tool : registry.choose(list))
            names.push_back(tool->definition->name);
        QCOMPARE(join(names), chosen.toStdString());
    }

    void suggestsWhatIsNear_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("similar");
        QTest::addRow("a letter turned") << "raed_file"
                                         << "read_file";
        QTest::addRow("another case") << "Read_File"
                                      << "read_file";
        QTest::addRow("a part of it") << "delete"
                                      << "delete_file";
        QTest::addRow("too far") << "summarise"
                                 << "";
        QTest::addRow("very long") << QString(1'000'000, u'r') << "";
        QTest::addRow("not UTF-8") << QString::fromLatin1("\xff\xfe") << "";
    }
    void suggestsWhatIsNear()
    {
        QFETCH(QString, name);
        QFETCH(QString, similar);
        const auto registry = registryOf({"read_file", "delete_file", "list_files"});
        QCOMPARE(join(registry.similar(name.toStdString())), similar.toStdString());
    }

    void suggestsThreeAtMost()
    {
        const auto registry = registryOf({"a1", "a2", "a3", "a4", "a5"});
        QCOMPARE(registry.similar("a").size(), std::size_t(3));
    }

    void hasAllEffectsOutsideTheSandbox()
    {
        const FakeRunner runner;
        Registry registry;
        const auto tool = std::make_shared<const ToolDefinition>(definition("r", {Effect::Read}));
        registry.add(tool, &runner, true);
        QCOMPARE(registry.find("r")->effects, Effects{Effect::Read});
        registry.add(tool, &runner, false); // the later one holds
        QCOMPARE(registry.find("r")->effects, Effects::all());
        QVERIFY(!registry.find("r")->sandboxed);
        QCOMPARE(registry.all().size(), std::size_t(1));
    }

    void hasAllEffectsWhereNoneIsDeclared()
    {
        const FakeRunner runner;
        Registry registry;
        auto tool = definition("r", {});
        tool.declaredEffects.reset();
        registry.add(std::make_shared<const ToolDefinition>(tool), &runner, true);
        QCOMPARE(registry.find("r")->effects, Effects::all());
    }

    void saysWhatIsWrongWithADefinition_data()
    {
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<QString>("require");
        QTest::addColumn<QString>("problem");
        QTest::addRow("right") << R"({"type":"object"})"
                               << "args.n > 0"
                               << "";
        QTest::addRow("schema") << R"({"type":"thing"})"
                                << ""
                                << "its parameters are no valid";
        QTest::addRow("no JSON") << "{"
                                 << ""
                                 << "its parameters are no valid";
        QTest::addRow("expression") << "{}"
                                    << "args.n >"
                                    << "its check \"args.n >\"";
        QTest::addRow("a bomb of brackets") << QString(100'000, u'[') << ""
                                            << "its parameters are no valid";
        QTest::addRow("a deep expression") << "{}" << QString(10'000, u'(') << "its check \"";
    }
    void saysWhatIsWrongWithADefinition()
    {
        QFETCH(QString, parameters);
        QFETCH(QString, require);
        QFETCH(QString, problem);
        const FakeRunner runner;
        Registry registry;
        auto tool = definition("t", {Effect::Read});
        tool.parameters = parameters.toStdString();
        if (!require.isEmpty())
            tool.checks = {{"", "", require.toStdString(), ""}};
        registry.add(std::make_shared<const ToolDefinition>(tool), &runner, true);
        const auto& found = registry.find("t")->problem;
        QVERIFY2(problem.isEmpty() ? found.empty() : found.starts_with(problem.toStdString()),
                 found.c_str());
    }
};

QTEST_GUILESS_MAIN(TestRegistry)
#include "tst_registry.moc"
