// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/forkdecision.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/gateanswer.h"

#include <algorithm>
#include <string>
#include <vector>

namespace signalbox::journal {

namespace {
struct Offer
{
    bool isChoice =
        false; // of ways or of what a node asks; else of decisions on a call, a plan, a limit
    bool isQuestion = false; // of ask_user, or of a node without choices: any text is an answer
    std::vector<std::string> names;

    [[nodiscard]] bool has(const std::string& name) const
    {
        return std::find(names.begin(), names.end(), name) != names.end();
    }
};

Offer offerOf(const Json& opened)
{
    Offer offer;
    const auto kind = stringAt(opened, "kind");
    offer.isChoice = kind == "ambiguous" || (kind == "node" && find(opened, "prompt"));
    offer.isQuestion = kind == "call" && stringAt(opened, "rule") == "ask_user";
    const auto* choices = find(opened, "choices");
    for (const auto& choice : choices && choices->is_array() ? *choices : Json::array()) {
        GateDecision decision{};
        if (choice.is_string()
            && (offer.isChoice
                || gateDecisionFromName(choice.get_ref<const std::string&>(), decision)))
            offer.names.push_back(choice.get<std::string>());
    }
    offer.isQuestion =
        offer.isQuestion || (kind == "node" && offer.isChoice && offer.names.empty());
    return offer;
}

tl::unexpected<Error> notOffered(const Offer& offer, const Json& value)
{
    std::string words;
    for (const auto& name : offer.names)
        words += (words.empty() ? "" : ", ") + name;
    return fail(Errc::Invalid,
                "decision: the gate offered " + words + ", not "
                    + std::string(truncateUtf8(dumpJson(value), 80)));
}

// A choice that is named as a decision is, is the choice: the author of the graph named it.
bool mayDecide(const Offer& offer, const std::string& name)
{
    GateDecision decision{};
    if (!gateDecisionFromName(name, decision))
        return false;
    if (!offer.isChoice)
        return offer.has(name);
    using enum GateDecision;
    return decision == Stop || decision == Deny || decision == Skip || decision == Answer
        || decision == Choose;
}
} // namespace

Result<Json> otherDecision(const Json& opened, const Json& decided, const Json& value)
{
    const auto offer = offerOf(opened);
    auto data = decided;
    for (const char* said : {"reason", "choice", "result", "arguments", "limits", "scope"})
        data.erase(said);
    data["by"] = "human";
    if (value.is_object()) {
        data.update(value);
        const auto choice = stringAt(value, "choice");
        if (!find(value, "decision") && !choice.empty())
            data["decision"] = "choose";
        if ((!choice.empty() && !offer.has(choice) && !(offer.isChoice && offer.isQuestion))
            || !mayDecide(offer, stringAt(data, "decision")))
            return notOffered(offer, value);
        return data;
    }
    const auto name = value.is_string() ? value.get<std::string>() : std::string();
    if (offer.isChoice && offer.has(name))
        data.update(Json{{"decision", "choose"}, {"choice", name}});
    else if (mayDecide(offer, name))
        data["decision"] = name;
    else if (offer.isQuestion && !name.empty())
        data.update(Json{{"decision", "answer"}, {"result", name}});
    else
        return notOffered(offer, value);
    return data;
}

} // namespace signalbox::journal
