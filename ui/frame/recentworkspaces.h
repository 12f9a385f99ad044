// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QMenu;
class QSettings;

namespace signalbox::ui {

// The workspaces that were open before, latest first, kept in the settings and shown in a menu. The one that is open is in
// the list and not in the menu. On the GUI thread; asks no file system.
class RecentWorkspaces : public QObject
{
    Q_OBJECT

public:
    static constexpr int most = 10;

    // `menu` belongs to another and outlives it.
    RecentWorkspaces(QSettings& settings, QMenu& menu, QObject* parent = nullptr);

    void open(const QString& folder, const QString& name);
    [[nodiscard]] QList<QAction*> actions() const { return m_actions; } // without the last one

Q_SIGNALS:
    void chosen(const QString& folder);

private:
    struct Entry
    {
        QString folder;
        QString name;
    };

    [[nodiscard]] QList<Entry> entries() const;
    void save(const QList<Entry>& entries);
    void fill();
    void clear();

    QSettings& m_settings;
    QMenu& m_menu;
    QString m_open; // its folder
    QList<QAction*> m_actions;
};

} // namespace signalbox::ui
