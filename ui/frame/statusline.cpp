// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/statusline.h"

#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>

namespace signalbox::ui {

using trace::RunState;

namespace {

QString roleOf(RunState state)
{
    switch (state) {
    case RunState::Waiting:
    case RunState::Paused:
    case RunState::Limit:
    case RunState::Denied:
    case RunState::Interrupted:
        return QStringLiteral("warning");
    case RunState::Failed:
        return QStringLiteral("error");
    case RunState::Running:
    case RunState::Done:
        return QStringLiteral("ok");
    default:
        return QStringLiteral("muted");
    }
}

} // namespace

StatusLine::StatusLine(UiContext& context, RunView& view, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_view(view)
    , m_dot(plainLabel(QStringLiteral("\u25cf"), QStringLiteral("muted")))
    , m_state(plainLabel())
    , m_counts(plainLabel({}, QStringLiteral("muted")))
    , m_journal(plainLabel({}, QStringLiteral("muted")))
    , m_message(plainLabel({}, QStringLiteral("muted")))
    , m_sandbox(plainLabel({}, QStringLiteral("muted")))
    , m_trust(plainLabel({}, QStringLiteral("muted")))
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("surface", QStringLiteral("status"));
    const auto& theme = context.theme;
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme.scaled(11), theme.scaled(3), theme.scaled(11),
                               theme.scaled(3));
    layout->setSpacing(theme.scaled(5));
    layout->addWidget(m_dot);
    layout->addWidget(m_state);
    layout->addSpacing(theme.scaled(12));
    layout->addWidget(m_counts);
    layout->addSpacing(theme.scaled(12));
    layout->addWidget(m_journal);
    layout->addSpacing(theme.scaled(12));
    layout->addWidget(m_message, 1);
    layout->addWidget(m_sandbox);
    layout->addSpacing(theme.scaled(12));
    layout->addWidget(m_trust);
    m_dot->setAccessibleName(tr("State mark"));
    m_state->setObjectName(QStringLiteral("runState"));
    m_state->setAccessibleName(QStringLiteral("Run state"));
    m_counts->setAccessibleName(tr("Counts"));
    m_message->setAccessibleName(tr("Message"));
    m_message->setMinimumWidth(0);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(&view, &RunView::advanced, this, &StatusLine::showState);
    connect(&view, &RunView::runChanged, this, &StatusLine::showState);
    connect(&view, &RunView::ticked, this, &StatusLine::showState);
    refresh();
    showState();
}

void StatusLine::refresh()
{
    const auto workspace = m_context.opened.workspace;
    const bool sandboxed = !workspace || workspace->sandbox.files != "none";
    m_sandbox->setText(sandboxed ? tr("sandbox on") : tr("sandbox without files"));
    m_trust->setText(!workspace || workspace->trusted ? QString() : tr("workspace not trusted"));
    m_trust->setProperty("role", QStringLiteral("warning"));
    Theme::repolish(m_trust);
}

void StatusLine::setMessage(const QString& text, bool isError)
{
    m_message->setText(text.left(400));
    m_message->setToolTip({});
    m_message->setAccessibleDescription(text);
    m_message->setProperty("role", isError ? QStringLiteral("error") : QStringLiteral("muted"));
    Theme::repolish(m_message);
}

void StatusLine::showState()
{
    const auto& status = m_view.status();
    const auto words = trace::runStateText(status.state);
    const auto state = QString::fromLatin1(words.data(), qsizetype(words.size()));
    if (m_state->text() != state) {
        m_state->setText(state);
        m_state->setAccessibleDescription(state);
        for (auto* label : {m_dot, m_state}) {
            label->setProperty("role", roleOf(status.state));
            Theme::repolish(label);
        }
    }
    if (!m_view.trace()) {
        m_counts->clear();
        m_journal->setText(tr("journal ready"));
        return;
    }
    const auto meters = m_view.trace()->meters();
    const auto steps =
        meters.requests == 1 ? tr("1 step") : tr("%1 steps").arg(format::count(meters.requests));
    const auto calls =
        meters.toolCalls == 1 ? tr("1 call") : tr("%1 calls").arg(format::count(meters.toolCalls));
    m_counts->setText(tr("run %1 \u00b7 %2 \u00b7 %3 \u00b7 %4")
                          .arg(format::runId(m_view.run()), steps, calls,
                               format::duration(m_view.now() - m_view.begin())));
    m_counts->setAccessibleDescription(m_counts->text());
    m_journal->setText(tr("journal saved"));
}

} // namespace signalbox::ui
