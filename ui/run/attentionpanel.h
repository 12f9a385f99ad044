// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QListView>
#include <QStandardItemModel>
#include <QWidget>

class QLabel;

namespace signalbox::ui {

class PanelHeader;

// Gates that wait, alerts, breakers: what wants a person. A click leads to the step, on a gate to its review.
class AttentionPanel : public QWidget
{
    Q_OBJECT

public:
    AttentionPanel(const Theme& theme, RunView& view, PanelHeader& header,
                   QWidget* parent = nullptr);

Q_SIGNALS:
    void reviewRequested(const QString& gateId);

private:
    void refresh();
    void showWaiting();
    void open(const QModelIndex& index);
    void setRow(int row, const trace::AttentionItem& item);

    const Theme& m_theme;
    RunView& m_view;
    PanelHeader& m_header;
    QStandardItemModel m_model;
    QListView* m_list;
    QLabel* m_nothing;
    std::vector<trace::AttentionItem> m_items;
};

} // namespace signalbox::ui
