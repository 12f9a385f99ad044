// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/problemmarks.h"

#include "base/json.h"
#include "base/jsonvalue.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <charconv>

namespace signalbox::ui {

namespace {
// The members on the way, "edges[3].when" as "edges", "3", "when"; a["odd key"] too.
std::vector<std::string> keysOf(std::string_view path)
{
    std::vector<std::string> keys;
    while (!path.empty()) {
        if (path.front() == '.') {
            path.remove_prefix(1);
            continue;
        }
        if (path.front() == '[') {
            const auto isQuoted = path.size() > 1 && path[1] == '"';
            const auto end = path.find(isQuoted ? "\"]" : "]");
            const auto inner = path.substr(1, end == std::string_view::npos ? end : end - 1);
            const auto text = isQuoted ? parseJson(std::string(inner) + '"') : Result<Json>(Json());
            keys.push_back(text && text->is_string() ? text->get<std::string>()
                                                     : std::string(inner));
            path = end == std::string_view::npos ? std::string_view()
                                                 : path.substr(end + (isQuoted ? 2 : 1));
            continue;
        }
        const auto end = path.find_first_of(".[");
        keys.emplace_back(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view() : path.substr(end);
    }
    return keys;
}

void add(ProblemMark& mark, const Problem& problem)
{
    const bool isError = problem.severity == Severity::Error;
    const auto words = problemWords(problem);
    if (mark.words.isEmpty() || (isError && !mark.isError))
        mark.words = mark.words.isEmpty() ? words : words + u'\n' + mark.words;
    else
        mark.words += u'\n' + words;
    mark.isError = mark.isError || isError;
}
} // namespace

QString problemWords(const Problem& problem)
{
    return QCoreApplication::translate("ProblemMarks", "%1: expected %2, found %3; %4")
        .arg(format::line(problem.path.empty() ? problem.file : problem.path, 200),
             format::line(problem.expected, 300), format::line(problem.found, 300),
             format::line(problem.mend, 300));
}

ProblemPlace placeOf(const std::string& path)
{
    const auto keys = keysOf(path);
    ProblemPlace place;
    if (keys.size() < 2)
        return place;
    if (keys[0] == "nodes") {
        place.node = keys[1];
    } else if (keys[0] == "state") {
        place.state = keys[1];
    } else if (keys[0] == "edges") {
        std::size_t index = 0;
        const auto [end, error] =
            std::from_chars(keys[1].data(), keys[1].data() + keys[1].size(), index);
        if (error == std::errc() && end == keys[1].data() + keys[1].size())
            place.edge = index;
    }
    return place;
}

WorkflowInspector::Problems marksOf(const std::vector<Problem>& problems, const std::string& file)
{
    WorkflowInspector::Problems marks;
    for (const auto& problem : problems) {
        if (problem.file != file)
            continue;
        const auto place = placeOf(problem.path);
        if (place.node)
            add(marks.nodes[*place.node], problem);
        else if (place.edge)
            add(marks.edges[*place.edge], problem);
        else if (place.state)
            add(marks.state[*place.state], problem);
    }
    return marks;
}

} // namespace signalbox::ui
