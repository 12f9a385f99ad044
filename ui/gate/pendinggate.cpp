// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/pendinggate.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostChoices = 32;
constexpr std::size_t mostOrigins = 64;

bool kindFromName(std::string_view name, GateKind& out)
{
    for (int kind = 0; kind <= int(GateKind::Trust); ++kind) {
        if (gateKindName(GateKind(kind)) == name) {
            out = GateKind(kind);
            return true;
        }
    }
    return false;
}

Label labelFrom(const Json& value)
{
    Label label;
    (void)integrityFromName(stringAt(value, "integrity"), label.integrity);
    (void)confidentialityFromName(stringAt(value, "confidentiality"), label.confidentiality);
    return label;
}

ArgumentOrigin originFrom(const std::string& param, const Json& value)
{
    ArgumentOrigin origin;
    origin.param = param;
    if (value.is_string()) {
        origin.source = value.get<std::string>();
        origin.isLabelled = integrityFromName(origin.source, origin.label.integrity);
        return origin;
    }
    const Json* label = find(value, "label");
    origin.label = labelFrom(label ? *label : value);
    origin.isLabelled = label || find(value, "integrity") || find(value, "confidentiality");
    const auto path = stringAt(value, "from");
    if (path.starts_with('/')) { // where the call stands that brought it
        for (const auto& segment : pathSegments(path)) {
            if (segment.kind == "step")
                origin.source = "step " + std::to_string(segment.n);
        }
        origin.source += (origin.source.empty() ? "" : " ") + stringAt(value, "tool");
        return origin;
    }
    for (const char* key : {"step", "tool", "source", "from", "origin", "detail"}) {
        const Json* part = find(value, key);
        if (!part || part->is_structured())
            continue;
        const std::string words = part->is_string() ? part->get<std::string>() : dumpJson(*part);
        origin.source += (origin.source.empty() ? "" : " ")
            + (std::string(key) == "step" ? "step " + words : words);
    }
    return origin;
}

std::vector<ArgumentOrigin> originsFrom(const Json& value)
{
    std::vector<ArgumentOrigin> out;
    if (value.is_object()) {
        for (const auto& [param, origin] : value.items()) {
            if (out.size() < mostOrigins)
                out.push_back(originFrom(param, origin));
        }
    } else if (value.is_array()) {
        for (const auto& origin : value) {
            if (out.size() < mostOrigins && origin.is_object())
                out.push_back(originFrom(stringAt(origin, "param"), origin));
        }
    }
    return out;
}

void readPlace(PendingGate& gate, const Json& data)
{
    gate.agent = stringAt(data, "agent");
    gate.step = int(intAt(data, "step").value_or(0));
    for (const auto& segment : pathSegments(gate.path)) {
        if (segment.kind == "agent" && !find(data, "agent"))
            gate.agent = std::string(segment.name);
        if (segment.kind == "step" && !find(data, "step"))
            gate.step = segment.n;
        if (segment.kind == "node")
            gate.node = std::string(segment.name);
        else if (segment.kind == "agent")
            gate.node.clear(); // the agent of a node asks, not the node
    }
}

void readEffects(PendingGate& gate, const Json& data)
{
    const Json* names = find(data, "effects");
    if (!names || !names->is_array())
        return;
    gate.effects = {};
    for (const auto& name : *names) {
        Effect effect{};
        if (name.is_string() && effectFromName(name.get_ref<const std::string&>(), effect))
            gate.effects.add(effect);
        else
            gate.effects = Effects::all(); // of a newer program: the worst is assumed
    }
}
} // namespace

std::optional<PendingGate> gateFromEvent(const Event& event)
{
    const auto parsed = parseJson(event.data);
    if (event.type != EventType::GateOpened || !parsed || !parsed->is_object())
        return std::nullopt;
    const Json& data = *parsed;
    PendingGate gate;
    gate.gateId = stringAt(data, "gate_id");
    if (gate.gateId.empty() || !kindFromName(stringAt(data, "kind", "call"), gate.kind))
        return std::nullopt;
    gate.run = event.run;
    gate.path = event.path;
    gate.opened = event.time;
    gate.tool = stringAt(data, "tool");
    if (const Json* arguments = find(data, "arguments"))
        gate.arguments = dumpJson(*arguments);
    gate.rule = stringAt(data, "rule");
    gate.reason = stringAt(data, "reason");
    gate.says = stringAt(data, "says");
    gate.prompt = stringAt(data, "prompt");
    gate.sandboxed = boolAt(data, "sandboxed", true);
    if (find(data, "reversible"))
        gate.reversible = boolAt(data, "reversible");
    readPlace(gate, data);
    readEffects(gate, data);
    if (const Json* labels = find(data, "labels")) {
        const Json* context = find(*labels, "context");
        gate.context = labelFrom(context ? *context : *labels);
    }
    if (const Json* provenance = find(data, "provenance"))
        gate.origins = originsFrom(*provenance);
    if (const Json* choices = find(data, "choices"); choices && choices->is_array()) {
        for (const auto& choice : *choices) {
            if (choice.is_string() && gate.choices.size() < mostChoices)
                gate.choices.push_back(choice.get<std::string>());
        }
    }
    if (const Json* preview = find(data, "preview"))
        gate.before =
            preview->is_string() ? preview->get<std::string>() : stringAt(*preview, "before");
    gate.limit = stringAt(data, "limit");
    gate.used = numberAt(data, "used").value_or(0);
    gate.of = numberAt(data, "of").value_or(0);
    gate.confidence = numberAt(data, "confidence");
    gate.deadlineSeconds = intAt(data, "deadline_s");
    gate.node = stringAt(data, "node", gate.node);
    if (const Json* schema = find(data, "schema"); schema && schema->is_object())
        gate.schema = dumpJson(*schema);
    for (const char* key : {"evidence", "candidates", "conditions", "task", "state"}) {
        if (const Json* evidence = find(data, key))
            gate.evidence +=
                evidence->is_string() ? evidence->get<std::string>() : prettyJson(*evidence);
    }
    return gate;
}

std::vector<GateDecision> decisionsOf(const PendingGate& gate)
{
    using enum GateDecision;
    const auto isOffered = [&gate](GateDecision decision) {
        return std::find(gate.choices.begin(), gate.choices.end(), gateDecisionName(decision))
            != gate.choices.end();
    };
    std::vector<GateDecision> all = {Approve, Edit, Deny, Answer, Skip, Stop};
    switch (gate.kind) {
    case GateKind::Node:
        if (gate.choices.empty())
            return {Answer, Deny, Stop};
        if (isOffered(Approve) && isOffered(Stop))
            break; // a node that asks before it runs
        return {Choose, Stop};
    case GateKind::Ambiguous:
        return {Choose, Stop};
    case GateKind::Limit:
        if (gate.limit == "max_steps") // there is no one model to ask for a last answer
            return {Extend, Stop};
        return {Extend, WrapUp, Stop};
    case GateKind::InDoubt:
        return {Done, Retry, Skip, Stop};
    case GateKind::Trust:
        return {Approve, Deny, Stop};
    case GateKind::Plan:
        all = {Approve, Edit, Deny, Stop};
        break;
    case GateKind::Call:
    case GateKind::Confidence:
    case GateKind::Breaker:
        break;
    }
    std::vector<GateDecision> out;
    for (const auto decision : all) {
        // Deny and Stop are always there: a gate one cannot refuse is none.
        if (gate.choices.empty() || isOffered(decision) || decision == Deny || decision == Stop)
            out.push_back(decision);
    }
    return out;
}

std::vector<GrantScope> scopesOf(const PendingGate& gate)
{
    std::vector<GrantScope> out = {GrantScope::Once};
    const bool isCall = gate.kind == GateKind::Call || gate.kind == GateKind::Confidence;
    if (!isCall || gate.effects.has(Effect::Destroy) || gate.effects.has(Effect::Execute))
        return out;
    for (const auto scope : {GrantScope::TheseArguments, GrantScope::Run}) {
        const auto name = grantScopeName(scope);
        if (std::find(gate.choices.begin(), gate.choices.end(), name) != gate.choices.end())
            out.push_back(scope);
    }
    return out;
}

} // namespace signalbox::ui
