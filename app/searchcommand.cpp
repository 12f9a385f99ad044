// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/workspacecommand.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/search.h"

#include <charconv>
#include <cstdio>

#include <unistd.h>

namespace signalbox::app {

namespace {
Json hitValue(const journal::SearchHit& hit)
{
    Json marks = Json::array();
    for (const auto& [offset, size] : hit.marks)
        marks.push_back({offset, size});
    return {{"run", hit.run},
            {"path", hit.path},
            {"seq", hit.seq},
            {"type", eventTypeName(hit.type)},
            {"time", formatRfc3339(hit.time)},
            {"snippet", hit.snippet},
            {"marks", std::move(marks)}};
}

// On a terminal what matched is bold; elsewhere nothing is added.
std::string shownSnippet(const journal::SearchHit& hit, bool terminal)
{
    if (!terminal)
        return hit.snippet;
    std::string out;
    std::size_t at = 0;
    for (const auto& [offset, size] : hit.marks) {
        out += hit.snippet.substr(at, offset - at) + "\x1b[1m" + hit.snippet.substr(offset, size)
            + "\x1b[0m";
        at = offset + size;
    }
    return out + hit.snippet.substr(at);
}
} // namespace

int searchCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C", "--run", "--limit"}, {"--json"});
    if (!arguments)
        return usage("search", arguments.error().text());
    std::string query;
    for (const auto& word : arguments->words)
        query += (query.empty() ? "" : " ") + word;
    if (trim(query).empty())
        return usage("search", "say what to look for");
    const auto limit = arguments->value("--limit", "100");
    std::size_t most = 0;
    if (const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), most);
        error != std::errc() || end != limit.data() + limit.size() || most == 0)
        return usage("search", "--limit takes a number of places, not " + limit);
    const auto root = workspaceOf(*arguments);
    if (!root)
        return complain(root.error(), Usage);
    const auto journal = openJournal(*root);
    if (!journal)
        return complain(journal.error(), Usage);
    std::string run;
    if (arguments->has("--run")) {
        auto id = (*journal)->resolve(arguments->value("--run"));
        if (!id)
            return complain(id.error(), Usage);
        run = std::move(*id);
    }
    const auto index = journal::SearchIndex::open(*root + "/.signalbox");
    if (!index)
        return complain(index.error());
    if (auto updated = (*index)->update(**journal, {}); !updated)
        return complain(updated.error());
    const auto hits = (*index)->find(query, most, run);
    if (!hits)
        return complain(hits.error());
    Json list = Json::array();
    const bool terminal = ::isatty(STDOUT_FILENO) != 0;
    for (const auto& hit : *hits) {
        if (arguments->has("--json"))
            list.push_back(hitValue(hit));
        else
            std::printf("%s  %s  %s\n    %s\n", hit.run.c_str(), showInvisible(hit.path).c_str(),
                        std::string(eventTypeName(hit.type)).c_str(),
                        shownSnippet(hit, terminal).c_str());
    }
    if (arguments->has("--json"))
        std::puts(dumpJson(list).c_str());
    else if (hits->empty())
        std::puts("nothing found");
    return Done;
}

} // namespace signalbox::app
