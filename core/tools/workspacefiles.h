// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/runner.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::tools {

enum class EntryKind
{
    File,
    Folder,
    Link,
    Other
};

// A name in a folder of the workspace.
struct Entry
{
    std::string path; // relative to the workspace
    EntryKind kind = EntryKind::File;
    std::uint64_t size = 0; // bytes of a file
};

// The files of a workspace by open folders. A path is walked once, component by component, each opened inside the one before
// without following links; a link is read and walked in the same way, so that it may lead anywhere inside the workspace and
// nowhere else. What comes later uses the open folder and one name, never the path. Immutable, thread safe.
class WorkspaceFiles
{
public:
    explicit WorkspaceFiles(std::string root);

    [[nodiscard]] const std::string& root() const { return m_root; }

    // Where `path` leads; it may be missing, then `leaf` also names the folders to be made on the way. Denied: it leaves
    // the workspace or names a device, FIFO or socket.
    [[nodiscard]] Result<Target> locate(std::string_view path) const;

    // For reading; a regular file or nothing.
    [[nodiscard]] Result<FileHandle> openFile(const Target& target) const;
    [[nodiscard]] Result<std::string> readAll(const Target& target, std::size_t limit) const;

    // The following hold only while the target is what it was when it was located; else Unavailable.
    // Old or new, never half; makes the folders on the way. A hard link is broken, not written through.
    [[nodiscard]] Result<> save(const Target& target, std::string_view bytes) const;
    // Never onto something (Exists).
    [[nodiscard]] Result<> move(const Target& from, const Target& to) const;
    // Into `trash` (an absolute folder), under its path there; the path it has now, relative to the workspace if it lies in it.
    [[nodiscard]] Result<std::string> discard(const Target& target, const std::string& trash) const;
    // Takes back what discard() returned to where it was; never onto something.
    [[nodiscard]] Result<> restore(std::string_view discarded, std::string_view path) const;

    // What lies in a folder, nearest first, each folder sorted by name. Links are named, not followed. Until `visit` is false.
    // `enter` says which folders are looked into.
    [[nodiscard]] Result<> walk(const Target& folder,
                                const std::function<bool(const Entry&)>& visit,
                                const std::function<bool(const Entry&)>& enter,
                                std::stop_token stop) const;

    // "there is no file a/b; in a/ there are b1, b2": the words for a missing target.
    [[nodiscard]] std::string missingWords(const Target& target) const;

private:
    std::string m_root;
};

// "dev:inode:size:mtime in ns" of what `leaf` in `folder` is now, or "missing".
[[nodiscard]] std::string identityOf(int folder, const std::string& leaf);

} // namespace signalbox::tools
