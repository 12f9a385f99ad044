// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/steering.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <set>

namespace signalbox::workflow {

namespace {
SteerText textFrom(const Json& data)
{
    SteerText text{stringAt(data, "id"), stringAt(data, "text")};
    (void)steerModeFromName(stringAt(data, "mode"), text.mode);
    text.agent = stringAt(data, "agent");
    return text;
}

// Not called by another agent.
bool leads(std::string_view agentPath)
{
    const auto segments = pathSegments(agentPath);
    return std::count_if(segments.begin(), segments.end(),
                         [](const PathSegment& segment) { return segment.kind == "agent"; })
        == 1;
}

// What stands in the record as taken by an agent.
std::set<std::string> deliveredIds(const journal::Recording* recording)
{
    std::set<std::string> ids;
    if (!recording)
        return ids;
    for (const auto& event : recording->events()) {
        if (event.type == EventType::SteerDelivered)
            ids.insert(stringAt(parseJson(event.data).value_or(Json::object()), "id"));
    }
    return ids;
}
} // namespace

void Steering::open(journal::Seam& seam)
{
    const std::lock_guard lock(m_mutex);
    m_seam = &seam;
    const auto delivered = deliveredIds(seam.recording());
    while (const auto* received = seam.recorded("/", EventType::SteerReceived)) {
        auto text = textFrom(parseJson(received->data).value_or(Json::object()));
        ++m_count;
        seam.emit("/", EventType::SteerReceived, received->data);
        if (!text.text.empty() && !delivered.contains(text.id))
            m_waiting.push_back(std::move(text));
    }
    while (const auto* cancelled = seam.recorded("/", EventType::SteerCancelled)) {
        const auto id = stringAt(parseJson(cancelled->data).value_or(Json::object()), "id");
        std::erase_if(m_waiting, [&id](const SteerText& text) { return text.id == id; });
        seam.emit("/", EventType::SteerCancelled, cancelled->data);
    }
    for (auto& text : m_early)
        receive(std::move(text));
    m_early.clear();
}

void Steering::close()
{
    const std::lock_guard lock(m_mutex);
    m_over = true;
}

void Steering::receive(SteerText text)
{
    text.id = sha256(m_seam->run() + "/steer#" + std::to_string(++m_count)).hex().substr(0, 16);
    Json data = {{"id", text.id}, {"text", text.text}, {"mode", steerModeName(text.mode)}};
    if (!text.agent.empty())
        data["agent"] = text.agent;
    m_seam->emit("/", EventType::SteerReceived, dumpJson(data));
    m_seam->hurry();
    m_waiting.push_back(std::move(text));
}

Result<> Steering::add(SteerText text)
{
    text.text = toUtf8(text.text);
    if (trim(text.text).empty())
        return fail(Errc::Invalid, "there is no text to send");
    if (text.text.size() > longestSteerText)
        return fail(Errc::Limit,
                    "the text has more than " + std::to_string(longestSteerText) + " bytes");
    const std::lock_guard lock(m_mutex);
    if (m_over)
        return fail(Errc::NotFound, "the run is over");
    if (m_waiting.size() + m_early.size() >= most)
        return fail(Errc::Limit, "no more than " + std::to_string(most) + " texts can wait");
    if (m_seam)
        receive(std::move(text));
    else
        m_early.push_back(std::move(text));
    return {};
}

Result<> Steering::cancel(const std::string& id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(),
                                    [&id](const SteerText& text) { return text.id == id; });
    if (m_over || found == m_waiting.end())
        return fail(Errc::NotFound, "the text was delivered already");
    m_waiting.erase(found);
    m_seam->emit("/", EventType::SteerCancelled, dumpJson(Json{{"id", id}}));
    m_seam->hurry();
    return {};
}

std::vector<SteerText> Steering::take(std::string_view agentPath, bool turnIsOver)
{
    std::vector<SteerText> taken;
    const std::lock_guard lock(m_mutex);
    if (m_waiting.empty())
        return taken;
    const bool isLead = leads(agentPath);
    std::erase_if(m_waiting, [&](SteerText& text) {
        const bool isMine = text.agent.empty() ? isLead : text.agent == agentPath;
        if (!isMine || (text.mode == SteerMode::AfterTurn && !turnIsOver))
            return false;
        taken.push_back(std::move(text));
        return true;
    });
    return taken;
}

} // namespace signalbox::workflow
