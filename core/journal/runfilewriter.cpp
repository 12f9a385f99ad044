// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonpointer.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/runfile.h"

#include <cstdio>
#include <utility>

namespace signalbox::journal {

namespace {
constexpr std::size_t contentFrom = 256; // bytes: a smaller value stays where it is
constexpr std::size_t mostListed = 10'000; // redactions by name

// Numbers of a fixed width: the head is written before they are known and again when they are.
std::string headLine(const RunFileHead& head)
{
    char numbers[160];
    std::snprintf(numbers, sizeof numbers,
                  ",\"events\":%12lld,\"inherited\":%12lld,\"bytes\":%16lld}\n",
                  static_cast<long long>(head.events), static_cast<long long>(head.inherited),
                  static_cast<long long>(head.bytes));
    return "{\"signalbox_run\":" + std::to_string(head.version) + ",\"run\":" + quoteJson(head.run)
        + ",\"program\":" + quoteJson(head.program)
        + ",\"created\":" + quoteJson(formatRfc3339(head.created)) + numbers;
}
} // namespace

std::string eventLine(const Event& event, bool inherited)
{
    auto line = eventJson(event);
    if (inherited)
        line.insert(line.size() - 1, ",\"inherited\":true");
    return line;
}

Hash chainStart(std::string_view run)
{
    return sha256(run);
}

bool isRunFileName(std::string_view word)
{
    return word.size() > 4 && word.ends_with(".run");
}

std::string RunFileReport::damageText() const
{
    std::string text;
    for (const auto& one : damage)
        text += (text.empty() ? "" : "\n") + one.words;
    return text;
}

RunFileWriter::RunFileWriter(FileDraft file, RunFileHead head, std::string prices, Redact redact)
    : m_file(std::move(file))
    , m_redact(std::move(redact))
{
    m_report.chain = chainStart(head.run);
    m_report.head = std::move(head);
    m_report.prices = std::move(prices);
}

Result<RunFileWriter> RunFileWriter::begin(std::string path, std::string run, std::string program,
                                           Timestamp created, std::string prices, Redact redact)
{
    auto file = FileDraft::begin(std::move(path));
    if (!file)
        return tl::unexpected(file.error());
    const auto priceTable = parseJson(prices);
    RunFileHead head{runFileVersion, std::move(run), std::move(program), created, 0, 0, 0};
    RunFileWriter writer(std::move(*file), std::move(head),
                         dumpJson(priceTable ? *priceTable : Json::object()), std::move(redact));
    auto written = writer.m_file.write(headLine(writer.m_report.head));
    if (written)
        written = writer.write("{\"prices\":" + writer.m_report.prices + "}");
    if (!written)
        return tl::unexpected(written.error());
    return writer;
}

// A line between the first and the last, without its end.
Result<> RunFileWriter::write(const std::string& line)
{
    m_lines = chain(m_lines, line);
    return m_file.write(line + "\n");
}

// Before the event that needs it first. A content is any JSON value; its hash is that of its canonical text.
Result<> RunFileWriter::keep(Json& value, const std::string& at, Json& places)
{
    const auto text = dumpJson(value);
    const auto hash = sha256(text);
    places[at] = hash.hex();
    value = nullptr;
    if (!m_kept.insert(hash).second)
        return {};
    return write("{\"content\":\"" + hash.hex() + "\",\"value\":" + text + "}");
}

// Long texts wherever they stand leave null in their place and are kept once.
Result<> RunFileWriter::cutOut(Json& value, const std::string& at,
                               Json& places) // NOLINT(misc-no-recursion): depth is bounded
{
    if (value.is_string()) {
        if (value.get_ref<const std::string&>().size() >= contentFrom)
            return keep(value, at, places);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (auto cut = cutOut(value[i], at + "/" + std::to_string(i), places); !cut)
                return cut;
        }
    } else if (value.is_object()) {
        for (auto& [key, member] : value.items()) {
            if (auto cut = cutOut(member, at + pointerSegment(key), places); !cut)
                return cut;
        }
    }
    return {};
}

Result<> RunFileWriter::add(const Event& event, bool inherited)
{
    JsonLimits limits; // what the journal holds fits
    limits.bytes = limits.stringBytes = 80u << 20;
    limits.nodes = 4'000'000;
    auto data = parseJson(event.data, limits);
    if (!data || !data->is_object())
        return fail(Errc::Invalid, "event " + std::to_string(event.seq) + " is no JSON object",
                    event.run);
    auto& report = m_report;
    ++report.head.events;
    report.head.inherited += inherited ? 1 : 0;
    std::vector<Redaction> found;
    if (m_redact)
        m_redact(*data, found);
    report.redactions += std::int64_t(found.size());
    for (auto& one : found) {
        one.event = report.head.events;
        if (report.redacted.size() < mostListed)
            report.redacted.push_back(std::move(one));
    }
    auto clean = event;
    clean.data = dumpJson(*data);
    report.chain = chain(report.chain, eventLine(clean, inherited));
    Json places = Json::object();
    for (auto& [key, member] : data->items()) {
        // tools, definitions: the same in many events; a member without long texts is kept as it is
        const auto at = pointerSegment(key);
        const auto before = places.size();
        if (auto cut = cutOut(member, at, places); !cut)
            return cut;
        if (!member.is_structured() || places.size() != before
            || dumpJson(member).size() < contentFrom)
            continue;
        if (auto kept = keep(member, at, places); !kept)
            return kept;
    }
    clean.data = dumpJson(*data);
    std::string line = "{\"event\":" + eventJson(clean);
    if (!places.empty())
        line += ",\"contents\":" + dumpJson(places);
    if (inherited)
        line += ",\"inherited\":true";
    return write(line + ",\"chain\":\"" + report.chain.hex() + "\"}");
}

Result<RunFileReport> RunFileWriter::finish()
{
    Json redacted = Json::array();
    for (const auto& one : m_report.redacted)
        redacted.push_back({{"event", one.event}, {"at", one.at}, {"why", one.why}});
    Json manifest = {{"events", m_report.head.events},
                     {"inherited", m_report.head.inherited},
                     {"contents", m_kept.size()},
                     {"head", m_report.chain.hex()},
                     {"lines", m_lines.hex()},
                     {"prices", sha256(m_report.prices).hex()},
                     {"redactions", m_report.redactions},
                     {"redacted", std::move(redacted)}};
    const auto lineOf = [&manifest] { return "{\"manifest\":" + dumpJson(manifest) + "}\n"; };
    manifest["check"] = Hash().hex(); // as long as the one that comes
    m_report.head.bytes = std::int64_t(m_file.size() + lineOf().size());
    manifest.erase("check");
    const auto head = headLine(m_report.head);
    manifest["check"] = sha256(head + dumpJson(manifest)).hex();
    auto written = m_file.write(lineOf());
    if (written)
        written = m_file.writeHead(head);
    if (written)
        written = m_file.finish(0600);
    if (!written)
        return tl::unexpected(written.error());
    return m_report;
}

} // namespace signalbox::journal
