// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.h"

#include "journal/groupcommit.h"
#include "journal/ulid.h"

namespace signalbox::journal {

namespace {
class RunWriter final : public Writer
{
public:
    RunWriter(std::shared_ptr<GroupCommit> commits, std::shared_ptr<RunState> state)
        : m_commits(std::move(commits))
        , m_state(std::move(state))
    { }
    ~RunWriter() override
    {
        // Nobody may own the run before its last event is on disk.
        (void)m_commits->barrier(*m_state, {});
        if (m_state->finished || m_state->seq == 0)
            m_state->lock.remove();
        m_state->lock = {};
        m_state->isOpen = false;
    }

    const std::string& run() const override { return m_state->id; }
    Result<std::int64_t> append(Draft draft) override
    {
        return m_commits->append(m_state, std::move(draft));
    }
    void hurry() override { m_commits->hurry(); }
    Result<> barrier(std::stop_token stop) override
    {
        return m_commits->barrier(*m_state, std::move(stop));
    }

private:
    const std::shared_ptr<GroupCommit> m_commits;
    const std::shared_ptr<RunState> m_state;
};

class StoredJournal final : public Journal
{
public:
    StoredJournal(std::unique_ptr<Store> store, const Options& options)
        : m_commits(std::make_shared<GroupCommit>(std::move(store), options))
    { }
    ~StoredJournal() override { m_commits->close(); }

    Result<std::unique_ptr<Writer>> create() override
    {
        auto state = std::make_shared<RunState>();
        state->id = makeUlid(m_commits->now());
        return begin(std::move(state));
    }

    Result<std::unique_ptr<Writer>> reopen(const std::string& run) override
    {
        if (!isUlid(run))
            return fail(Errc::NotFound, "no such run", run);
        m_commits->flush();
        if (auto end = m_commits->store().end(run); !end)
            return tl::unexpected(end.error());
        auto state = std::make_shared<RunState>();
        state->id = run;
        auto writer = begin(state);
        if (!writer)
            return writer;
        // Now that nobody else writes it, where it ends.
        auto end = m_commits->store().end(run);
        if (!end)
            return tl::unexpected(end.error());
        state->key = end->key;
        state->seq = end->seq;
        state->time = end->time;
        return writer;
    }

    Result<std::vector<RunSummary>> runs(std::size_t most) const override
    {
        m_commits->flush();
        return m_commits->store().runs(most);
    }
    Result<std::string> resolve(std::string_view run) const override
    {
        m_commits->flush();
        return m_commits->store().resolve(run);
    }
    Result<> read(const std::string& run, std::int64_t fromSeq,
                  const std::function<bool(Event&&)>& take) const override
    {
        m_commits->flush();
        return m_commits->store().read(run, fromSeq, take);
    }
    Result<std::vector<Event>> inherited(const std::string& run) const override
    {
        return m_commits->store().inherited(run);
    }
    Result<std::int64_t> version() const override { return m_commits->store().version(); }
    std::shared_ptr<void> subscribe(OnCommitted onCommitted) override
    {
        return m_commits->subscribe(std::move(onCommitted));
    }
    Result<std::string> content(const Hash& hash) const override
    {
        m_commits->flush();
        return m_commits->store().content(hash);
    }
    bool isReadOnly() const override { return m_commits->store().readOnlyReason().has_value(); }
    std::string readOnlyReason() const override
    {
        const auto reason = m_commits->store().readOnlyReason();
        return reason ? reason->text() : std::string();
    }
    std::optional<Error> failure() const override { return m_commits->failure(); }

private:
    Result<std::unique_ptr<Writer>> begin(std::shared_ptr<RunState> state)
    {
        if (const auto reason = m_commits->store().readOnlyReason())
            return tl::unexpected(*reason);
        if (auto error = m_commits->failure())
            return tl::unexpected(std::move(*error));
        if (auto owned = m_commits->store().own(state); !owned)
            return tl::unexpected(owned.error());
        return std::make_unique<RunWriter>(m_commits, std::move(state));
    }

    const std::shared_ptr<GroupCommit> m_commits;
};
} // namespace

Result<std::vector<Event>> Journal::events(const std::string& run, std::int64_t fromSeq) const
{
    std::vector<Event> events;
    auto done = read(run, fromSeq, [&events](Event&& event) {
        events.push_back(std::move(event));
        return true;
    });
    if (!done)
        return tl::unexpected(done.error());
    return events;
}

Result<std::unique_ptr<Journal>> Journal::open(Options options)
{
    if (options.folder.empty())
        return std::make_unique<StoredJournal>(makeMemoryStore(), options);
    auto store = openSqliteStore(options);
    if (!store)
        return tl::unexpected(store.error());
    return std::make_unique<StoredJournal>(std::move(*store), options);
}

} // namespace signalbox::journal
