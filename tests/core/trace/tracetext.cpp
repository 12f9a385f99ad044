// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tracetext.h"

#include "base/json.h"
#include "base/text.h"

#include <charconv>
#include <cstdio>
#include <map>

namespace signalbox::trace {

namespace {
constexpr Timestamp begin{std::chrono::seconds(1'700'000'000)};

struct Line
{
    std::size_t depth = 0;
    std::string kind;
    std::string name;
    std::string status;
    std::int64_t ms = 0;
    std::int64_t tokens = 0;
    std::string usd;
};

std::int64_t number(std::string_view word)
{
    std::int64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
}

Line lineFrom(std::string_view text)
{
    Line line;
    const auto first = text.find_first_not_of(' ');
    line.depth = first / 2;
    const auto words = split(trim(text), ' ');
    line.kind = words[0];
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string word(words[i]);
        if (line.kind != "run" && word.ends_with("ms"))
            line.ms = number(word);
        else if (word.ends_with("tok"))
            line.tokens = number(word);
        else if (word.starts_with("$"))
            line.usd = word.substr(1);
        else if (word == "=>" || line.status == "=>")
            line.status = word;
        else if (line.kind != "run" && i > 1)
            line.status = word;
        else
            line.name += (line.name.empty() ? "" : " ") + word;
    }
    return line;
}

class Writer
{
public:
    std::vector<Event> write(std::string_view text)
    {
        for (const auto part : split(text, '\n')) {
            if (!trim(part).empty())
                open(lineFrom(part));
        }
        closeTo(0);
        return std::move(m_events);
    }

private:
    void emit(const std::string& path, EventType type, const std::string& data)
    {
        m_events.push_back({std::int64_t(m_events.size()) + 1, m_now, "run1", path, type, data});
    }

    void open(const Line& line)
    {
        closeTo(line.depth);
        const auto above = m_stack.empty() ? std::string("/") : m_stack.back().second;
        std::string path = "/";
        const auto quoted = quoteJson(line.name);
        if (line.kind == "run") {
            emit(path, EventType::RunStarted, "{\"task\":" + quoted + "}");
        } else if (line.kind == "agent") {
            path = childPath(above, "agent", line.name, ++m_counts[above + "agent" + line.name]);
            emit(path, EventType::AgentStarted, "{\"agent\":" + quoted + "}");
        } else if (line.kind == "chat") {
            path = childPath(above, "step", ++m_counts[above + "step"]);
            chat(path, line, quoted);
        } else {
            path = childPath(above, "tool", ++m_counts[above + "tool"]);
            tool(path, line, quoted);
        }
        m_stack.emplace_back(line, path);
    }

    void chat(const std::string& path, const Line& line, const std::string& quoted)
    {
        const auto call = childPath(path, "model", 1);
        emit(call, EventType::ModelRequested, "{\"model\":" + quoted + "}");
        if (line.status == "running")
            return;
        m_now += std::chrono::milliseconds(line.ms);
        if (line.status == "failed") {
            emit(call, EventType::ModelFailed,
                 "{\"error\":{\"type\":\"overloaded\"},\"attempt\":5}");
            return;
        }
        emit(call, EventType::ModelReplied,
             "{\"usage\":{\"input\":" + std::to_string(line.tokens) + ",\"output\":0},\"cost_usd\":"
                 + (line.usd.empty()      ? "0"
                        : line.usd == "?" ? "null"
                                          : line.usd)
                 + "}");
    }

    void tool(const std::string& path, const Line& line, const std::string& quoted)
    {
        emit(path, EventType::ToolRequested, "{\"tool\":" + quoted + ",\"arguments\":{}}");
        if (line.status == "waiting")
            emit(path, EventType::GateOpened, "{\"gate_id\":" + quoteJson(path) + "}");
    }

    void closeTo(std::size_t depth)
    {
        while (m_stack.size() > depth) {
            const auto [line, path] = m_stack.back();
            m_stack.pop_back();
            if (line.kind == "tool" && line.status != "waiting" && line.status != "running") {
                m_now += std::chrono::milliseconds(line.ms);
                emit(path, EventType::ToolFinished,
                     line.status == "failed" ? "{\"ok\":false,\"error\":\"denied: says the tool\"}"
                         : line.status == "denied"
                         ? "{\"ok\":false,\"outcome\":\"denied\",\"error\":\"denied: no\"}"
                         : "{\"ok\":true,\"result\":\"done\"}");
            } else if (line.kind == "agent" && line.status != "running") {
                emit(path, EventType::AgentFinished, "{\"outcome\":\"done\"}");
            } else if (line.kind == "run" && !line.status.empty()) {
                emit("/", EventType::RunFinished,
                     "{\"outcome\":\"" + line.status + "\",\"output\":\"the end\"}");
            }
        }
    }

    Timestamp m_now = begin;
    std::vector<Event> m_events;
    std::vector<std::pair<Line, std::string>> m_stack;
    std::map<std::string, int> m_counts;
};

void print(std::string& out, const SpanTable& spans, SpanId id)
{
    for (auto at = id; at.isValid(); at = spans.nextSibling(at)) {
        const auto span = spans.span(at);
        out += std::string(span.depth * 2u, ' ') + std::string(spanKindName(span.kind)) + " "
            + std::string(span.name) + " " + std::string(spanStatusName(span.status));
        if (span.duration)
            out += " " + std::to_string(span.duration->count() / 1000) + "ms";
        if (span.replies > 0) {
            char usd[40];
            std::snprintf(usd, sizeof usd, "$%.3f", span.cost ? span.cost->usd() : 0);
            out += (span.isSum ? " sum " : " ") + std::to_string(span.tokens) + "tok "
                + (span.cost ? usd : "$?");
        }
        out += "\n";
        print(out, spans, spans.firstChild(at));
    }
}
} // namespace

std::vector<Event> traceFromText(std::string_view text)
{
    return Writer().write(text);
}

std::string printTrace(const SpanTable& spans)
{
    std::string out;
    if (spans.count() > 0)
        print(out, spans, SpanId{0});
    return out;
}

} // namespace signalbox::trace
