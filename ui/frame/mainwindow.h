// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/bridge/enginebridge.h"
#include "ui/frame/notifier.h"
#include "ui/frame/shortcuts.h"
#include "ui/run/runview.h"
#include "ui/uicontext.h"

#include <QMainWindow>

#include <set>
#include <string>
#include <string_view>
#include <vector>

class QLabel;
class QStackedWidget;

namespace signalbox::ui {

class CommandPalette;
class Composer;
class GalleryDialog;
class GateInbox;
class ModeBar;
class Page;
class RecentWorkspaces;
class RunPage;
class Sharing;
class StatusLine;

// Places the modes and routes between them and the engine; holds no state of its own but what is on the screen.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(engine::Port& port, Theme& theme, QSettings& settings);
    ~MainWindow() override;

    void showMode(int mode);
    [[nodiscard]] int modeCount() const;
    [[nodiscard]] Page* page(int mode); // makes it
    [[nodiscard]] RunView& runView() { return m_view; }
    [[nodiscard]] RunPage& runPage() { return *m_runPage; }
    [[nodiscard]] EngineBridge& bridge() { return m_bridge; }
    [[nodiscard]] GateInbox& gates();
    void openRun(const std::string& run, const std::string& path);
    void openFile(const QString& file); // a run file, shown as it lies
    [[nodiscard]] Sharing& sharing() { return *m_sharing; }
    [[nodiscard]] QList<QAction*> allActions() const;

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    void buildSharing();
    void buildMenus();
    void addRecent(QMenu& file);
    void addMode(QMenu& menu, int mode);
    QAction* addTo(QMenu& menu, const QString& text, const QKeySequence& keys,
                   void (MainWindow::*slot)());
    void onNotice(const engine::Notice& notice);
    void onWorkspace(const engine::WorkspaceOpened& opened);
    void forgetRuns();
    Page* showModeNamed(std::string_view name); // null: there is none
    void focusPage(Page& page, QWidget* before);
    void showPageOf(QAction* action);
    void onBatch(const engine::JournalBatch& batch);
    void onFailed(const engine::CommandFailed& failed);
    void send(const engine::Command& command);
    void review(const QString& gateId);
    [[nodiscard]] QList<KeyedAction> keyedActions() const;
    void makeAllPages();
    [[nodiscard]] CommandPalette& commandPalette();
    void openPalette();
    void openShortcuts();
    void chooseWorkspace();
    void openRecent();
    void showAbout();
    void newExample();
    void newFromTemplate();
    void tryCall(const QString& tool, const QString& arguments);
    void showWorkflow(const QString& workflow, const QString& task);
    void reloadWorkspace();
    void focusTask();
    void filterSteps();
    void toggleFollow();
    void nextTheme();
    void largerText();
    void smallerText();
    void resetLayout();
    void reviewNext();
    void setTextSize(int step);

    EngineBridge m_bridge;
    RunView m_view;
    UiContext m_context;
    Shortcuts m_shortcuts{m_context.settings};
    Notifier m_notifier;
    ModeBar* m_modes = nullptr;
    QStackedWidget* m_stack = nullptr;
    Composer* m_composer = nullptr;
    StatusLine* m_status = nullptr;
    RunPage* m_runPage = nullptr;
    QLabel* m_workspaceName = nullptr;
    CommandPalette* m_palette = nullptr;
    GateInbox* m_gates = nullptr;
    GalleryDialog* m_gallery = nullptr; // made when it is first opened
    Sharing* m_sharing = nullptr;
    RecentWorkspaces* m_recent = nullptr;
    std::vector<Page*> m_pages; // null until first shown
    std::vector<engine::Notice> m_latest; // repeated to a page that is made later
    std::set<std::string> m_opened; // runs that were recorded, whose gates ask nobody
};

} // namespace signalbox::ui
