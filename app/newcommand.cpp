// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// A new workspace from a template.
#include "app/commands.h"
#include "workspace/workspace.h"

#include "base/jsonvalue.h"

#include <cstdio>

namespace signalbox::app {

namespace {
void listTemplates()
{
    for (const auto& one : workspace::templates())
        std::printf("%s\n    %s\n    workflow %s, task \"%s\"\n", one.name.c_str(),
                    one.purpose.c_str(), one.workflow.c_str(), one.task.c_str());
}

void listTemplatesAsJson()
{
    Json list = Json::array();
    for (const auto& one : workspace::templates()) {
        Json agents = Json::array();
        for (const auto& agent : one.agents)
            agents.push_back({{"name", agent.name}, {"description", agent.description}});
        list.push_back({{"name", one.name},
                        {"title", one.title},
                        {"purpose", one.purpose},
                        {"workflow", one.workflow},
                        {"task", one.task},
                        {"agents", std::move(agents)}});
    }
    std::puts(dumpJson(list).c_str());
}
} // namespace

int newCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {}, {"--list", "--json"});
    if (!arguments)
        return usage("new", arguments.error().text());
    if (arguments->has("--list")) {
        if (!arguments->words.empty())
            return usage("new", "--list takes no template");
        arguments->has("--json") ? listTemplatesAsJson() : listTemplates();
        return Done;
    }
    if (arguments->words.size() != 2)
        return usage("new", "name a template and a folder: signalbox new TEMPLATE FOLDER");
    const auto& name = arguments->words[0];
    const auto* chosen = workspace::findTemplate(name);
    if (!chosen) {
        std::string known;
        for (const auto& one : workspace::templates())
            known += (known.empty() ? "" : ", ") + one.name;
        return complain(
            {Errc::NotFound, "there is no template of this name; there are " + known, name}, Usage);
    }
    const auto& folder = arguments->words[1];
    const auto made = workspace::createFromExample(name, folder, workspace::userFolders());
    if (!made)
        return complain(made.error(), Usage);
    std::printf("made %s\nsignalbox run %s --workflow %s --task \"%s\"\n", folder.c_str(),
                folder.c_str(), chosen->workflow.c_str(), chosen->task.c_str());
    return Done;
}

} // namespace signalbox::app
