// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "base/text.h"
#include "tools/builtintools.h"
#include "tools/undo.h"

#include <algorithm>
#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::tools {

namespace {
constexpr std::int64_t usualLines = 2000;
constexpr std::size_t shownBytes = 256u << 10; // of one read
constexpr std::size_t editedBytes = 16u << 20; // a file that is edited
constexpr std::size_t scannedBytes = 512u << 20; // looked through for an offset

RunnerResult done(const Json& result, std::string undo = {})
{
    return {.ok = true, .result = dumpJson(result), .undo = std::move(undo)};
}

// Before a file is written: what stood there is on disk. The JSON of the record; empty where nothing is kept.
Result<std::string> keepBefore(const WorkspaceFiles& files, const RunContext& context,
                               const Target& path, std::string_view bytes)
{
    const UndoStore store(files, context.trash);
    if (!store.isKept() || context.key.empty())
        return std::string();
    UndoRecord record;
    record.path = path.path;
    record.after = contentHash(bytes);
    auto kept = store.keep(context.key, std::move(record), path);
    if (!kept)
        return fail(kept.error().code,
                    "nothing was written, since what stands there could not be kept: "
                        + kept.error().text());
    return undoJson(*kept);
}

// Of a file: its content, so that an undo sees whether it is still the same. Folders have none.
std::string contentOf(const WorkspaceFiles& files, const Target& target)
{
    return contentHash(files, target).value_or(std::string());
}

// The lines of a file from an offset on, read piece by piece: the file may be larger than memory.
struct LineWindow
{
    std::int64_t first = 1; // wanted
    std::int64_t count = usualLines;
    std::string text;
    std::int64_t line = 1; // where the scan stands
    std::int64_t taken = 0; // whole lines in `text`
    bool full = false; // there is more behind

    void add(std::string_view bytes)
    {
        while (!bytes.empty() && !full) {
            const auto end = bytes.find('\n');
            const auto part = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
            bytes.remove_prefix(part.size());
            if (line >= first)
                take(part);
            if (end == std::string_view::npos || full)
                continue;
            taken += line >= first ? 1 : 0;
            ++line;
        }
    }

private:
    void take(std::string_view part)
    {
        if (taken == count) {
            full = true;
            return;
        }
        const auto room = shownBytes - text.size();
        text += part.substr(0, room);
        full = part.size() > room;
    }
};

Result<LineWindow> readWindow(int file, const Json& arguments, std::stop_token stop, bool& binary)
{
    LineWindow window;
    window.first = intAt(arguments, "offset").value_or(1);
    window.count = intAt(arguments, "limit").value_or(usualLines);
    char bytes[64u << 10];
    std::size_t scanned = 0;
    while (!window.full && !binary && scanned < scannedBytes) {
        if (stop.stop_requested())
            return fail(Errc::Cancelled, "cancelled");
        const auto count = ::read(file, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(errno, "cannot read");
        if (count == 0)
            break;
        const std::string_view part(bytes, std::size_t(count));
        binary = part.find('\0') != std::string_view::npos;
        window.add(part);
        scanned += part.size();
    }
    window.full = window.full || scanned >= scannedBytes;
    return window;
}
} // namespace

RunnerResult readFileTool(const WorkspaceFiles& files, const Json& arguments, const Target& path,
                          std::stop_token stop)
{
    const auto file = files.openFile(path);
    if (!file)
        return failedResult(file.error().text());
    struct stat info
    { };
    ::fstat(file->get(), &info);
    bool binary = false;
    auto window = readWindow(file->get(), arguments, stop, binary);
    if (!window)
        return failedResult(window.error().text());
    if (binary)
        return failedResult("'" + path.path + "' is a binary file of "
                            + std::to_string(info.st_size) + " bytes; read_file reads text");
    Json result{{"path", path.path}, {"from", window->first}, {"size", info.st_size}};
    if (window->text.empty() && window->first > 1)
        return failedResult("'" + path.path + "' ends before line " + std::to_string(window->first)
                            + "; it has " + std::to_string(window->line - 1) + " full lines");
    if (window->full) {
        // A last line that is not whole is read again next time, unless it is all there is.
        const auto lastEnd = window->text.rfind('\n');
        if (lastEnd != std::string::npos)
            window->text.resize(lastEnd + 1);
        else
            window->text = std::string(truncateUtf8(window->text, shownBytes - 4));
        result["cut"] = true;
        if (window->taken > 0)
            result["next_offset"] = window->first + window->taken;
    }
    if (!isUtf8(window->text)) {
        result["note"] = "not UTF-8: what could not be read is shown as U+FFFD";
        window->text = toUtf8(window->text);
    }
    result["lines"] =
        window->taken + (!window->text.empty() && window->text.back() != '\n' ? 1 : 0);
    result["content"] = std::move(window->text);
    auto done = RunnerResult{.ok = true, .result = dumpJson(result)};
    done.cut = window->full;
    return done;
}

RunnerResult writeFileTool(const WorkspaceFiles& files, const Json& arguments, const Target& path,
                           const RunContext& context)
{
    const auto content = stringAt(arguments, "content");
    const auto undo = keepBefore(files, context, path, content);
    if (!undo)
        return failedResult(undo.error().text());
    if (auto saved = files.save(path, content); !saved)
        return failedResult(saved.error().text());
    return done(
        {{"path", path.path}, {"bytes", content.size()}, {"created", path.identity == "missing"}},
        *undo);
}

RunnerResult editFileTool(const WorkspaceFiles& files, const Json& arguments, const Target& path,
                          const RunContext& context)
{
    const auto old = stringAt(arguments, "old");
    const auto replacement = stringAt(arguments, "new");
    if (old.empty())
        return failedResult(
            "'old' is empty; give the passage that is to be replaced, or use write_file");
    if (old == replacement)
        return failedResult("'old' and 'new' are the same; nothing was changed");
    auto text = files.readAll(path, editedBytes);
    if (!text)
        return failedResult(text.error().text());
    const auto at = text->find(old);
    if (at == std::string::npos)
        return failedResult("'old' does not stand in '" + path.path
                            + "'; read_file shows what does, white space counts");
    int count = 1;
    for (auto next = text->find(old, at + 1); next != std::string::npos && count < 1000;
         next = text->find(old, next + 1))
        ++count;
    if (count > 1)
        return failedResult("'old' stands " + std::to_string(count)
                            + (count == 1000 ? " or more" : "") + " times in '" + path.path
                            + "' and must stand there once; take in more lines around it");
    const auto line = 1 + std::count(text->begin(), text->begin() + std::ptrdiff_t(at), '\n');
    text->replace(at, old.size(), replacement);
    const auto undo = keepBefore(files, context, path, *text);
    if (!undo)
        return failedResult(undo.error().text());
    if (auto saved = files.save(path, *text); !saved)
        return failedResult(saved.error().text());
    return done({{"path", path.path}, {"line", line}, {"bytes", text->size()}}, *undo);
}

RunnerResult moveFileTool(const WorkspaceFiles& files, const Target& from, const Target& to,
                          const RunContext& context)
{
    UndoRecord record;
    record.kind = UndoKind::Move;
    record.from = from.path;
    record.path = to.path;
    record.after = contentOf(files, from);
    const UndoStore store(files, context.trash);
    std::string undo;
    if (store.isKept() && !context.key.empty() && from.identity != "missing"
        && to.identity == "missing") {
        auto kept = store.keep(context.key, std::move(record), to);
        if (!kept)
            return failedResult("nothing was moved, since it could not be noted: "
                                + kept.error().text());
        undo = undoJson(*kept);
    }
    if (auto moved = files.move(from, to); !moved)
        return failedResult(moved.error().text());
    return done({{"from", from.path}, {"to", to.path}}, undo);
}

RunnerResult deleteFileTool(const WorkspaceFiles& files, const Target& path,
                            const RunContext& context)
{
    UndoRecord record;
    record.kind = UndoKind::Delete;
    record.path = path.path;
    record.after = path.identity == "missing" ? std::string() : contentOf(files, path);
    const UndoStore store(files, context.trash);
    if (store.isKept() && !context.key.empty() && path.identity != "missing") {
        record.trash = context.trash.substr(files.root().size() + 1) + "/" + path.path;
        if (auto kept = store.keep(context.key, record, path); !kept)
            return failedResult("nothing was deleted, since it could not be noted: "
                                + kept.error().text());
    }
    const auto discarded = files.discard(path, context.trash);
    if (!discarded)
        return failedResult(discarded.error().text());
    record.trash = *discarded; // with a number where it lay there before
    return done({{"path", path.path},
                 {"trash", *discarded},
                 {"note", "moved to the trash of this run; a person can undo it"}},
                store.isKept() ? undoJson(record) : std::string());
}

} // namespace signalbox::tools
