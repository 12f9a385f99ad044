// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/spantable.h"
#include "values/event.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::trace {

// A run as indented text, one row a line, two spaces a level:
//   run Sort the inbox
//     agent clerk
//       chat demo 120ms 500tok $0.002
//         tool read_file ok 30ms
//         tool delete_file waiting
// Status words: ok (the default of a row with a time), failed, denied, waiting, running. Rows follow each other in time;
// a row with children ends with the last of them. A run line with a word behind `=>` is finished with this outcome.
[[nodiscard]] std::vector<Event> traceFromText(std::string_view text);

// The rows of a table in tree order: "chat demo ok 120ms 500tok $0.002", sums with a leading "sum".
[[nodiscard]] std::string printTrace(const SpanTable& spans);

} // namespace signalbox::trace
