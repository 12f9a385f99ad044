// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/recentworkspaces.h"

#include "ui/frame/aboutdialog.h"
#include "ui/frame/commandpalette.h"
#include "wholewindow.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>

using namespace signalbox;
using namespace signalbox::ui;

class TestRecentWorkspaces : public QObject, private WholeWindow
{
    Q_OBJECT

    static QStringList texts(const QMenu& menu)
    {
        QStringList all;
        for (const auto* action : menu.actions())
            all.push_back(action->isSeparator() ? QStringLiteral("-") : action->text());
        return all;
    }
    QAction* action(const QString& text) const
    {
        for (auto* one : m_window->findChildren<QAction*>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }
    void enter(const QString& root, const QString& name)
    {
        engine::WorkspaceOpened opened;
        auto view = std::make_shared<WorkspaceView>();
        view->root = root.toStdString();
        view->name = name.toStdString();
        opened.workspace = std::move(view);
        m_port->play(opened);
        settle();
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_window.reset(); }

    void showsWhatWasOpenBeforeTheLatestFirst()
    {
        QMenu menu;
        QSettings settings(m_folder->filePath(QStringLiteral("a.ini")), QSettings::IniFormat);
        RecentWorkspaces recent(settings, menu);
        QVERIFY(!menu.menuAction()->isEnabled());
        recent.open(QStringLiteral("/w/one"), QStringLiteral("one"));
        QVERIFY(texts(menu).isEmpty()); // it is open
        recent.open(QDir::homePath() + QStringLiteral("/two"), QStringLiteral("R&D"));
        recent.open(QStringLiteral("/w/three"), QStringLiteral("three"));
        recent.open(QStringLiteral("/w/three"), QStringLiteral("three")); // read again
        QCOMPARE(texts(menu),
                 (QStringList{QStringLiteral("&1  R&&D \u2013 ~/two"),
                              QStringLiteral("&2  one \u2013 /w/one"), QStringLiteral("-"),
                              QStringLiteral("&Clear this list")}));
        QMenu later; // as after a restart: none is open yet
        const RecentWorkspaces again(settings, later);
        QCOMPARE(again.actions().size(), 3);
        QCOMPARE(later.actions().front()->property("paletteText").toString(),
                 QStringLiteral("Open recent: three \u2013 /w/three"));
    }

    void keepsTheLastTen()
    {
        QMenu menu;
        QSettings settings(m_folder->filePath(QStringLiteral("b.ini")), QSettings::IniFormat);
        RecentWorkspaces recent(settings, menu);
        for (int i = 0; i < 30; ++i)
            recent.open(QStringLiteral("/w/%1").arg(i), QStringLiteral("w%1").arg(i));
        QCOMPARE(recent.actions().size(), RecentWorkspaces::most - 1);
        QVERIFY(recent.actions().front()->text().contains(QStringLiteral("w28")));
    }

    void showsNamesOfOthersAsBoundedLines()
    {
        QMenu menu;
        QSettings settings(m_folder->filePath(QStringLiteral("c.ini")), QSettings::IniFormat);
        RecentWorkspaces recent(settings, menu);
        recent.open(u'/' + QString(5000, u'd'),
                    QStringLiteral("a\nb\u202Ec") + QString(5000, u'n'));
        recent.open(QStringLiteral("/w"), QStringLiteral("w"));
        const auto text = recent.actions().front()->text();
        QVERIFY2(text.size() < 200, qPrintable(text));
        QVERIFY(!text.contains(u'\n') && !text.contains(QChar(0x202E)));
    }

    void clearsTheList()
    {
        QMenu menu;
        QSettings settings(m_folder->filePath(QStringLiteral("d.ini")), QSettings::IniFormat);
        RecentWorkspaces recent(settings, menu);
        recent.open(QStringLiteral("/w/one"), QStringLiteral("one"));
        recent.open(QStringLiteral("/w/two"), QStringLiteral("two"));
        menu.actions().back()->trigger();
        QVERIFY(recent.actions().isEmpty());
        QVERIFY(!menu.menuAction()->isEnabled());
    }

    void opensARecentOneFromThePalette()
    {
        enter(QStringLiteral("/w/one"), QStringLiteral("one"));
        enter(QStringLiteral("/w/two"), QStringLiteral("two"));
        action(QStringLiteral("&Go to a recent workspace\u2026"))->trigger();
        auto* palette = m_window->findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        auto* list = palette->findChild<QListView*>();
        const auto shown = list->model()->index(0, 0).data().toString();
        QCOMPARE(shown, QStringLiteral("Open recent: one \u2013 /w/one"));
        QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
        const auto sent = m_port->sent<engine::OpenWorkspace>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent.back().folder, std::string("/w/one"));
    }

    void tellsWhatSomebodyWhoIsToldOfAFaultAsksFor()
    {
        enter(QStringLiteral("/w/one"), QStringLiteral("one"));
        action(QStringLiteral("&About Signalbox"))->trigger();
        auto* about = m_window->findChild<AboutDialog*>();
        QVERIFY(about);
        QVERIFY(about->facts().contains(QStringLiteral("Qt ") + QString::fromLatin1(qVersion())));
        QVERIFY(about->facts().contains(m_settings->fileName()));
        QVERIFY(about->facts().contains(QStringLiteral("/w/one/.signalbox")));
        for (auto* button : about->findChildren<QPushButton*>()) {
            if (button->accessibleName() == QStringLiteral("Copy versions and folders"))
                button->click();
        }
        QCOMPARE(QApplication::clipboard()->text(), about->facts());
        about->close();
    }
};

QTEST_MAIN(TestRecentWorkspaces)
#include "tst_recentworkspaces.moc"
