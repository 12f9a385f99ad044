// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/event.h"

#include <vector>

namespace signalbox::journal {

// Takes out of a record that a run goes on from what it goes on after (isOpenEnd), and with it what failed in a race that
// nobody has won: a node.left whose "until" names no join that was entered.
void dropOpenEnds(std::vector<Event>& events);

} // namespace signalbox::journal
