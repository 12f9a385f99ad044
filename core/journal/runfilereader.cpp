// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/runfile.h"
#include "journal/ulid.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::journal {

namespace {
// Bounds of what a file of somebody else can make us hold.
constexpr std::int64_t mostFileBytes = std::int64_t(8) << 30;
constexpr std::size_t mostHeadBytes = 4096;
constexpr std::size_t mostLineBytes = 80u << 20;
constexpr std::size_t mostDataBytes = 64u << 20; // of one event with its contents
constexpr std::size_t mostContents = 2'000'000; // places that are kept
constexpr std::size_t mostPathBytes = 16u << 10;
constexpr std::size_t mostDamage = 20; // findings that are named
constexpr std::size_t mostListed = 10'000; // redactions
constexpr std::size_t cacheBytes = 16u << 20;

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

std::optional<Hash> hashFromHex(std::string_view text)
{
    Hash hash;
    if (text.size() != hash.bytes.size() * 2)
        return std::nullopt;
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
        const auto* first = text.data() + i * 2;
        const auto [end, error] = std::from_chars(first, first + 2, hash.bytes[i], 16);
        if (error != std::errc() || end != first + 2)
            return std::nullopt;
    }
    if (hash.hex() != text) // lower case alone
        return std::nullopt;
    return hash;
}

// Lines of a file, each at most mostLineBytes, with where they stand.
class Lines
{
public:
    explicit Lines(int file)
        : m_file(file)
    { }

    enum class Next
    {
        Line,
        Torn, // the file ends inside it
        TooLong,
        End
    };

    Next next(std::string& line)
    {
        line.clear();
        m_at += m_step;
        m_step = 0;
        for (;;) {
            const auto end = m_buffer.find('\n', m_used);
            const auto part = std::string_view(m_buffer).substr(
                m_used, end == std::string::npos ? end : end - m_used);
            line += part;
            m_step += std::int64_t(part.size());
            m_used += part.size();
            if (line.size() > mostLineBytes)
                return Next::TooLong;
            if (end != std::string::npos) {
                ++m_used;
                ++m_step;
                return Next::Line;
            }
            if (!fill())
                return line.empty() ? Next::End : Next::Torn;
        }
    }
    [[nodiscard]] std::int64_t at() const { return m_at; } // offset of the last line, bytes

private:
    bool fill()
    {
        m_buffer.resize(256u << 10);
        m_used = 0;
        ssize_t count = 0;
        do
            count = ::read(m_file, m_buffer.data(), m_buffer.size());
        while (count < 0 && errno == EINTR);
        m_buffer.resize(count > 0 ? std::size_t(count) : 0);
        return count > 0;
    }

    int m_file;
    std::string m_buffer;
    std::size_t m_used = 0;
    std::int64_t m_at = 0;
    std::int64_t m_step = 0;
};

Result<Json> parseLine(std::string_view line)
{
    JsonLimits limits;
    limits.bytes = mostLineBytes;
    limits.stringBytes = mostLineBytes;
    limits.nodes = 4'000'000;
    auto value = parseJson(line, limits);
    if (value && !value->is_object())
        return fail(Errc::Invalid, "is no JSON object");
    return value;
}

// The value that a JSON pointer names; nullptr where there is none.
Json* valueAt(Json& root, std::string_view pointer)
{
    auto* here = &root;
    while (!pointer.empty()) {
        if (pointer.front() != '/')
            return nullptr;
        pointer.remove_prefix(1);
        const auto name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        std::string key;
        for (std::size_t i = 0; i < name.size(); ++i) {
            const bool escaped = name[i] == '~' && i + 1 < name.size();
            key += !escaped ? name[i] : name[i + 1] == '0' ? '~' : '/';
            i += escaped ? 1 : 0;
        }
        if (here->is_object()) {
            const auto found = here->find(key);
            if (found == here->end())
                return nullptr;
            here = &*found;
        } else if (here->is_array()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
            if (error != std::errc() || end != key.data() + key.size() || index >= here->size())
                return nullptr;
            here = &(*here)[index];
        } else {
            return nullptr;
        }
    }
    return here;
}

Result<RunFileHead> headFrom(const std::string& line, const std::string& path)
{
    const auto notOne = [&path] {
        return fail(Errc::Invalid,
                    "is no run file of Signalbox (its first line says nothing of one)", path);
    };
    const auto value = parseLine(line);
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
        : m_file(file)
        , m_lines(file)
        , m_take(take)
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
            if (next == Lines::Next::End)
                break;
            if (next == Lines::Next::TooLong) {
                damage(m_events + 1,
                       "line " + std::to_string(m_number)
                           + " is longer than a run file has lines; what follows is not read");
                return std::move(m_report);
            }
            if (next == Lines::Next::Torn) {
                m_isTorn = true;
                break;
            }
            if (m_number == 1) {
                m_headLine = line + "\n";
                continue;
            }
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
        auto value = parseLine(line);
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
            readContent(*value);
        else if (const auto* prices = find(*value, "prices"); prices && m_number == 2)
            m_report.prices = dumpJson(*prices);
        else if (const auto* manifest = find(*value, "manifest"))
            readManifest(*manifest);
        else
            damage(0, lineName() + " says nothing that a run file holds");
        return true;
    }

    void readContent(const Json& value)
    {
        const auto hash = hashFromHex(stringAt(value, "content"));
        if (!hash || !find(value, "value")) {
            damage(m_events + 1, lineName() + " holds no content");
            return;
        }
        if (m_places.size() < mostContents)
            m_places.emplace(*hash, m_lines.at());
        else
            damage(m_events + 1, "the file has more contents than are read");
    }

    // The bytes of a content, checked against their hash.
    const Json* contentOf(const Hash& hash)
    {
        if (const auto found = m_cache.find(hash); found != m_cache.end())
            return &found->second;
        const auto place = m_places.find(hash);
        if (place == m_places.end())
            return nullptr;
        std::string line;
        for (char part[64u << 10];;) {
            const auto at = place->second + std::int64_t(line.size());
            const auto count = ::pread(m_file, part, sizeof part, at);
            if (count <= 0 || line.size() > mostLineBytes)
                return nullptr;
            const std::string_view read(part, std::size_t(count));
            const auto end = read.find('\n');
            line += read.substr(0, end);
            if (end != std::string_view::npos)
                break;
        }
        auto value = parseLine(line);
        if (!value)
            return nullptr;
        const auto* kept = find(*value, "value");
        if (!kept || sha256(dumpJson(*kept)) != hash)
            return nullptr;
        if (m_cached > cacheBytes) {
            m_cache.clear();
            m_sizes.clear();
            m_cached = 0;
        }
        m_cached += line.size();
        m_sizes[hash] = line.size();
        return &(m_cache[hash] = *kept);
    }

    bool fill(Json& data, const Json* contents)
    {
        if (!contents)
            return true;
        if (!contents->is_object())
            return false;
        std::size_t bytes = 0;
        for (const auto& [pointer, name] : contents->items()) {
            const auto hash =
                name.is_string() ? hashFromHex(name.get_ref<const std::string&>()) : std::nullopt;
            auto* place = valueAt(data, pointer);
            const auto* content = hash && place && place->is_null() ? contentOf(*hash) : nullptr;
            if (!content)
                return false;
            bytes += m_sizes[*hash];
            if (bytes > mostDataBytes) // a few kept values named again and again
                return false;
            *place = *content;
        }
        return true;
    }

    std::optional<Event> eventFrom(Json& value, bool inherited)
    {
        auto& of = value["event"];
        auto data = of.is_object() && of.contains("data") ? std::move(of["data"]) : Json();
        if (!data.is_object() || !fill(data, find(value, "contents")))
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

    void readManifest(const Json& manifest)
    {
        m_hasManifest = true;
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
        if (sha256(m_headLine + dumpJson(unsealed)).hex() != stringAt(manifest, "check"))
            damage(0, "the first or the last line was changed");
        if (sha256(m_report.prices).hex() != stringAt(manifest, "prices"))
            damage(0, "the prices were changed");
        if (!head || *head != m_seen)
            damage(m_events, "the chain of the events does not end as the last line says");
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

    int m_file;
    Lines m_lines;
    const std::function<bool(Event&& event, bool inherited)>& m_take;
    RunFileReport m_report;
    std::map<Hash, std::int64_t> m_places; // content -> offset of its line
    std::map<Hash, Json> m_cache;
    std::map<Hash, std::size_t> m_sizes; // of what is cached, bytes
    std::size_t m_cached = 0; // all of them
    std::string m_headLine;
    Hash m_seen; // the chain so far, as the file states it
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
