// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/runsession.h"

#include "app/commands.h"
#include "app/eventprinter.h"
#include "app/terminalgate.h"
#include "base/text.h"

#include <csignal>
#include <cstdio>

namespace signalbox::app {

namespace {
int codeOf(workflow::Outcome outcome)
{
    switch (outcome) {
    case workflow::Outcome::Done:
        return Done;
    case workflow::Outcome::Failed:
        return Failed;
    case workflow::Outcome::Limit:
        return LimitReached;
    case workflow::Outcome::Denied:
        return Denied;
    case workflow::Outcome::Stopped:
        return Stopped;
    case workflow::Outcome::Interrupted:
        return Interrupted;
    }
    return Failed;
}
} // namespace

int report(const workflow::RunEnd& end, bool events)
{
    if (end.outcome == workflow::Outcome::Done) {
        if (!events)
            printAnswer(end.output);
    } else {
        std::fprintf(stderr, "signalbox: %s: %s\n",
                     std::string(workflow::outcomeName(end.outcome)).c_str(),
                     showInvisible(end.output).c_str());
    }
    return codeOf(end.outcome);
}

int attend(engine::Engine& engine, gate::Gates gates, bool events,
           const std::function<Result<std::string>()>& begin)
{
    if (gates == gate::Gates::HeadlessApprove)
        std::fputs("signalbox: warning: every gate is approved, nobody looks at the calls\n",
                   stderr);
    EventPrinter printer(events);
    std::unique_ptr<TerminalGate> terminal;
    if (gates == gate::Gates::Person)
        terminal = std::make_unique<TerminalGate>(engine);
    const auto subscription = engine.journal()->subscribe([&](const std::vector<Event>& batch) {
        printer.take(batch);
        if (terminal)
            terminal->take(batch);
    });
    const auto run = begin();
    if (!run)
        return complain(run.error(), Usage);
    const Signals signals([&](int signal) {
        if (signal == SIGINT)
            engine.stop(*run);
        else
            engine.interrupt(*run);
    });
    const auto end = engine.wait(*run, {});
    if (!end)
        return complain(end.error());
    printer.waitForEnd();
    return report(*end, events);
}

} // namespace signalbox::app
