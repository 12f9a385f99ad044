// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/control.h"

#include "base/jsonvalue.h"
#include "base/text.h"

namespace signalbox::workflow {

namespace {
using When = HoldPoint::When;

// Places that stand before an effect: where a pause holds and a step is used up.
bool isBeforeEffect(When when)
{
    return when == When::Model || when == When::Effect;
}

bool isAtOrBelow(std::string_view path, std::string_view target)
{
    return path.starts_with(target)
        && (path.size() == target.size() || path[target.size()] == '/' || target == "/");
}

std::string pausedJson(const std::string& by, const std::string& why,
                       const std::optional<Breakpoint>& breakpoint)
{
    Json data = {{"by", by}, {"why", why}};
    if (breakpoint)
        data["breakpoint"] = {{"kind", breakKindName(breakpoint->kind)},
                              {"pattern", breakpoint->pattern}};
    return dumpJson(data);
}

// What run.resumed calls the hold that ends.
std::string heldBy(const std::string& by)
{
    return by == "human" ? "pause" : by;
}
} // namespace

void Control::pause()
{
    const std::lock_guard lock(m_mutex);
    m_paused = true;
    m_stepping = false;
    m_steps = 0;
    m_heldAt.clear();
    m_armed = true;
}

void Control::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = false;
        m_stepping = false;
        m_steps = 0;
    }
    m_changed.notify_all();
}

void Control::step()
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = true;
        m_stepping = true;
        ++m_steps;
        m_armed = true;
    }
    m_changed.notify_all();
}

void Control::runTo(std::string path)
{
    {
        const std::lock_guard lock(m_mutex);
        m_until = std::move(path);
        m_paused = false;
        m_stepping = false;
        m_steps = 0;
        m_armed = true;
    }
    m_changed.notify_all();
}

void Control::setBreakpoints(std::shared_ptr<const Breakpoints> breakpoints)
{
    const std::lock_guard lock(m_mutex);
    m_breakpoints = std::move(breakpoints);
    m_armed = m_armed || (m_breakpoints && !m_breakpoints->isEmpty());
}

void Control::passBreaksAt(std::string path)
{
    const std::lock_guard lock(m_mutex);
    m_passing = std::move(path);
}

// It was held here once: told again, whoever held it.
void Control::foldRecorded(const HoldPoint& point, journal::Seam& seam)
{
    const std::string path(point.path);
    while (const auto* paused = seam.recorded(path, EventType::RunPaused)) {
        const auto data = parseJson(paused->data).value_or(Json::object());
        const auto* breakpoint = find(data, "breakpoint");
        if (breakpoint && stringAt(*breakpoint, "kind") == breakKindName(BreakKind::CostReached)) {
            const std::lock_guard lock(m_mutex);
            m_reached.insert(stringAt(*breakpoint, "pattern"));
        }
        seam.emit(path, EventType::RunPaused, paused->data);
        if (const auto* resumed = seam.recorded(path, EventType::RunResumed))
            seam.emit(path, EventType::RunResumed, resumed->data);
    }
}

// m_mutex held.
std::optional<Control::Reason> Control::lookAtBreakpoints(const HoldPoint& point,
                                                          const budget::Totals& totals,
                                                          std::vector<Breakpoint>& hits)
{
    if (!m_breakpoints || (!m_passing.empty() && point.path == m_passing))
        return std::nullopt;
    std::optional<Reason> reason;
    for (const auto* breakpoint : m_breakpoints->at(point, totals)) {
        if (breakpoint->kind == BreakKind::CostReached
            && !m_reached.insert(breakpoint->pattern).second)
            continue;
        hits.push_back(*breakpoint);
        if (!reason)
            reason = Reason{"breakpoint", breakText(*breakpoint), *breakpoint};
    }
    return reason;
}

// m_mutex held.
std::optional<Control::Reason> Control::look(const HoldPoint& point, const budget::Totals& totals,
                                             std::vector<Breakpoint>& hits)
{
    auto reason = lookAtBreakpoints(point, totals, hits);
    if (!m_until.empty() && isAtOrBelow(point.path, m_until)) {
        m_until.clear();
        if (!reason)
            reason = Reason{"run_to", "run to " + std::string(point.path)};
    }
    if (reason) {
        m_paused = true;
        m_stepping = false;
        m_steps = 0;
        m_heldAt = point.path;
        return reason;
    }
    if (!m_paused || !isBeforeEffect(point.when))
        return std::nullopt;
    if (m_steps > 0) {
        --m_steps;
        return std::nullopt;
    }
    if (m_stepping)
        return Reason{"step", "one effect was let through"};
    return m_heldAt.empty() ? Reason{"human", "the person paused the run"}
                            : Reason{"beside", "held beside " + m_heldAt};
}

Result<> Control::checkpoint(const HoldPoint& point, journal::Seam& seam, budget::Ledger& ledger,
                             std::stop_token stop)
{
    foldRecorded(point, seam);
    if (!m_armed || seam.isReplay())
        return {};
    if (point.when == When::Model && seam.recorded(point.path, EventType::ModelReplied))
        return {}; // it happened: the record answers
    const auto totals = ledger.totals();
    std::vector<Breakpoint> hits;
    std::optional<Reason> reason;
    {
        const std::lock_guard lock(m_mutex);
        reason = look(point, totals, hits);
    }
    if (m_onHit) {
        for (const auto& breakpoint : hits)
            m_onHit(breakpoint);
    }
    return reason ? hold(point, *reason, seam, ledger, std::move(stop)) : Result<>();
}

Result<> Control::hold(const HoldPoint& point, const Reason& reason, journal::Seam& seam,
                       budget::Ledger& ledger, std::stop_token stop)
{
    const std::string path(point.path);
    ++m_waiting; // before it is told: who hears of it finds the run held
    seam.emit(path, EventType::RunPaused, pausedJson(reason.by, reason.why, reason.breakpoint));
    seam.hurry();
    ledger.pauseClock();
    bool open = false;
    bool stepped = false;
    {
        std::unique_lock lock(m_mutex);
        open = m_changed.wait(lock, stop, [this] { return !m_paused || m_steps > 0; });
        stepped = m_paused;
        if (open && stepped && isBeforeEffect(point.when))
            --m_steps;
    }
    --m_waiting;
    ledger.resumeClock();
    if (!open)
        return fail(Errc::Cancelled, "stopped");
    seam.emit(path, EventType::RunResumed,
              dumpJson(Json{{"by", stepped ? "step" : "human"}, {"from", heldBy(reason.by)}}));
    return {};
}

} // namespace signalbox::workflow
