// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/graphpath.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>

namespace signalbox::app {

namespace {
constexpr std::size_t shownBytes = 120;

std::string shown(const std::string& text)
{
    return showInvisible(truncateUtf8(text, shownBytes));
}

// "/node:m:1/item:2/node:d:1" is "m:1/item:2/d:1": which of several visits of that name.
std::string placeOf(const std::string& path)
{
    std::string place;
    for (const auto part : split(path, '/')) {
        if (!part.empty())
            place += (place.empty() ? "" : "/")
                + std::string(part.starts_with("node:") ? part.substr(5) : part);
    }
    return place;
}

// The keys that a patch touches.
std::string keysOf(const Json& data)
{
    std::string keys;
    const auto* patch = find(data, "patch");
    for (const auto& operation : patch && patch->is_array() ? *patch : Json::array()) {
        const auto path = stringAt(operation, "path");
        const auto key = path.empty() ? path : path.substr(1, path.find('/', 1) - 1);
        if ((", " + keys + ",").find(", " + key + ",") == std::string::npos)
            keys += (keys.empty() ? "" : ", ") + key;
    }
    return keys;
}
} // namespace

void GraphPath::take(const Event& event)
{
    if (event.type == EventType::PlanMade) {
        ++m_count;
        const auto data = parseJson(event.data).value_or(Json::object());
        std::fprintf(m_out, "%s  plan\n", showInvisible(event.path).c_str());
        const auto* steps = find(data, "steps");
        for (const auto& step : steps && steps->is_array() ? *steps : Json::array()) {
            std::string needs;
            const auto* dependencies = find(step, "dependencies");
            for (const auto& id :
                 dependencies && dependencies->is_array() ? *dependencies : Json::array())
                needs += (needs.empty() ? "  after " : ", ")
                    + (id.is_string() ? id.get<std::string>() : "");
            std::fprintf(m_out, "    %s  %s: %s%s\n", shown(stringAt(step, "id")).c_str(),
                         shown(stringAt(step, "agent")).c_str(),
                         shown(stringAt(step, "task")).c_str(), shown(needs).c_str());
        }
        return;
    }
    const bool isOfVisit = event.type == EventType::NodeEntered || event.type == EventType::NodeLeft
        || event.type == EventType::EdgeTaken || event.type == EventType::StateChanged;
    if (!isOfVisit)
        return;
    if (event.type == EventType::NodeEntered)
        printLeft(parentPath(event.path) == "/" ? "/" : std::string(parentPath(event.path)));
    const auto data = parseJson(event.data).value_or(Json::object());
    if (event.type == EventType::StateChanged && stringAt(data, "node").empty())
        return; // the state a graph begins with
    auto& visit = m_open[event.path];
    if (event.type == EventType::NodeEntered) {
        visit.kind = stringAt(data, "kind");
    } else if (event.type == EventType::StateChanged) {
        const auto keys = keysOf(data);
        visit.changed += (visit.changed.empty() || keys.empty() ? "" : ", ") + keys;
    } else if (event.type == EventType::NodeLeft) {
        visit.leftAs = ++m_left;
        visit.milliseconds = intAt(data, "ms").value_or(0);
        const bool isOk = boolAt(data, "ok");
        visit.outcome =
            isOk ? std::string() : stringAt(data, "outcome") + ": " + stringAt(data, "error");
        visit.mayGoOn = !isOk && !boolAt(data, "final");
    } else {
        const auto when = stringAt(data, "when");
        const auto why = stringAt(data, "why");
        visit.edges += "  -> " + shown(stringAt(data, "to"));
        if (!when.empty())
            visit.edges += " (" + shown(when) + ")";
        else if (why != "plain")
            visit.edges += " (" + shown(why) + ")";
    }
}

// A visit is whole when the next begins beside it.
void GraphPath::printLeft(const std::string& except)
{
    std::map<long long, std::string> whole; // as they were left
    for (const auto& [path, visit] : m_open) {
        if (visit.leftAs > 0 && !visit.mayGoOn && path != except)
            whole.emplace(visit.leftAs, path);
    }
    for (const auto& [leftAs, path] : whole) {
        const auto visit = m_open.find(path);
        print(path, visit->second);
        m_open.erase(visit);
    }
}

void GraphPath::print(const std::string& path, const Visit& visit)
{
    ++m_count;
    const auto depth = std::count(path.begin(), path.end(), '/') - 1;
    std::string line(std::size_t(std::clamp<std::ptrdiff_t>(depth, 0, 20)) * 2, ' ');
    line += showInvisible(placeOf(path));
    line += "  " + showInvisible(visit.kind);
    if (visit.milliseconds > 0)
        line += "  " + std::to_string(visit.milliseconds) + " ms";
    if (!visit.changed.empty())
        line += "  state: " + shown(visit.changed);
    line += visit.edges;
    if (visit.leftAs == 0)
        line += "  (not left)";
    else if (!visit.outcome.empty())
        line += "  " + shown(visit.outcome);
    std::fprintf(m_out, "%s\n", line.c_str());
}

bool GraphPath::end()
{
    printLeft({});
    for (const auto& [path, visit] : m_open)
        print(path, visit);
    m_open.clear();
    return m_count > 0;
}

} // namespace signalbox::app
