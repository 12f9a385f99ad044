// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/conversation.h"

#include "base/json.h"
#include "workspace/secretscan.h"

namespace signalbox::workflow {

namespace {
std::string canonicalPreamble(const std::string& instructions, const std::vector<ToolPtr>& tools)
{
    std::string text = quoteJson(instructions);
    for (const auto& tool : tools) {
        text += '\n';
        text += tool->hash;
        text += tool->name;
    }
    return text;
}

std::size_t preambleBytes(const std::string& instructions, const std::vector<ToolPtr>& tools)
{
    std::size_t bytes = instructions.size();
    for (const auto& tool : tools)
        bytes += tool->name.size() + tool->description.size() + tool->parameters.size();
    return bytes;
}
} // namespace

Conversation::Conversation(std::string agent, std::string instructions, std::vector<ToolPtr> tools,
                           std::string outputSchema)
    : m_agent(std::move(agent))
    , m_instructions(std::move(instructions))
    , m_tools(std::move(tools))
    , m_outputSchema(std::move(outputSchema))
    , m_window(canonicalPreamble(m_instructions, m_tools), preambleBytes(m_instructions, m_tools))
{
    m_toolNames = "[";
    for (const auto& tool : m_tools) {
        if (m_toolNames.size() > 1)
            m_toolNames += ',';
        appendQuotedJson(m_toolNames, tool->name);
    }
    m_toolNames += "]";
}

void Conversation::append(Message message)
{
    for (const auto& call : message.calls)
        m_callIds.insert(call.id);
    m_window.append(std::make_shared<const Message>(std::move(message)));
}

std::string Conversation::takeAdded()
{
    auto added = m_window.takeAdded();
    m_isRedacted = m_isRedacted || added.find(workspace::redactedWord) != std::string::npos;
    return added;
}

void Conversation::instruct(std::string instructions)
{
    m_instructions = std::move(instructions);
    m_sides.clear();
}

llm::Request Conversation::requestFor(const llm::ModelClient& client, int step,
                                      std::int64_t maxOutput)
{
    auto found = m_sides.find(&client);
    if (found == m_sides.end())
        found =
            m_sides
                .emplace(&client, Side{client.prepare(m_instructions, m_tools, m_outputSchema), {}})
                .first;
    auto& side = found->second;
    const auto& messages = m_window.messages();
    side.messages.reserve(messages.size());
    for (auto i = side.messages.size(); i < messages.size(); ++i)
        side.messages.push_back({messages[i], client.wire(*messages[i])});
    llm::Request request;
    request.preamble = &side.preamble;
    request.messages = side.messages;
    request.callIds = &m_callIds;
    request.maxOutput = maxOutput;
    request.agent = m_agent;
    request.step = step;
    return request;
}

} // namespace signalbox::workflow
