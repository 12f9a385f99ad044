// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The commands about the files of a workspace: check and trust.
#include "app/commands.h"
#include "app/workspacecommand.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workspace/folder.h"
#include "workspace/problemlines.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include <unistd.h>

namespace signalbox::app {

namespace {
bool isError(const Problem& problem)
{
    return problem.severity == Severity::Error;
}

// One document: {workspace, errors, warnings, agents, tools, workflows, models, trusted, problems}.
void printChecked(const WorkspaceView& view, std::ptrdiff_t errors)
{
    std::map<std::string, std::set<std::string>> paths; // by file
    for (const auto& problem : view.problems)
        paths[problem.file].insert(problem.path);
    std::map<std::string, std::map<std::string, std::size_t>> lines;
    const auto folder = workspace::Folder::open(view.root);
    for (const auto& [file, all] : paths) {
        if (const auto text = folder ? folder->read(file) : fail(Errc::NotFound, {}))
            lines[file] = workspace::linesOf(*text, all);
    }
    Json problems = Json::array();
    for (const auto& problem : view.problems) {
        const auto line = lines[problem.file][problem.path];
        problems.push_back({{"severity", isError(problem) ? "error" : "warning"},
                            {"file", toUtf8(problem.file)},
                            {"path", toUtf8(problem.path)},
                            {"line", line == 0 ? Json() : Json(line)},
                            {"expected", toUtf8(problem.expected)},
                            {"found", toUtf8(problem.found)},
                            {"mend", toUtf8(problem.mend)}});
    }
    const Json document = {{"workspace", toUtf8(view.root)},
                           {"errors", errors},
                           {"warnings", std::ptrdiff_t(view.problems.size()) - errors},
                           {"agents", view.agents.size()},
                           {"tools", view.tools.size()},
                           {"workflows", view.workflows.size()},
                           {"models", view.models.size()},
                           {"trusted", view.trusted},
                           {"problems", std::move(problems)}};
    std::puts(dumpJson(document).c_str());
}
} // namespace

int checkCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C"}, {"--json"});
    if (!arguments)
        return usage("check", arguments.error().text());
    const auto root =
        workspaceOf(*arguments, arguments->words.empty() ? std::string() : arguments->words[0]);
    if (!root)
        return complain(root.error(), Usage);
    const auto view = workspace::load(*root, workspace::userFolders());
    if (!view)
        return complain(view.error(), Usage);
    const auto errors = std::count_if((*view)->problems.begin(), (*view)->problems.end(), isError);
    if (arguments->has("--json")) {
        printChecked(**view, errors);
        return errors == 0 ? Done : Usage;
    }
    for (const auto& problem : (*view)->problems)
        std::printf("%s: %s\n", isError(problem) ? "error" : "warning",
                    showInvisible(workspace::problemText(problem)).c_str());
    std::printf(
        "%td errors, %td warnings in %s: %zu agents, %zu tools, %zu workflows, %zu models\n",
        errors, std::ptrdiff_t((*view)->problems.size()) - errors, root->c_str(),
        (*view)->agents.size(), (*view)->tools.size(), (*view)->workflows.size(),
        (*view)->models.size());
    if (!(*view)->trusted)
        std::puts("not trusted yet: `signalbox trust` shows what it wants to do");
    return errors == 0 ? Done : Usage;
}

int trustCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C"}, {});
    if (!arguments)
        return usage("trust", arguments.error().text());
    const auto root =
        workspaceOf(*arguments, arguments->words.empty() ? std::string() : arguments->words[0]);
    if (!root)
        return complain(root.error(), Usage);
    const auto user = workspace::userFolders();
    const auto view = workspace::load(*root, user);
    if (!view)
        return complain(view.error(), Usage);
    const auto items = workspace::trustItems(**view);
    for (const auto& item : items)
        std::printf("%s\n    in %s\n", showInvisible(item.what).c_str(),
                    showInvisible(item.where).c_str());
    if (items.empty()) {
        std::puts("nothing in it needs trust");
        return Done;
    }
    if (::isatty(STDIN_FILENO)) {
        std::fputs("Accept all of this, as it stands now? [y/N] ", stdout);
        std::fflush(stdout);
        const int answer = std::getchar();
        if (answer != 'y' && answer != 'Y')
            return Failed;
    }
    const auto trusted = workspace::trust(**view, user);
    if (!trusted)
        return complain(trusted.error());
    std::puts("trusted");
    return Done;
}

} // namespace signalbox::app
