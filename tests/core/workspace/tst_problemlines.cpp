// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "testing/pace.h"
#include "workspace/problemlines.h"

#include <QTest>

using namespace signalbox::workspace;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
const char* const document = "{\n"
                             "  \"name\": \"a, {b\",\n"
                             "  \"state\": {\"n\": {\n"
                             "    \"default\": [1,\n"
                             "      {\"x\": true}]}},\n"
                             "  \"edges\": [\n"
                             "    {\"from\": \"a\"}, {\"from\": \"b\"},\n"
                             "    {\"when\": \"c \\\" ] }\",\n"
                             "     \"to\": null}],\n"
                             "  \"a/b c\": {\n"
                             "    \"d\": 1}\n"
                             "}\n";

std::string lines(std::string_view text, const std::set<std::string>& paths)
{
    std::string out;
    for (const auto& [path, line] : linesOf(text, paths))
        out += path + " " + std::to_string(line) + "\n";
    return out;
}
} // namespace

class TestProblemLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsMembersAndElements()
    {
        QCOMPARE(lines(document,
                       {"name", "state.n", "state.n.default", "state.n.default[0]",
                        "state.n.default[1].x", "edges[1].from", "edges[2]", "edges[2].when",
                        "edges[2].to", "['a/b c']", "[\"a/b c\"].d"}),
                 "[\"a/b c\"].d 11\n['a/b c'] 10\nedges[1].from 7\nedges[2] 8\nedges[2].to 9\n"
                 "edges[2].when 8\nname 2\nstate.n 3\nstate.n.default 4\nstate.n.default[0] 4\n"
                 "state.n.default[1].x 5\n");
    }

    void takesTheNearestAboveWhatIsNotThere()
    {
        QCOMPARE(lines(document,
                       {"max_steps", "edges[2].otherwise", "edges[9].from", "state.n['odd.key'].x",
                        "['a/b c'].e[3]", ""}),
                 " 0\n['a/b c'].e[3] 10\nedges[2].otherwise 8\nedges[9].from 6\nmax_steps 0\n"
                 "state.n['odd.key'].x 3\n");
    }

    void takesAnyText()
    {
        for (const std::string text :
             {"", "{", "[", "\"", "{\"a", "{\"a\"", "{\"a\":", "}}]]", "[,,,]", "{\"a\\", "\\",
              "{\"\\ud800\":1}", "nul", "{\"a\" \"b\" \"c\"}"})
            QCOMPARE(linesOf(text, {"a.b[0]", "x"}).size(), std::size_t(2));
        QCOMPARE(lines(std::string(1'000'000, '['), {"a"}), "a 0\n");
        QCOMPARE(lines(document, {}), "");
    }

    void readsALargeDocumentOnce()
    {
        std::string text = "{\"nodes\":{";
        std::set<std::string> paths;
        for (int i = 0; i < 5000; ++i) {
            text += "\n\"n" + std::to_string(i) + "\":{\"kind\":\"set\",\"set\":{\"a\":\"1\"}},";
            paths.insert("nodes.n" + std::to_string(i) + ".set.a");
        }
        text += "\n\"e\":{}}}";
        const auto before = processorTime();
        QCOMPARE(linesOf(text, paths).at("nodes.n4999.set.a"), std::size_t(5001));
        QVERIFY(processorTime() - before < 3s);
    }
};

QTEST_GUILESS_MAIN(TestProblemLines)
#include "tst_problemlines.moc"
