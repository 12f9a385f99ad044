// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/noticelog.h"

#include "base/text.h"

#include <cstdlib>
#include <string_view>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace signalbox::ui {

namespace {
void logOne(spdlog::logger& log, const engine::Notice& notice)
{
    // words of files and servers: nothing in them may steer a terminal
    if (const auto* failed = std::get_if<engine::CommandFailed>(&notice))
        log.error("{}: {}", showInvisible(failed->what), showInvisible(failed->error.text()));
    else if (const auto* batch = std::get_if<engine::JournalBatch>(&notice))
        log.debug("run {}: {} events", batch->run, batch->events.size());
    else if (const auto* started = std::get_if<engine::RunStarted>(&notice))
        log.debug("run {} started", started->run);
    else if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice))
        log.debug("workspace {}", opened->workspace ? showInvisible(opened->workspace->root) : "");
}
} // namespace

std::shared_ptr<void> logNotices(engine::Port& port)
{
    auto log = std::make_shared<spdlog::logger>("signalbox",
                                                std::make_shared<spdlog::sinks::stderr_sink_mt>());
    const char* level = std::getenv("SIGNALBOX_LOG");
    log->set_level(level && std::string_view(level) == "debug" ? spdlog::level::debug
                                                               : spdlog::level::warn);
    return port.subscribe([log](const engine::Notice& notice) { logOne(*log, notice); });
}

} // namespace signalbox::ui
