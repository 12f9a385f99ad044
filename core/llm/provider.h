// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/abilities.h"
#include "llm/failure.h"
#include "llm/modelclient.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::llm {

// One model at one address, resolved from its entry: what the clients of all protocols share.
struct Provider
{
    ModelEntry entry;
    ClientContext context;
    std::string endpoint; // the whole URL requests go to
    Addressee to;
    bool ownHost = false; // the provider's own address: without a key nothing is asked
    Abilities abilities;
};

[[nodiscard]] Result<Provider> makeProvider(const ModelEntry& entry, ClientContext context);

// The URL of the protocol's endpoint below what a person gave as base: a slash at the end, a missing or double /v1
// and the endpoint itself are understood.
[[nodiscard]] std::string endpointUrl(Protocol protocol, std::string_view baseUrl);

// A member of a JSON object under way: key and JSON text.
using Fields = std::vector<std::pair<std::string, std::string>>;
void setField(Fields& fields, std::string_view key, std::string json);
void appendFields(std::string& out, const Fields& fields); // ,"key":value for each

// The options of the entry that are not ours to set, as JSON texts in their order. Sampling options are left out where
// the model does not take them.
[[nodiscard]] Fields optionFields(const Provider& provider);

// The name of a tool on the wire: [A-Za-z0-9_-]{1,64}.
[[nodiscard]] std::string wireToolName(std::string_view fullName);
// Wire names for all tools, told apart by a hash suffix where two would be the same.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
wireToolNames(const std::vector<ToolPtr>& tools);
// The schema of a tool's arguments with "type" and "properties" at its top, as every provider wants them.
[[nodiscard]] std::string toolSchema(const ToolDefinition& tool);
// What a model is told about a call where the protocol has no flag for errors.
[[nodiscard]] std::string answerText(const ToolAnswer& answer);
// The arguments of a call as a JSON object, also where they could not be read.
[[nodiscard]] std::string argumentsObject(const ToolCall& call);
// What stands between the brackets of a JSON array's text.
[[nodiscard]] std::string_view insideArray(std::string_view array);

[[nodiscard]] net::HttpRequest postRequest(const Provider& provider, net::Headers headers);

} // namespace signalbox::llm
