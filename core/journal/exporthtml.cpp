// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/exporthtml.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/usage.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <QByteArray>

namespace signalbox::journal {

namespace {
constexpr std::size_t mostBytes = 256u << 20; // of a page; what comes then is counted, not shown
constexpr std::size_t inlineBytes = 300;
constexpr std::size_t openDepth = 2; // levels that stand open: agents and their steps

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--back:#fff;--raised:#f6f7f9;--text:#1b1f24;--quiet:#5a6472;--line:#d8dde3;
--good:#176b3a;--bad:#b3261e;--wait:#8a5a00;--accent:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--back:#15181c;--raised:#1d2126;--text:#e4e7eb;--quiet:#9aa4b1;
--line:#343a42;--good:#6fcf97;--bad:#ff8a80;--wait:#f0b95b;--accent:#7db2ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1100px;padding:24px 20px 60px;background:var(--back);color:var(--text);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:32px 0 8px}
p{margin:4px 0}.quiet{color:var(--quiet)}.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;
border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
th{font-weight:500;color:var(--quiet);white-space:nowrap;width:1%}
.number{text-align:right;font-variant-numeric:tabular-nums}
pre{margin:4px 0 8px;padding:8px 10px;background:var(--raised);border:1px solid var(--line);border-radius:6px;
font:13px/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;max-height:30em;overflow:auto}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
details{border-left:2px solid var(--line);margin:4px 0 4px 4px;padding-left:12px}
summary{cursor:pointer;display:flex;gap:10px;align-items:baseline;padding:3px 0;list-style:none}
summary::-webkit-details-marker{display:none}
summary::before{content:"\25B8";color:var(--quiet);width:1em;flex:none}
details[open]>summary::before{content:"\25BE"}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
summary .kind{color:var(--quiet);flex:none;min-width:3.2em}summary .name{font-weight:600;overflow-wrap:anywhere}
summary .facts{margin-left:auto;color:var(--quiet);font-variant-numeric:tabular-nums;text-align:right;flex:none}
.inherited>summary .name::after{content:" inherited";font-weight:400;color:var(--quiet)}
.label{color:var(--quiet);font-size:13px;margin-top:6px}
a{color:var(--accent)}
@media(max-width:700px){summary{flex-wrap:wrap}summary .facts{margin-left:1em;flex-basis:100%;text-align:left}}
@media print{body{max-width:none;padding:0;font-size:11px}pre{max-height:none;font-size:9.5px}
details,tr{break-inside:avoid-page}details::details-content{content-visibility:visible;display:block}}
)css";

std::string paragraph(std::string_view words, const std::string& html, std::string_view look = {})
{
    return "<p" + (look.empty() ? "" : " class=\"" + std::string(look) + "\"") + ">"
        + std::string(words) + (html.empty() ? "" : " " + html) + "</p>\n";
}

std::string code(std::string_view text)
{
    return "<code>" + htmlText(truncateUtf8(text, inlineBytes))
        + (text.size() > inlineBytes ? "..." : "") + "</code>";
}

std::string block(std::string_view label, std::string_view text)
{
    auto out = "<div class=\"label\">" + std::string(label) + "</div><pre tabindex=\"0\">"
        + htmlText(truncateUtf8(text, reportTextBytes));
    if (text.size() > reportTextBytes)
        out += "\n... " + std::to_string(text.size() - reportTextBytes) + " bytes more";
    return out + "</pre>\n";
}

// A text as text, anything else as JSON; nothing where there is nothing.
std::string member(std::string_view label, const Json& data, std::string_view name)
{
    const auto* value = find(data, name);
    if (!value || value->is_null() || *value == "")
        return {};
    return value->is_string() ? block(label, value->get_ref<const std::string&>())
                              : block(label, prettyJson(*value));
}

std::string facts(const Json& data, std::initializer_list<std::string_view> members)
{
    std::string out;
    for (const auto name : members) {
        const auto* value = find(data, name);
        if (!value || value->is_null() || *value == "")
            continue;
        out += (out.empty() ? "" : " \xc2\xb7 ") + std::string(name) + ' '
            + code(value->is_string() ? value->get_ref<const std::string&>() : dumpJson(*value));
    }
    return out;
}

std::string row(std::string_view name, const std::string& html)
{
    return html.empty()
        ? std::string()
        : "<tr><th scope=\"row\">" + std::string(name) + "</th><td>" + html + "</td></tr>\n";
}

std::string number(std::int64_t value)
{
    auto text = std::to_string(value);
    for (auto at = std::ptrdiff_t(text.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3)
        text.insert(std::size_t(at), 1, ',');
    return text;
}

std::string money(double usd)
{
    char text[64];
    std::snprintf(text, sizeof text, std::abs(usd) < 0.01 ? "$%.6f" : "$%.4f", usd);
    return text;
}

std::string seconds(std::int64_t micros)
{
    char text[64];
    const auto whole = double(micros) / 1e6;
    if (whole < 60)
        std::snprintf(text, sizeof text, "%.1f s", whole);
    else
        std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(whole) / 60,
                      static_cast<long long>(whole) % 60);
    return text;
}

std::string_view lookOf(std::string_view outcome)
{
    return outcome == "done"                          ? "good"
        : outcome.empty() || outcome == "interrupted" ? "wait"
                                                      : "bad";
}
} // namespace

std::string htmlText(std::string_view text)
{
    std::string out;
    for (const char c : showInvisible(text)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

// A place of the run's tree.
struct HtmlReport::Node
{
    std::size_t id = 0;
    std::size_t depth = 0;
    std::string kind; // agent, step, model, tool, node ...
    std::string name;
    std::string body; // HTML
    std::string state; // HTML: how it ended
    bool inherited = false;
    std::vector<Node*> children; // in the order they were met
    Node* parent = nullptr;
    std::unique_ptr<std::vector<std::unique_ptr<Node>>> owned; // of the root: all of them
    Timestamp first{};
    Timestamp last{};
    std::int64_t tokens = 0; // with what is below
    double costUsd = 0;
    bool costKnown = true;
    bool asked = false; // a model, here or below

    void count(std::int64_t more, std::optional<double> cost)
    {
        for (auto* node = this; node; node = node->parent) {
            node->tokens += more;
            node->costUsd += cost.value_or(0);
            node->costKnown = node->costKnown && cost;
            node->asked = true;
        }
    }
    [[nodiscard]] std::string figures() const
    {
        std::string out;
        if (asked)
            out = number(tokens) + " tokens \xc2\xb7 "
                + (costKnown ? money(costUsd) : std::string("price unknown")) + " \xc2\xb7 ";
        return out + seconds((last - first).count());
    }
};

HtmlReport::HtmlReport()
    : m_root(std::make_unique<Node>())
{
    m_root->owned = std::make_unique<std::vector<std::unique_ptr<Node>>>();
    m_nodes.emplace("/", m_root.get());
}

HtmlReport::~HtmlReport() = default;

// One level after the other: a path of somebody else may have thousands, what lies too deep is told where that begins.
HtmlReport::Node& HtmlReport::nodeAt(std::string_view path)
{
    constexpr std::size_t deepest = 64;
    if (const auto found = m_nodes.find(path); found != m_nodes.end())
        return *found->second;
    auto* node = m_root.get();
    for (std::size_t end = 1; end < path.size() && path.front() == '/' && node->depth < deepest;) {
        end = std::min(path.find('/', end), path.size());
        const auto place = path.substr(0, end++);
        const auto found = m_nodes.find(place);
        node = found == m_nodes.end() ? &newNode(*node, place) : found->second;
    }
    return *node;
}

HtmlReport::Node& HtmlReport::newNode(Node& above, std::string_view path)
{
    auto node = std::make_unique<Node>();
    const auto segments = pathSegments(path);
    node->id = m_root->owned->size() + 1;
    node->depth = above.depth + 1;
    node->parent = &above;
    if (!segments.empty()) {
        node->kind = segments.back().kind;
        node->name = segments.back().name.empty() ? std::to_string(segments.back().n)
                                                  : std::string(segments.back().name);
    }
    above.children.push_back(node.get());
    m_nodes.emplace(path, node.get());
    m_root->owned->push_back(std::move(node));
    return *m_root->owned->back();
}

void HtmlReport::addRun(const Event& event, const Json& data, bool inherited)
{
    if (event.type == EventType::RunStarted && !inherited) {
        m_run = event.run;
        m_task = stringAt(data, "task");
        m_facts += row("Started", htmlText(formatRfc3339(event.time)));
        for (const auto* name : {"agent", "workflow", "model", "tool"})
            m_facts += row(name, stringAt(data, name).empty() ? "" : code(stringAt(data, name)));
        if (const auto* forked = find(data, "forked_from"))
            m_facts += row("Forked from", facts(*forked, {"run", "at", "changed"}));
        if (const auto* limits = find(data, "limits"))
            m_facts += row("Limits", code(dumpJson(*limits)));
    } else if (event.type == EventType::RunFinished && !inherited) {
        m_outcome = stringAt(data, "outcome");
        m_answer = stringAt(data, "output");
        const auto totals = data.value("totals", Json::object());
        const auto cost = numberAt(totals, "cost_usd");
        std::string sums = number(intAt(totals, "steps").value_or(0)) + " steps \xc2\xb7 "
            + number(intAt(totals, "tool_calls").value_or(0)) + " calls \xc2\xb7 "
            + number(intAt(totals, "tokens").value_or(0)) + " tokens \xc2\xb7 "
            + (cost ? money(*cost) : "price unknown");
        if (const auto took = numberAt(totals, "seconds"))
            sums += " \xc2\xb7 " + seconds(std::int64_t(*took * 1e6));
        m_facts += row("Finished", htmlText(formatRfc3339(event.time))) + row("Totals", sums);
    }
}

void HtmlReport::addGate(const Event& event, const Json& data, Node& node)
{
    const auto id = stringAt(data, "gate_id");
    if (event.type == EventType::GateOpened) {
        auto& gate = m_gates[id];
        if (gate.node == 0)
            m_gateOrder.push_back(id);
        gate.node = node.id;
        gate.what = "<td>" + code(stringAt(data, "tool", stringAt(data, "kind"))) + "</td><td>"
            + htmlText(truncateUtf8(stringAt(data, "reason"), 500)) + "</td>";
        node.body += paragraph("Gate opened:", facts(data, {"kind", "rule", "reason"}), "wait")
            + member("What would run", data, "arguments");
        return;
    }
    const auto decision = stringAt(data, "decision");
    m_gates[id].decided = htmlText(decision) + " by " + htmlText(stringAt(data, "by"))
        + (stringAt(data, "reason").empty()
               ? ""
               : ": " + htmlText(truncateUtf8(stringAt(data, "reason"), 500)));
    node.body += paragraph("Decided:", facts(data, {"decision", "by", "choice", "scope", "reason"}))
        + member("Answered", data, "result") + member("Changed to", data, "arguments");
}

void HtmlReport::add(const Event& event, bool inherited)
{
    const auto parsed = parseJson(event.data);
    const auto data = parsed && parsed->is_object() ? *parsed : Json::object();
    auto& node = nodeAt(event.path);
    for (auto* at = &node; at; at = at->parent) {
        if (at->first == Timestamp())
            at->first = event.time;
        at->last = std::max(at->last, event.time);
    }
    node.inherited = node.inherited || (inherited && node.body.empty() && node.children.empty());
    const auto before = node.body.size();
    switch (event.type) {
    case EventType::RunStarted:
    case EventType::RunFinished:
        addRun(event, data, inherited);
        break;
    case EventType::AgentStarted:
        node.body += member("Task", data, "task");
        break;
    case EventType::AgentFinished:
        node.state = "<span class=\"" + std::string(lookOf(stringAt(data, "outcome"))) + "\">"
            + htmlText(stringAt(data, "outcome")) + "</span>";
        node.body += member("Answer", data, "output");
        break;
    case EventType::ModelRequested:
        node.name = stringAt(data, "model");
        node.body += member("New messages", data, "messages_added");
        break;
    case EventType::ModelReplied: {
        std::int64_t tokens = 0;
        for (const auto* bucket : {"input", "output", "cache_read", "cache_write"})
            tokens += boundedTokens(intAt(data.value("usage", Json::object()), bucket));
        node.count(tokens, numberAt(data, "cost_usd"));
        node.body += member("Reply", data, "text")
            + paragraph("Replied:", facts(data, {"model_served", "stop_reason", "usage"}), "quiet");
        break;
    }
    case EventType::ToolRequested:
        node.name = stringAt(data, "tool");
        node.body += member("Arguments", data, "arguments");
        break;
    case EventType::ToolChecked:
        if (!boolAt(data, "ok"))
            node.body += member("Findings", data, "findings");
        break;
    case EventType::ToolStarted:
        break;
    case EventType::ToolFinished:
        node.state = boolAt(data, "ok") ? "<span class=\"good\">ok</span>"
                                        : "<span class=\"bad\">failed</span>";
        node.body += member("Result", data, "result") + member("Error", data, "error");
        break;
    case EventType::PolicyDecided:
        node.body += paragraph("Policy:", facts(data, {"verdict", "rule", "reason"}), "quiet");
        break;
    case EventType::GateOpened:
    case EventType::GateDecided:
        addGate(event, data, node);
        break;
    default:
        node.body +=
            paragraph(htmlText(event.type == EventType::Unknown ? std::string_view(event.name)
                                                                : eventTypeName(event.type)),
                      data.empty() ? std::string() : code(dumpJson(data)), "quiet");
    }
    m_bytes += node.body.size() - before;
    if (m_bytes > mostBytes) {
        m_bytes -= node.body.size() - before;
        node.body.resize(before);
        node.state = "<span class=\"wait\">not shown: the page is full</span>";
    }
}

Result<> HtmlReport::writeNode(const Node& node, const Sink& sink) // NOLINT(misc-no-recursion): 64
{
    std::string html = "<details id=\"n" + std::to_string(node.id) + "\""
        + (node.inherited ? " class=\"inherited\"" : "") + (node.depth <= openDepth ? " open" : "")
        + "><summary><span class=\"kind\">" + htmlText(node.kind) + "</span><span class=\"name\">"
        + htmlText(truncateUtf8(node.name, inlineBytes)) + "</span>" + node.state
        + "<span class=\"facts\">" + node.figures() + "</span></summary>\n" + node.body;
    if (auto written = sink(html); !written)
        return written;
    for (const auto* child : node.children) {
        if (auto written = writeNode(*child, sink); !written)
            return written;
    }
    return sink("</details>\n");
}

std::string HtmlReport::summary() const
{
    const auto title = "Run " + htmlText(m_run);
    const auto hash = sha256(style);
    const auto base64 = QByteArray(hash.view().data(), qsizetype(hash.view().size())).toBase64();
    auto html = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'sha256-"
        + base64.toStdString()
        + "'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<title>"
        + title + "</title>\n<style>" + std::string(style) + "</style></head><body>\n<h1>" + title
        + " <span class=\"" + std::string(lookOf(m_outcome)) + "\">"
        + htmlText(m_outcome.empty() ? "interrupted" : m_outcome) + "</span></h1>\n";
    if (!m_task.empty())
        html += block("Task", m_task);
    if (!m_answer.empty())
        html += block("Answer", m_answer);
    return html + "<table><tbody>\n" + m_facts + "</tbody></table>\n";
}

std::string HtmlReport::gates() const
{
    if (m_gateOrder.empty())
        return {};
    std::string html = "<h2>Gates</h2>\n<table><tbody>\n";
    for (const auto& id : m_gateOrder) {
        const auto& gate = m_gates.at(id);
        html += "<tr><td><a href=\"#n" + std::to_string(gate.node) + "\">step</a></td>" + gate.what
            + "<td>" + (gate.decided.empty() ? "waits" : gate.decided) + "</td></tr>\n";
    }
    return html + "</tbody></table>\n";
}

Result<> HtmlReport::write(const Sink& sink) const
{
    if (auto written = sink(summary() + gates() + "<h2>Steps</h2>\n" + m_root->body); !written)
        return written;
    for (const auto* child : m_root->children) {
        if (auto written = writeNode(*child, sink); !written)
            return written;
    }
    return sink("</body></html>\n");
}

} // namespace signalbox::journal
