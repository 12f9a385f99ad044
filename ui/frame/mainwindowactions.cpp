// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The menus of the window and what their actions do.
#include "ui/frame/aboutdialog.h"
#include "ui/frame/commandpalette.h"
#include "ui/frame/composer.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/modebar.h"
#include "ui/frame/recentworkspaces.h"
#include "ui/frame/sharing.h"
#include "ui/frame/shortcutsdialog.h"
#include "ui/frame/statusline.h"
#include "ui/modes.h"
#include "ui/page.h"
#include "ui/plainlabel.h"
#include "ui/record/recordactions.h"
#include "ui/run/runpage.h"
#include "ui/run/steptrace.h"
#include "ui/scrub/scrubber.h"

#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>

#include <tuple>

namespace signalbox::ui {

QAction* MainWindow::addTo(QMenu& menu, const QString& text, const QKeySequence& keys,
                           void (MainWindow::*slot)())
{
    auto* action = menu.addAction(text, this, slot);
    action->setShortcut(keys);
    return action;
}

void MainWindow::addMode(QMenu& menu, int mode)
{
    const auto& known = modes()[std::size_t(mode)];
    auto* action = menu.addAction(QString::fromLatin1(known.name));
    action->setShortcut(QKeySequence(QString::fromLatin1(known.shortcut)));
    action->setProperty("paletteText", tr("Go to %1").arg(QString::fromLatin1(known.name)));
    connect(action, &QAction::triggered, this, [this, mode] { showMode(mode); });
    m_modes->setKeyAction(mode, *action);
}

void MainWindow::addRecent(QMenu& file)
{
    addTo(file, tr("&Go to a recent workspace\u2026"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_W),
          &MainWindow::openRecent);
    m_recent = new RecentWorkspaces(m_context.settings, *file.addMenu(tr("Open re&cent")), this);
    connect(m_recent, &RecentWorkspaces::chosen, this,
            [this](const QString& folder) { send(engine::OpenWorkspace{folder.toStdString()}); });
}

void MainWindow::buildMenus()
{
    buildSharing();
    m_workspaceName = plainLabel({}, QStringLiteral("faint"));
    m_workspaceName->setAccessibleName(tr("Workspace"));
    m_workspaceName->setContentsMargins(0, m_context.theme.scaled(5), m_context.theme.scaled(10),
                                        0);
    menuBar()->setCornerWidget(m_workspaceName);
    auto& file = *menuBar()->addMenu(tr("&File"));
    addTo(file, tr("&Open workspace\u2026"), QKeySequence::Open, &MainWindow::chooseWorkspace);
    addRecent(file);
    addTo(file, tr("New &example workspace"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N),
          &MainWindow::newExample);
    addTo(file, tr("New workflow from &template\u2026"),
          QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_N), &MainWindow::newFromTemplate);
    addTo(file, tr("&Read workspace again"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R),
          &MainWindow::reloadWorkspace);
    file.addSeparator();
    m_sharing->addFileActions(file);
    file.addSeparator();
    auto* quit = file.addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);

    auto& edit = *menuBar()->addMenu(tr("&Edit"));
    addTo(edit, tr("&Task"), QKeySequence(Qt::CTRL | Qt::Key_L), &MainWindow::focusTask);
    addTo(edit, tr("&Filter steps"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F),
          &MainWindow::filterSteps);

    auto& view = *menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < int(modes().size()); ++i)
        addMode(view, i);
    view.addSeparator();
    for (auto* action : m_runPage->dockActions()) {
        action->setProperty("paletteText", tr("Show or hide %1").arg(action->text()));
        view.addAction(action);
    }
    addTo(view, tr("&Reset layout"), {}, &MainWindow::resetLayout);
    view.addSeparator();
    addTo(view, tr("Change &theme"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T),
          &MainWindow::nextTheme);
    addTo(view, tr("&Larger text"), QKeySequence::ZoomIn, &MainWindow::largerText);
    addTo(view, tr("&Smaller text"), QKeySequence::ZoomOut, &MainWindow::smallerText);

    auto& run = *menuBar()->addMenu(tr("&Run"));
    run.addActions(m_composer->runActions());
    run.addSeparator();
    run.addActions(m_runPage->debugActions());
    run.addSeparator();
    run.addActions(m_runPage->record().all());
    auto& playback = *menuBar()->addMenu(tr("&Playback"));
    playback.addActions(m_runPage->scrubber().actions());
    run.addSeparator();
    addTo(run, tr("&Follow the newest step"), QKeySequence(Qt::CTRL | Qt::Key_J),
          &MainWindow::toggleFollow);
    addTo(run, tr("Review the next &gate"), QKeySequence(Qt::CTRL | Qt::Key_G),
          &MainWindow::reviewNext);
    run.addSeparator();
    m_sharing->addRunActions(run);

    auto& tools = *menuBar()->addMenu(tr("&Tools"));
    addTo(tools, tr("&Command palette"), QKeySequence(Qt::CTRL | Qt::Key_K),
          &MainWindow::openPalette);

    auto& help = *menuBar()->addMenu(tr("&Help"));
    addTo(help, tr("Keyboard &shortcuts\u2026"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_K),
          &MainWindow::openShortcuts);
    addTo(help, tr("&About Signalbox"), QKeySequence::HelpContents, &MainWindow::showAbout);
    for (const auto& keyed : keyedActions())
        m_shortcuts.apply(keyed);
}

QList<KeyedAction> MainWindow::keyedActions() const
{
    QList<KeyedAction> all;
    for (auto* top : menuBar()->actions()) {
        for (auto* action : top->menu() ? top->menu()->actions() : QList<QAction*>()) {
            if (!action->isSeparator() && !action->menu())
                all.push_back({action, {}});
        }
    }
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
        for (auto* action : m_pages[i] ? m_pages[i]->pageActions() : QList<QAction*>())
            all.push_back({action, QString::fromLatin1(modes()[i].name)});
    }
    return all;
}

QList<QAction*> MainWindow::allActions() const
{
    QList<QAction*> actions;
    for (const auto& keyed : keyedActions())
        actions.push_back(keyed.action);
    return actions + m_recent->actions();
}

// The palette and the table of keys hold the actions of every mode.
void MainWindow::makeAllPages()
{
    for (int i = 0; i < modeCount(); ++i)
        std::ignore = page(i);
}

void MainWindow::openShortcuts()
{
    makeAllPages();
    QList<QKeySequence> fixed;
    for (const auto* shortcut : findChildren<QShortcut*>())
        fixed.push_back(shortcut->key());
    auto* dialog = new ShortcutsDialog(m_context.theme, m_shortcuts, keyedActions(), fixed, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

CommandPalette& MainWindow::commandPalette()
{
    if (!m_palette) {
        m_palette = new CommandPalette(m_context.theme, this);
        connect(m_palette, &CommandPalette::chosen, this, &MainWindow::showPageOf);
    }
    return *m_palette;
}

void MainWindow::openPalette()
{
    makeAllPages();
    commandPalette().open(allActions());
}

void MainWindow::openRecent()
{
    if (m_recent->actions().isEmpty())
        m_status->setMessage(tr("no other workspace was open before"));
    else
        commandPalette().open(m_recent->actions());
}

void MainWindow::showAbout()
{
    const auto& workspace = m_context.opened.workspace;
    auto* dialog =
        new AboutDialog(m_context.theme, m_context.settings.fileName(),
                        workspace ? QString::fromStdString(workspace->root) : QString(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

// What an action of a page does is seen where the page is.
void MainWindow::showPageOf(QAction* action)
{
    for (int i = 0; i < modeCount(); ++i) {
        const auto* shown = m_pages[std::size_t(i)];
        if (shown && m_stack->currentWidget() != shown && shown->pageActions().contains(action))
            showMode(i);
    }
}

void MainWindow::chooseWorkspace()
{
    auto* dialog = new QFileDialog(this, tr("Open workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& folder) { send(engine::OpenWorkspace{folder.toStdString()}); });
    dialog->open();
}

void MainWindow::newExample()
{
    send(engine::NewExample{"invoice-desk"});
}

void MainWindow::reloadWorkspace()
{
    send(engine::ReloadWorkspace{});
}

void MainWindow::focusTask()
{
    m_composer->focusTask();
}

void MainWindow::filterSteps()
{
    showMode(0);
    m_runPage->stepTrace().focusFilter();
}

void MainWindow::toggleFollow()
{
    auto& trace = m_runPage->stepTrace();
    trace.setFollowing(!trace.isFollowing());
}

void MainWindow::nextTheme()
{
    auto& theme = m_context.theme;
    theme.setChoice(theme.isDark() ? ThemeChoice::Light : ThemeChoice::Dark);
    m_context.settings.setValue(QStringLiteral("theme/choice"), int(theme.choice()));
}

void MainWindow::setTextSize(int step)
{
    auto& theme = m_context.theme;
    theme.setFontSize(theme.font().pointSize() + step);
    m_context.settings.setValue(QStringLiteral("theme/fontSize"), theme.fontSize());
}

void MainWindow::largerText()
{
    setTextSize(1);
}

void MainWindow::smallerText()
{
    setTextSize(-1);
}

void MainWindow::resetLayout()
{
    m_runPage->resetLayout();
}

} // namespace signalbox::ui
