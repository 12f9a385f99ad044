// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/gate/pendinggate.h"

#include <QString>

// What a gate says in plain words. Every text is plain and one line; what cannot be seen is drawn as U+202E.
namespace signalbox::ui {

inline constexpr std::size_t longestQuestion = 200; // bytes of the first line, in the title

[[nodiscard]] QString gateTitle(const PendingGate& gate); // "Delete inbox/acme-0042 (1).txt?"
[[nodiscard]] QString
gatePlace(const PendingGate& gate); // "clerk · step 9 · tool delete_file · can be undone"
// "cost", "tool calls", "time" of a limit's name in the journal.
[[nodiscard]] QString limitWord(const std::string& limit);
// How much of the limit is used, and what the buttons make of it.
[[nodiscard]] QString limitWords(const PendingGate& gate);
[[nodiscard]] QString undoWords(const PendingGate& gate);
[[nodiscard]] QString decisionWords(GateDecision decision); // with its mnemonic: "&Approve"
[[nodiscard]] QString decisionName(GateDecision decision); // accessible name: "Stop run"
[[nodiscard]] QString scopeWords(GrantScope scope, int earlier); // "this run · covers 3 earlier"
[[nodiscard]] QString originWords(const ArgumentOrigin& origin);
// Beside an argument: the worst label of its parts, else who wrote them; "trusted" only where that was said.
[[nodiscard]] QString originNote(const PendingGate& gate, const std::string& argument);

} // namespace signalbox::ui
