// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "tools/workspacefiles.h"

#include <string>
#include <string_view>

// How a path is followed through the workspace, name by name on directory handles: `..` and links are taken here and
// not by the kernel, so that nothing leads out of it, whatever others do to the folders meanwhile.
namespace signalbox::tools {

// As WorkspaceFiles::locate.
[[nodiscard]] Result<Target> walkTo(const std::string& root, std::string_view path);
// One name or path below `folder` without links (openat2(2)); not open where there is none, errno says why.
[[nodiscard]] FileHandle openInside(int folder, const std::string& name, int flags,
                                    unsigned mode = 0);
// A path in the words of an error: bounded, nothing hidden.
[[nodiscard]] std::string shownPath(std::string_view path);

} // namespace signalbox::tools
