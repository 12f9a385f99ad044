// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/message.h"

#include <string>
#include <vector>

namespace signalbox::workflow {

// Where each text of the arguments came from: the newest message that holds it word for word, else the model itself.
// [{"param":"path","origin":"user"|"tool"|"model","from":"/agent:.../tool:1","tool":"list_files","label":{...}}]
// `paths` gives the place of the step that brought each message (empty: the task). For people: no decision rests on it.
[[nodiscard]] Json provenance(const Json& arguments, const std::vector<MessagePtr>& messages,
                              const std::vector<std::string>& paths);

} // namespace signalbox::workflow
