// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::workflow {

// Where each text of the arguments came from: the newest message that holds it word for word, else the model itself.
// [{"param":"path","origin":"user"|"tool"|"model","from":"/agent:.../tool:1","tool":"list_files","label":{...}}]
// `paths` gives the place of the step that brought each message (empty: the task). For people: no decision rests on it.
[[nodiscard]] Json provenance(const Json& arguments, const std::vector<MessagePtr>& messages,
                              const std::vector<std::string>& paths);

// The same of a call that a graph makes: what its file says as it stands is of the workflow, the rest came through the state,
// which carries `label`. `templates`: the arguments as the file has them.
[[nodiscard]] Json provenanceOfNode(const Json& arguments, std::string_view templates, Label label);

} // namespace signalbox::workflow
