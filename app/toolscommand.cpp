// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/workspacecommand.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "expr/expression.h"

#include <cstdio>

namespace signalbox::app {

namespace {
std::string effectsText(Effects effects)
{
    std::string text;
    for (const auto& name : effects.names())
        text += (text.empty() ? "" : " ") + name;
    return text.empty() ? "none" : text;
}

Json toolValue(const tools::Tool& tool)
{
    const auto& definition = *tool.definition;
    Json value = {{"name", definition.name},
                  {"description", definition.description},
                  {"kind", toolKindName(definition.kind)},
                  {"parameters", parseJson(definition.parameters).value_or(Json::object())},
                  {"effects", tool.effects.names()},
                  {"approval", approvalName(definition.approval)},
                  {"sandboxed", tool.sandboxed},
                  {"timeout_s", double(definition.timeout.count()) / 1000.0},
                  {"idempotent", definition.idempotent},
                  {"source", definition.source},
                  {"hash", definition.hash}};
    if (!definition.command.empty())
        value["command"] = definition.command;
    if (!tool.problem.empty())
        value["problem"] = tool.problem;
    return value;
}

int list(engine::Engine& engine, bool json)
{
    Json values = Json::array();
    for (const auto& [name, tool] : engine.setup()->registry().all()) {
        if (json)
            values.push_back(toolValue(tool));
        else
            std::printf("%-24s %-8s %-28s %s\n", name.c_str(),
                        std::string(toolKindName(tool.definition->kind)).c_str(),
                        effectsText(tool.effects).c_str(),
                        showInvisible(truncateUtf8(tool.definition->description, 80)).c_str());
    }
    if (json)
        std::puts(dumpJson(values).c_str());
    return Done;
}

int show(engine::Engine& engine, const std::string& name)
{
    const auto setup = engine.setup();
    const auto* tool = setup->registry().find(name);
    if (!tool)
        return usage("tools", "there is no tool " + name);
    std::puts(prettyJson(toolValue(*tool)).c_str());
    return Done;
}

struct Called
{
    int code = Failed;
    engine::HandCall call;
};

Called call(engine::Engine& engine, const std::string& name, const std::string& arguments)
{
    Promised<engine::HandCall> done;
    const auto run = engine.call({"call", name, arguments},
                                 [&done](const engine::HandCall& call) { done.give(call); });
    if (!run)
        return {complain(run.error()), {}};
    const auto end = engine.wait(*run, {});
    auto call = done.wait({});
    if (!end || !call)
        return {Failed, {}};
    if (end->outcome == workflow::Outcome::Limit)
        return {LimitReached, *call};
    return {call->ok ? Done : Failed, *call};
}

// A case holds when its call ends as expected and its expression over the result is true.
std::string runCase(engine::Engine& engine, const ToolDefinition& tool, const ToolCase& test)
{
    const auto called = call(engine, tool.name, test.arguments);
    if (test.expectOk && *test.expectOk != called.call.ok)
        return std::string(*test.expectOk ? "failed: " : "did not fail: ") + called.call.modelText;
    if (test.where.empty())
        return {};
    const auto where = expr::Expression::compile(test.where);
    if (!where)
        return where.error().text();
    const auto result = parseJson(called.call.result).value_or(Json());
    expr::Scope scope;
    scope.names = {{"result", &result}};
    const auto holds = where->holds(scope);
    if (!holds)
        return holds.error().text();
    return *holds ? std::string() : "does not hold: " + test.where;
}

int test(engine::Engine& engine, const std::string& name)
{
    int failed = 0;
    int count = 0;
    const auto setup = engine.setup();
    for (const auto& [toolName, tool] : setup->registry().all()) {
        if (!name.empty() && name != toolName)
            continue;
        for (const auto& test : tool.definition->cases) {
            const auto why = runCase(engine, *tool.definition, test);
            ++count;
            failed += why.empty() ? 0 : 1;
            std::printf("%s %s: %s%s%s\n", why.empty() ? "ok  " : "FAIL", toolName.c_str(),
                        showInvisible(test.name).c_str(), why.empty() ? "" : ": ",
                        showInvisible(why).c_str());
        }
    }
    std::printf("%d cases, %d failed\n", count, failed);
    return failed == 0 ? Done : Failed;
}
} // namespace

int toolsCommand(const std::vector<std::string>& words)
{
    const auto arguments =
        parseArguments(words, {"-C", "--arguments", "--gates", "--sandbox"}, {"--json", "--trust"});
    if (!arguments)
        return usage("tools", arguments.error().text());
    const auto verb = arguments->words.empty() ? std::string("list") : arguments->words[0];
    const auto name = arguments->words.size() > 1 ? arguments->words[1] : std::string();
    if (verb != "list" && verb != "show" && verb != "call" && verb != "test")
        return usage("tools", "there are list, show, call and test, not " + verb);
    if ((verb == "show" || verb == "call") && name.empty())
        return usage("tools", verb + " needs the name of a tool");
    // who types a call by hand has decided it; deny rules hold all the same
    const auto gates = parseGates(arguments->value("--gates", "approve"));
    if (!gates)
        return usage("tools", gates.error().text());
    const auto sandboxOff = isSandboxOff(*arguments);
    if (!sandboxOff)
        return usage("tools", sandboxOff.error().text());
    const auto root = workspaceOf(*arguments);
    if (!root)
        return complain(root.error(), Usage);
    engine::EngineOptions options;
    options.user = workspace::userFolders();
    options.gates = *gates == gate::Gates::Person ? gate::Gates::HeadlessDeny : *gates;
    options.sandboxOff = *sandboxOff;
    options.trust = arguments->has("--trust");
    options.memoryJournal = verb == "list" || verb == "show"; // looking makes no folder
    engine::Engine engine(options);
    if (auto opened = engine.openWorkspace(*root); !opened)
        return complain(opened.error(), Usage);
    if (verb == "list")
        return list(engine, arguments->has("--json"));
    if (verb == "show")
        return show(engine, name);
    if (verb == "test")
        return test(engine, name);
    const auto text = arguments->value("--arguments", "{}");
    if (const auto parsed = parseJson(text); !parsed || !parsed->is_object())
        return usage("tools",
                     "--arguments must be a JSON object"
                         + (parsed ? std::string() : ": " + parsed.error().text()));
    if (!engine.setup()->registry().find(name))
        return usage("tools", "there is no tool " + name);
    const auto called = call(engine, name, text);
    const auto result = parseJson(called.call.result);
    if (called.call.ok)
        printAnswer(result && !result->is_string() ? prettyJson(*result) : called.call.modelText);
    else
        std::fprintf(stderr, "signalbox: %s\n", showInvisible(called.call.modelText).c_str());
    return called.code;
}

} // namespace signalbox::app
