// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/graph.h"
#include "values/workflowtemplate.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <memory>
#include <vector>

namespace signalbox::ui {

// The templates that fit what was typed.
class TemplateModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using Templates = std::shared_ptr<const std::vector<WorkflowTemplate>>;

    explicit TemplateModel(QObject* parent = nullptr);

    void setTemplates(Templates templates);
    // Words that all must occur in title, purpose, names of workflow and agents.
    void setFilter(const QString& words);
    [[nodiscard]] const WorkflowTemplate* at(int row) const; // null: there is no such row
    [[nodiscard]] const Graph& graph(int row) const;
    [[nodiscard]] int rowOf(const std::string& name) const; // -1: it is not shown

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    Templates m_templates;
    std::vector<Graph> m_graphs; // of all templates
    std::vector<std::size_t> m_rows;
    QString m_filter;
};

// One template: a small picture of its graph, its title, what it is for and who works in it.
class TemplateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    TemplateDelegate(const Theme& theme, const TemplateModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    const TemplateModel& m_model;
};

} // namespace signalbox::ui
