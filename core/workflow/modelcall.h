// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/conversation.h"
#include "workflow/runscope.h"

#include <string>
#include <variant>

namespace signalbox::workflow {

// How a model request ended when it brought no reply.
struct ModelFailed
{
    std::string message;
};
struct ModelStopped
{ }; // the stop token was used
using ModelProblem = std::variant<ModelFailed, ModelStopped, budget::Breach>;

// A reply and who gave it.
struct ModelAnswer
{
    llm::Reply reply;
    const ModelEntry* entry = nullptr; // that answered: a fallback may
};

// One request of an agent: reserve, tell, wait for the disk, ask (again after what may pass, up to five requests in all,
// then a fallback), settle, tell. `path` is the model's place in the run. Answers from the record where it has a reply.
[[nodiscard]] tl::expected<ModelAnswer, ModelProblem>
callModel(RunScope& scope, Conversation& conversation, const std::string& model,
          const std::string& path, int step, std::stop_token stop);

} // namespace signalbox::workflow
