// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/undo.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace signalbox::tools {

namespace {
constexpr std::size_t partBytes = 64u << 10;
constexpr std::size_t copiedBytes = 256u << 20; // where the trash lies on another disk

std::string_view kindName(UndoKind kind)
{
    switch (kind) {
    case UndoKind::Write:
        return "write";
    case UndoKind::Move:
        return "move";
    case UndoKind::Delete:
        return "delete";
    }
    return "write";
}

std::string shown(std::string_view path)
{
    return "'" + showInvisible(truncateUtf8(path, 300)) + "'";
}

tl::unexpected<Error> changed(const std::string& path)
{
    return fail(Errc::Denied,
                shown(path)
                    + " has changed since; it is left as it is. Look at it and do it by hand");
}

tl::unexpected<Error> already()
{
    return fail(Errc::Exists, "it is like that already");
}

void syncFolder(const Target& target)
{
    const FileHandle folder(
        ::openat(target.folder->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        ::fsync(folder.get());
}

// A second name for the bytes of a file: a writer of ours replaces files and never writes into them.
Result<> link(const WorkspaceFiles& files, const Target& file, const Target& place)
{
    if (::linkat(file.folder->get(), file.leaf.c_str(), place.folder->get(), place.leaf.c_str(), 0)
        != 0) {
        if (errno != EXDEV && errno != EMLINK && errno != EPERM)
            return failErrno(errno, "cannot keep what stands in " + shown(file.path));
        const auto bytes = files.readAll(file, copiedBytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        return files.save(place, *bytes);
    }
    syncFolder(place);
    return {};
}

// In the place of another in one step.
Result<> putOver(const WorkspaceFiles& files, const Target& image, const Target& place)
{
    if (::renameat(image.folder->get(), image.leaf.c_str(), place.folder->get(), place.leaf.c_str())
        != 0) {
        if (errno != EXDEV)
            return failErrno(errno, "cannot restore " + shown(place.path));
        const auto bytes = files.readAll(image, copiedBytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (auto saved = files.save(place, *bytes); !saved)
            return saved;
        ::unlinkat(image.folder->get(), image.leaf.c_str(), 0);
    }
    syncFolder(place);
    return {};
}

// The parents that save() and move() will have to make.
std::vector<std::string> missingFolders(const Target& target)
{
    std::vector<std::string> made;
    if (target.identity != "missing")
        return made;
    const auto above = target.path.size() - target.leaf.size();
    for (auto slash = target.leaf.find('/'); slash != std::string::npos;
         slash = target.leaf.find('/', slash + 1))
        made.push_back(target.path.substr(0, above + slash));
    return made;
}
} // namespace

std::string undoJson(const UndoRecord& record)
{
    Json value = {{"kind", kindName(record.kind)}, {"path", record.path}};
    const auto add = [&value](const char* name, const std::string& text) {
        if (!text.empty())
            value[name] = text;
    };
    add("from", record.from);
    add("before", record.before);
    add("after", record.after);
    add("trash", record.trash);
    if (!record.made.empty())
        value["made"] = record.made;
    return dumpJson(value);
}

Result<UndoRecord> undoFromJson(const Json& value)
{
    UndoRecord record;
    const auto kind = stringAt(value, "kind");
    if (kind == "move")
        record.kind = UndoKind::Move;
    else if (kind == "delete")
        record.kind = UndoKind::Delete;
    else if (kind != "write")
        return fail(Errc::Invalid, "is no record of a change");
    record.path = stringAt(value, "path");
    record.from = stringAt(value, "from");
    record.before = stringAt(value, "before");
    record.after = stringAt(value, "after");
    record.trash = stringAt(value, "trash");
    if (const auto* made = find(value, "made"); made && made->is_array()) {
        for (const auto& folder : *made) {
            if (folder.is_string())
                record.made.push_back(folder.get<std::string>());
        }
    }
    if (record.path.empty() || (kind == "move" && record.from.empty())
        || (kind == "delete" && record.trash.empty()))
        return fail(Errc::Invalid, "the record of a change names no file");
    return record;
}

std::string undoWords(const UndoRecord& record)
{
    switch (record.kind) {
    case UndoKind::Write:
        return (record.before.empty() ? "create " : "change ") + record.path;
    case UndoKind::Move:
        return "move " + record.from + " to " + record.path;
    case UndoKind::Delete:
        return "delete " + record.path;
    }
    return record.path;
}

std::string contentHash(std::string_view bytes)
{
    Hash hash;
    for (std::size_t at = 0; at < bytes.size(); at += partBytes)
        hash = chain(hash, bytes.substr(at, partBytes));
    return hash.hex();
}

Result<std::string> contentHash(const WorkspaceFiles& files, const Target& target)
{
    const auto file = files.openFile(target);
    if (!file)
        return tl::unexpected(file.error());
    Hash hash;
    std::string part(partBytes, '\0');
    std::size_t have = 0;
    for (;;) {
        const auto count = ::read(file->get(), part.data() + have, part.size() - have);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(errno, "cannot read " + shown(target.path));
        have += std::size_t(count);
        if (have == part.size() || (count == 0 && have > 0)) {
            hash = chain(hash, std::string_view(part).substr(0, have));
            have = 0;
        }
        if (count == 0)
            return hash.hex();
    }
}

UndoStore::UndoStore(const WorkspaceFiles& files, std::string_view trash)
    : m_files(files)
{
    if (trash.starts_with(files.root() + "/"))
        m_folder = std::string(trash.substr(files.root().size() + 1)) + "/before";
}

// Where the bytes lie that are not in the workspace now: those from before, or those that an undo took away.
std::string UndoStore::placeOf(const std::string& key, UndoDirection direction) const
{
    return m_folder + "/" + key + (direction == UndoDirection::Undo ? ".before" : ".after");
}

Result<UndoRecord> UndoStore::kept(const std::string& key) const
{
    const auto target = m_files.locate(m_folder + "/" + key + ".json");
    if (!target)
        return tl::unexpected(target.error());
    const auto text = m_files.readAll(*target, 1u << 20);
    if (!text)
        return tl::unexpected(text.error());
    const auto value = parseJson(*text);
    if (!value)
        return tl::unexpected(value.error());
    return undoFromJson(*value);
}

Result<UndoRecord> UndoStore::keep(const std::string& key, UndoRecord record,
                                   const Target& target) const
{
    if (auto first = kept(key))
        return first;
    record.made = missingFolders(target);
    const bool hasImage = record.kind == UndoKind::Write && target.identity != "missing";
    if (hasImage) {
        auto before = contentHash(m_files, target);
        if (!before)
            return tl::unexpected(before.error());
        record.before = std::move(*before);
    }
    const auto place = m_files.locate(m_folder + "/" + key + ".json");
    if (!place)
        return tl::unexpected(place.error());
    if (auto saved = m_files.save(*place, undoJson(record)); !saved)
        return tl::unexpected(saved.error());
    if (hasImage) {
        const auto image = m_files.locate(placeOf(key, UndoDirection::Undo));
        if (!image)
            return tl::unexpected(image.error());
        if (image->identity == "missing") {
            if (auto linked = link(m_files, target, *image); !linked)
                return tl::unexpected(linked.error());
        }
    }
    return record;
}

Result<> UndoStore::checkWrite(const std::string& key, const UndoRecord& record,
                               UndoDirection direction) const
{
    const bool undo = direction == UndoDirection::Undo;
    const auto& now = undo ? record.after : record.before;
    const auto& then = undo ? record.before : record.after;
    const auto target = m_files.locate(record.path);
    if (!target)
        return tl::unexpected(target.error());
    std::string found;
    if (target->identity != "missing") {
        auto hash = contentHash(m_files, *target);
        if (!hash)
            return changed(record.path);
        found = std::move(*hash);
    }
    if (found == then)
        return already();
    if (found != now)
        return changed(record.path);
    if (then.empty())
        return {};
    const auto image = m_files.locate(placeOf(key, direction));
    if (!image || image->identity == "missing")
        return fail(Errc::NotFound, "what stood in " + shown(record.path) + " was not kept");
    const auto kept = contentHash(m_files, *image);
    if (!kept || *kept != then)
        return fail(Errc::Denied, "what was kept of " + shown(record.path) + " has changed");
    return {};
}

Result<> UndoStore::checkMove(const std::string& from, const std::string& to,
                              const std::string& content) const
{
    const auto source = m_files.locate(from);
    const auto goal = m_files.locate(to);
    if (!source || !goal)
        return tl::unexpected((source ? goal : source).error());
    if (source->identity == "missing" && goal->identity != "missing")
        return already();
    if (source->identity == "missing")
        return fail(Errc::NotFound, shown(from) + " is not there any more");
    if (goal->identity != "missing")
        return fail(Errc::Denied,
                    "something else stands at " + shown(to) + " now; it is never overwritten");
    if (content.empty())
        return {};
    const auto found = contentHash(m_files, *source);
    return found && *found == content ? Result<>() : changed(from);
}

Result<> UndoStore::check(const std::string& key, const UndoRecord& record,
                          UndoDirection direction) const
{
    const bool undo = direction == UndoDirection::Undo;
    switch (record.kind) {
    case UndoKind::Write:
        return checkWrite(key, record, direction);
    case UndoKind::Move:
        return undo ? checkMove(record.path, record.from, record.after)
                    : checkMove(record.from, record.path, record.after);
    case UndoKind::Delete:
        return undo ? checkMove(record.trash, record.path, record.after)
                    : checkMove(record.path, record.trash, record.after);
    }
    return {};
}

Result<> UndoStore::moveBack(const std::string& from, const std::string& to) const
{
    const auto source = m_files.locate(from);
    const auto goal = m_files.locate(to);
    if (!source || !goal)
        return tl::unexpected((source ? goal : source).error());
    return m_files.move(*source, *goal);
}

// Only where they are empty again.
void UndoStore::removeFolders(const UndoRecord& record) const
{
    for (auto folder = record.made.rbegin(); folder != record.made.rend(); ++folder) {
        const auto target = m_files.locate(*folder);
        if (!target || target->leaf.empty()
            || ::unlinkat(target->folder->get(), target->leaf.c_str(), AT_REMOVEDIR) != 0)
            return;
    }
}

Result<> UndoStore::writeBack(const std::string& key, const UndoRecord& record,
                              UndoDirection direction) const
{
    const bool undo = direction == UndoDirection::Undo;
    const auto& now = undo ? record.after : record.before;
    const auto& then = undo ? record.before : record.after;
    const auto away = placeOf(key, undo ? UndoDirection::Redo : UndoDirection::Undo);
    if (now.empty()) // a file that is not there comes back
        return moveBack(placeOf(key, direction), record.path);
    const auto target = m_files.locate(record.path);
    auto place = m_files.locate(away);
    if (!target || !place)
        return tl::unexpected((target ? place : target).error());
    if (place->identity != "missing") { // left by one that was cut off
        ::unlinkat(place->folder->get(), place->leaf.c_str(), 0);
        place = m_files.locate(away);
        if (!place)
            return tl::unexpected(place.error());
    }
    if (then.empty()) {
        auto moved = m_files.move(*target, *place);
        if (moved)
            removeFolders(record);
        return moved;
    }
    if (auto linked = link(m_files, *target, *place); !linked)
        return linked;
    const auto image = m_files.locate(placeOf(key, direction));
    if (!image)
        return tl::unexpected(image.error());
    if (identityOf(target->folder->get(), target->leaf) != target->identity)
        return changed(record.path);
    return putOver(m_files, *image, *target);
}

Result<> UndoStore::perform(const std::string& key, const UndoRecord& record,
                            UndoDirection direction) const
{
    if (auto ready = check(key, record, direction); !ready)
        return ready;
    const bool undo = direction == UndoDirection::Undo;
    Result<> done;
    switch (record.kind) {
    case UndoKind::Write:
        return writeBack(key, record, direction);
    case UndoKind::Move:
        done = undo ? moveBack(record.path, record.from) : moveBack(record.from, record.path);
        break;
    case UndoKind::Delete:
        done = undo ? moveBack(record.trash, record.path) : moveBack(record.path, record.trash);
        break;
    }
    if (done && undo)
        removeFolders(record);
    return done;
}

} // namespace signalbox::tools
