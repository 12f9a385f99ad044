// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "base/jsonvalue.h"
#include "values/event.h"

#include <set>

#include <QTest>

using namespace signalbox;

class TestEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesEveryTypeOnce()
    {
        std::set<std::string_view> names;
        for (int i = 0; i < int(EventType::Unknown); ++i) {
            const auto name = eventTypeName(EventType(i));
            QVERIFY(!name.empty());
            QVERIFY(names.insert(name).second);
            QCOMPARE(int(eventTypeFromName(name)), i);
        }
        QCOMPARE(names.size(), std::size_t(33));
        QCOMPARE(eventTypeName(EventType::Unknown), std::string_view());
        for (const char* other : {"", "run", "run.started ", "Run.Started", "newer.kind"})
            QCOMPARE(int(eventTypeFromName(other)), int(EventType::Unknown));
    }

    // The order of the enum and of the table must agree.
    void namesTheTypesAsTheyAreCalled()
    {
        QCOMPARE(eventTypeName(EventType::RunStarted), std::string_view("run.started"));
        QCOMPARE(eventTypeName(EventType::ModelReplied), std::string_view("model.replied"));
        QCOMPARE(eventTypeName(EventType::PolicyDecided), std::string_view("policy.decided"));
        QCOMPARE(eventTypeName(EventType::GrantRevoked), std::string_view("grant.revoked"));
        QCOMPARE(eventTypeName(EventType::ToolFinished), std::string_view("tool.finished"));
        QCOMPARE(eventTypeName(EventType::StateChanged), std::string_view("state.changed"));
        QCOMPARE(eventTypeName(EventType::CostAlerted), std::string_view("cost.alerted"));
        QCOMPARE(eventTypeName(EventType::SteerDelivered), std::string_view("steer.delivered"));
        QCOMPARE(eventTypeName(EventType::RunFinished), std::string_view("run.finished"));
    }

    void writesOneLine()
    {
        const Event event{3,
                          Timestamp(std::chrono::microseconds(1)),
                          "r\"1",
                          "/agent:clerk:1/step:1",
                          EventType::ToolFinished,
                          "{\"ok\":true,\"text\":\"a\\nb\"}"};
        const std::string expected =
            "{\"seq\":3,\"time\":\"1970-01-01T00:00:00.000001Z\",\"run\":\"r\\\"1\","
            "\"path\":\"/agent:clerk:1/step:1\",\"type\":\"tool.finished\","
            "\"data\":{\"ok\":true,\"text\":\"a\\nb\"}}";
        QCOMPARE(eventJson(event), expected);
    }

    void keepsTheNameOfAnUnknownType()
    {
        Event event;
        event.name = "newer.\nkind";
        const auto line = eventJson(event);
        QVERIFY(line.find('\n') == std::string::npos);
        QCOMPARE(stringAt(*parseJson(line), "type"), event.name);
        QCOMPARE(int(eventTypeFromName(event.name)), int(EventType::Unknown));
    }

    void buildsAndReadsPaths()
    {
        const auto agent = childPath("/", "agent", "clerk", 1);
        const auto step = childPath(agent, "step", 3);
        const auto tool = childPath(step, "tool", 12);
        QCOMPARE(tool, std::string("/agent:clerk:1/step:3/tool:12"));
        QCOMPARE(parentPath(tool), std::string_view(step));
        QCOMPARE(parentPath(step), std::string_view(agent));
        QCOMPARE(parentPath(agent), std::string_view("/"));
        QCOMPARE(parentPath("/"), std::string_view("/"));
        QCOMPARE(parentPath(""), std::string_view("/"));

        const auto segments = pathSegments(tool);
        QCOMPARE(segments.size(), std::size_t(3));
        QCOMPARE(segments[0].kind, std::string_view("agent"));
        QCOMPARE(segments[0].name, std::string_view("clerk"));
        QCOMPARE(segments[0].n, 1);
        QCOMPARE(segments[1].kind, std::string_view("step"));
        QCOMPARE(segments[1].name, std::string_view());
        QCOMPARE(segments[2].n, 12);
        QVERIFY(pathSegments("/").empty());
    }

    void survivesBrokenPaths_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("read");
        QTest::newRow("no number") << "/tool"
                                   << "tool||0";
        QTest::newRow("a word for a number") << "/tool:x"
                                             << "tool||0";
        QTest::newRow("huge number") << "/tool:99999999999"
                                     << "tool||0";
        QTest::newRow("colons") << "/a:b:c:7"
                                << "a|b:c|7";
        QTest::newRow("empty parts") << "//::/"
                                     << "||0";
        QTest::newRow("no slash") << "tool:1"
                                  << "tool||1";
    }

    void survivesBrokenPaths()
    {
        QFETCH(QString, path);
        QFETCH(QString, read);
        const auto text = path.toStdString();
        QStringList found;
        for (const auto& segment : pathSegments(text))
            found << QString::fromStdString(std::string(segment.kind) + "|"
                                            + std::string(segment.name) + "|"
                                            + std::to_string(segment.n));
        QCOMPARE(found.join(u' '), read);
    }
};

QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"
