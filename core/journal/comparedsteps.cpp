// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/comparedsteps.h"

#include "base/jsonvalue.h"
#include "values/usage.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>

namespace signalbox::journal {

namespace {
void takeReply(const Json& data, ComparedStep& step)
{
    step.name = stringAt(data, "model_served", stringAt(data, "entry"));
    step.text = stringAt(data, "text");
    if (const auto* calls = find(data, "tool_calls"))
        step.arguments = dumpJson(*calls);
    if (const auto* usage = find(data, "usage")) {
        for (const auto* bucket : {"input", "output", "cache_read", "cache_write"})
            step.tokens += boundedTokens(intAt(*usage, bucket));
    }
    step.costUsd = numberAt(data, "cost_usd");
    step.ms = numberAt(data, "ms").value_or(0);
}

void takeResult(const Json& data, ComparedStep& step)
{
    step.ok = boolAt(data, "ok");
    if (const auto* result = find(data, step.ok ? "result" : "error"))
        step.text = dumpJson(*result);
    step.ms = numberAt(data, "ms").value_or(0);
}

void takeLeft(const Json& data, ComparedStep& step)
{
    step.ok = boolAt(data, "ok");
    step.text = step.ok ? std::string() : stringAt(data, "error");
    step.ms = numberAt(data, "ms").value_or(0);
}

void takeEdge(const Json& data, ComparedStep& step)
{
    step.text += (step.text.empty() ? "" : ", ") + stringAt(data, "to");
}

// Collects steps by their path, each with its place in the tree.
class Steps
{
public:
    void take(const Event& event)
    {
        switch (event.type) {
        case EventType::ModelReplied:
            takeReply(dataOf(event), at(event.path, "chat"));
            break;
        case EventType::ToolRequested: {
            const auto data = dataOf(event);
            auto& step = at(event.path, "tool");
            step.name = stringAt(data, "tool");
            if (const auto* arguments = find(data, "arguments"))
                step.arguments = dumpJson(*arguments);
            break;
        }
        case EventType::ToolFinished:
            if (auto* step = known(event.path))
                takeResult(dataOf(event), *step);
            break;
        case EventType::NodeEntered: {
            auto& step = at(event.path, "node");
            step.name = stringAt(dataOf(event), "node");
            step.ok = false; // until it is left
            break;
        }
        case EventType::StateChanged:
            if (auto* step = known(event.path))
                takePatch(dataOf(event), *step);
            break;
        case EventType::NodeLeft:
            if (auto* step = known(event.path))
                takeLeft(dataOf(event), *step);
            break;
        case EventType::EdgeTaken:
            if (auto* step = known(event.path))
                takeEdge(dataOf(event), *step);
            break;
        default:
            break;
        }
    }

    [[nodiscard]] std::vector<ComparedStep> inOrder() &&
    {
        std::vector<std::size_t> order(m_steps.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
            return m_places[a] < m_places[b];
        });
        std::vector<ComparedStep> steps;
        steps.reserve(order.size());
        for (const auto i : order)
            steps.push_back(std::move(m_steps[i]));
        return steps;
    }

private:
    using Place = std::vector<std::uint64_t>;
    static constexpr auto behindChildren = std::numeric_limits<std::uint64_t>::max();

    [[nodiscard]] static Json dataOf(const Event& event)
    {
        return parseJson(event.data).value_or(Json::object());
    }

    // A node that is joined tells its patch before that of its own writes: both count.
    static void takePatch(const Json& data, ComparedStep& step)
    {
        const auto* patch = find(data, "patch");
        if (patch)
            step.arguments += (step.arguments.empty() ? "" : "\n") + dumpJson(*patch);
    }

    ComparedStep* known(const std::string& path)
    {
        const auto found = m_byPath.find(path);
        return found == m_byPath.end() ? nullptr : &m_steps[found->second];
    }

    // A run that was resumed comes to a place again: what it did there last is the step.
    ComparedStep& at(const std::string& path, const char* kind)
    {
        const auto [found, isNew] = m_byPath.emplace(path, m_steps.size());
        if (isNew) {
            m_steps.emplace_back();
            m_places.push_back(placeOf(path));
        }
        auto& step = m_steps[found->second];
        step = ComparedStep{};
        step.path = path;
        step.kind = kind;
        return step;
    }

    // Siblings of a kind stand by their number, kinds and nodes by which came first; a visit stands behind what it held.
    Place placeOf(std::string_view path)
    {
        Place place;
        const auto segments = pathSegments(path);
        const char* const begin = path.data();
        for (const auto& segment : segments) {
            const auto parent = path.substr(0, std::size_t(segment.kind.data() - begin));
            auto& siblings = m_siblings[std::string(parent)];
            const bool isNode = segment.kind == "node";
            const auto rank = siblings.kinds.emplace(segment.kind, siblings.kinds.size());
            place.push_back(rank.first->second);
            if (!isNode) {
                place.push_back(std::uint64_t(std::max(segment.n, 0)));
                continue;
            }
            const auto word = std::string(segment.name) + ':' + std::to_string(segment.n);
            place.push_back(siblings.visits.emplace(word, siblings.visits.size()).first->second);
        }
        if (!segments.empty() && segments.back().kind == "node")
            place.push_back(behindChildren);
        return place;
    }

    struct Siblings
    {
        std::map<std::string, std::size_t, std::less<>> kinds;
        std::unordered_map<std::string, std::size_t> visits;
    };

    std::vector<ComparedStep> m_steps;
    std::vector<Place> m_places;
    std::unordered_map<std::string, std::size_t> m_byPath;
    std::unordered_map<std::string, Siblings> m_siblings;
};
} // namespace

std::vector<ComparedStep> comparedSteps(const std::vector<Event>& events)
{
    Steps steps;
    for (const auto& event : events)
        steps.take(event);
    return std::move(steps).inOrder();
}

} // namespace signalbox::journal
