// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/again.h"
#include "engine/begun.h"
#include "engine/run.h"

#include <optional>
#include <string>
#include <vector>

// What a fork has different from its parent: as a person says it, as its run.started keeps it, as its run takes it.
namespace signalbox::engine {

// What replaces limits from a fork on. Invalid where a member is none.
[[nodiscard]] Result<Limits> newLimits(const std::string& text);
// What the run itself takes at its place; nullopt: limits, or nothing.
[[nodiscard]] std::optional<workflow::Change> changeOf(const journal::ForkPoint& point);
// {run, at, changed, earlier, stop_after} of a fork that keeps these events of its parent.
[[nodiscard]] std::string forkedFrom(const ForkOptions& options, const Begun& parent,
                                     const std::vector<Event>& kept);
// What is different in a run from its point on, as its run.started says.
void bend(RunParts& parts, const Json& started);

} // namespace signalbox::engine
