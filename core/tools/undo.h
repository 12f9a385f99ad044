// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "tools/workspacefiles.h"

#include <string>
#include <string_view>
#include <vector>

// How a call that changes files is taken back, and done again. What it needs is on disk before the call does anything: the
// record and the old bytes lie in `.signalbox/trash/RUN/before` under the key of the call, so that a crash in between loses
// neither. The record also stands as `undo` in tool.finished.
namespace signalbox::tools {

enum class UndoKind
{
    Write, // write_file, edit_file
    Move,
    Delete
};
enum class UndoDirection
{
    Undo,
    Redo
};

struct UndoRecord
{
    UndoKind kind = UndoKind::Write;
    std::string path; // relative to the workspace; of a move where it went
    std::string from; // of a move
    std::string before; // content hash of what stood there, empty: nothing did
    std::string after; // of what stands there since; empty: a folder
    std::string trash; // of a delete: where it lies, relative to the workspace
    std::vector<std::string> made; // folders that the call made on the way, outermost first

    bool operator==(const UndoRecord&) const = default;
};
[[nodiscard]] std::string undoJson(const UndoRecord& record);
[[nodiscard]] Result<UndoRecord> undoFromJson(const Json& value);
// "write reports/a.md" as a line of a list.
[[nodiscard]] std::string undoWords(const UndoRecord& record);

// Of bytes or of a regular file; hex. Not SHA-256 of the whole: a chain over parts, so that a file of any size can be read.
[[nodiscard]] std::string contentHash(std::string_view bytes);
[[nodiscard]] Result<std::string> contentHash(const WorkspaceFiles& files, const Target& target);

// What the calls of one run keep and take back. Thread safe as far as calls on different files are.
class UndoStore
{
public:
    // `trash`: the absolute folder of the run. Empty or outside the workspace: nothing is kept.
    UndoStore(const WorkspaceFiles& files, std::string_view trash);

    [[nodiscard]] bool isKept() const { return !m_folder.empty(); }
    // Before the effect: the record and the old bytes are on disk. A second try of the same call finds the first record.
    [[nodiscard]] Result<UndoRecord> keep(const std::string& key, UndoRecord record,
                                          const Target& target) const;
    // The record of a call that has no result.
    [[nodiscard]] Result<UndoRecord> kept(const std::string& key) const;

    // Whether it can be done now. Exists: it is as it would be afterwards. Denied, with words: the files have changed.
    [[nodiscard]] Result<> check(const std::string& key, const UndoRecord& record,
                                 UndoDirection direction) const;
    // check(), then the effect; nothing of the person's is overwritten.
    [[nodiscard]] Result<> perform(const std::string& key, const UndoRecord& record,
                                   UndoDirection direction) const;

private:
    [[nodiscard]] std::string placeOf(const std::string& key, UndoDirection direction) const;
    [[nodiscard]] Result<> checkWrite(const std::string& key, const UndoRecord& record,
                                      UndoDirection direction) const;
    [[nodiscard]] Result<> checkMove(const std::string& from, const std::string& to,
                                     const std::string& content) const;
    [[nodiscard]] Result<> writeBack(const std::string& key, const UndoRecord& record,
                                     UndoDirection direction) const;
    [[nodiscard]] Result<> moveBack(const std::string& from, const std::string& to) const;
    void removeFolders(const UndoRecord& record) const;

    WorkspaceFiles m_files; // of its own: a store may move
    std::string m_folder; // relative to the workspace: ".signalbox/trash/RUN/before"
};

} // namespace signalbox::tools
