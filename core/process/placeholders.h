// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <memory>
#include <string>
#include <vector>

namespace signalbox::process {

// A name that does not exist cannot be bound read-only, and one that is not bound could be created from inside the
// sandbox and believed afterwards. So what is missing is made for the time of the run: an empty folder, or a file with `{}`
// for names that end in ".json", both marked by a modification time of 0 and without write permission. Runs that go on at
// the same time, also of other programs, hold it together by shared locks; the last one removes it, and the next one
// removes what a killed program left behind. Fails (Denied) where a name is a symbolic link: the link itself could be replaced.
[[nodiscard]] Result<std::shared_ptr<const void>> holdNames(const std::string& folder,
                                                            const std::vector<std::string>& names);

} // namespace signalbox::process
