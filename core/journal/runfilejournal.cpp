// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/runfilejournal.h"

#include "base/text.h"
#include "journal/summary.h"

namespace signalbox::journal {

Result<std::unique_ptr<RunFileJournal>> RunFileJournal::open(const std::string& path)
{
    auto file = RunFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    std::unique_ptr<RunFileJournal> journal(new RunFileJournal(std::move(*file)));
    auto& summary = journal->m_summary;
    summary.run = journal->m_file.head().run;
    summary.importedFrom = path;
    RunSummary counted; // of a run without an end
    Timestamp last{};
    auto report = journal->m_file.read([&](Event&& event, bool inherited) {
        if (inherited)
            return true;
        if (event.seq == 1)
            summary.started = event.time;
        last = event.time;
        if (changesSummary(event.type))
            foldSummary(summary, event.type, event.data);
        if (countsInTotals(event.type))
            foldTotals(counted, event.type, event.data);
        return true;
    });
    if (!report)
        return tl::unexpected(report.error());
    if (summary.outcome.empty()) {
        summary.outcome = "interrupted";
        summary.steps = counted.steps;
        summary.tokens = counted.tokens;
        summary.cost = counted.cost;
        summary.toolCalls = counted.toolCalls;
        summary.seconds = double((last - summary.started).count()) / 1e6;
    }
    journal->m_report = std::move(*report);
    return journal;
}

Result<> RunFileJournal::requireWhole() const
{
    if (m_report.damage.empty())
        return {};
    return fail(Errc::Invalid,
                "the run file is damaged and can only be looked at: " + m_report.damage[0].words,
                m_file.path());
}

tl::unexpected<Error> RunFileJournal::readOnly() const
{
    return fail(Errc::Denied,
                "a run file is never written to; import it into a workspace to go on from it",
                m_file.path());
}

Result<> RunFileJournal::isHere(const std::string& run) const
{
    if (run == m_file.head().run)
        return {};
    return fail(Errc::NotFound, "the run file holds another run", run);
}

Result<std::unique_ptr<Writer>> RunFileJournal::create()
{
    return readOnly();
}

Result<std::unique_ptr<Writer>> RunFileJournal::reopen(const std::string&)
{
    return readOnly();
}

Result<std::vector<RunSummary>> RunFileJournal::runs(std::size_t most) const
{
    return most == 0 ? std::vector<RunSummary>() : std::vector{m_summary};
}

Result<std::string> RunFileJournal::resolve(std::string_view run) const
{
    const auto& own = m_file.head().run;
    if (run == "last" || (!run.empty() && lower(own).starts_with(lower(run))))
        return own;
    return fail(Errc::NotFound, "the run file holds another run",
                std::string(truncateUtf8(run, 64)));
}

Result<> RunFileJournal::read(const std::string& run, std::int64_t fromSeq,
                              const std::function<bool(Event&&)>& take) const
{
    if (auto here = isHere(run); !here)
        return here;
    const auto report = m_file.read([&](Event&& event, bool inherited) {
        return inherited || event.seq < fromSeq || take(std::move(event));
    });
    return report ? Result<>() : tl::unexpected(report.error());
}

Result<std::vector<Event>> RunFileJournal::inherited(const std::string& run) const
{
    if (auto here = isHere(run); !here)
        return tl::unexpected(here.error());
    std::vector<Event> events;
    const auto report = m_file.read([&events](Event&& event, bool inherited) {
        if (inherited)
            events.push_back(std::move(event));
        return inherited;
    });
    if (!report)
        return tl::unexpected(report.error());
    return events;
}

std::shared_ptr<void> RunFileJournal::subscribe(OnCommitted)
{
    return std::make_shared<int>(0); // nothing is ever committed
}

Result<std::string> RunFileJournal::content(const Hash& hash) const
{
    return fail(Errc::NotFound, "a run file has its contents in its events", hash.hex());
}

std::string RunFileJournal::readOnlyReason() const
{
    return "a run file is never written to: " + m_file.path();
}

} // namespace signalbox::journal
