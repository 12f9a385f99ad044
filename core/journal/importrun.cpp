// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/importrun.h"

#include "journal/store.h"

namespace signalbox::journal {

namespace {
constexpr std::size_t batchBytes = 8u << 20;
constexpr std::size_t batchEvents = 2000;

// The events of a file on their way into a store that has some of them already.
class Intake
{
public:
    Intake(Store& store, std::shared_ptr<RunState> state)
        : m_store(store)
        , m_state(std::move(state))
    { }

    // Those that are here must be those of the file.
    Result<> compare(const RunFile& file)
    {
        std::vector<Hash> here;
        auto done = m_store.read(m_state->id, 1, [&here](Event&& event) {
            here.push_back(sha256(eventJson(event)));
            return true;
        });
        if (!done)
            return done;
        std::size_t n = 0;
        bool same = true;
        const auto report = file.read([&](Event&& event, bool inherited) {
            if (inherited)
                return true;
            if (n < here.size())
                same = same && sha256(eventJson(event)) == here[n];
            ++n;
            return same;
        });
        if (!report)
            return tl::unexpected(report.error());
        if (same && n >= here.size())
            return {};
        return fail(Errc::Exists,
                    "a run of this id is in the journal already and is not the one of the file",
                    m_state->id);
    }

    // False: it cannot go on, `result` says why.
    bool add(Event&& event)
    {
        if (event.seq <= m_state->seq)
            return true;
        auto split = splitContents(std::move(event.data));
        if (!split) {
            result = tl::unexpected(split.error());
            return false;
        }
        Queued queued;
        queued.run = m_state;
        queued.pieces = std::move(split->pieces);
        queued.event = std::move(event);
        queued.event.data = std::move(split->text);
        m_state->seq = queued.event.seq;
        m_state->time = queued.event.time;
        m_state->finished = queued.event.type == EventType::RunFinished;
        m_bytes += queued.event.data.size();
        m_batch.push_back(std::move(queued));
        ++written;
        return (m_batch.size() < batchEvents && m_bytes < batchBytes) || commit();
    }

    bool commit()
    {
        if (m_batch.empty())
            return true;
        const auto outcome = m_store.commit(m_batch, Patience::Full);
        m_batch.clear();
        m_bytes = 0;
        if (outcome.committed && !outcome.failure)
            return true;
        result = tl::unexpected(
            outcome.failure.value_or(Error{Errc::Io, "the run was not written", m_state->id}));
        return false;
    }

    Result<> result;
    std::int64_t written = 0;

private:
    Store& m_store;
    std::shared_ptr<RunState> m_state;
    std::vector<Queued> m_batch;
    std::size_t m_bytes = 0;
};

Result<Origin> originOf(const RunFile& file, Timestamp now)
{
    Origin origin{file.head().run, file.path(), {}, now, {}};
    auto report = file.read([&origin](Event&& event, bool inherited) {
        if (inherited)
            origin.inherited.push_back(std::move(event));
        return true;
    });
    if (!report)
        return tl::unexpected(report.error());
    if (!report->damage.empty())
        return fail(Errc::Invalid,
                    "the run file is damaged and is not imported: " + report->damage[0].words,
                    file.path());
    origin.chain = report->chain.hex();
    return origin;
}
} // namespace

Result<Imported> importRun(const std::string& folder, const RunFile& file, Timestamp now)
{
    auto origin = originOf(file, now);
    if (!origin)
        return tl::unexpected(origin.error());
    Options options;
    options.folder = folder;
    auto opened = openSqliteStore(options);
    if (!opened)
        return tl::unexpected(opened.error());
    auto& store = **opened;
    if (auto reason = store.readOnlyReason())
        return tl::unexpected(*reason);
    auto state = std::make_shared<RunState>();
    state->id = file.head().run;
    if (auto owned = store.own(state); !owned)
        return tl::unexpected(owned.error());
    Intake intake(store, state);
    const auto end = store.end(state->id);
    if (!end && end.error().code != Errc::NotFound)
        return tl::unexpected(end.error());
    if (end) {
        if (auto same = intake.compare(file); !same)
            return tl::unexpected(same.error());
        state->key = end->key;
        state->seq = end->seq;
    } else if (auto kept = store.keepOrigin(*origin); !kept) {
        return tl::unexpected(kept.error());
    }
    const auto report = file.read([&intake](Event&& event, bool inherited) {
        return inherited || intake.add(std::move(event));
    });
    if (!report)
        return tl::unexpected(report.error());
    if (intake.result)
        (void)intake.commit();
    if (!intake.result)
        return tl::unexpected(intake.result.error());
    state->lock.remove();
    return Imported{state->id, intake.written == 0, file.head().events - file.head().inherited,
                    file.head().inherited};
}

} // namespace signalbox::journal
