// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The commands about templates: what there is, and how one comes into the open workspace.
#include "engine/engine.h"
#include "engine/setup.h"
#include "workspace/templateplan.h"

namespace signalbox::engine {

void Engine::listTemplates()
{
    // they live as long as the program
    const std::shared_ptr<const std::vector<WorkflowTemplate>> all(&workspace::templates(),
                                                                   [](const auto*) {});
    publish(TemplatesListed{all});
}

void Engine::planTemplate(const PlanTemplate& command)
{
    const auto what = "plan " + command.name;
    const auto current = setup();
    if (!current)
        return complain(what, {Errc::NotFound, "no workspace is open"});
    const auto view = workspace::load(current->workspace().root, m_options.user);
    if (!view)
        return complain(what, view.error());
    auto plan = workspace::planTemplate(**view, command.name, command.isScripted);
    if (!plan)
        return complain(what, plan.error());
    publish(TemplatePlanned{std::move(*plan)});
}

void Engine::addTemplate(const AddTemplate& command)
{
    const auto what = "add " + command.name;
    const auto current = setup();
    if (!current)
        return complain(what, {Errc::NotFound, "no workspace is open"});
    const std::filesystem::path root = current->workspace().root;
    const auto view = workspace::load(root, m_options.user);
    if (!view)
        return complain(what, view.error());
    auto plan = workspace::planTemplate(**view, command.name, command.isScripted);
    if (!plan)
        return complain(what, plan.error());
    if (plan->hash != command.hash) // the person has not seen this one
        return publish(TemplatePlanned{std::move(*plan)});
    if (auto written = workspace::writePlan(root, *plan); !written)
        return complain(what, written.error());
    if (auto loaded = reloadWorkspace(); !loaded)
        return complain("read the workspace again", loaded.error());
    // what came is the program's own: a trusted workspace stays trusted
    if ((*view)->trusted && !setup()->workspace().trusted)
        trustWorkspace();
    else
        tellWorkspace();
    publish(TemplateAdded{plan->name, plan->workflow});
}

} // namespace signalbox::engine
