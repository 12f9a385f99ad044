// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gateinbox.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/gate/gatedialog.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostWords = 64u << 10;
constexpr std::size_t mostFacts = 10'000;

std::string callHash(const std::string& tool, const std::string& arguments)
{
    return sha256(tool + '\n' + arguments).hex().substr(0, 32);
}

// "/agent:clerk:1/step:3" of anything below it.
std::string stepOf(std::string_view path)
{
    const auto at = path.rfind("/step:");
    if (at == std::string_view::npos)
        return std::string(path);
    return std::string(path.substr(0, path.find('/', at + 1)));
}
} // namespace

GateInbox::GateInbox(UiContext& context, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_window(window)
    , m_drafts(context.settings)
{ }

GateInbox::~GateInbox()
{
    delete m_dialog;
}

void GateInbox::fold(const std::vector<Event>& events, const ToolLookup& tool)
{
    const std::size_t before = m_pending.size();
    bool changed = false;
    for (const auto& event : events) {
        switch (event.type) {
        case EventType::GateOpened:
            open(event, tool);
            changed = true;
            break;
        case EventType::GateDecided: {
            const auto data = parseJson(event.data);
            if (data)
                close(event.run, stringAt(*data, "gate_id"));
            changed = true;
            break;
        }
        case EventType::RunFinished:
            forget(event.run);
            changed = true;
            break;
        default:
            note(event);
        }
    }
    if (!changed)
        return;
    refresh();
    if (m_pending.size() != before)
        Q_EMIT countChanged(int(m_pending.size()));
}

void GateInbox::note(const Event& event)
{
    if (event.type != EventType::ToolRequested && event.type != EventType::ModelReplied)
        return;
    const auto data = parseJson(event.data);
    if (!data)
        return;
    auto& facts = m_runs[event.run];
    if (event.type == EventType::ModelReplied) {
        if (facts.words.size() > mostFacts)
            facts.words.clear();
        facts.words[stepOf(event.path)] = truncateUtf8(stringAt(*data, "text"), mostWords);
        return;
    }
    const std::string tool = stringAt(*data, "tool");
    const Json* arguments = find(*data, "arguments");
    if (facts.equalCalls.size() > mostFacts)
        facts.equalCalls.clear();
    ++facts.callsOfTool[tool];
    ++facts.equalCalls[callHash(tool, arguments ? dumpJson(*arguments) : "{}")];
}

void GateInbox::open(const Event& event, const ToolLookup& tool)
{
    auto gate = gateFromEvent(event);
    if (!gate)
        return;
    if (tool && !gate->tool.empty())
        gate->definition = tool(gate->tool);
    const auto facts = m_runs.find(event.run);
    if (gate->says.empty() && facts != m_runs.end()) {
        const auto words = facts->second.words.find(stepOf(event.path));
        if (words != facts->second.words.end())
            gate->says = words->second;
    }
    const std::size_t index = indexOf(gate->run, gate->gateId);
    if (index < m_pending.size()) {
        m_pending[index] = *gate;
        return;
    }
    m_pending.push_back(*gate);
    Q_EMIT opened(QString::fromStdString(gate->run), QString::fromStdString(gate->gateId));
}

void GateInbox::close(const std::string& run, const std::string& gateId)
{
    std::erase_if(m_pending, [&](const PendingGate& gate) {
        return gate.run == run && gate.gateId == gateId;
    });
    m_drafts.remove(run, gateId);
}

void GateInbox::forget(const std::string& run)
{
    for (const auto& gate : m_pending) {
        if (gate.run == run)
            m_drafts.remove(run, gate.gateId);
    }
    const auto gone =
        std::erase_if(m_pending, [&](const PendingGate& gate) { return gate.run == run; });
    m_runs.erase(run);
    if (gone > 0)
        refresh();
}

std::size_t GateInbox::indexOf(const std::string& run, const std::string& gateId) const
{
    const auto found =
        std::find_if(m_pending.begin(), m_pending.end(), [&](const PendingGate& gate) {
            return gate.run == run && gate.gateId == gateId;
        });
    return std::size_t(found - m_pending.begin());
}

void GateInbox::refresh()
{
    if (m_pending.empty()) {
        m_shownRun.clear();
        m_shownGate.clear();
        if (m_dialog)
            m_dialog->hide();
        return;
    }
    const std::size_t shown = indexOf(m_shownRun, m_shownGate);
    if (shown == m_pending.size())
        showAt(0);
    else if (m_dialog)
        m_dialog->setPlace(int(shown), int(m_pending.size()));
    // Not activated: typing goes on where it was.
    if (m_dialog && !m_dialog->isVisible())
        m_dialog->show();
}

void GateInbox::showAt(std::size_t index)
{
    if (!m_dialog) {
        m_dialog = new GateDialog(m_context.theme, m_window);
        connect(m_dialog, &GateDialog::answered, this, &GateInbox::answer);
        connect(m_dialog, &GateDialog::draftChanged, this, &GateInbox::saveDraft);
        connect(m_dialog, &GateDialog::stepWanted, this, [this](int by) {
            const auto count = int(m_pending.size());
            if (count > 0)
                showAt(std::size_t((int(indexOf(m_shownRun, m_shownGate)) + by + count) % count));
        });
    }
    const PendingGate& gate = m_pending[index];
    m_shownRun = gate.run;
    m_shownGate = gate.gateId;
    ScopeCover cover;
    if (const auto facts = m_runs.find(gate.run); facts != m_runs.end()) {
        const auto earlier = [](const std::map<std::string, int>& counts, const std::string& key) {
            const auto found = counts.find(key);
            return found == counts.end() ? 0 : std::max(0, found->second - 1);
        };
        cover.run = earlier(facts->second.callsOfTool, gate.tool);
        cover.theseArguments =
            earlier(facts->second.equalCalls, callHash(gate.tool, gate.arguments));
    }
    m_dialog->setGate(gate, m_drafts.load(gate.run, gate.gateId), cover);
    m_dialog->setPlace(int(index), int(m_pending.size()));
}

void GateInbox::review(const QString& gateId)
{
    if (m_pending.empty())
        return;
    const std::string wanted = gateId.toStdString();
    const auto found = std::find_if(m_pending.begin(), m_pending.end(),
                                    [&](const PendingGate& gate) { return gate.gateId == wanted; });
    const auto index = found == m_pending.end() ? 0 : std::size_t(found - m_pending.begin());
    if (!m_dialog || indexOf(m_shownRun, m_shownGate) != index)
        showAt(index);
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

// Calls side by side reach one limit together, and one answer is meant for all: more of a limit is more for the whole run, the
// end of a step is the end of its calls. What does not fit even so asks again.
std::vector<std::string> GateInbox::answeredAlong(const PendingGate& gate,
                                                  GateDecision decision) const
{
    std::vector<std::string> others;
    const bool isShared = gate.kind == GateKind::Limit && gate.limit != "max_steps"
        && (decision == GateDecision::Extend || decision == GateDecision::WrapUp);
    const auto stepOf = [](const PendingGate& one) {
        return one.path.substr(0, one.path.rfind("/tool:"));
    };
    for (const auto& other : m_pending) {
        if (isShared && other.run == gate.run && other.gateId != gate.gateId
            && other.kind == gate.kind && other.limit == gate.limit
            && (decision == GateDecision::Extend || stepOf(other) == stepOf(gate)))
            others.push_back(other.gateId);
    }
    return others;
}

void GateInbox::answer(const GateAnswer& answer)
{
    const std::string run = m_shownRun;
    const std::string gateId = m_shownGate;
    std::vector<std::string> others;
    if (const auto index = indexOf(run, gateId); index < m_pending.size())
        others = answeredAlong(m_pending[index], answer.decision);
    close(run, gateId);
    for (const auto& other : others)
        close(run, other);
    refresh();
    Q_EMIT answered({run, gateId, answer});
    GateAnswer along = answer;
    along.limits = {}; // it was extended once, for all of them
    for (const auto& other : others)
        Q_EMIT answered({run, other, along});
    Q_EMIT countChanged(int(m_pending.size()));
}

void GateInbox::saveDraft()
{
    if (m_dialog && !m_shownGate.empty())
        m_drafts.save(m_shownRun, m_shownGate, m_dialog->draft());
}

} // namespace signalbox::ui
