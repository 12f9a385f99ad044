// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QFrame>

#include <map>
#include <string>

class QLabel;
class QPushButton;

namespace signalbox::ui {

// What there is to say of the shown run as a record: whose fork it is, that it was interrupted, what a replay has found.
// Hidden where there is nothing.
class RecordBar final : public QFrame
{
    Q_OBJECT

public:
    RecordBar(const Theme& theme, RunView& view, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice);
    void replaying(const std::string& run); // its replay was asked for

Q_SIGNALS:
    void openRunRequested(const QString& run, const QString& path);
    void resumeRequested();
    void commandIssued(const signalbox::engine::Command& command);
    void compareRequested(const QString& a, const QString& b);

private:
    struct Found
    {
        bool isWaiting = false;
        QString failure;
        engine::RunReplayed replay;
    };
    void build(const Theme& theme);
    void refresh();
    void showReplay();
    void showFile();
    [[nodiscard]] QString originWords() const;

    RunView& m_view;
    std::map<std::string, Found> m_replays; // by run: the latest
    std::map<std::string, engine::RunFileOpened> m_files; // by run: not in the journal
    QWidget* m_fileRow;
    QLabel* m_file;
    QPushButton* m_import;
    QWidget* m_originRow;
    QLabel* m_origin;
    QPushButton* m_parent;
    QPushButton* m_compare;
    QPushButton* m_resume;
    QWidget* m_replayRow;
    QLabel* m_replay;
    QLabel* m_difference;
    QPushButton* m_jump;
    QPushButton* m_close;
};

} // namespace signalbox::ui
