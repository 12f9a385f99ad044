// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/attention.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
std::string shortText(const Json& data, std::string_view key)
{
    const auto* value = find(data, key);
    if (!value || value->is_null())
        return {};
    if (value->is_string())
        return std::string(truncateUtf8(value->get_ref<const std::string&>(), 400));
    return std::string(truncateUtf8(dumpJson(*value), 400));
}
} // namespace

bool Attention::waits(const AttentionItem& item)
{
    return item.kind == AttentionKind::Gate || item.kind == AttentionKind::Held;
}

void Attention::add(AttentionItem item)
{
    if (m_items.size() >= most) {
        const auto old = std::find_if_not(m_items.begin(), m_items.end(), waits);
        if (old == m_items.end())
            return;
        m_items.erase(old);
    }
    const auto behind =
        waits(item) ? std::find_if_not(m_items.begin(), m_items.end(), waits) : m_items.end();
    m_items.insert(behind, std::move(item));
}

void Attention::closeGates()
{
    std::erase_if(m_items, [](const auto& item) {
        return waits(item) || item.kind == AttentionKind::Failure;
    });
}

void Attention::fold(const Event& event, const Json& data)
{
    AttentionItem item;
    item.path = event.path;
    item.since = event.time;
    switch (event.type) {
    case EventType::GateOpened:
        item.gateId = stringAt(data, "gate_id");
        item.gateKind = stringAt(data, "kind", "call");
        item.subject = shortText(data, item.gateKind == "limit" ? "limit" : "tool");
        item.text = shortText(data, "reason");
        std::erase_if(m_items, [&](const auto& known) {
            return known.kind == AttentionKind::Gate && known.gateId == item.gateId;
        });
        add(std::move(item));
        break;
    case EventType::GateDecided:
        std::erase_if(m_items, [id = stringAt(data, "gate_id")](const auto& known) {
            return known.kind == AttentionKind::Gate && known.gateId == id;
        });
        break;
    case EventType::RunPaused:
        item.kind = AttentionKind::Held;
        item.subject = stringAt(data, "by", "human");
        item.text = shortText(data, "why");
        std::erase_if(m_items, [&](const auto& known) {
            return known.kind == AttentionKind::Held && known.path == item.path;
        });
        add(std::move(item));
        break;
    case EventType::RunResumed:
        std::erase_if(m_items, [&](const auto& known) {
            return known.kind == AttentionKind::Held
                && (known.path == event.path || event.path == "/");
        });
        break;
    case EventType::BudgetWarned:
    case EventType::BudgetReached:
        item.kind = AttentionKind::Limit;
        item.subject = stringAt(data, "limit");
        item.text = event.type == EventType::BudgetReached ? "reached" : shortText(data, "reason");
        if (item.text.empty())
            item.text = "nearly reached";
        std::erase_if(m_items, [&](const auto& known) { // calls side by side meet it together
            return known.kind == AttentionKind::Limit && known.subject == item.subject;
        });
        add(std::move(item));
        break;
    case EventType::CostAlerted:
        item.kind = AttentionKind::Cost;
        item.ratio = numberAt(data, "ratio").value_or(0);
        item.baselineUsd = numberAt(data, "baseline_usd").value_or(0);
        add(std::move(item));
        break;
    case EventType::BreakerTripped:
        item.kind = AttentionKind::Breaker;
        item.subject = shortText(data, "tool");
        item.text = shortText(data, "evidence");
        add(std::move(item));
        break;
    case EventType::ModelFailed:
        item.kind = AttentionKind::Failure;
        if (const auto* error = find(data, "error"))
            item.text = shortText(*error, "message");
        add(std::move(item));
        break;
    case EventType::ModelReplied:
        std::erase_if(m_items, [&](const auto& known) {
            return known.kind == AttentionKind::Failure && known.path == event.path;
        });
        break;
    case EventType::ReplayDiverged:
        item.kind = AttentionKind::Diverged;
        add(std::move(item));
        break;
    case EventType::RunFinished:
        closeGates();
        break;
    default:
        break;
    }
}

} // namespace signalbox::trace
