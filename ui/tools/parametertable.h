// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <QWidget>

#include <string>

class QTableWidget;
class QToolButton;

namespace signalbox::ui {

// The parameters of a tool as a table: name, type, required, description, check. What a row does not show of a property
// stays as it is.
class ParameterTable final : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterTable(QWidget* parent = nullptr);

    // `parameters`: the schema; `checks`: the list beside it, a JSON array.
    void setParameters(const OrderedJson& parameters, const OrderedJson& checks);
    [[nodiscard]] OrderedJson parameters() const;
    [[nodiscard]] OrderedJson checks() const;
    void setEditable(bool editable);

Q_SIGNALS:
    void changed();

private:
    void fill();
    void addRow(const std::string& name, const OrderedJson& property);
    void read(int row, int column);
    void addParameter();
    void removeParameter();
    void rename(int row, const std::string& to);

    QTableWidget* m_table;
    QToolButton* m_add;
    QToolButton* m_remove;
    std::shared_ptr<OrderedJson> m_parameters;
    std::shared_ptr<OrderedJson> m_checks;
    bool m_filling = false;
};

// "text", "enum · 31", "number ≥ 0", "list of text", "date".
[[nodiscard]] QString typeWords(const OrderedJson& property);

} // namespace signalbox::ui
