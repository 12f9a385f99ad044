// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/modelset.h"
#include "gate/evaluator.h"
#include "process/process.h"
#include "tools/registry.h"
#include "values/workflowdefinition.h"
#include "values/workspaceview.h"
#include "workspace/workspace.h"

#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace signalbox::engine {

// What all runs of the program share.
struct Services
{
    explicit Services(const workspace::UserFolders& user);

    net::HttpClient http;
    process::Processes processes;
    std::shared_future<budget::PriceTable> prices; // read while the workspace is
    SystemClock clock;
};

// A workspace made ready to run: its tools compiled and bound to their runners, its rules compiled, its models. Made anew
// when files change; a run keeps the one it started with.
class Setup
{
public:
    Setup(std::shared_ptr<const WorkspaceView> workspace, Services& services, SecretStore* secrets,
          const Policy& person, bool sandboxOff);
    ~Setup();

    [[nodiscard]] const WorkspaceView& workspace() const { return *m_workspace; }
    [[nodiscard]] std::shared_ptr<const WorkspaceView> view() const { return m_workspace; }
    [[nodiscard]] const tools::Registry& registry() const { return m_registry; }
    [[nodiscard]] const gate::Evaluator& policy() const { return m_policy; }
    [[nodiscard]] ModelSet& models() { return m_models; }
    // file('NAME') of expressions: a JSON file of the workspace, or a text where it is none.
    [[nodiscard]] Result<Json> file(const std::string& name) const;
    // JSON of all that defines a run of this agent or workflow: what a replay with the recorded definitions needs.
    [[nodiscard]] std::string definitions(const std::string& agent,
                                          const std::string& workflow) const;
    // Whether a run of it can begin, with its own limits: NotFound an agent, workflow or model that is not there; Invalid a
    // workflow with errors; Denied a key that an untrusted workspace may not use.
    [[nodiscard]] Result<Limits> mayStart(const std::string& agent, const std::string& workflow,
                                          const std::string& model);

private:
    struct Runners;
    // All that a run may come to.
    struct Reach
    {
        std::set<std::string> agents;
        std::set<std::string> workflows;
        std::set<std::string> tools; // of nodes, by name
        std::set<std::string> models;
    };
    [[nodiscard]] Reach reachOf(const std::string& agent, const std::string& workflow) const;
    [[nodiscard]] Result<> mayUse(const Reach& reach) const;
    void reachNode(const NodeDefinition& node, Reach& reach, std::vector<std::string>& open) const;

    std::shared_ptr<const WorkspaceView> m_workspace;
    std::unique_ptr<Runners> m_runners;
    tools::Registry m_registry;
    gate::Evaluator m_policy;
    ModelSet m_models;
};

[[nodiscard]] std::vector<ToolPtr> builtinTools();

} // namespace signalbox::engine
