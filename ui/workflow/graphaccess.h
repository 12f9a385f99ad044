// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessibleInterface>

namespace signalbox::ui {

class GraphView;

// The drawn graph for screen readers: a list whose items are the nodes in reading order, then the edges. Qt has none for
// the items of a scene.
[[nodiscard]] QAccessibleInterface* makeGraphInterface(GraphView* view);
// Tells which node is selected now.
void tellSelection(GraphView& view);

} // namespace signalbox::ui
