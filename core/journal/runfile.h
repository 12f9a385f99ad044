// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/filedraft.h"
#include "base/hash.h"
#include "base/json.h"
#include "values/event.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// One run as one file (.run): JSON lines that a person can read, each big value once, a chain of hashes over the events. What
// stands in which line is told in core/lifecycles/run-file.md and resources/schemas/runfile.json.
namespace signalbox::journal {

inline constexpr std::int64_t runFileVersion = 1;

// A value that was taken out before the file was written.
struct Redaction
{
    std::int64_t event = 0; // its place in the file, from 1
    std::string at; // JSON pointer into the data
    std::string why; // "key in use", "looks like a key"

    bool operator==(const Redaction&) const = default;
};
// Takes secrets out of an event's data and says where; the event's number is filled in by the file.
using Redact = std::function<void(Json& data, std::vector<Redaction>& found)>;

struct RunFileHead
{
    std::int64_t version = runFileVersion;
    std::string run;
    std::string program; // that wrote it
    Timestamp created{};
    std::int64_t events = 0; // all
    std::int64_t inherited = 0; // of them, taken over from the run it was forked from
    std::int64_t bytes = 0; // of the whole file

    bool operator==(const RunFileHead&) const = default;
};

// What is wrong with a file, and where.
struct Damage
{
    std::int64_t event = 0; // its place in the file from 1; 0: of the file as a whole
    std::string words; // "event 17 was changed"

    bool operator==(const Damage&) const = default;
};

struct RunFileReport
{
    RunFileHead head;
    std::string prices = "{}"; // JSON, of the models that were asked
    Hash chain; // of all events, as the file says
    std::vector<Redaction> redacted; // the first of them
    std::int64_t redactions = 0;
    std::vector<Damage> damage; // the first of it; empty: the file is whole

    [[nodiscard]] std::string damageText() const; // one line a finding
};

// What the chain is made of: the event as `show --json` prints it. h(0) = SHA-256(run), h(n) = SHA-256(h(n-1) || line n).
[[nodiscard]] std::string eventLine(const Event& event, bool inherited);
[[nodiscard]] Hash chainStart(std::string_view run);

// Writes a run file event by event. One thread.
class RunFileWriter
{
public:
    // `prices`: JSON object. `created` is the instant of the export.
    [[nodiscard]] static Result<RunFileWriter> begin(std::string path, std::string run,
                                                     std::string program, Timestamp created,
                                                     std::string prices, Redact redact);
    // Inherited events first.
    [[nodiscard]] Result<> add(const Event& event, bool inherited);
    // Head and manifest; then the file stands under its name. The end of the chain.
    [[nodiscard]] Result<RunFileReport> finish();

private:
    RunFileWriter(FileDraft file, RunFileHead head, std::string prices, Redact redact);
    [[nodiscard]] Result<> write(const std::string& line);
    [[nodiscard]] Result<> keep(Json& value, const std::string& at, Json& places);
    [[nodiscard]] Result<> cutOut(Json& value, const std::string& at, Json& places);

    FileDraft m_file;
    RunFileReport m_report;
    Redact m_redact;
    std::set<Hash> m_kept;
    Hash m_lines; // the chain of the lines between the first and the last
};

// Reads run files of anybody: whatever is in it, it is bounded and said in words. Nothing is held but the places of contents.
// Immutable; every read() goes through the file again.
class RunFile
{
public:
    // The head alone. Invalid: no run file, or one that is larger than it says. Unsupported: of a newer program.
    [[nodiscard]] static Result<RunFile> open(const std::string& path);

    [[nodiscard]] const RunFileHead& head() const { return m_head; }
    [[nodiscard]] const std::string& path() const { return m_path; }
    // Every event that can be read, inherited ones first, until `take` returns false; and what is wrong with the file.
    [[nodiscard]] Result<RunFileReport>
    read(const std::function<bool(Event&& event, bool inherited)>& take) const;

private:
    RunFile(std::string path, RunFileHead head)
        : m_path(std::move(path))
        , m_head(std::move(head))
    { }

    std::string m_path;
    RunFileHead m_head;
};

// Whether a word of the command line means a file of this kind: it ends in ".run".
[[nodiscard]] bool isRunFileName(std::string_view word);

} // namespace signalbox::journal
