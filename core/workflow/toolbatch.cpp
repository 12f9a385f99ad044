// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/toolbatch.h"

#include "base/jsonvalue.h"

#include <set>
#include <thread>

namespace signalbox::workflow {

namespace {
constexpr int mostBranches = 1024; // threads; beyond that a branch runs on its parent's

void collectTexts(const Json& value, std::set<std::string>& out)
{
    if (value.is_string())
        out.insert(value.get<std::string>());
    else if (value.is_structured()) {
        for (const auto& member : value)
            collectTexts(member, out);
    }
}

// It, or what is called where it fails.
bool isEffectful(const tools::Registry& registry, const ToolCall& call)
{
    std::set<const tools::Tool*> seen;
    for (const auto* tool = registry.find(call.name); tool && seen.insert(tool).second;
         tool = registry.find(tool->definition->fallback)) {
        if (tool->effects.isEffectful())
            return true;
    }
    return false;
}

void runGroup(RunScope& scope, const std::vector<ToolCall>& calls,
              const std::vector<tools::CallSite>& sites, std::size_t first, std::size_t end,
              std::vector<tools::CallOutcome>& outcomes, const std::stop_token& stop)
{
    const auto run = [&](std::size_t i) {
        outcomes[i] = scope.pipeline->run(calls[i], sites[i], stop);
    };
    std::vector<std::size_t> open;
    for (auto i = first; i < end; ++i) {
        if (scope.seam->recorded(sites[i].path, EventType::ToolFinished))
            run(i); // from the record: it takes less than a thread would
        else
            open.push_back(i);
    }
    std::vector<std::jthread> threads;
    std::atomic<int> alone{0};
    auto& live = scope.branches ? *scope.branches : alone;
    for (std::size_t n = 1; n < open.size(); ++n) {
        if (live.fetch_add(1) >= mostBranches) {
            live.fetch_sub(1);
            run(open[n]);
            continue;
        }
        threads.emplace_back([&run, &live, i = open[n]] {
            run(i);
            live.fetch_sub(1);
        });
    }
    if (!open.empty())
        run(open.front());
}
} // namespace

bool dependsOn(const tools::Registry& registry, const ToolCall& later, const ToolCall& earlier)
{
    if (!isEffectful(registry, later) && !isEffectful(registry, earlier))
        return false;
    std::set<std::string> texts;
    std::set<std::string> others;
    if (const auto arguments = parseJson(later.arguments))
        collectTexts(*arguments, texts);
    if (const auto arguments = parseJson(earlier.arguments))
        collectTexts(*arguments, others);
    for (const auto& text : texts) {
        if (others.contains(text))
            return true;
    }
    return false;
}

std::vector<tools::CallOutcome> runCalls(RunScope& scope, const std::vector<ToolCall>& calls,
                                         const std::vector<tools::CallSite>& sites,
                                         std::stop_token stop)
{
    std::vector<tools::CallOutcome> outcomes(calls.size());
    for (std::size_t first = 0; first < calls.size();) {
        auto end = first + 1;
        const auto isFree = [&](std::size_t candidate) {
            for (auto i = first; i < candidate; ++i) {
                if (dependsOn(*scope.registry, calls[candidate], calls[i]))
                    return false;
            }
            return true;
        };
        while (end < calls.size() && isFree(end))
            ++end;
        runGroup(scope, calls, sites, first, end, outcomes, stop);
        first = end;
    }
    return outcomes;
}

} // namespace signalbox::workflow
