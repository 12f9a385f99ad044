// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/spantable.h"
#include "ui/uicontext.h"

#include <QObject>

#include <optional>
#include <vector>

namespace signalbox::ui {

// The breakpoints of the open workspace: kept in the person's settings, given to the engine, counted by it. On the GUI
// thread, owned by the Run mode.
class BreakpointList : public QObject
{
    Q_OBJECT

public:
    explicit BreakpointList(UiContext& context, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Breakpoint>& all() const { return m_all; }
    // The workspace was opened or read again; those of another one take their place.
    void load();
    void take(const engine::BreakpointsSet& told); // how often each was met

    // Empty, or why it cannot be one.
    [[nodiscard]] static QString complaint(const Breakpoint& breakpoint);
    void add(const Breakpoint& breakpoint); // one that is known already is enabled
    void remove(int row);
    void setEnabled(int row, bool enabled);
    void setAllEnabled(bool enabled);
    void clear();
    // Takes away the one that names this step exactly, else adds it.
    void toggle(const Breakpoint& breakpoint);

    // What a breakpoint on this step would be; nothing for a run or a request.
    [[nodiscard]] static std::optional<Breakpoint> of(const trace::Span& span);
    enum class Mark
    {
        None,
        Disabled,
        Enabled
    };
    // Whether one names this step, by its name or a glob.
    [[nodiscard]] Mark markOf(trace::SpanKind kind, std::string_view name) const;

Q_SIGNALS:
    void changed();
    void commandIssued(const signalbox::engine::Command& command);

private:
    void store();
    [[nodiscard]] QString key() const;
    [[nodiscard]] int find(const Breakpoint& breakpoint) const; // -1: there is none

    UiContext& m_context;
    std::string m_root; // of the workspace they belong to
    std::vector<Breakpoint> m_all;
};

} // namespace signalbox::ui
