// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/breakpointlist.h"

#include "base/text.h"
#include "schema/pattern.h"
#include "ui/format.h"

#include <QCryptographicHash>
#include <QStringList>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t most = 200; // as the engine takes
constexpr std::size_t longestPattern = 1000; // bytes
constexpr double mostDollars = 1e6;

// "+tool delete_*": as it stands in the settings.
QString written(const Breakpoint& breakpoint)
{
    return (breakpoint.enabled ? u'+' : u'-') + QString::fromStdString(breakText(breakpoint));
}

std::optional<Breakpoint> readBack(const QString& text)
{
    const auto words = text.mid(1).toStdString();
    const auto space = words.find(' ');
    Breakpoint breakpoint;
    breakpoint.enabled = text.startsWith(u'+');
    if (!breakKindFromName(words.substr(0, space), breakpoint.kind))
        return std::nullopt;
    if (space != std::string::npos)
        breakpoint.pattern = words.substr(space + 1);
    return breakpoint;
}
} // namespace

BreakpointList::BreakpointList(UiContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{ }

QString BreakpointList::key() const
{
    const auto hash =
        QCryptographicHash::hash(QByteArray::fromStdString(m_root), QCryptographicHash::Sha256);
    return QStringLiteral("run/breakpoints/") + QString::fromLatin1(hash.toHex().left(16));
}

void BreakpointList::load()
{
    const auto workspace = m_context.opened.workspace;
    if (!workspace || workspace->root == m_root)
        return;
    m_root = workspace->root;
    m_all.clear();
    for (const auto& text : m_context.settings.value(key()).toStringList()) {
        const auto breakpoint = readBack(text);
        if (breakpoint && complaint(*breakpoint).isEmpty() && m_all.size() < most)
            m_all.push_back(*breakpoint);
    }
    Q_EMIT commandIssued(engine::SetBreakpoints{m_all});
    Q_EMIT changed();
}

void BreakpointList::store()
{
    QStringList texts;
    for (const auto& breakpoint : m_all)
        texts.push_back(written(breakpoint));
    m_context.settings.setValue(key(), texts);
    Q_EMIT commandIssued(engine::SetBreakpoints{m_all});
    Q_EMIT changed();
}

void BreakpointList::take(const engine::BreakpointsSet& told)
{
    bool counted = false;
    for (auto& breakpoint : m_all) {
        for (const auto& known : told.breakpoints) {
            if (!isSameBreak(known, breakpoint) || known.hits == breakpoint.hits)
                continue;
            breakpoint.hits = known.hits;
            counted = true;
        }
    }
    if (counted)
        Q_EMIT changed();
}

QString BreakpointList::complaint(const Breakpoint& breakpoint)
{
    const auto& pattern = breakpoint.pattern;
    if (pattern.size() > longestPattern)
        return tr("The pattern is too long.");
    if (breakpoint.kind == BreakKind::Error)
        return {};
    if (trim(pattern).empty())
        return tr("Say what to look for.");
    if (breakpoint.kind == BreakKind::CostReached) {
        bool good = false;
        const auto text = QString::fromStdString(pattern);
        const double dollars = (text.startsWith(u'$') ? text.mid(1) : text).toDouble(&good);
        return good && dollars > 0 && dollars <= mostDollars
            ? QString()
            : tr("A cost is a number of US dollars, as 0.25.");
    }
    if (breakpoint.kind != BreakKind::Text)
        return {};
    const auto made = schema::Pattern::compile(pattern);
    return made ? QString() : format::line(made.error().message);
}

int BreakpointList::find(const Breakpoint& breakpoint) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const Breakpoint& known) {
        return isSameBreak(known, breakpoint);
    });
    return found == m_all.end() ? -1 : int(found - m_all.begin());
}

void BreakpointList::add(const Breakpoint& breakpoint)
{
    if (const int row = find(breakpoint); row >= 0) {
        setEnabled(row, true);
        return;
    }
    if (m_all.size() >= most || !complaint(breakpoint).isEmpty())
        return;
    m_all.push_back(breakpoint);
    store();
}

void BreakpointList::toggle(const Breakpoint& breakpoint)
{
    if (const int row = find(breakpoint); row >= 0)
        remove(row);
    else
        add(breakpoint);
}

void BreakpointList::remove(int row)
{
    if (row < 0 || row >= int(m_all.size()))
        return;
    m_all.erase(m_all.begin() + row);
    store();
}

void BreakpointList::setEnabled(int row, bool enabled)
{
    if (row < 0 || row >= int(m_all.size()) || m_all[std::size_t(row)].enabled == enabled)
        return;
    m_all[std::size_t(row)].enabled = enabled;
    store();
}

void BreakpointList::setAllEnabled(bool enabled)
{
    for (auto& breakpoint : m_all)
        breakpoint.enabled = enabled;
    store();
}

void BreakpointList::clear()
{
    m_all.clear();
    store();
}

std::optional<Breakpoint> BreakpointList::of(const trace::Span& span)
{
    Breakpoint breakpoint;
    breakpoint.pattern = std::string(span.name);
    switch (span.kind) {
    case trace::SpanKind::Tool:
        breakpoint.kind = BreakKind::Tool;
        return breakpoint;
    case trace::SpanKind::Agent:
        breakpoint.kind = BreakKind::Agent;
        return breakpoint;
    case trace::SpanKind::Node:
        breakpoint.kind = BreakKind::Node;
        return breakpoint;
    case trace::SpanKind::Run:
    case trace::SpanKind::Model:
        break;
    }
    return std::nullopt;
}

BreakpointList::Mark BreakpointList::markOf(trace::SpanKind kind, std::string_view name) const
{
    auto mark = Mark::None;
    for (const auto& breakpoint : m_all) {
        const bool fits = (breakpoint.kind == BreakKind::Tool && kind == trace::SpanKind::Tool)
            || (breakpoint.kind == BreakKind::Agent && kind == trace::SpanKind::Agent)
            || (breakpoint.kind == BreakKind::Node && kind == trace::SpanKind::Node);
        if (!fits || !matchesGlob(breakpoint.pattern, name))
            continue;
        if (breakpoint.enabled)
            return Mark::Enabled;
        mark = Mark::Disabled;
    }
    return mark;
}

} // namespace signalbox::ui
