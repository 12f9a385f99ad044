// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/chosenrun.h"
#include "app/commands.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "engine/again.h"
#include "journal/compare.h"

#include <algorithm>
#include <cstdio>

namespace signalbox::app {

namespace {
struct Side
{
    std::string run;
    std::vector<Event> events;
    Json end = Json::object(); // of run.finished
};

Result<Side> sideOf(const Arguments& arguments, const std::string& word)
{
    auto chosen = chooseRun(arguments, word);
    if (!chosen)
        return tl::unexpected(chosen.error());
    if (auto whole = requireWhole(*chosen); !whole)
        return tl::unexpected(whole.error());
    Side side{chosen->run, {}};
    const auto read =
        engine::readWhole(*chosen->journal, side.run, [&side](const Event& event, bool) {
            if (event.type == EventType::RunFinished)
                side.end = parseJson(event.data).value_or(Json::object());
            side.events.push_back(event);
            return true;
        });
    if (!read)
        return tl::unexpected(read.error());
    return side;
}

std::string_view wordOf(Alignment alignment)
{
    switch (alignment) {
    case Alignment::Same:
        return "same";
    case Alignment::Differs:
        return "differs";
    case Alignment::OnlyA:
        return "only_a";
    case Alignment::OnlyB:
        return "only_b";
    }
    return "same";
}

// Of a node: what changed in its state, as one patch.
Json patchesOf(const std::string& lines)
{
    Json patch = Json::array();
    for (const auto line : split(lines, '\n')) {
        const auto one = parseJson(line);
        for (const auto& operation : one && one->is_array() ? *one : Json::array())
            patch.push_back(operation);
    }
    return patch;
}

Json stepValue(const ComparedStep& step)
{
    Json value = {{"path", step.path}, {"kind", step.kind}, {"name", step.name},
                  {"text", step.text}, {"ok", step.ok},     {"ms", step.ms}};
    if (step.kind == "node")
        value["state"] = patchesOf(step.arguments);
    else if (!step.arguments.empty())
        value[step.kind == "chat" ? "calls" : "arguments"] =
            parseJson(step.arguments).value_or(Json());
    if (step.kind == "chat") {
        value["tokens"] = step.tokens;
        value["cost_usd"] = step.costUsd ? Json(*step.costUsd) : Json(nullptr);
    }
    return value;
}

// Unknown is not zero, and counts stay counts.
Json differenceOf(const Json& a, const Json& b, const char* key)
{
    const auto wholeA = intAt(a, key);
    const auto wholeB = intAt(b, key);
    if (wholeA && wholeB)
        return *wholeB - *wholeA;
    const auto before = numberAt(a, key);
    const auto after = numberAt(b, key);
    return before && after ? Json(*after - *before) : Json(nullptr);
}

Json deltaOf(const Json& a, const Json& b)
{
    Json delta = Json::object();
    for (const auto* key : {"steps", "tokens", "cost_usd", "tool_calls", "seconds"}) {
        delta[key] =
            differenceOf(a.value("totals", Json::object()), b.value("totals", Json::object()), key);
    }
    return delta;
}

Json documentOf(const Side& a, const Side& b, const Comparison& comparison)
{
    const auto sideValue = [](const Side& side) {
        return Json{{"run", side.run},
                    {"outcome", side.end.value("outcome", Json("interrupted"))},
                    {"output", side.end.value("output", Json(""))},
                    {"totals", side.end.value("totals", Json(nullptr))}};
    };
    Json steps = Json::array();
    for (const auto& pair : comparison.pairs)
        steps.push_back({{"alignment", wordOf(pair.alignment)},
                         {"differences", pair.differences},
                         {"a", pair.a ? stepValue(comparison.a[*pair.a]) : Json(nullptr)},
                         {"b", pair.b ? stepValue(comparison.b[*pair.b]) : Json(nullptr)}});
    Json first = nullptr;
    if (comparison.firstDivergence) {
        const auto& pair = comparison.pairs[*comparison.firstDivergence];
        first = pair.a ? comparison.a[*pair.a].path : comparison.b[*pair.b].path;
    }
    return {{"a", sideValue(a)},
            {"b", sideValue(b)},
            {"delta", deltaOf(a.end, b.end)},
            {"first_divergence", std::move(first)},
            {"steps", std::move(steps)}};
}

void printTable(const Comparison& comparison)
{
    const auto titleOf = [](const ComparedStep& step) {
        auto title =
            step.kind + " " + step.name + " " + (step.kind == "tool" ? step.arguments : step.text);
        std::replace(title.begin(), title.end(), '\n', ' ');
        return showInvisible(truncateUtf8(title, 44));
    };
    for (const auto& pair : comparison.pairs) {
        std::string differences;
        for (const auto& difference : pair.differences)
            differences += (differences.empty() ? "" : ", ") + difference;
        const char* mark = pair.alignment == Alignment::Same ? "="
            : pair.alignment == Alignment::Differs           ? "~"
            : pair.alignment == Alignment::OnlyA             ? "-"
                                                             : "+";
        std::printf("%s %-46s %-46s %s\n", mark,
                    pair.a ? titleOf(comparison.a[*pair.a]).c_str() : "",
                    pair.b ? titleOf(comparison.b[*pair.b]).c_str() : "", differences.c_str());
    }
}
} // namespace

int compareCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C"}, {"--json"});
    if (!arguments)
        return usage("compare", arguments.error().text());
    if (arguments->words.size() != 2)
        return usage("compare", "name two runs");
    const auto a = sideOf(*arguments, arguments->words[0]);
    const auto b = sideOf(*arguments, arguments->words[1]);
    if (!a || !b)
        return complain((a ? b : a).error(), Usage);
    const auto comparison = journal::compareRuns(a->events, b->events);
    if (arguments->has("--json"))
        std::puts(dumpJson(documentOf(*a, *b, comparison)).c_str());
    else
        printTable(comparison);
    return Done;
}

} // namespace signalbox::app
