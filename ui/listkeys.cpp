// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/listkeys.h"

#include <QKeyEvent>
#include <QListView>

#include <algorithm>

namespace signalbox::ui {

ListKeys::ListKeys(QWidget* field, QListView* list)
    : QObject(field)
    , m_list(list)
{
    field->installEventFilter(this);
}

bool ListKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || !m_list->model())
        return QObject::eventFilter(watched, event);
    const auto key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        Q_EMIT chosen();
        return true;
    }
    if (key != Qt::Key_Up && key != Qt::Key_Down)
        return QObject::eventFilter(watched, event);
    const auto* model = m_list->model();
    const int step = key == Qt::Key_Down ? 1 : -1;
    const int row =
        std::clamp(m_list->currentIndex().row() + step, 0, std::max(model->rowCount() - 1, 0));
    m_list->setCurrentIndex(model->index(row, 0));
    return true;
}

} // namespace signalbox::ui
