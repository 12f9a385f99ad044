// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "ui/workflow/graphscene.h"

#include <QWidget>

#include <map>
#include <string>

class QPushButton;
class QTableWidget;

namespace signalbox::ui {

// The declared state of a graph: key, default as JSON, merge rule; a problem of a row stands beside it.
class StateTable final : public QWidget
{
    Q_OBJECT

public:
    explicit StateTable(const Theme& theme, QWidget* parent = nullptr);

    void show(const OrderedJson* state, const std::map<std::string, ProblemMark>& problems,
              bool isEditable);

Q_SIGNALS:
    void declared(const QString& key, const signalbox::OrderedJson& declaration);
    void renamed(const QString& from, const QString& to);
    void removed(const QString& key);

private:
    void fillRow(int row, const std::string& key, const OrderedJson& declaration,
                 const ProblemMark* problem);
    void fitRows();
    void onEdited(int row, int column);
    [[nodiscard]] OrderedJson declarationOf(const std::string& key) const;

    const Theme& m_theme;
    OrderedPtr m_state; // never null
    QTableWidget* m_table;
    QPushButton* m_add;
    QPushButton* m_remove;
    bool m_isEditable = true;
    bool m_isFilling = false;
};

} // namespace signalbox::ui
