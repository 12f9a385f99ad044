// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"
#include "journal/sqlite.h"

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::journal {

// A place whose text holds what was looked for.
struct SearchHit
{
    std::string run;
    std::string path; // of the event
    std::int64_t seq = 0;
    EventType type = EventType::Unknown;
    Timestamp time{};
    std::string snippet; // plain text around the first places
    std::vector<std::pair<std::size_t, std::size_t>>
        marks; // offset and size of what matched, bytes

    bool operator==(const SearchHit&) const = default;
};

// Full text over tasks, replies, arguments, results and answers of all runs of a workspace, in `.signalbox/search.db`: a file
// of its own that is made anew where it is missing, damaged or of another version. Reads the journal, never writes to it; the
// threads of runs do not wait for it. Thread safe; may take seconds, so never on the thread of the window.
class SearchIndex
{
public:
    // `folder`: the workspace's .signalbox; empty: the index lives in memory.
    [[nodiscard]] static Result<std::unique_ptr<SearchIndex>> open(const std::string& folder);

    // Takes in what the journal has that the index has not. Events that were indexed. Cancelled: what was done stays.
    [[nodiscard]] Result<std::int64_t> update(const Journal& journal, std::stop_token stop);
    // Every word of the query, by its beginning, in any order; nothing in it is syntax. The best first, at most `most`.
    // `run` alone where it is not empty.
    [[nodiscard]] Result<std::vector<SearchHit>>
    find(std::string_view query, std::size_t most = 100, const std::string& run = {});

    // The best place of each run, the best run first.
    [[nodiscard]] Result<std::vector<SearchHit>> findRuns(std::string_view query,
                                                          std::size_t most = 100);

private:
    SearchIndex(std::string file, Database database)
        : m_file(std::move(file))
        , m_database(std::move(database))
    { }

    [[nodiscard]] static Result<Database> openFile(const std::string& file);
    [[nodiscard]] Result<> makeAnew();
    [[nodiscard]] Result<std::int64_t> updateOnce(const Journal& journal, std::stop_token stop);
    [[nodiscard]] Result<std::int64_t> updateRun(const Journal& journal, const std::string& run);
    [[nodiscard]] Result<std::vector<SearchHit>> findOnce(const std::string& words,
                                                          std::size_t most, const std::string& run);
    [[nodiscard]] Result<std::vector<SearchHit>> hitsOf(Statement& statement);

    const std::string m_file;
    std::mutex m_mutex; // guards the connection
    Database m_database;
};

// What is searched of an event: its texts, one a line; empty: nothing.
[[nodiscard]] std::string searchedText(const Event& event);

} // namespace signalbox::journal
