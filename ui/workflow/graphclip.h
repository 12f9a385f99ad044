// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "ui/workflow/graph.h"

#include <string>
#include <string_view>
#include <vector>

// Nodes on their way from one place of a workflow, or from one workflow, to another.
namespace signalbox::ui::edits {

// Nodes with the edges between them and where they stand, as JSON that a person can read and keep.
[[nodiscard]] OrderedJson copyNodes(const OrderedJson& document,
                                    const std::vector<std::string>& names, const Positions& places);
// What came from outside as text; Invalid where it holds no nodes. Bounded.
[[nodiscard]] Result<OrderedJson> clipOf(std::string_view text);
// Adds them under free names, moved by so much; the new names.
[[nodiscard]] std::vector<std::string> pasteNodes(OrderedJson& document, const OrderedJson& clip,
                                                  GraphPoint by);

} // namespace signalbox::ui::edits
