// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "journal/store.h"
#include "journal/summary.h"

#include <algorithm>
#include <map>
#include <mutex>

#include <unistd.h>

namespace signalbox::journal {

namespace {
// Runs that live as long as the Journal. Thread safe.
class MemoryStore final : public Store
{
public:
    CommitOutcome commit(std::vector<Queued>& batch, Patience) override
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& queued : batch) {
            auto& run = m_runs[queued.event.run];
            if (run.events.empty()) {
                run.order = m_runs.size();
                run.summary.run = queued.event.run;
                run.summary.started = queued.event.time;
            }
            if (changesSummary(queued.event.type))
                foldSummary(run.summary, queued.event.type, queued.event.data);
            for (const auto& piece : queued.pieces)
                m_contents.try_emplace(piece.hash, queued.event.run, queued.event.seq, piece);
            run.events.push_back(queued.event);
        }
        return {};
    }
    void rest() override { }
    bool isNew(const Hash&) const override { return false; }

    Result<RunEnd> end(const std::string& run) const override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_runs.find(run);
        if (found == m_runs.end())
            return fail(Errc::NotFound, "no such run", run);
        const auto& last = found->second.events.back();
        return RunEnd{0, last.seq, last.time};
    }

    Result<std::vector<RunSummary>> runs(std::size_t most) const override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<RunSummary> runs;
        for (const auto* run : newestFirst()) {
            if (runs.size() == most)
                break;
            runs.push_back(run->summary);
            auto& summary = runs.back();
            if (!summary.outcome.empty())
                continue;
            for (const auto& event : run->events) {
                if (countsInTotals(event.type))
                    foldTotals(summary, event.type, event.data);
            }
            summary.seconds = double((run->events.back().time - summary.started).count()) / 1e6;
            const auto owner = m_owners.find(summary.run);
            if (owner != m_owners.end() && isOpen(owner->second))
                summary.runningPid = ::getpid();
            else
                summary.outcome = "interrupted";
        }
        return runs;
    }

    Result<std::string> resolve(std::string_view run) const override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<std::string> found;
        for (const auto* each : newestFirst()) {
            if (run == "last")
                return each->summary.run;
            if (!run.empty() && lower(each->summary.run).starts_with(lower(run)))
                found.push_back(each->summary.run);
        }
        if (found.empty())
            return fail(Errc::NotFound, "no such run", std::string(truncateUtf8(run, 64)));
        if (found.size() > 1)
            return fail(Errc::Invalid,
                        "several runs begin like that, " + found[1] + " and " + found[0],
                        std::string(run));
        return found[0];
    }

    Result<> read(const std::string& run, std::int64_t fromSeq,
                  const std::function<bool(Event&&)>& take) const override
    {
        std::vector<Event> events;
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_runs.find(run);
            if (found == m_runs.end())
                return fail(Errc::NotFound, "no such run", run);
            const auto& all = found->second.events;
            const auto from = std::min<std::size_t>(
                std::size_t(std::max<std::int64_t>(fromSeq, 1) - 1), all.size());
            events.assign(all.begin() + std::ptrdiff_t(from), all.end());
        }
        for (auto& event : events) {
            if (!take(std::move(event)))
                break;
        }
        return {};
    }

    Result<std::vector<Event>> inherited(const std::string&) const override
    {
        return std::vector<Event>();
    }
    Result<> keepOrigin(const Origin& origin) override
    {
        return fail(Errc::Unsupported, "runs are imported into a journal on disk alone",
                    origin.run);
    }

    Result<std::string> content(const Hash& hash) const override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_contents.find(hash);
        if (found == m_contents.end())
            return fail(Errc::NotFound, "no such content", hash.hex());
        const auto& events = m_runs.at(found->second.run).events;
        return contentOf(events[std::size_t(found->second.seq - 1)].data, found->second.piece);
    }

    Result<std::int64_t> version() const override { return 0; }
    std::optional<Error> readOnlyReason() const override { return std::nullopt; }
    Result<> own(const std::shared_ptr<RunState>& run) override
    {
        const std::lock_guard lock(m_mutex);
        auto& owner = m_owners[run->id];
        if (isOpen(owner))
            return fail(Errc::Exists, "the run is running in this program", run->id);
        owner = run;
        return {};
    }
    bool isDurable() const override { return false; }

private:
    struct Run
    {
        std::size_t order = 0;
        RunSummary summary;
        std::vector<Event> events;
    };
    struct Place
    {
        Place(std::string inRun, std::int64_t inEvent, const Piece& at)
            : run(std::move(inRun))
            , seq(inEvent)
            , piece(at)
        { }
        std::string run;
        std::int64_t seq;
        Piece piece;
    };

    static bool isOpen(const std::weak_ptr<RunState>& owner)
    {
        const auto run = owner.lock();
        return run && run->isOpen;
    }

    std::vector<const Run*> newestFirst() const
    {
        std::vector<const Run*> runs;
        for (const auto& [name, run] : m_runs)
            runs.push_back(&run);
        std::sort(runs.begin(), runs.end(), [](const Run* a, const Run* b) {
            return std::pair(a->summary.started, a->order)
                > std::pair(b->summary.started, b->order);
        });
        return runs;
    }

    mutable std::mutex m_mutex; // guards everything
    std::map<std::string, Run> m_runs;
    std::map<Hash, Place> m_contents;
    std::map<std::string, std::weak_ptr<RunState>> m_owners;
};
} // namespace

std::unique_ptr<Store> makeMemoryStore()
{
    return std::make_unique<MemoryStore>();
}

} // namespace signalbox::journal
