// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/plan.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace signalbox::workflow {

namespace {
constexpr std::size_t mostIdBytes = 64;
constexpr std::size_t mostTaskBytes = 64u << 10;
constexpr std::size_t mostComplaints = 10;

bool isId(const std::string& text)
{
    const auto isPart = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= mostIdBytes
        && std::all_of(text.begin(), text.end(), isPart);
}

std::string shownId(const std::string& text)
{
    return quoteJson(truncateUtf8(toUtf8(text), 80));
}

struct Complaints
{
    std::vector<std::string> told; // the first of them
    std::size_t count = 0;

    void add(std::string words)
    {
        if (++count <= mostComplaints)
            told.push_back(std::move(words));
    }
    [[nodiscard]] Error error() const
    {
        std::string text = "the plan was not run:";
        for (const auto& one : told)
            text += "\n- " + one;
        if (count > told.size())
            text += "\n- and " + std::to_string(count - told.size()) + " more";
        return {Errc::Invalid, text};
    }
};

PlanStep readStep(const Json& value, std::size_t at, const std::vector<std::string>& agents,
                  Complaints& complaints)
{
    const auto place = "steps[" + std::to_string(at) + "]";
    PlanStep step{
        stringAt(value, "id"), stringAt(value, "agent"), stringAt(value, "task"), {}, false};
    step.requiresApproval =
        boolAt(value, "requires_approval") || stringAt(value, "approval") == "always";
    if (!value.is_object())
        complaints.add(place + " must be an object with id, agent, task and dependencies");
    else if (!isId(step.id))
        complaints.add(place + ".id must be 1 to 64 letters, digits, _ - or .");
    if (std::find(agents.begin(), agents.end(), step.agent) == agents.end()) {
        std::string known;
        for (const auto& agent : agents)
            known += (known.empty() ? "" : ", ") + agent;
        complaints.add(place + ".agent " + shownId(step.agent) + " is unknown; there are " + known);
    }
    if (step.task.empty() || step.task.size() > mostTaskBytes)
        complaints.add(place + ".task must say what is to be done, in at most 64 KiB");
    const auto* dependencies = find(value, "dependencies");
    if (!dependencies || dependencies->is_null())
        return step;
    if (!dependencies->is_array()) {
        complaints.add(place + ".dependencies must be a list of ids");
        return step;
    }
    std::set<std::string> listed; // what is named twice is told the agent once
    for (const auto& one : *dependencies) {
        if (!one.is_string())
            complaints.add(place + ".dependencies must be a list of ids");
        else if (listed.insert(one.get_ref<const std::string&>()).second)
            step.dependencies.push_back(one.get<std::string>());
    }
    return step;
}

// A step that waits for itself, over however many others; empty: there is none.
std::string cycleIn(const std::vector<PlanStep>& steps)
{
    std::map<std::string, std::size_t> waiting; // id -> dependencies that are not settled
    std::map<std::string, std::vector<std::string>> dependents;
    for (const auto& step : steps)
        waiting[step.id] = 0;
    for (const auto& step : steps) {
        for (const auto& id : step.dependencies) {
            if (!waiting.contains(id))
                continue;
            ++waiting[step.id];
            dependents[id].push_back(step.id);
        }
    }
    std::vector<std::string> free;
    for (const auto& [id, count] : waiting) {
        if (count == 0)
            free.push_back(id);
    }
    while (!free.empty()) {
        const auto id = std::move(free.back());
        free.pop_back();
        waiting.erase(id);
        for (const auto& dependent : dependents[id]) {
            if (--waiting[dependent] == 0)
                free.push_back(dependent);
        }
    }
    return waiting.empty() ? std::string() : waiting.begin()->first;
}
} // namespace

ToolPtr planTool(const std::vector<std::string>& agents)
{
    auto tool = std::make_shared<ToolDefinition>();
    tool->name = "plan";
    tool->description =
        "Give work to the agents. Steps whose dependencies are met run in parallel; each agent "
        "sees "
        "only its task and the results it depends on. The results of all steps come back. Call it "
        "again only to replace steps that failed or to add new ones; then answer in plain text.";
    const Json text = {{"type", "string"}};
    tool->parameters = dumpJson(Json{{"type", "object"},
                                     {"additionalProperties", false},
                                     {"required", {"steps"}},
                                     {"properties",
                                      {{"steps",
                                        {{"type", "array"},
                                         {"minItems", 1},
                                         {"maxItems", mostPlanSteps},
                                         {"items",
                                          {{"type", "object"},
                                           {"required", {"id", "agent", "task", "dependencies"}},
                                           {"properties",
                                            {{"id", text},
                                             {"agent", {{"type", "string"}, {"enum", agents}}},
                                             {"task", text},
                                             {"dependencies", {{"type", "array"}, {"items", text}}},
                                             {"requires_approval", {{"type", "boolean"}}}}}}}}}}}});
    tool->hash = sha256(tool->parameters).hex();
    return tool;
}

Result<std::vector<PlanStep>> readPlan(const Json& arguments,
                                       const std::vector<std::string>& agents,
                                       const std::set<std::string>& known)
{
    const auto* list = find(arguments, "steps");
    if (!list || !list->is_array() || list->empty())
        return fail(Errc::Invalid,
                    "the plan was not run: it must be {\"steps\": [...]} with at least "
                    "one step");
    if (list->size() > mostPlanSteps)
        return fail(Errc::Limit,
                    "the plan was not run: it has " + std::to_string(list->size())
                        + " steps, and at most " + std::to_string(mostPlanSteps) + " are allowed");
    Complaints complaints;
    std::vector<PlanStep> steps;
    std::set<std::string> ids;
    for (std::size_t i = 0; i < list->size(); ++i) {
        steps.push_back(readStep((*list)[i], i, agents, complaints));
        if (!steps.back().id.empty() && !ids.insert(steps.back().id).second)
            complaints.add("two steps have the id " + shownId(steps.back().id));
    }
    for (const auto& step : steps) {
        for (const auto& id : step.dependencies) {
            if (!ids.contains(id) && !known.contains(id))
                complaints.add("step " + shownId(step.id) + " depends on " + shownId(id)
                               + ", which is no step");
        }
    }
    if (const auto cycle = cycleIn(steps); !cycle.empty() && complaints.count == 0)
        complaints.add("the dependencies of step " + shownId(cycle) + " lead back to it");
    if (complaints.count > 0)
        return tl::unexpected(complaints.error());
    return steps;
}

Json planJson(const std::vector<PlanStep>& steps)
{
    Json list = Json::array();
    for (const auto& step : steps) {
        Json one = {{"id", step.id},
                    {"agent", step.agent},
                    {"task", toUtf8(step.task)},
                    {"dependencies", step.dependencies}};
        if (step.requiresApproval)
            one["requires_approval"] = true;
        list.push_back(std::move(one));
    }
    return {{"steps", std::move(list)}};
}

} // namespace signalbox::workflow
