// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/undoledger.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "tools/builtintools.h"

#include <algorithm>

namespace signalbox::tools {

namespace {
constexpr std::size_t shownArguments = 300; // bytes

// The effects of every tool that the run recorded; one that is not there may have all of them.
void takeEffects(const Json& definitions,
                 std::map<std::string, std::vector<std::string>, std::less<>>& out)
{
    for (const auto& tool : builtinDefinitions())
        out[tool->name] = tool->declaredEffects.value_or(Effects::all()).names();
    const auto* tools = find(definitions, "tools");
    if (!tools || !tools->is_object())
        return;
    for (const auto& [name, document] : tools->items()) {
        const auto* effects = find(document, "effects");
        if (!effects || !effects->is_array())
            continue;
        std::vector<std::string> names;
        for (const auto& effect : *effects) {
            if (effect.is_string())
                names.push_back(effect.get<std::string>());
        }
        out[name] = std::move(names);
    }
}

bool isEffectful(const std::vector<std::string>& effects)
{
    return std::any_of(effects.begin(), effects.end(),
                       [](const auto& effect) { return effect != "read"; });
}

// One of ours, which changes nothing where it fails.
bool isFileTool(std::string_view tool)
{
    return tool == "write_file" || tool == "edit_file" || tool == "move_file"
        || tool == "delete_file";
}

// The files that an entry stands on.
bool shares(const UndoRecord& a, const UndoRecord& b)
{
    for (const auto* mine : {&a.path, &a.from}) {
        for (const auto* other : {&b.path, &b.from}) {
            if (mine->empty() || other->empty())
                continue;
            if (*mine == *other || mine->starts_with(*other + "/")
                || other->starts_with(*mine + "/"))
                return true;
        }
    }
    return false;
}
} // namespace

std::string_view undoStateName(UndoState state)
{
    switch (state) {
    case UndoState::Done:
        return "done";
    case UndoState::Undone:
        return "undone";
    case UndoState::InDoubt:
        return "in_doubt";
    }
    return "done";
}

const UndoEntry* inTheWayOf(const UndoEntry& entry, const std::vector<UndoEntry>& entries,
                            const std::set<std::string>& standing, UndoDirection direction)
{
    const UndoEntry* found = nullptr;
    bool isBehind = false;
    for (const auto& other : entries) {
        if (other.path == entry.path) {
            isBehind = true;
            continue;
        }
        if (!other.record || !standing.contains(other.path)
            || !shares(*entry.record, *other.record))
            continue;
        if (direction == UndoDirection::Undo && isBehind)
            found = &other; // the last of them is the first to go
        else if (direction == UndoDirection::Redo && !isBehind)
            return &other;
    }
    return found;
}

UndoLedger::UndoLedger(const std::string& root, std::string run)
    : m_files(root)
    , m_run(std::move(run))
    , m_store(m_files, root + "/.signalbox/trash/" + m_run)
{
    takeEffects(Json::object(), m_effects);
}

void UndoLedger::add(const Event& event)
{
    if (event.type != EventType::RunStarted && event.type != EventType::ToolRequested
        && event.type != EventType::ToolStarted && event.type != EventType::ToolFinished)
        return;
    const auto data = parseJson(event.data).value_or(Json::object());
    if (event.type == EventType::RunStarted) {
        if (const auto* definitions = find(data, "definitions"))
            takeEffects(*definitions, m_effects);
    } else if (event.type == EventType::ToolRequested) {
        m_tools[event.path] = stringAt(data, "tool");
    } else if (event.type == EventType::ToolStarted) {
        addStarted(event, data);
    } else if (const auto found = m_byPath.find(event.path); found != m_byPath.end()) {
        auto& entry = m_entries[found->second];
        entry.state = UndoState::Done;
        const auto* undo = find(data, "undo");
        const auto record = undo ? undoFromJson(*undo) : fail(Errc::NotFound, "");
        if (record) {
            entry.record = *record;
            entry.what = undoWords(*record);
            entry.effects.clear();
        } else if (!boolAt(data, "ok") && isFileTool(entry.tool)) {
            entry.tool.clear(); // it failed and changed nothing
        }
    }
}

void UndoLedger::addStarted(const Event& event, const Json& data)
{
    UndoEntry entry;
    entry.path = event.path;
    entry.tool = m_tools[event.path];
    const auto effects = m_effects.find(entry.tool);
    entry.effects = effects == m_effects.end() ? Effects::all().names() : effects->second;
    if (!isEffectful(entry.effects))
        return;
    entry.key = sha256(m_run + event.path).hex().substr(0, 32);
    const auto arguments = dumpJson(data.value("arguments", Json::object()));
    entry.what = entry.tool + " " + std::string(truncateUtf8(arguments, shownArguments))
        + (arguments.size() > shownArguments ? "..." : "");
    entry.state = UndoState::InDoubt;
    const auto [place, isNew] = m_byPath.try_emplace(event.path, m_entries.size());
    if (isNew)
        m_entries.push_back(std::move(entry));
    else
        m_entries[place->second] = std::move(entry); // it was tried again
}

void UndoLedger::addUndo(const Event& event)
{
    if (event.type != EventType::ToolRequested && event.type != EventType::ToolFinished)
        return;
    const auto data = parseJson(event.data).value_or(Json::object());
    if (event.type == EventType::ToolRequested) {
        m_ofUndo[event.path] = stringAt(data.value("arguments", Json::object()), "at");
        return;
    }
    const auto found = m_byPath.find(m_ofUndo[event.path]);
    if (found == m_byPath.end() || !boolAt(data, "ok"))
        return;
    const auto direction = stringAt(data.value("result", Json::object()), "direction");
    m_entries[found->second].state = direction == "redo" ? UndoState::Done : UndoState::Undone;
}

std::vector<UndoEntry> UndoLedger::entries() const
{
    auto entries = m_entries;
    std::erase_if(entries, [](const UndoEntry& entry) { return entry.tool.empty(); });
    for (auto& entry : entries) {
        if (entry.state != UndoState::InDoubt || entry.record)
            continue;
        if (auto kept = m_store.kept(entry.key)) {
            entry.record = std::move(*kept);
            entry.what = undoWords(*entry.record);
            entry.effects.clear();
        }
    }
    std::set<std::string> done;
    std::set<std::string> undone;
    for (const auto& entry : entries) {
        if (entry.record)
            (entry.state == UndoState::Undone ? undone : done).insert(entry.path);
    }
    for (auto& entry : entries) {
        if (!entry.record)
            continue;
        const bool isUndone = entry.state == UndoState::Undone;
        const auto direction = isUndone ? UndoDirection::Redo : UndoDirection::Undo;
        if (const auto* other = inTheWayOf(entry, entries, isUndone ? undone : done, direction)) {
            entry.blocked = std::string(isUndone ? "an earlier call was undone too: redo "
                                                 : "a later call stands on it: undo ")
                + other->path + " first";
            continue;
        }
        auto ready = m_store.check(entry.key, *entry.record, direction);
        if (!ready && ready.error().code == Errc::Exists) { // by hand, or before a crash
            entry.state = isUndone ? UndoState::Done : UndoState::Undone;
            ready = m_store.check(entry.key, *entry.record,
                                  isUndone ? UndoDirection::Undo : UndoDirection::Redo);
        }
        if (!ready)
            entry.blocked = ready.error().text();
    }
    return entries;
}

Result<> UndoLedger::perform(const UndoEntry& entry, UndoDirection direction) const
{
    if (!entry.record)
        return fail(Errc::Unsupported, "it cannot be taken back: " + entry.what);
    auto done = m_store.perform(entry.key, *entry.record, direction);
    if (!done && done.error().code == Errc::Exists)
        return {};
    return done;
}

} // namespace signalbox::tools
