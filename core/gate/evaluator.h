// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "expr/expression.h"
#include "gate/grants.h"
#include "values/policy.h"
#include "values/tooldefinition.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::gate {

// May this call happen? What is asked about one call, after its arguments were resolved.
struct Question
{
    const ToolDefinition* tool = nullptr;
    Effects effects; // as they hold here: all of them outside the sandbox
    const Json* args = nullptr;
    const Json* run = nullptr; // {"agent","task","step"}
    const Json* state = nullptr; // of the graph that calls; nullptr: there is none
    std::function<Result<Json>(const std::string& name)> file; // for file('NAME')
    std::string argumentsHash;
    Label context; // the worst of what the model has seen
    bool sandboxed = true; // false: runs with the rights of the person
    bool touchesProtected = false;
    bool trusted = false; // the workspace
};

// What policy says of a call, and by which rule.
struct Ruling
{
    Verdict verdict = Verdict::Ask;
    std::string rule; // its name: "no mail outside", "default: write"
    std::string reason; // a sentence for the person, of a denial for the model
    bool grantable = true; // whether an answer may cover later calls

    bool operator==(const Ruling&) const = default;
};

// The rules of the person and of a workspace, compiled. A pure function of its input: it never reads prose. Immutable,
// thread safe. The order of evaluation is that of policy.json (the first that speaks wins).
class Evaluator
{
public:
    // Rules of the person stand before those of the workspace. An untrusted workspace can only tighten.
    [[nodiscard]] static Evaluator compile(const Policy& person, const Policy& workspace,
                                           bool trusted);
    [[nodiscard]] Ruling decide(const Question& question, const Grants& grants) const;
    // The label of a file by the globs of the rules; `fallback` where none speaks.
    [[nodiscard]] Label labelOf(std::string_view path, Label fallback) const;

private:
    struct Rule
    {
        PolicyRule rule;
        std::optional<expr::Expression> when;
        std::string broken; // why `when` does not compile
    };
    enum class Match
    {
        No,
        Yes,
        Unknown
    };
    [[nodiscard]] static Match matches(const Rule& rule, const Question& question,
                                       std::string& error);
    [[nodiscard]] std::optional<Ruling> ruleOf(Verdict verdict, const Question& question) const;
    [[nodiscard]] Ruling byDefault(const Question& question) const;
    void add(const Policy& policy, bool mayLoosen);

    std::vector<Rule> m_rules;
    std::vector<LabelRule> m_labels;
    std::array<Verdict, effectCount> m_defaults = Policy{}.defaults;
};

} // namespace signalbox::gate
