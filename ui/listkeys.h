// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QListView;
class QWidget;

namespace signalbox::ui {

// From the field in which one types what is looked for, the arrows walk through the list of what was found and Return
// chooses: the field keeps the focus. Belongs to the field.
class ListKeys final : public QObject
{
    Q_OBJECT

public:
    ListKeys(QWidget* field, QListView* list);

Q_SIGNALS:
    void chosen(); // the current row of the list

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QListView* m_list;
};

} // namespace signalbox::ui
