// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "budget/ledger.h"
#include "gate/approvals.h"
#include "journal/seam.h"
#include "llm/modelclient.h"
#include "tools/callpipeline.h"
#include "tools/registry.h"
#include "values/workspaceview.h"
#include "workflow/control.h"
#include "workflow/deadlines.h"
#include "workflow/steering.h"

#include <atomic>
#include <functional>
#include <optional>
#include <string>

namespace signalbox::workflow {

// The models of a workspace, as the engine makes them. Thread safe.
class Models
{
public:
    virtual ~Models() = default;
    [[nodiscard]] virtual const ModelEntry* entry(const std::string& name) const = 0;
    // NotFound: no such entry; Denied: no key, or the workspace is not trusted to use it there.
    [[nodiscard]] virtual Result<const llm::ModelClient*> client(const std::string& name) = 0;
    [[nodiscard]] virtual Cost cost(const ModelEntry& entry, const Usage& usage) const = 0;
    [[nodiscard]] virtual budget::WorstCase worstCase(const ModelEntry& entry,
                                                      std::int64_t input) const = 0;
};

// A piece of a reply while it streams; transient.
struct StreamPiece
{
    std::string_view path; // of the model call
    llm::Delta delta;
};

// The one thing that is different from a place on: a fork's change that is no outcome.
struct Change
{
    std::string at; // path of a model request or of a visit
    std::string
        key; // instructions, message, model; state at a visit of a node, arguments at its call
    std::string value; // plain text; of state and arguments a JSON object
};

// All that one run works with; borrowed, outlives the run's threads.
struct RunScope
{
    const WorkspaceView* workspace = nullptr;
    const tools::Registry* registry = nullptr;
    const tools::CallPipeline* pipeline = nullptr;
    Models* models = nullptr;
    journal::Seam* seam = nullptr;
    budget::Ledger* ledger = nullptr;
    gate::Approvals* approvals = nullptr;
    Control* control = nullptr;
    gate::Grants* grants = nullptr; // nullptr: none is taken back
    Steering* steering = nullptr; // nullptr: nobody speaks to the agents
    Deadlines* deadlines = nullptr;
    const Clock* clock = nullptr;
    std::function<void(const StreamPiece&)> onStream; // empty: nobody watches
    std::function<Result<Json>(const std::string& name)> file; // file('NAME') of expressions
    std::function<double()> random; // [0, 1), for the jitter of retries
    std::atomic<int>* branches = nullptr; // threads of parallel branches that live now
    std::optional<Money> baseline; // median cost of this agent's last runs
    double alertRatio = 0; // cost over the baseline that is told; 0: never
    std::vector<Change> changes; // of a fork and of those it was forked from, the first first
    std::string stopAfter; // path of a model request whose reply ends the run; empty: none does
    std::int64_t resumedFrom = 0; // last seq before the run was resumed, 0: it was not
    bool isRedacted = false; // secrets were taken out of the definitions of the record
    const std::atomic<bool>* interrupted = nullptr; // a stop means that the program leaves
};

// Waits where the run is to be held at this place. Cancelled on stop.
[[nodiscard]] inline Result<> holdAt(RunScope& scope, const HoldPoint& point, std::stop_token stop)
{
    return scope.control->checkpoint(point, *scope.seam, *scope.ledger, std::move(stop));
}

} // namespace signalbox::workflow
