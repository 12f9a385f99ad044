// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"
#include "journal/runfile.h"

#include <memory>

namespace signalbox::journal {

// A run file read as a journal of one run: what shows, compares and replays runs needs nothing else. It writes nothing; its
// events come from the file each time they are asked for. Thread safe.
class RunFileJournal final : public Journal
{
public:
    // Reads the file once and keeps what it found: a damaged file opens too, its report says what is wrong.
    [[nodiscard]] static Result<std::unique_ptr<RunFileJournal>> open(const std::string& path);

    [[nodiscard]] const RunFileReport& report() const { return m_report; }
    [[nodiscard]] const RunFile& file() const { return m_file; }
    // Invalid, with what is wrong, where the file is damaged: for those who would go on from it.
    [[nodiscard]] Result<> requireWhole() const;

    [[nodiscard]] Result<std::unique_ptr<Writer>> create() override;
    [[nodiscard]] Result<std::unique_ptr<Writer>> reopen(const std::string& run) override;
    [[nodiscard]] Result<std::vector<RunSummary>> runs(std::size_t most) const override;
    [[nodiscard]] Result<std::string> resolve(std::string_view run) const override;
    [[nodiscard]] Result<> read(const std::string& run, std::int64_t fromSeq,
                                const std::function<bool(Event&&)>& take) const override;
    [[nodiscard]] Result<std::vector<Event>> inherited(const std::string& run) const override;
    [[nodiscard]] Result<std::int64_t> version() const override { return 0; }
    [[nodiscard]] std::shared_ptr<void> subscribe(OnCommitted onCommitted) override;
    [[nodiscard]] Result<std::string> content(const Hash& hash) const override;
    [[nodiscard]] bool isReadOnly() const override { return true; }
    [[nodiscard]] std::string readOnlyReason() const override;
    [[nodiscard]] std::optional<Error> failure() const override { return std::nullopt; }

private:
    explicit RunFileJournal(RunFile file)
        : m_file(std::move(file))
    { }
    [[nodiscard]] tl::unexpected<Error> readOnly() const;
    [[nodiscard]] Result<> isHere(const std::string& run) const;

    RunFile m_file;
    RunFileReport m_report;
    RunSummary m_summary;
};

} // namespace signalbox::journal
