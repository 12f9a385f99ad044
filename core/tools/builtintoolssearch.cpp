// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "base/text.h"
#include "tools/builtintools.h"

#include <algorithm>

#include <re2/re2.h>
#include <sys/stat.h>

namespace signalbox::tools {

namespace {
constexpr std::size_t maxListed = 1000;
constexpr std::size_t maxVisited = 200'000; // entries looked at for one call
constexpr std::size_t maxMatches = 200;
constexpr std::size_t maxFileBytes = 8u << 20;
constexpr std::size_t maxSearchedBytes = 512u << 20;
constexpr std::size_t maxLineBytes = 500;
constexpr std::int64_t patternMemory = 8 << 20;

const char* kindName(EntryKind kind)
{
    switch (kind) {
    case EntryKind::File:
        return "file";
    case EntryKind::Folder:
        return "folder";
    case EntryKind::Link:
        return "link";
    case EntryKind::Other:
        return "other";
    }
    return "other";
}

// Folders of others' books, in the workspace itself, that would hide what is looked for.
bool isBook(const Entry& entry)
{
    return entry.kind == EntryKind::Folder && (entry.path == ".git" || entry.path == ".signalbox");
}

bool globMatches(const std::string& glob, const Entry& entry, const std::string& base)
{
    std::string_view below = entry.path;
    if (!base.empty())
        below.remove_prefix(std::min(base.size() + 1, below.size()));
    if (glob.find('/') == std::string::npos)
        return matchesGlob(glob, below.substr(below.rfind('/') + 1));
    if (glob.starts_with("**/") && matchesGlob(std::string_view(glob).substr(3), below, '/'))
        return true; // `**/` also stands for no folder at all
    return matchesGlob(glob, below, '/');
}

// Searches one text line by line.
class LineSearch
{
public:
    LineSearch(const RE2& pattern, Json& matches)
        : m_pattern(pattern)
        , m_matches(matches)
    { }

    // False once enough was found.
    bool search(const std::string& path, std::string_view text)
    {
        std::int64_t number = 0;
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            const auto line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            ++number;
            if (!RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), m_pattern))
                continue;
            if (m_matches.size() == maxMatches)
                return false;
            m_matches.push_back(
                {{"path", path},
                 {"line", number},
                 {"text", truncateUtf8(toUtf8(line.substr(0, maxLineBytes)), maxLineBytes)}});
        }
        return true;
    }

private:
    const RE2& m_pattern;
    Json& m_matches;
};

bool isText(std::string_view bytes)
{
    return bytes.substr(0, 8192).find('\0') == std::string_view::npos;
}
} // namespace

RunnerResult listFilesTool(const WorkspaceFiles& files, const Json& arguments, const Target& path,
                           std::stop_token stop)
{
    const auto glob = stringAt(arguments, "glob");
    std::vector<Entry> listed;
    std::size_t visited = 0;
    bool cut = false;
    bool skipped = false;
    const auto walked = files.walk(
        path,
        [&](const Entry& entry) {
            cut = ++visited > maxVisited;
            if (!cut && (glob.empty() || globMatches(glob, entry, path.path))) {
                cut = listed.size() == maxListed;
                if (!cut)
                    listed.push_back(entry);
            }
            return !cut;
        },
        [&skipped](const Entry& entry) {
            skipped = skipped || isBook(entry);
            return !isBook(entry);
        },
        stop);
    if (!walked && walked.error().code != Errc::Limit)
        return failedResult(walked.error().text());
    std::sort(listed.begin(), listed.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    Json entries = Json::array();
    for (const auto& entry : listed) {
        Json line{{"path", toUtf8(entry.path)}, {"kind", kindName(entry.kind)}};
        if (entry.kind == EntryKind::File)
            line["size"] = entry.size;
        entries.push_back(std::move(line));
    }
    Json result{{"path", path.path}, {"entries", std::move(entries)}};
    RunnerResult done;
    done.cut = cut || !walked;
    if (done.cut) {
        result["cut"] = true;
        result["note"] = "there is more; give a folder as `path` or a narrower `glob`";
    }
    if (skipped)
        result["not_entered"] = ".git, .signalbox";
    done.result = dumpJson(result);
    return done;
}

RunnerResult searchFilesTool(const WorkspaceFiles& files, const Json& arguments, const Target& path,
                             std::stop_token stop)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(patternMemory);
    const RE2 pattern(stringAt(arguments, "pattern"), options);
    if (!pattern.ok())
        return failedResult("the pattern is no RE2 regular expression: " + pattern.error());
    Json matches = Json::array();
    LineSearch lines(pattern, matches);
    std::size_t visited = 0;
    std::size_t bytes = 0;
    std::int64_t searched = 0;
    std::int64_t tooLarge = 0;
    bool cut = false;
    const auto searchOne = [&](const Target& target, std::uint64_t size) {
        if (size > maxFileBytes) {
            ++tooLarge;
            return true;
        }
        const auto text = files.readAll(target, maxFileBytes);
        if (!text || !isText(*text))
            return true;
        ++searched;
        bytes += text->size();
        cut = !lines.search(toUtf8(target.path), *text) || bytes > maxSearchedBytes;
        return !cut;
    };
    Result<> walked;
    if (files.openFile(path)) {
        searchOne(path, 0);
    } else {
        walked = files.walk(
            path,
            [&](const Entry& entry) {
                if (stop.stop_requested() || ++visited > maxVisited) {
                    cut = true;
                    return false;
                }
                if (entry.kind != EntryKind::File)
                    return true;
                const auto target = files.locate(entry.path);
                return !target || searchOne(*target, entry.size);
            },
            [](const Entry& entry) { return !isBook(entry); }, stop);
    }
    if (stop.stop_requested())
        return failedResult("cancelled");
    if (!walked && walked.error().code != Errc::Limit)
        return failedResult(walked.error().text());
    RunnerResult done;
    done.cut = cut || !walked;
    Json result{{"path", path.path}, {"matches", std::move(matches)}, {"files", searched}};
    if (tooLarge > 0)
        result["too_large"] = tooLarge;
    if (done.cut) {
        result["cut"] = true;
        result["note"] = "there is more; give a folder as `path` or a narrower `pattern`";
    }
    done.result = dumpJson(result);
    return done;
}

} // namespace signalbox::tools
