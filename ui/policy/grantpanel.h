// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "trace/grantlist.h"
#include "ui/uicontext.h"

#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QPushButton;
class QTableWidget;

namespace signalbox::ui {

// What a person allowed for later calls in the run that is shown: where it came from, how often it was used, and a way to
// take it back while the run goes on.
class GrantPanel : public QWidget
{
    Q_OBJECT

public:
    explicit GrantPanel(UiContext& context, QWidget* parent = nullptr);

    [[nodiscard]] int holding() const; // grants that hold now
    [[nodiscard]] QList<QAction*> panelActions() const { return {m_revoke, m_open}; }
    [[nodiscard]] QTableWidget& table() const { return *m_table; }

Q_SIGNALS:
    void commandIssued(const engine::Command& command);
    void callWanted(const QString& run, const QString& path);
    void changed();

private:
    void refresh();
    void fill();
    void showState();
    [[nodiscard]] const trace::GrantItem* selected() const;

    UiContext& m_context;
    std::vector<trace::GrantItem> m_items;
    QLabel* m_empty;
    QTableWidget* m_table;
    QAction* m_revoke;
    QAction* m_open;
    QPushButton* m_revokeButton;
    QPushButton* m_openButton;
};

} // namespace signalbox::ui
