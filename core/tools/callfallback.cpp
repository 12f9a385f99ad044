// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "tools/callwork.h"

namespace signalbox::tools {

namespace {
constexpr int mostFallbacks = 3; // in a row
constexpr std::size_t shownFailure = 300; // bytes of what failed, before the result of another tool

// In words: of a failure with more members than its error the rest is left out.
std::string why(const CallOutcome& failed)
{
    const auto told = parsedOr(failed.answer.text, Json());
    return std::string(truncateUtf8(stringAt(told, "error", failed.answer.text), shownFailure));
}
} // namespace

// Of a call that could not do its work: which tool is called in its place, told with its failure.
void CallPipeline::chooseFallback(Work& work) const
{
    if (!work.tool || work.site.fallbacks >= mostFallbacks || work.outcome.cancelled)
        return;
    work.outcome.fallback = work.tool->definition->fallback;
    work.outcome.fallbackArguments =
        dumpJson(work.resolvedArguments.is_object() ? work.resolvedArguments : work.arguments);
}

// What a tool could not do is tried by the one that it names, with the same arguments: a call of its own below the first,
// with its own checks, rules and gate. The record of the first says that it was to be, so that a run that was cut off
// between the two goes on with it.
CallOutcome CallPipeline::fallBack(const ToolCall& call, const CallSite& site, CallOutcome first,
                                   const std::stop_token& stop) const
{
    CallSite second = site;
    second.path = childPath(site.path, "tool", 1);
    second.trip.reset();
    ++second.fallbacks;
    const auto& seam = *m_parts.seam;
    if (seam.isReplay() && !seam.recorded(second.path, EventType::ToolRequested)) {
        first.cancelled = true; // the record ends between the two
        return first;
    }
    const auto& name = first.fallback;
    auto outcome = run({call.id + "_fallback", name, first.fallbackArguments, {}}, second, stop);
    outcome.fallback = name;
    outcome.answer.callId = call.id;
    outcome.answer.name = call.name;
    outcome.label = join(first.label, outcome.label);
    if (outcome.end == CallEnd::Denied || outcome.end == CallEnd::Skipped)
        outcome.end = CallEnd::Ran; // the first one ran and failed
    if (outcome.answer.ok)
        outcome.answer.text = "[" + call.name + " failed: " + why(first)
            + "; this is the result of " + name + "]\n" + outcome.answer.text;
    else
        outcome.answer.text =
            first.answer.text + "\n[" + name + ", tried in its place: " + outcome.answer.text + "]";
    return outcome;
}

} // namespace signalbox::tools
