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

// "extract" of ".../node:extract:2"; empty where the path is none of a visit.
std::string nodeOf(const std::string& path)
{
    const auto last = std::string_view(path).substr(path.rfind('/') + 1);
    const auto colon = last.rfind(':');
    return last.starts_with("node:") && colon > 5 ? std::string(last.substr(5, colon - 5))
                                                  : std::string();
}

// A step of a JSON pointer as the key that it names.
std::string unescaped(std::string_view step)
{
    std::string key;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool isEscape = step[i] == '~' && i + 1 < step.size();
        key += isEscape ? (step[++i] == '1' ? '/' : '~') : step[i];
    }
    return key;
}

// Adds the keys that a patch touches, each once.
void addKeys(const Json& data, std::string& keys)
{
    const auto* patch = find(data, "patch");
    for (const auto& operation : patch && patch->is_array() ? *patch : Json::array()) {
        const auto path = stringAt(operation, "path");
        const auto key = path.empty() ? path : unescaped(path.substr(1, path.find('/', 1) - 1));
        if ((", " + keys + ",").find(", " + key + ",") == std::string::npos)
            keys += (keys.empty() ? "" : ", ") + key;
    }
}
} // namespace

void GraphPath::takePlan(const Event& event)
{
    ++m_count;
    const auto data = parseJson(event.data).value_or(Json::object());
    const auto* const found = find(data, "steps");
    const Json steps = found && found->is_array() ? *found : Json::array();
    if (m_form == Form::Json) {
        const auto line = dumpJson(Json{{"path", event.path}, {"kind", "plan"}, {"steps", steps}});
        std::fprintf(m_out, "%s\n", line.c_str());
        return;
    }
    std::fprintf(m_out, "%s  plan\n", showInvisible(event.path).c_str());
    for (const auto& step : steps) {
        std::string needs;
        const auto* dependencies = find(step, "dependencies");
        for (const auto& id :
             dependencies && dependencies->is_array() ? *dependencies : Json::array())
            needs +=
                (needs.empty() ? "  after " : ", ") + (id.is_string() ? id.get<std::string>() : "");
        std::fprintf(m_out, "    %s  %s: %s%s\n", shown(stringAt(step, "id")).c_str(),
                     shown(stringAt(step, "agent")).c_str(), shown(stringAt(step, "task")).c_str(),
                     shown(needs).c_str());
    }
}

void GraphPath::takeEdge(const Json& data, Visit& visit) const
{
    const auto when = stringAt(data, "when");
    const auto why = stringAt(data, "why");
    if (m_form == Form::Json) {
        Json edge = {{"to", stringAt(data, "to")}, {"why", why}};
        if (!when.empty())
            edge["when"] = when;
        visit.taken += (visit.taken.empty() ? "" : ",") + dumpJson(edge);
        return;
    }
    visit.edges += "  -> " + shown(stringAt(data, "to"));
    if (!when.empty())
        visit.edges += " (" + shown(when) + ")";
    else if (why != "plain")
        visit.edges += " (" + shown(why) + ")";
}

void GraphPath::take(const Event& event)
{
    if (event.type == EventType::PlanMade) {
        takePlan(event);
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
        addKeys(data, visit.changed);
        const auto* patch = m_form == Form::Json ? find(data, "patch") : nullptr;
        for (const auto& operation : patch && patch->is_array() ? *patch : Json::array())
            visit.patch += (visit.patch.empty() ? "" : ",") + dumpJson(operation);
    } else if (event.type == EventType::NodeLeft) {
        visit.leftAs = ++m_left;
        visit.milliseconds = intAt(data, "ms").value_or(0);
        const bool isOk = boolAt(data, "ok");
        visit.outcome =
            isOk ? std::string() : stringAt(data, "outcome") + ": " + stringAt(data, "error");
        visit.error = isOk ? std::string() : dumpJson(data);
        visit.mayGoOn = !isOk && !boolAt(data, "final");
    } else {
        takeEdge(data, visit);
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
    if (m_form == Form::Json) {
        printJson(path, visit);
        return;
    }
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

void GraphPath::printJson(const std::string& path, const Visit& visit)
{
    const auto listOf = [](const std::string& items) {
        return parseJson("[" + items + "]").value_or(Json::array());
    };
    const auto left = parseJson(visit.error).value_or(Json::object());
    Json line = {
        {"path", path},
        {"node", nodeOf(path)},
        {"kind", visit.kind},
        {"ms", visit.milliseconds},
        {"outcome",
         visit.leftAs == 0 ? Json() : Json(left.empty() ? "done" : stringAt(left, "outcome"))},
        {"patch", listOf(visit.patch)},
        {"edges", listOf(visit.taken)}};
    if (const auto error = stringAt(left, "error"); !error.empty())
        line["error"] = error;
    std::fprintf(m_out, "%s\n", dumpJson(line).c_str());
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
