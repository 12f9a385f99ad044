// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/recordbar.h"

#include "ui/format.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"
#include "ui/run/detailtext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr std::size_t shownValue = 300;

} // namespace

RecordBar::RecordBar(const Theme& theme, RunView& view, QWidget* parent)
    : QFrame(parent)
    , m_view(view)
    , m_fileRow(new QWidget)
    , m_file(plainLabel())
    , m_import(flatButton(tr("Import this run"), tr("Import this run")))
    , m_originRow(new QWidget)
    , m_origin(plainLabel())
    , m_parent(flatButton(tr("Open the original"), tr("Open the original")))
    , m_compare(flatButton(tr("Compare with it"), tr("Compare with it")))
    , m_resume(flatButton(tr("Resume"), tr("Resume")))
    , m_replayRow(new QWidget)
    , m_replay(plainLabel())
    , m_difference(plainLabel({}, QStringLiteral("mono")))
    , m_jump(flatButton(tr("Show the step"), tr("Show the step")))
    , m_close(flatButton(tr("Close"), tr("Close")))
{
    setObjectName(QStringLiteral("recordBar"));
    setProperty("surface", QStringLiteral("raised"));
    build(theme);
    connect(&view, &RunView::runChanged, this, &RecordBar::refresh);
    connect(&view, &RunView::advanced, this, &RecordBar::refresh);
    refresh();
}

void RecordBar::build(const Theme& theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.scaled(11), theme.scaled(4), theme.scaled(6), theme.scaled(4));
    column->setSpacing(theme.scaled(2));
    const auto rowOf = [&](QWidget* row, QWidget* text, std::initializer_list<QPushButton*> ends) {
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(theme.scaled(6));
        line->addWidget(text, 1);
        for (auto* button : ends)
            line->addWidget(button, 0, Qt::AlignTop);
        column->addWidget(row);
    };
    rowOf(m_fileRow, m_file, {m_import});
    rowOf(m_originRow, m_origin, {m_parent, m_compare, m_resume});
    auto* words = new QWidget;
    auto* both = new QVBoxLayout(words);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(theme.scaled(2));
    both->addWidget(m_replay);
    both->addWidget(m_difference);
    rowOf(m_replayRow, words, {m_jump, m_close});
    m_file->setAccessibleName(tr("File of the run"));
    m_origin->setAccessibleName(tr("Origin of the run"));
    m_replay->setAccessibleName(tr("Replay"));
    m_difference->setAccessibleName(tr("Difference of the replay"));
    for (auto* label : {m_file, m_origin, m_replay, m_difference}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    connect(m_parent, &QPushButton::clicked, this, [this] {
        Q_EMIT openRunRequested(QString::fromStdString(m_view.status().forkedFrom),
                                QString::fromStdString(m_view.status().forkedAt));
    });
    connect(m_compare, &QPushButton::clicked, this, [this] {
        Q_EMIT compareRequested(QString::fromStdString(m_view.status().forkedFrom),
                                QString::fromStdString(m_view.run()));
    });
    connect(m_resume, &QPushButton::clicked, this, &RecordBar::resumeRequested);
    connect(m_import, &QPushButton::clicked, this, [this] {
        if (const auto found = m_files.find(m_view.run()); found != m_files.end())
            Q_EMIT commandIssued(engine::ImportRunFile{found->second.file});
    });
    connect(m_jump, &QPushButton::clicked, this, [this] {
        const auto found = m_replays.find(m_view.run());
        if (found != m_replays.end() && found->second.replay.difference)
            m_view.selectPath(found->second.replay.difference->path);
    });
    connect(m_close, &QPushButton::clicked, this, [this] {
        m_replays.erase(m_view.run());
        refresh();
    });
}

void RecordBar::replaying(const std::string& run)
{
    m_replays[run] = {true, {}, {}};
    refresh();
}

void RecordBar::onNotice(const engine::Notice& notice)
{
    if (const auto* replayed = std::get_if<engine::RunReplayed>(&notice)) {
        m_replays[replayed->run] = {false, {}, *replayed};
        refresh();
        if (replayed->run == m_view.run() && replayed->difference)
            m_view.selectPath(replayed->difference->path);
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->verb != engine::Verb::ReplayRun)
            return;
        m_replays[failed->subject] = {false, format::text(failed->error.text(), 2000), {}};
        refresh();
    } else if (const auto* opened = std::get_if<engine::RunFileOpened>(&notice)) {
        if (opened->imported)
            m_files.erase(opened->run);
        else
            m_files[opened->run] = *opened;
        refresh();
    } else if (std::holds_alternative<engine::RunStarted>(notice)) {
        m_replays.erase(std::get<engine::RunStarted>(notice).run);
    }
}

QString RecordBar::originWords() const
{
    const auto& status = m_view.status();
    QStringList parts;
    if (!status.forkedFrom.empty()) {
        const auto step = QString::fromStdString(detailtext::stepOf(status.forkedAt));
        const auto what = status.changed.empty()
            ? tr("done again")
            : tr("%1 changed").arg(format::line(status.changed, 40));
        parts << tr("Fork of run %1 at %2: %3")
                     .arg(format::runId(status.forkedFrom),
                          step.isEmpty() ? format::line(status.forkedAt, 200) : step, what);
    }
    if (status.state == trace::RunState::Interrupted)
        parts << tr("This run was interrupted. It can go on where it stands; nothing that was done "
                    "is done twice.");
    return parts.join(QStringLiteral(" \u00b7 "));
}

void RecordBar::showReplay()
{
    const auto found = m_replays.find(m_view.run());
    m_replayRow->setVisible(found != m_replays.end());
    if (found == m_replays.end())
        return;
    const auto& [isWaiting, failure, replay] = found->second;
    QString words;
    QString role = QStringLiteral("muted");
    m_difference->setVisible(replay.difference.has_value());
    m_jump->setVisible(replay.difference.has_value());
    if (isWaiting) {
        words = tr("Replaying\u2026");
    } else if (!failure.isEmpty()) {
        words = tr("Not replayed: %1").arg(failure);
        role = QStringLiteral("error");
    } else if (const auto& difference = replay.difference) {
        words = tr("Replay diverged at %1, %2%3")
                    .arg(format::line(difference->path, 200), format::line(difference->event, 60),
                         difference->member.empty()
                             ? QString()
                             : QStringLiteral(" ") + format::line(difference->member, 200));
        role = QStringLiteral("error");
        m_difference->setText(tr("expected  %1\nfound     %2")
                                  .arg(format::line(difference->expected, shownValue),
                                       format::line(difference->found, shownValue)));
    } else {
        words = tr("Replay: identical, %1 events").arg(format::count(replay.events));
        role = QStringLiteral("ok");
    }
    if (!isWaiting && failure.isEmpty()) {
        words += replay.withPresentFiles ? tr(" \u00b7 with the files of today")
                                         : tr(" \u00b7 with the definitions as recorded");
        QStringList changed;
        for (const auto& name : replay.changedFiles)
            changed << format::line(name, 100);
        if (!changed.isEmpty())
            words += tr(" \u00b7 changed since: %1").arg(changed.join(QStringLiteral(", ")));
    }
    m_replay->setText(words);
    m_replay->setAccessibleDescription(words);
    m_replay->setProperty("role", role);
    Theme::repolish(m_replay);
}

// What can be done with a run begins in the journal.
void RecordBar::showFile()
{
    const auto found = m_files.find(m_view.run());
    m_fileRow->setVisible(found != m_files.end());
    if (found == m_files.end())
        return;
    const auto& [file, run, damage, imported] = found->second;
    auto words = tr("This run lies in %1 and is shown as it is. Imported, it can be replayed, "
                    "resumed and forked.")
                     .arg(format::line(file.substr(file.rfind('/') + 1), 100));
    if (!damage.empty())
        words += u'\n' + tr("The file is damaged: %1").arg(format::text(damage, 2000));
    m_file->setText(words);
    m_file->setAccessibleDescription(words);
    m_file->setProperty("role", damage.empty() ? QStringLiteral("muted") : QStringLiteral("error"));
    Theme::repolish(m_file);
}

void RecordBar::refresh()
{
    const auto& status = m_view.status();
    const auto words = originWords();
    if (m_origin->text() != words) {
        m_origin->setText(words);
        m_origin->setAccessibleDescription(words);
    }
    m_originRow->setVisible(!words.isEmpty());
    m_parent->setVisible(!status.forkedFrom.empty());
    m_compare->setVisible(!status.forkedFrom.empty());
    m_resume->setVisible(status.state == trace::RunState::Interrupted);
    showFile();
    showReplay();
    setVisible(!words.isEmpty() || m_replays.contains(m_view.run())
               || m_files.contains(m_view.run()));
}

} // namespace signalbox::ui
