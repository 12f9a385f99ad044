// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/terminalgate.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <cstdio>

#include <poll.h>
#include <unistd.h>

namespace signalbox::app {

namespace {
// A line from the terminal; empty when the token was used or the input ended.
std::string readLine(const std::stop_token& stop)
{
    std::string line;
    while (!stop.stop_requested()) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, 100) <= 0)
            continue;
        char byte = 0;
        if (::read(STDIN_FILENO, &byte, 1) != 1 || byte == '\n')
            return line;
        line += byte;
    }
    return {};
}

void show(const Json& gate)
{
    const auto line = [](const char* name, const std::string& text) {
        std::fprintf(stderr, "  %-10s %s\n", name, showInvisible(text).c_str());
    };
    std::fprintf(stderr, "\n-- approval --\n");
    line("tool", stringAt(gate, "tool", stringAt(gate, "kind")));
    if (const auto* arguments = find(gate, "arguments"); arguments && arguments->is_object()) {
        for (const auto& [name, value] : arguments->items())
            line("",
                 name + " = " + (value.is_string() ? value.get<std::string>() : dumpJson(value)));
    }
    line("why", stringAt(gate, "rule") + " " + stringAt(gate, "reason"));
}
} // namespace

TerminalGate::TerminalGate(engine::Engine& engine)
    : m_engine(engine)
    , m_thread([this](std::stop_token stop) { serve(std::move(stop)); })
{ }

TerminalGate::~TerminalGate()
{
    m_thread.request_stop();
}

void TerminalGate::take(const std::vector<Event>& events)
{
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& event : events) {
            if (event.type == EventType::GateOpened || event.type == EventType::RunPaused)
                m_waiting.push_back(event);
        }
    }
    m_came.notify_one();
}

void TerminalGate::serve(std::stop_token stop)
{
    for (;;) {
        Event opened;
        {
            std::unique_lock lock(m_mutex);
            if (!m_came.wait(lock, stop, [this] { return !m_waiting.empty(); }))
                return;
            opened = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        if (opened.type == EventType::RunPaused)
            askHeld(opened, stop);
        else
            ask(opened, stop);
    }
}

void TerminalGate::askHeld(const Event& paused, const std::stop_token& stop)
{
    const auto data = parseJson(paused.data).value_or(Json::object());
    std::fprintf(stderr, "\n-- held --\n  %-10s %s\n  %-10s %s\n", "at",
                 showInvisible(paused.path).c_str(), "why",
                 showInvisible(stringAt(data, "why")).c_str());
    while (!stop.stop_requested()) {
        std::fputs("  [c]ontinue, one ste[p], [s]top? ", stderr);
        const auto line = readLine(stop);
        if (line != "c" && line != "p" && line != "s")
            continue;
        {
            const std::lock_guard lock(m_mutex); // other branches go on with it
            std::erase_if(m_waiting,
                          [](const Event& event) { return event.type == EventType::RunPaused; });
        }
        if (line == "c")
            m_engine.send(engine::ResumePausedRun{paused.run});
        else if (line == "p")
            m_engine.send(engine::StepRun{paused.run});
        else
            m_engine.stop(paused.run);
        return;
    }
}

void TerminalGate::ask(const Event& opened, std::stop_token stop)
{
    const auto gate = parseJson(opened.data).value_or(Json::object());
    show(gate);
    engine::AnswerGate answer{opened.run, stringAt(gate, "gate_id"), {}};
    const bool isLimit = stringAt(gate, "kind") == "limit";
    while (!stop.stop_requested()) {
        std::fputs(isLimit ? "  [e]xtend by half, [w]rap up, [s]top? "
                           : "  [a]pprove, [d]eny and say why, s[k]ip, answer [i]nstead, [s]top? ",
                   stderr);
        const auto line = readLine(stop);
        const auto rest = std::string(trim(std::string_view(line).substr(line.empty() ? 0 : 1)));
        if (line.empty())
            continue;
        auto& given = answer.answer;
        if (isLimit && line[0] == 'e') {
            given.decision = GateDecision::Extend;
            const auto half = numberAt(gate, "of").value_or(0) / 2;
            const auto limit = stringAt(gate, "limit");
            if (limit == "steps")
                given.limits.steps = std::max<std::int64_t>(1, std::int64_t(half));
            else if (limit == "tokens")
                given.limits.tokens = std::int64_t(half);
            else if (limit == "tool_calls")
                given.limits.toolCalls = std::max<std::int64_t>(1, std::int64_t(half));
            else if (limit == "cost_usd")
                given.limits.cost = Money::fromUsd(half);
            else
                given.limits.seconds = std::chrono::milliseconds(std::int64_t(half * 1000));
        } else if (isLimit && line[0] == 'w') {
            given.decision = GateDecision::WrapUp;
        } else if (!isLimit && line[0] == 'a') {
            given.decision = GateDecision::Approve;
        } else if (!isLimit && line[0] == 'd') {
            given.decision = GateDecision::Deny;
            given.reason = rest;
        } else if (!isLimit && line[0] == 'k') {
            given.decision = GateDecision::Skip;
        } else if (!isLimit && line[0] == 'i') {
            given.decision = GateDecision::Answer;
            given.result = rest;
        } else if (line[0] == 's') {
            given.decision = GateDecision::Stop;
        } else {
            continue;
        }
        m_engine.answer(answer);
        return;
    }
}

} // namespace signalbox::app
