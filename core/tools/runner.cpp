// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/runner.h"

#include "base/jsonvalue.h"
#include "base/text.h"

namespace signalbox::tools {

RunnerResult failedResult(std::string_view message)
{
    RunnerResult result;
    result.ok = false;
    result.result = dumpJson(Json{{"error", toUtf8(message)}});
    return result;
}

} // namespace signalbox::tools
