// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/runfile.h"
#include "journal/runfilecontents.h"
#include "journal/ulid.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::journal {

namespace {
// Bounds of what a file of somebody else can make us hold.
constexpr std::int64_t mostFileBytes = std::int64_t(8) << 30;
constexpr std::size_t mostHeadBytes = 4096;
constexpr std::size_t mostPathBytes = 16u << 10;
constexpr std::size_t mostDamage = 20; // findings that are named
constexpr std::size_t mostListed = 10'000; // redactions

Result<FileHandle> openRegular(const std::string& path, std::int64_t& size)
{
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen())
        return failErrno(errno, "cannot open the run file", path);
    struct stat info
    { };
    if (::fstat(file.get(), &info) != 0)
        return failErrno(errno, "cannot read the run file", path);
    if (!S_ISREG(info.st_mode))
        return fail(Errc::Invalid, "is not a regular file", path);
    size = info.st_size;
    return file;
}

Result<RunFileHead> headFrom(const std::string& line, const std::string& path)
{
    const auto notOne = [&path] {
        return fail(Errc::Invalid,
                    "is no run file of Signalbox (its first line says nothing of one)", path);
    };
    const auto value = parseRunFileLine(line);
    const auto version = value ? intAt(*value, "signalbox_run") : std::nullopt;
    if (!version || *version < 1)
        return notOne();
    if (*version > runFileVersion)
        return fail(Errc::Unsupported,
                    "was written by a newer Signalbox (run file " + std::to_string(*version)
                        + ", this one knows " + std::to_string(runFileVersion)
                        + "): update to read it",
                    path);
    RunFileHead head;
    head.version = *version;
    head.run = stringAt(*value, "run");
    head.program = stringAt(*value, "program");
    head.created = parseRfc3339(stringAt(*value, "created"));
    head.events = intAt(*value, "events").value_or(-1);
    head.inherited = intAt(*value, "inherited").value_or(-1);
    head.bytes = intAt(*value, "bytes").value_or(-1);
    if (!isUlid(head.run))
        return fail(Errc::Invalid, "the run file names no run", path);
    if (head.events < 0 || head.inherited < 0 || head.bytes <= 0)
        return fail(Errc::Invalid,
                    "the run file has no count of its events and bytes: it was never finished",
                    path);
    return head;
}

// One passage through a file.
class Passage
{
public:
    Passage(int file, const RunFileHead& head,
            const std::function<bool(Event&& event, bool inherited)>& take)
        : m_lines(file)
        , m_take(take)
        , m_contents(file)
        , m_seen(chainStart(head.run))
    {
        m_report.head = head;
    }

    RunFileReport go()
    {
        std::string line;
        for (;;) {
            const auto next = m_lines.next(line);
            ++m_number;
            if (next == RunFileLines::Next::End)
                break;
            if (next == RunFileLines::Next::TooLong) {
                damage(m_events + 1,
                       "line " + std::to_string(m_number)
                           + " is longer than a run file has lines; what follows is not read");
                return std::move(m_report);
            }
            if (next == RunFileLines::Next::Torn) {
                m_isTorn = true;
                break;
            }
            if (m_number == 1) {
                m_headLine = line + "\n";
                continue;
            }
            m_linesBefore = std::exchange(m_lineChain, chain(m_lineChain, line));
            if (!readLine(line))
                return std::move(m_report);
        }
        atEnd();
        return std::move(m_report);
    }

private:
    void damage(std::int64_t event, std::string words)
    {
        if (m_report.damage.size() < mostDamage)
            m_report.damage.push_back({event, std::move(words)});
    }
    [[nodiscard]] static std::string eventName(std::int64_t number)
    {
        return "event " + std::to_string(number);
    }
    [[nodiscard]] std::string lineName() const { return "line " + std::to_string(m_number); }

    // False: the receiver has enough.
    bool readLine(const std::string& line)
    {
        if (m_hasManifest) {
            damage(0, lineName() + " stands behind the end of the run");
            return true;
        }
        auto value = parseRunFileLine(line);
        if (!value) {
            damage(m_events + 1,
                   lineName() + " (before " + eventName(m_events + 1)
                       + " ends) was changed: it is no JSON object");
            m_isChainLost = true;
            return true;
        }
        if (find(*value, "event"))
            return readEvent(*value);
        if (find(*value, "content"))
            keepContent(*value);
        else if (const auto* prices = find(*value, "prices"); prices && m_number == 2)
            m_report.prices = dumpJson(*prices);
        else if (const auto* manifest = find(*value, "manifest"))
            readManifest(*manifest, line);
        else
            damage(0, lineName() + " says nothing that a run file holds");
        return true;
    }

    void keepContent(const Json& value)
    {
        if (auto kept = m_contents.keep(value, m_lines.at()); !kept)
            damage(m_events + 1, lineName() + " " + kept.error().message);
    }

    std::optional<Event> eventFrom(Json& value, bool inherited)
    {
        auto& of = value["event"];
        auto data = of.is_object() && of.contains("data") ? std::move(of["data"]) : Json();
        if (!data.is_object() || !m_contents.fill(data, find(value, "contents")))
            return std::nullopt;
        Event event;
        event.seq = intAt(of, "seq").value_or(0);
        event.time = parseRfc3339(stringAt(of, "time"));
        event.run = stringAt(of, "run");
        event.path = stringAt(of, "path");
        const auto type = stringAt(of, "type");
        event.type = eventTypeFromName(type);
        if (event.type == EventType::Unknown)
            event.name = type;
        event.data = dumpJson(data);
        const bool isOwn = event.run == m_report.head.run;
        if (event.seq < 1 || event.path.empty() || event.path.size() > mostPathBytes || type.empty()
            || type.size() > 128 || !isUlid(event.run) || isOwn == inherited)
            return std::nullopt;
        return event;
    }

    bool readEvent(Json& value)
    {
        const auto number = ++m_events;
        const bool inherited = boolAt(value, "inherited");
        m_inherited += inherited ? 1 : 0;
        const auto stated = hashFromHex(stringAt(value, "chain"));
        auto event = eventFrom(value, inherited);
        const bool fits = event && stated && chain(m_seen, eventLine(*event, inherited)) == *stated;
        if (!fits && !m_isChainLost) {
            // a line that was taken out is not a line that was changed
            const bool gap = event && !inherited && event->seq > m_lastSeq + 1;
            damage(number,
                   gap ? "events " + std::to_string(m_lastSeq + 1) + " to "
                           + std::to_string(event->seq - 1) + " of the run are missing before "
                           + eventName(number)
                       : eventName(number) + " was changed");
        }
        m_isChainLost = !stated;
        if (stated)
            m_seen = *stated;
        if (!event)
            return true;
        if (inherited ? m_lastSeq > 0 : event->seq <= m_lastSeq)
            damage(number, eventName(number) + " is not in its place");
        if (!inherited)
            m_lastSeq = std::max(m_lastSeq, event->seq);
        return m_take(std::move(*event), inherited);
    }

    void readManifest(const Json& manifest, const std::string& line)
    {
        m_hasManifest = true;
        if (!manifest.is_object())
            return damage(0, "the last line was changed");
        const auto head = hashFromHex(stringAt(manifest, "head"));
        if (head)
            m_report.chain = *head;
        m_report.redactions = intAt(manifest, "redactions").value_or(0);
        if (const auto* redacted = find(manifest, "redacted"); redacted && redacted->is_array()) {
            for (const auto& one : *redacted) {
                if (m_report.redacted.size() == mostListed)
                    break;
                m_report.redacted.push_back(
                    {intAt(one, "event").value_or(0), stringAt(one, "at"), stringAt(one, "why")});
            }
        }
        auto unsealed = manifest;
        unsealed.erase("check");
        if (sha256(m_headLine + dumpJson(unsealed)).hex() != stringAt(manifest, "check")
            || line != "{\"manifest\":" + dumpJson(manifest) + "}")
            damage(0, "the first or the last line was changed");
        if (sha256(m_report.prices).hex() != stringAt(manifest, "prices"))
            damage(0, "the prices were changed");
        if (!head || *head != m_seen)
            damage(m_events, "the chain of the events does not end as the last line says");
        // What says the same in other bytes, or stands elsewhere, is in no event. Files of earlier programs have no such member.
        if (const auto* lines = find(manifest, "lines");
            lines && *lines != Json(m_linesBefore.hex()) && m_report.damage.empty())
            damage(0, "a line was written otherwise or put in another place");
    }

    void atEnd()
    {
        const auto& head = m_report.head;
        if (!m_hasManifest)
            damage(m_events + 1,
                   "the file was cut: it ends "
                       + std::string(m_isTorn ? "inside what follows" : "after") + " event "
                       + std::to_string(m_events) + " of " + std::to_string(head.events));
        else if (m_events != head.events || m_inherited != head.inherited)
            damage(0,
                   "the file has " + std::to_string(m_events) + " events, its first line says "
                       + std::to_string(head.events));
    }

    RunFileLines m_lines;
    const std::function<bool(Event&& event, bool inherited)>& m_take;
    RunFileReport m_report;
    RunFileContents m_contents;
    std::string m_headLine;
    Hash m_seen; // the chain so far, as the file states it
    Hash m_lineChain; // of the lines behind the first
    Hash m_linesBefore; // without the one that was read last
    std::int64_t m_number = 0; // of the line
    std::int64_t m_events = 0;
    std::int64_t m_inherited = 0;
    std::int64_t m_lastSeq = 0;
    bool m_hasManifest = false;
    bool m_isTorn = false;
    bool m_isChainLost = false; // one finding for one wound
};
} // namespace

Result<RunFile> RunFile::open(const std::string& path)
{
    std::int64_t size = 0;
    const auto file = openRegular(path, size);
    if (!file)
        return tl::unexpected(file.error());
    std::string line(mostHeadBytes, '\0');
    const auto count = ::pread(file->get(), line.data(), line.size(), 0);
    if (count < 0)
        return failErrno(errno, "cannot read the run file", path);
    line.resize(std::size_t(count));
    const auto end = line.find('\n');
    line.resize(end == std::string::npos ? line.size() : end);
    auto head = headFrom(line, path);
    if (!head)
        return tl::unexpected(head.error());
    if (size > head->bytes)
        return fail(Errc::Invalid,
                    "the run file has " + std::to_string(size) + " bytes where its first line says "
                        + std::to_string(head->bytes) + ": something was added; it is not read",
                    path);
    if (size > mostFileBytes)
        return fail(Errc::Limit, "the run file is larger than 8 GiB", path);
    return RunFile(path, std::move(*head));
}

Result<RunFileReport>
RunFile::read(const std::function<bool(Event&& event, bool inherited)>& take) const
{
    std::int64_t size = 0;
    const auto file = openRegular(m_path, size);
    if (!file)
        return tl::unexpected(file.error());
    return Passage(file->get(), m_head, take).go();
}

} // namespace signalbox::journal
