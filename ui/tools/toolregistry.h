// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/tooldefinition.h"

#include <QTableView>

#include <set>
#include <vector>

class QStandardItemModel;

namespace signalbox::ui {

// The table `Tools`: every tool under its source, with what it may do at most. Headings open and close.
class ToolRegistry final : public QTableView
{
    Q_OBJECT

public:
    explicit ToolRegistry(QWidget* parent = nullptr);

    void setTools(const std::vector<ToolPtr>& tools, const std::set<std::string>& drafts);
    void setFilter(const QString& text); // name, source, effect, description
    void select(const std::string& name);
    [[nodiscard]] std::string selected() const;
    [[nodiscard]] int shown() const { return m_shown; }

Q_SIGNALS:
    void toolSelected(const QString& name);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void fill();
    void toggle(const QModelIndex& index);

    QStandardItemModel* m_model;
    std::vector<ToolPtr> m_tools;
    std::set<std::string> m_drafts;
    std::set<QString> m_closed;
    QString m_filter;
    int m_shown = 0;
    bool m_filling = false;
};

// "Built in", "Commands", "HTTP", "MCP · office", "Agents as tools".
[[nodiscard]] QString toolSource(const ToolDefinition& tool);
// The worst it may do, in a word: "writes", "destroys", "everything".
[[nodiscard]] QString worstEffect(Effects effects);

} // namespace signalbox::ui
