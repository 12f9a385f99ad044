// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/jsonvalue.h"
#include "core/workflow/flowbench.h"

#include <string>
#include <utility>
#include <vector>

// Workflows that tests run in many ways.
namespace signalbox::testing {

// The JSON of a graph out of its parts; `more` are members such as "max_steps".
[[nodiscard]] inline std::string graphText(const std::string& name, const std::string& state,
                                           const std::string& start, const std::string& nodes,
                                           const std::vector<std::string>& edges,
                                           const std::string& more = "\"max_steps\":100")
{
    std::string list;
    for (const auto& edge : edges) { // "a b", "a b condition", "a b -" for otherwise
        const auto to = edge.find(' ') + 1;
        const auto end = edge.find(' ', to);
        const auto when = end == std::string::npos ? std::string() : edge.substr(end + 1);
        list += (list.empty() ? "" : ",") + std::string("{\"from\":\"") + edge.substr(0, to - 1)
            + "\",\"to\":\"" + edge.substr(to, end - to) + "\""
            + (when.empty()      ? ""
                   : when == "-" ? ",\"otherwise\":true"
                                 : ",\"when\":\"" + when + "\"")
            + "}";
    }
    return "{\"name\":\"" + name + "\",\"kind\":\"graph\",\"state\":{" + state + "},\"start\":\""
        + start + "\"," + more + ",\"nodes\":{" + nodes + "},\"edges\":[" + list + "]}";
}

[[nodiscard]] inline std::string tool(const std::string& name, const std::string& arguments,
                                      const std::string& more = "")
{
    return "{\"kind\":\"tool\",\"tool\":\"" + name + "\",\"arguments\":{" + arguments + "}" + more
        + "}";
}

[[nodiscard]] inline std::string set(const std::string& key, const std::string& expression,
                                     const std::string& more = "")
{
    return "{\"kind\":\"set\",\"set\":{\"" + key + "\":\"" + expression + "\"}" + more + "}";
}

inline const char* const wholeState = "\"e\":{\"kind\":\"end\",\"output\":\"${state}\"}";
inline const char* const oneState =
    "\"a\":{\"default\":0},\"l\":{\"default\":[],\"merge\":\"append\"},"
    "\"s\":{\"default\":0,\"merge\":\"add\"}";

[[nodiscard]] inline Flow everyKind()
{
    Flow flow;
    flow.workflows = {
        graphText(
            "kinds",
            "\"a\":{\"default\":null},\"t\":{\"default\":null},\"m\":{\"default\":[]},\"w\":{"
            "\"default\":null},\"g\":{\"default\":null},\"y\":{\"default\":null}",
            "agent",
            "\"agent\":{\"kind\":\"agent\",\"agent\":\"clerk\",\"task\":\"Do ${task}\",\"writes\":["
            "\"a\"]},"
            "\"model\":{\"kind\":\"model\",\"task\":\"Say ${state.a}\",\"writes\":{\"y\":"
            "\"result.z\"}},"
            "\"tool\":"
                + tool("write", "\"n\":\"${size(state.a)}\"", ",\"writes\":{\"t\":\"1\"}")
                + ",\"map\":{\"kind\":\"map\",\"over\":\"[1,2,3]\",\"node\":"
                + tool("read", "\"n\":\"${item}\"")
                + ",\"max_parallel\":2,\"writes\":{\"m\":\"results.map(x, x.v)\"}},"
                  "\"sub\":{\"kind\":\"workflow\",\"workflow\":\"sub\",\"writes\":[\"w\"]},"
                  "\"gate\":{\"kind\":\"gate\",\"prompt\":\"ok "
                  "${state.a}?\",\"choices\":[\"yes\",\"no\"],\"default\":\"yes\",\"writes\":{"
                  "\"g\":"
                  "\"result\"}},"
                + wholeState,
            {"agent model", "model tool", "tool map", "map sub", "sub gate", "gate e"}),
        graphText("sub", "\"k\":{\"default\":1}", "s",
                  "\"s\":" + set("k", "state.k + 41") + ",\"t\":" + tool("write", "\"n\":7")
                      + ",\"e\":{\"kind\":\"end\",\"output\":\"${state.k}\"}",
                  {"s t", "t e"})};
    flow.script =
        "{\"clerk\":[{\"tool_calls\":[{\"name\":\"write\",\"arguments\":{\"n\":1}},{\"name\":"
        "\"read\",\"arguments\":{\"n\":2}}]},{\"text\":\"hello\"}],\"model\":[{\"text\":"
        "\"{\\\"z\\\":1}\"}]}";
    return flow;
}

// A region in a region, then another one.
[[nodiscard]] inline Flow regions()
{
    Flow flow;
    flow.workflows = {graphText(
        "regions", oneState, "o",
        "\"o\":" + set("a", "1") + ",\"x\":"
            + tool("write", "\"n\":1", ",\"writes\":{\"l\":\"'x'\"}") + ",\"p\":" + set("s", "1")
            + ",\"p1\":" + tool("read", "\"n\":3", ",\"writes\":{\"s\":\"result.v\"}")
            + ",\"p2\":{\"kind\":\"agent\",\"agent\":\"clerk\",\"writes\":{\"l\":\"result\"}}"
            + ",\"j2\":" + set("s", "10", ",\"join\":\"all\"")
            + ",\"j\":" + set("l", "'j'", ",\"join\":\"all\"") + ",\"q1\":" + set("s", "100")
            + ",\"q2\":" + tool("write", "\"n\":2") + ",\"k\":"
            + set("a", "state.a + size(state.l)", ",\"join\":\"all\"") + "," + wholeState,
        {"o x", "o p", "p p1", "p p2", "p1 j2", "p2 j2", "x j", "j2 j", "j q1", "j q2", "q1 k",
         "q2 k", "k e"})};
    flow.script =
        "{\"clerk\":[{\"tool_calls\":[{\"name\":\"write\",\"arguments\":{\"n\":5}}]},{\"text\":"
        "\"c\"}]}";
    return flow;
}

// The fast branch wins; the slow one would take twenty seconds.
[[nodiscard]] inline Flow firstWins()
{
    Flow flow;
    flow.workflows = {graphText(
        "any", oneState, "o",
        "\"o\":" + set("a", "1")
            + ",\"slow\":{\"kind\":\"agent\",\"agent\":\"slow\",\"writes\":{\"l\":\"result\"}},"
              "\"fast\":{\"kind\":\"agent\",\"agent\":\"fast\",\"writes\":{\"l\":\"result\"}},"
              "\"w\":"
            + tool("write", "\"n\":3") + ",\"j\":" + set("a", "2", ",\"join\":\"any\"")
            + ",\"late\":" + tool("write", "\"n\":4") + "," + wholeState,
        {"o slow", "o fast", "fast w", "w j", "slow j", "j late", "late e"})};
    flow.script =
        "{\"slow\":[{\"text\":\"slow\",\"delay_ms\":20000}],\"fast\":[{\"tool_calls\":[{\"name\":"
        "\"write\",\"arguments\":{\"n\":1}}]},{\"text\":\"fast\"}]}";
    return flow;
}

// One branch fails and the others go on; behind the join comes an effect.
[[nodiscard]] inline Flow collects()
{
    Flow flow;
    flow.workflows = {graphText(
        "collect", oneState, "o",
        "\"o\":" + set("a", "1") + ",\"bad\":" + tool("write", "\"note\":\"bad\"")
            + ",\"good\":" + tool("write", "\"n\":1", ",\"writes\":{\"l\":\"'g'\"}")
            + ",\"model\":{\"kind\":\"agent\",\"agent\":\"broken\"},\"j\":"
            + set("a", "2", ",\"join\":\"all\",\"on_error\":\"collect\"")
            + ",\"late\":" + tool("write", "\"n\":4") + "," + wholeState,
        {"o bad", "o good", "o model", "bad j", "good j", "model j", "j late", "late e"})};
    flow.script = "{\"broken\":[{\"error\":{\"type\":\"invalid_request\",\"message\":\"no\"}}]}";
    return flow;
}

// A failing branch ends its siblings and the run.
[[nodiscard]] inline Flow failsInARegion()
{
    auto flow = firstWins();
    flow.workflows = {graphText("fails", oneState, "o",
                                "\"o\":" + set("a", "1")
                                    + ",\"slow\":{\"kind\":\"agent\",\"agent\":\"slow\"},\"bad\":"
                                    + tool("read", "\"note\":\"bad\"") + ",\"j\":"
                                    + set("a", "2", ",\"join\":\"all\"") + "," + wholeState,
                                {"o slow", "o bad", "bad j", "slow j", "j e"})};
    return flow;
}

[[nodiscard]] inline Flow cycle()
{
    Flow flow;
    flow.workflows = {graphText(
        "cycle", oneState, "w",
        "\"w\":" + tool("write", "\"n\":\"${state.a + 1}\"") + ",\"c\":" + set("a", "state.a + 1")
            + ",\"judge\":{\"kind\":\"agent\",\"agent\":\"judge\",\"writes\":{\"l\":"
              "\"result\"}},"
            + wholeState,
        {"w c", "c judge", "judge w state.a < 3", "judge e -"})};
    flow.script = "{\"judge\":[{\"text\":\"again\"}]}";
    return flow;
}

// Of six items two fail; agents, tools and whole workflows are among what runs.
[[nodiscard]] inline Flow maps()
{
    Flow flow;
    flow.workflows = {
        graphText(
            "maps", oneState, "m",
            "\"m\":{\"kind\":\"map\",\"over\":\"[1,2,3,4]\",\"node\":"
                + tool("write", "\"n\":\"${item}\"")
                + ",\"max_parallel\":3,\"writes\":{\"s\":\"size(results)\"}},"
                  "\"b\":{\"kind\":\"map\",\"over\":\"['','x','','y']\",\"node\":"
                + tool("write", "\"note\":\"${item}\"")
                + ",\"on_error\":\"collect\",\"writes\":{\"s\":\"size(results)\"}},"
                  "\"c\":{\"kind\":\"map\",\"over\":\"['a','b']\",\"node\":{\"kind\":\"agent\","
                  "\"agent\":"
                  "\"clerk\",\"task\":\"${item}\"},\"on_error\":\"collect\",\"writes\":{\"l\":"
                  "\"results\"}},"
                  "\"d\":{\"kind\":\"map\",\"over\":\"['','z']\",\"node\":{\"kind\":\"workflow\","
                  "\"workflow\":\"sub\",\"task\":\"${item}\"},\"on_error\":\"collect\",\"writes\":{"
                  "\"s\":\"size(results)\"}},\"f\":{\"kind\":\"map\",\"over\":\"[1,2]\",\"node\":{"
                  "\"kind\":"
                  "\"set\",\"set\":{\"v\":\"item * "
                  "2\",\"i\":\"index\"}},\"writes\":{\"l\":\"results\"}},"
                + wholeState,
            {"m b", "b c", "c d", "d f", "f e"}),
        graphText("sub", "\"k\":{\"default\":1}", "t",
                  "\"t\":" + tool("write", "\"note\":\"${task}\"")
                      + ",\"e\":{\"kind\":\"end\",\"output\":\"ok\"}",
                  {"t e"})};
    flow.script =
        "{\"clerk\":[[{\"when\":\"a\",\"error\":{\"type\":\"invalid_request\",\"message\":\"no\"}},"
        "{\"text\":\"b\"}]]}";
    return flow;
}

[[nodiscard]] inline Flow failsInAMap()
{
    Flow flow;
    flow.workflows = {graphText("failmap", oneState, "m",
                                "\"m\":{\"kind\":\"map\",\"over\":\"['','bad','worse']\",\"node\":"
                                    + tool("read", "\"note\":\"${item}\"") + ",\"max_parallel\":1},"
                                    + wholeState,
                                {"m e"})};
    return flow;
}

// A gate, a call and a node that need approval, and two ways that are both open.
[[nodiscard]] inline Flow asksAPerson()
{
    Flow flow;
    flow.workflows = {
        graphText("person", oneState, "g",
                  "\"g\":{\"kind\":\"gate\",\"prompt\":\"Go?\",\"choices\":[\"yes\",\"no\"],"
                  "\"writes\":{\"l\":"
                  "\"result\"}},\"t\":"
                      + tool("write", "\"n\":1", ",\"requires_approval\":true") + ",\"s\":"
                      + set("a", "5", ",\"requires_approval\":true,\"ambiguous\":\"ask\"")
                      + ",\"x\":" + set("l", "'x'") + ",\"y\":"
                      + tool("write", "\"n\":2", ",\"writes\":{\"l\":\"'y'\"}") + "," + wholeState,
                  {"g t", "t s", "s x true", "s y state.a == 5", "x e", "y e"})};
    flow.gates = gate::Gates::Person;
    flow.person = [](const std::string&, const Json& opened) {
        GateAnswer answer;
        answer.decision = GateDecision::Approve;
        const auto* kind = find(opened, "kind");
        const auto* choices = find(opened, "choices");
        const bool asksToChoose = choices && *choices == Json({"yes", "no"});
        if (asksToChoose || (kind && *kind == "ambiguous")) {
            answer.decision = GateDecision::Choose;
            answer.choice = asksToChoose ? "yes" : "y";
        }
        return answer;
    };
    return flow;
}

// Headless: no default at the gate.
[[nodiscard]] inline Flow isDenied()
{
    auto flow = asksAPerson();
    flow.gates = gate::Gates::HeadlessDeny;
    flow.person = {};
    return flow;
}

inline const char* const leadAndTwo =
    "{\"name\":\"team\",\"kind\":\"orchestrator\",\"lead\":\"lead\",\"agents\":[\"w1\",\"w2\"],"
    "\"max_parallel\":3,\"replans\":2,\"plan_gate\":\"allow\"}";

// Four steps, one of which fails; a second plan mends it.
[[nodiscard]] inline Flow plans()
{
    Flow flow;
    flow.workflows = {leadAndTwo};
    flow.script =
        "{\"lead\":[{\"tool_calls\":[{\"name\":\"plan\",\"arguments\":{\"steps\":["
        "{\"id\":\"a\",\"agent\":\"w1\",\"task\":\"write it\",\"dependencies\":[]},"
        "{\"id\":\"b\",\"agent\":\"w2\",\"task\":\"fail\",\"dependencies\":[]},"
        "{\"id\":\"c\",\"agent\":\"w2\",\"task\":\"after a\",\"dependencies\":[\"a\"]},"
        "{\"id\":\"d\",\"agent\":\"w1\",\"task\":\"after b\",\"dependencies\":[\"b\"]}]}}]},"
        "{\"tool_calls\":[{\"name\":\"plan\",\"arguments\":{\"steps\":["
        "{\"id\":\"b\",\"agent\":\"w1\",\"task\":\"write it\",\"dependencies\":[\"a\"]}]}}]},"
        "{\"text\":\"sum\"}],"
        "\"w1\":[{\"tool_calls\":[{\"name\":\"write\",\"arguments\":{\"n\":1}}]},{\"text\":"
        "\"wrote\"}],"
        "\"w2\":[[{\"when\":\"^fail\",\"error\":{\"type\":\"invalid_request\",\"message\":\"no\"}},"
        "{"
        "\"text\":\"fine\"}]]}";
    return flow;
}

[[nodiscard]] inline Flow planInAGraph()
{
    auto flow = plans();
    flow.workflows = {
        graphText("outer", oneState, "o",
                  "\"o\":" + set("a", "1")
                      + ",\"w\":{\"kind\":\"workflow\",\"workflow\":\"team\",\"writes\":{\"l\":"
                        "\"result\"}},\"t\":"
                      + tool("write", "\"n\":9") + ",\"j\":" + set("a", "2", ",\"join\":\"all\"")
                      + "," + wholeState,
                  {"o w", "o t", "w j", "t j", "j e"}),
        leadAndTwo};
    return flow;
}

[[nodiscard]] inline std::vector<std::pair<const char*, Flow>> allFlows()
{
    return {{"every kind", everyKind()},
            {"regions", regions()},
            {"first wins", firstWins()},
            {"collects", collects()},
            {"fails in a region", failsInARegion()},
            {"cycle", cycle()},
            {"maps", maps()},
            {"fails in a map", failsInAMap()},
            {"asks a person", asksAPerson()},
            {"is denied", isDenied()},
            {"plans", plans()},
            {"plan in a graph", planInAGraph()}};
}

} // namespace signalbox::testing
