// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/recordactions.h"

#include "ui/format.h"
#include "ui/record/forkdialog.h"
#include "ui/record/forkdialogs.h"
#include "ui/record/repeatdialog.h"

namespace signalbox::ui {

using trace::RunState;
using trace::SpanKind;

namespace {
constexpr std::size_t mostDialogs = 16; // that keep what was typed

// The dialog for this step; makes room for one more where there is none.
RepeatDialog* find(std::vector<QPointer<RepeatDialog>>& dialogs, const std::string& run,
                   const std::string& at)
{
    std::erase_if(dialogs, [](const auto& dialog) { return dialog.isNull(); });
    for (const auto& dialog : dialogs) {
        if (dialog->run() == run && dialog->at() == at)
            return dialog;
    }
    if (dialogs.size() >= mostDialogs) {
        delete dialogs.front();
        dialogs.erase(dialogs.begin());
    }
    return nullptr;
}
} // namespace

RecordActions::RecordActions(UiContext& context, RunView& view, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_view(view)
    , m_window(window)
    , m_replay(add(tr("&Replay this run"), "Ctrl+R", &RecordActions::replay))
    , m_replayPresent(
          add(tr("Replay with the files of &today"), "Ctrl+Alt+R", &RecordActions::replayPresent))
    , m_resume(add(tr("Res&ume this run"), "Ctrl+U", &RecordActions::resume))
    , m_fork(add(tr("For&k at this step\u2026"), "Ctrl+B", &RecordActions::fork))
    , m_again(add(tr("&Do this step again"), "Ctrl+D", &RecordActions::doAgain))
    , m_repeat(add(tr("Re&peat this step\u2026"), "Ctrl+Shift+D", &RecordActions::repeat))
    , m_compare(add(tr("&Compare with its original"), "Ctrl+Shift+B",
                    &RecordActions::compareWithOriginal))
    , m_forks(new ForkDialogs(context, "record", window))
{
    connect(m_forks, &ForkDialogs::commandIssued, this, &RecordActions::commandIssued);
    connect(&view, &RunView::runChanged, this, &RecordActions::refresh);
    connect(&view, &RunView::advanced, this, &RecordActions::refresh);
    connect(&view, &RunView::selectionChanged, this, &RecordActions::refresh);
    refresh();
}

RecordActions::~RecordActions()
{
    for (const auto& dialog : m_repeats)
        delete dialog;
}

QAction* RecordActions::add(const QString& text, const char* shortcut,
                            void (RecordActions::*slot)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(QKeySequence(QString::fromLatin1(shortcut)));
    connect(action, &QAction::triggered, this, slot);
    m_all.push_back(action);
    return action;
}

std::string RecordActions::selectedPath() const
{
    const auto id = m_view.selected();
    if (!m_view.trace() || !id.isValid() || id.value >= m_view.trace()->spans().count()
        || m_files.contains(m_view.run()))
        return {};
    const auto span = m_view.trace()->spans().span(id);
    if (trace::isOpen(span.status) && m_view.isLive())
        return {}; // its outcome is not recorded yet
    if (span.kind == SpanKind::Tool || span.kind == SpanKind::Node)
        return std::string(span.path);
    if (span.kind != SpanKind::Model)
        return {};
    const auto segments = pathSegments(span.path);
    return !segments.empty() && segments.back().kind == "model" ? std::string(span.path)
                                                                : childPath(span.path, "model", 1);
}

void RecordActions::refresh()
{
    const bool ended = m_view.trace() && !m_view.isLive() && !m_view.run().empty()
        && !m_files.contains(m_view.run());
    const auto state = m_view.status().state;
    const auto at = selectedPath();
    m_replay->setEnabled(ended);
    m_replayPresent->setEnabled(ended);
    m_resume->setEnabled(ended && state != RunState::Done && state != RunState::Idle);
    m_fork->setEnabled(!at.empty());
    m_again->setEnabled(!at.empty());
    m_repeat->setEnabled(!at.empty() && at.find("/model:") != std::string::npos);
    m_compare->setEnabled(ended && !m_view.status().forkedFrom.empty());
}

void RecordActions::replay()
{
    Q_EMIT replayAsked(QString::fromStdString(m_view.run()));
    Q_EMIT commandIssued(engine::ReplayRun{m_view.run(), false});
}

void RecordActions::replayPresent()
{
    Q_EMIT replayAsked(QString::fromStdString(m_view.run()));
    Q_EMIT commandIssued(engine::ReplayRun{m_view.run(), true});
}

void RecordActions::resume()
{
    if (m_resume->isEnabled())
        Q_EMIT commandIssued(engine::ResumeRun{m_view.run()});
}

void RecordActions::fork()
{
    (void)openFork();
}

void RecordActions::repeat()
{
    (void)openRepeat();
}

void RecordActions::doAgain()
{
    if (const auto at = selectedPath(); !at.empty())
        Q_EMIT commandIssued(engine::ForkRun{m_forks->newTicket(), m_view.run(), at, {}, {}});
}

void RecordActions::compareWithOriginal()
{
    Q_EMIT compareRequested(QString::fromStdString(m_view.status().forkedFrom),
                            QString::fromStdString(m_view.run()));
}

ForkDialog* RecordActions::openFork()
{
    const auto at = selectedPath();
    if (at.empty())
        return nullptr;
    return m_forks->open(m_view.run(), *m_view.trace(), at);
}

RepeatDialog* RecordActions::openRepeat()
{
    const auto at = selectedPath();
    if (at.find("/model:") == std::string::npos)
        return nullptr;
    auto* dialog = find(m_repeats, m_view.run(), at);
    if (!dialog) {
        dialog = new RepeatDialog(m_context, m_view.run(), at, m_forks->newTicket(), m_window);
        connect(dialog, &RepeatDialog::commandIssued, this, &RecordActions::commandIssued);
        connect(dialog, &RepeatDialog::openRunRequested, this, &RecordActions::openRunRequested);
        m_repeats.emplace_back(dialog);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}

void RecordActions::onNotice(const engine::Notice& notice)
{
    if (const auto* opened = std::get_if<engine::RunFileOpened>(&notice)) {
        if (opened->imported)
            m_files.erase(opened->run);
        else
            m_files.insert(opened->run);
        refresh();
    }
    for (const auto& dialog : m_repeats) {
        if (dialog)
            dialog->onNotice(notice);
    }
    m_forks->onNotice(notice);
}

} // namespace signalbox::ui
