// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "runscript.h"

#include "base/json.h"

#include <cstdio>
#include <memory>

namespace signalbox::ui {

using std::chrono::milliseconds;

RunScript::RunScript(std::string run, Timestamp begin)
    : m_run(std::move(run))
    , m_now(begin)
{ }

RunScript& RunScript::wait(milliseconds time)
{
    m_now += time;
    return *this;
}

RunScript& RunScript::add(const std::string& path, EventType type, const std::string& data)
{
    m_events.push_back({std::int64_t(m_events.size()) + 1, m_now, m_run, path, type, data});
    return *this;
}

void RunScript::endAt(Timestamp end)
{
    const auto shift = end - m_now;
    for (auto& event : m_events)
        event.time += shift;
    m_now = end;
}

RunScript& RunScript::start(const std::string& task, const std::string& agent,
                            const std::string& limits)
{
    return add("/", EventType::RunStarted,
               "{\"task\":" + quoteJson(task) + ",\"agent\":" + quoteJson(agent)
                   + ",\"model\":\"demo\",\"limits\":" + limits + "}");
}

RunScript& RunScript::agentStarted(const std::string& path, const std::string& agent,
                                   const std::string& task)
{
    return add(path, EventType::AgentStarted,
               "{\"agent\":" + quoteJson(agent) + ",\"model\":\"demo\",\"task\":" + quoteJson(task)
                   + "}");
}

RunScript& RunScript::model(const std::string& step, milliseconds time, int input, int output,
                            double usd, const std::string& text, const std::string& calls)
{
    const auto path = childPath(step, "model", 1);
    add(path, EventType::ModelRequested,
        "{\"provider\":\"scripted\",\"model\":\"demo\",\"messages_added\":[{\"role\":\"user\","
        "\"text\":"
            + quoteJson("Input of " + step)
            + "}],\"tools\":[\"list_files\",\"ocr_page\",\"delete_file\"],\"reserved\":{\"tokens\":"
              "4096}}");
    wait(time);
    char cost[32];
    std::snprintf(cost, sizeof cost, "%.6f", usd);
    return add(path, EventType::ModelReplied,
               "{\"text\":" + quoteJson(text) + ",\"tool_calls\":" + calls
                   + ",\"usage\":{\"input\":" + std::to_string(input) + ",\"output\":"
                   + std::to_string(output) + ",\"cache_read\":0,\"cache_write\":0},\"cost_usd\":"
                   + cost + ",\"stop_reason\":\"tool_calls\",\"model_served\":\"demo\",\"ms\":"
                   + std::to_string(time.count()) + "}");
}

RunScript& RunScript::toolRequested(const std::string& path, const std::string& tool,
                                    const std::string& arguments)
{
    return add(path, EventType::ToolRequested,
               "{\"call_id\":" + quoteJson(path) + ",\"tool\":" + quoteJson(tool)
                   + ",\"arguments\":" + arguments + "}");
}

RunScript& RunScript::toolRan(const std::string& path, const std::string& arguments,
                              milliseconds time, const std::string& result)
{
    add(path, EventType::ToolChecked, R"({"ok":true,"findings":[]})");
    add(path, EventType::PolicyDecided,
        R"({"verdict":"allow","rule":"default: read","reason":"reading is allowed"})");
    add(path, EventType::ToolStarted, "{\"arguments\":" + arguments + "}");
    wait(time);
    return add(path, EventType::ToolFinished,
               "{\"ok\":true,\"result\":" + result
                   + R"(,"label":{"integrity":"untrusted","confidentiality":"public"},"ms":)"
                   + std::to_string(time.count()) + "}");
}

RunScript& RunScript::toolFailed(const std::string& path, milliseconds time,
                                 const std::string& error)
{
    add(path, EventType::ToolStarted, "{\"arguments\":{}}");
    wait(time);
    return add(path, EventType::ToolFinished,
               "{\"ok\":false,\"error\":" + quoteJson(error)
                   + ",\"ms\":" + std::to_string(time.count()) + "}");
}

RunScript& RunScript::finish(const std::string& outcome, const std::string& output)
{
    return add("/", EventType::RunFinished,
               "{\"outcome\":" + quoteJson(outcome) + ",\"output\":" + quoteJson(output)
                   + ",\"totals\":{\"steps\":4,\"tokens\":18402,\"cost_usd\":0.11,\"tool_calls\":"
                     "13,\"seconds\":42}}");
}

namespace {

const std::string clerk = "/agent:invoice-clerk:1";

void readInParallel(RunScript& script)
{
    const auto step = childPath(clerk, "step", 2);
    for (int i = 1; i <= 3; ++i) {
        const auto call = childPath(step, "tool", i);
        const auto file = "{\"task\":\"inbox/acme-004" + std::to_string(i) + ".pdf\"}";
        script.toolRequested(call, "ocr-reader", file)
            .add(call, EventType::ToolStarted, "{\"arguments\":" + file + "}");
        script.agentStarted(childPath(call, "agent", "ocr-reader", 1), "ocr-reader",
                            "Read acme-004" + std::to_string(i));
    }
    for (int i = 1; i <= 3; ++i) {
        const auto reader = childPath(childPath(step, "tool", i), "agent", "ocr-reader", 1);
        const auto readerStep = childPath(reader, "step", 1);
        script.model(readerStep, milliseconds(1400), 2300, 311, 0.016, "I read the page.");
        script.toolRequested(childPath(readerStep, "tool", 1), "ocr_page",
                             R"({"path":"inbox/acme.pdf","page":1})");
    }
    for (int i = 1; i <= 3; ++i) {
        const auto call = childPath(step, "tool", i);
        const auto reader = childPath(call, "agent", "ocr-reader", 1);
        const auto page = childPath(childPath(reader, "step", 1), "tool", 1);
        if (i == 2)
            script.toolFailed(page, milliseconds(4200), "timeout: ocr_page took longer than 10 s");
        else
            script.toolRan(page, R"({"path":"inbox/acme.pdf","page":1})", milliseconds(2600),
                           R"({"vendor":"Acme","total":1240.5})");
        script.add(reader, EventType::AgentFinished, R"({"outcome":"done","output":"Acme"})");
        script.add(
            call, EventType::ToolFinished,
            R"({"ok":true,"result":"Acme","label":{"integrity":"untrusted","confidentiality":"public"}})");
    }
}

} // namespace

RunScript invoiceDeskRun()
{
    RunScript script("01K9ABCDEFGHJKMNPQRSTV7QX");
    script.start("Sort the invoices in inbox/ and remove the duplicates", "invoice-clerk",
                 R"({"steps":20,"tokens":50000,"cost_usd":0.2,"seconds":300,"tool_calls":40})");
    script.agentStarted(clerk, "invoice-clerk", "Sort the invoices");
    const auto step1 = childPath(clerk, "step", 1);
    script.model(step1, milliseconds(2300), 2000, 114, 0.009, "I look at what is there.",
                 R"([{"id":"c1","name":"list_files","arguments":{"path":"inbox"}}])");
    script.toolRequested(childPath(step1, "tool", 1), "list_files", R"({"path":"inbox/"})");
    script.toolRan(childPath(step1, "tool", 1), R"({"path":"inbox/"})", milliseconds(12),
                   R"(["inbox/acme-0042.pdf","inbox/acme-0042 (1).pdf","inbox/globex-7.pdf"])");
    script.model(childPath(clerk, "step", 2), milliseconds(3100), 2700, 280, 0.012,
                 "Three readers read them.");
    readInParallel(script);
    script.add("/", EventType::CostAlerted,
               R"({"cost_usd":0.11,"baseline_usd":0.061,"ratio":1.8})");
    script.add(
        childPath(clerk, "step", 2), EventType::BreakerTripped,
        R"({"tool":"ocr_page","evidence":"open after 3 equal failures, retry in 0:22","action":"open"})");
    const auto step3 = childPath(clerk, "step", 3);
    script.model(step3, milliseconds(3900), 3000, 310, 0.041,
                 "acme-0042 (1).pdf is a copy: I delete it.");
    for (int i = 1; i <= 3; ++i) {
        const auto call = childPath(step3, "tool", i);
        script.toolRequested(call, "file_hash", R"({"path":"inbox/acme-0042.pdf"})");
        script.toolRan(call, R"({"path":"inbox/acme-0042.pdf"})", milliseconds(130), R"("9f2c")");
    }
    const auto doomed = childPath(step3, "tool", 4);
    script.toolRequested(
        doomed, "delete_file",
        R"({"path":"inbox/acme-0042 (1).pdf","reason":"same hash as acme-0042.pdf"})");
    script.add(
        doomed, EventType::ToolChecked,
        R"({"ok":true,"findings":[{"check":"schema","param":"","message":"matches the tool's JSON Schema"},)"
        R"({"check":"path_exists","param":"path","message":"exists and is inside the workspace"}]})");
    script.add(
        doomed, EventType::PolicyDecided,
        R"({"verdict":"ask","rule":"default: destroy","reason":"it destroys a file","labels":{"integrity":"untrusted","confidentiality":"public"}})");
    script.add(
        doomed, EventType::GateOpened,
        R"({"gate_id":"gate-1","kind":"call","call_id":"c9","tool":"delete_file","arguments":{"path":"inbox/acme-0042 (1).pdf",)"
        R"("reason":"same hash as acme-0042.pdf"},"hash":"77aa","rule":"default: destroy","reason":"it destroys a file",)"
        R"("labels":{"integrity":"untrusted","confidentiality":"public"},"choices":[]})");
    script.wait(milliseconds(14000));
    return script;
}

RunScript finishedInvoiceDeskRun()
{
    auto script = invoiceDeskRun();
    const auto doomed = childPath(childPath(clerk, "step", 3), "tool", 4);
    script.add(doomed, EventType::GateDecided,
               R"({"gate_id":"gate-1","decision":"approve","by":"human","scope":"once"})");
    script
        .add(doomed, EventType::ToolStarted,
             R"({"arguments":{"path":"inbox/acme-0042 (1).pdf"},"key":"k1"})")
        .wait(milliseconds(9));
    script.add(doomed, EventType::ToolFinished,
               R"({"ok":true,"result":"moved to the trash","ms":9})");
    script.model(childPath(clerk, "step", 4), milliseconds(1800), 3300, 120, 0.011,
                 "All invoices are sorted; one duplicate was removed.");
    script.add(
        clerk, EventType::AgentFinished,
        R"({"outcome":"done","output":"All invoices are sorted; one duplicate was removed."})");
    return script.finish("done", "All invoices are sorted; one duplicate was removed.");
}

engine::WorkspaceOpened invoiceDesk()
{
    auto workspace = std::make_shared<WorkspaceView>();
    workspace->root = "/work/invoice-desk";
    workspace->name = "invoice-desk";
    workspace->trusted = true;
    workspace->defaultModel = "demo";
    ModelEntry demo;
    demo.name = "demo";
    demo.model = "demo";
    demo.context = 200'000;
    ModelEntry sonnet = demo;
    sonnet.name = "sonnet";
    sonnet.protocol = Protocol::Anthropic;
    sonnet.model = "claude-sonnet-5-5";
    workspace->models = {{"demo", demo}, {"sonnet", sonnet}};
    for (const auto* name : {"invoice-clerk", "ocr-reader"}) {
        AgentDefinition agent;
        agent.name = name;
        agent.tools = {"list_files", "read_file", "delete_file"};
        workspace->agents.emplace(name, agent);
    }
    const auto tool = [](const char* name, Effects effects) {
        auto definition = std::make_shared<ToolDefinition>();
        definition->name = name;
        definition->description = std::string("What ") + name + " does.";
        definition->declaredEffects = effects;
        definition->parameters =
            R"({"type":"object","properties":{"path":{"type":"string"},"reason":{"type":"string"}},"required":["path"]})";
        return definition;
    };
    workspace->tools.emplace("ocr_page", tool("ocr_page", {Effect::Read}));
    engine::WorkspaceOpened opened;
    opened.workspace = workspace;
    opened.builtins = {tool("list_files", {Effect::Read}),
                       tool("delete_file", {Effect::Read, Effect::Destroy})};
    return opened;
}

} // namespace signalbox::ui
