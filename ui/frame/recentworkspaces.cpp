// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/recentworkspaces.h"

#include "ui/format.h"

#include <QAction>
#include <QDir>
#include <QMenu>
#include <QSettings>

namespace signalbox::ui {

namespace {
const auto key = QStringLiteral("workspaces/recent");
const auto folderKey = QStringLiteral("folder");
const auto nameKey = QStringLiteral("name");
constexpr int mostLetters = 60; // of a folder, in a menu

// Both ends say more than the middle.
QString shownFolder(const QString& folder)
{
    auto shown = format::line(folder.toStdString());
    const auto home = QDir::homePath();
    if (shown == home || shown.startsWith(home + u'/'))
        shown.replace(0, home.size(), QStringLiteral("~"));
    if (shown.size() > mostLetters)
        shown = shown.left(mostLetters / 3) + QChar(0x2026) + shown.right(mostLetters * 2 / 3);
    return shown;
}
} // namespace

RecentWorkspaces::RecentWorkspaces(QSettings& settings, QMenu& menu, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_menu(menu)
{
    fill();
}

QList<RecentWorkspaces::Entry> RecentWorkspaces::entries() const
{
    QList<Entry> found;
    const int count = std::min(m_settings.beginReadArray(key), most);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        Entry entry{m_settings.value(folderKey).toString(), m_settings.value(nameKey).toString()};
        if (!entry.folder.isEmpty())
            found.push_back(std::move(entry));
    }
    m_settings.endArray();
    return found;
}

void RecentWorkspaces::save(const QList<Entry>& entries)
{
    m_settings.remove(key);
    m_settings.beginWriteArray(key, int(entries.size()));
    for (int i = 0; i < entries.size(); ++i) {
        m_settings.setArrayIndex(i);
        m_settings.setValue(folderKey, entries[i].folder);
        m_settings.setValue(nameKey, entries[i].name);
    }
    m_settings.endArray();
}

void RecentWorkspaces::open(const QString& folder, const QString& name)
{
    m_open = folder;
    auto all = entries(); // another window may have added to them
    all.removeIf([&folder](const Entry& entry) { return entry.folder == folder; });
    all.push_front({folder, name});
    all.resize(std::min<qsizetype>(all.size(), most));
    save(all);
    fill();
}

void RecentWorkspaces::clear()
{
    save({});
    fill();
}

void RecentWorkspaces::fill()
{
    m_menu.clear(); // and deletes what it held
    m_actions.clear();
    for (const auto& entry : entries()) {
        if (entry.folder == m_open)
            continue;
        const auto words =
            tr("%1 \u2013 %2")
                .arg(format::line(entry.name.toStdString(), 60), shownFolder(entry.folder));
        auto shown = words;
        shown.replace(u'&', QStringLiteral("&&"));
        const auto number = m_actions.size() + 1;
        auto* action = m_menu.addAction(
            number < 10 ? QStringLiteral("&%1  %2").arg(number).arg(shown) : shown);
        action->setProperty("paletteText", tr("Open recent: %1").arg(words));
        connect(action, &QAction::triggered, this,
                [this, folder = entry.folder] { Q_EMIT chosen(folder); });
        m_actions.push_back(action);
    }
    if (!m_actions.isEmpty()) {
        m_menu.addSeparator();
        m_menu.addAction(tr("&Clear this list"), this, &RecentWorkspaces::clear);
    }
    m_menu.menuAction()->setEnabled(!m_actions.isEmpty());
}

} // namespace signalbox::ui
