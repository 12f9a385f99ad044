// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"
#include "engine/engine.h"

#include <filesystem>
#include <memory>
#include <string>

namespace signalbox::app {

// The workspace a command speaks of: -C, else `argument`, else the current folder (or the nearest parent that is one).
[[nodiscard]] Result<std::string> workspaceOf(const Arguments& arguments,
                                              const std::string& argument = {});
// The example workspace in `folder`: made where there is none yet.
[[nodiscard]] Result<std::filesystem::path> exampleWorkspace(const workspace::UserFolders& user,
                                                             const std::filesystem::path& folder);
// The journal of that workspace, read by commands that only look. Nothing is created: NotFound where there is none.
[[nodiscard]] Result<std::unique_ptr<journal::Journal>> openJournal(const std::string& root);
// "steps=5,cost_usd=0.1"
[[nodiscard]] Result<Limits> parseLimits(const std::string& text);
[[nodiscard]] Result<gate::Gates> parseGates(const std::string& word);
// --sandbox takes off and nothing else.
[[nodiscard]] Result<bool> isSandboxOff(const Arguments& arguments);

} // namespace signalbox::app
