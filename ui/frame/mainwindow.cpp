// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/mainwindow.h"

#include "ui/format.h"
#include "ui/frame/accessibility.h"
#include "ui/frame/composer.h"
#include "ui/frame/modebar.h"
#include "ui/frame/recentworkspaces.h"
#include "ui/frame/sharing.h"
#include "ui/frame/statusline.h"
#include "ui/gallery/gallerydialog.h"
#include "ui/gate/gatedialog.h"
#include "ui/gate/gateinbox.h"
#include "ui/modes.h"
#include "ui/run/panelheader.h"
#include "ui/run/runpage.h"
#include "ui/scrub/scrubber.h"
#include "ui/tools/toolspage.h"
#include "ui/workflow/workflowpage.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
// Of a run that goes on, without what has ended: a gate that opens again is not told again.
std::vector<Event> stillOpen(const std::vector<Event>& events)
{
    std::set<std::string_view> over;
    for (const auto& event : events) {
        if (event.type == EventType::ToolFinished)
            over.insert(event.path);
    }
    std::vector<Event> open;
    std::copy_if(events.begin(), events.end(), std::back_inserter(open), [&](const Event& event) {
        return event.type != EventType::RunFinished && !over.contains(event.path);
    });
    return open;
}

bool canFocus(const QWidget& widget, const QWidget& page)
{
    return &widget != &page && page.isAncestorOf(&widget) && widget.isVisibleTo(&page)
        && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) != 0;
}
} // namespace

MainWindow::MainWindow(engine::Port& port, Theme& theme, QSettings& settings)
    : m_bridge(port)
    , m_view(m_bridge)
    , m_context{theme, settings}
    , m_notifier(theme, *this)
{
    installAccessibility(); // before any widget is asked for its interface
    m_context.runView = &m_view;
    m_pages.resize(modes().size());
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Signalbox"));
    setWindowIcon(theme.icon(QStringLiteral("signalbox"), Tint::Accent));
    build();
    buildMenus();
    resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    m_composer->setFocus(Qt::OtherFocusReason);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    connect(&m_bridge, &EngineBridge::noticeArrived, this, &MainWindow::onNotice);
}

MainWindow::~MainWindow()
{
    for (auto* page : m_pages)
        delete page; // before what they borrow
    delete m_gates;
}

void MainWindow::build()
{
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_composer = new Composer(m_context, m_view);
    m_modes = new ModeBar(m_context.theme);
    m_stack = new QStackedWidget;
    m_status = new StatusLine(m_context, m_view);
    layout->addWidget(m_composer);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_modes);
    auto* room = new QVBoxLayout;
    const int gap = m_context.theme.scaled(6);
    room->setContentsMargins(gap, gap, gap, gap);
    room->addWidget(m_stack);
    middle->addLayout(room, 1);
    layout->addLayout(middle, 1);
    layout->addWidget(m_status);
    setCentralWidget(centre);
    m_runPage = static_cast<RunPage*>(page(0));
    m_stack->setCurrentWidget(m_runPage);
    room->addWidget(&m_runPage->scrubber()); // one clock for all modes
    connect(m_runPage, &RunPage::reviewRequested, this, &MainWindow::review);
    connect(m_modes, &ModeBar::modeChosen, this, &MainWindow::showMode);
    connect(m_composer, &Composer::commandIssued, this, &MainWindow::send);
    connect(m_composer, &Composer::messageShown, m_status,
            [this](const QString& text) { m_status->setMessage(text); });
}

void MainWindow::buildSharing()
{
    m_sharing = new Sharing(m_context, this, [this] { return m_view.run(); });
    connect(m_sharing, &Sharing::commandIssued, this, &MainWindow::send);
    connect(m_sharing, &Sharing::runShown, this,
            [this](const QString& run) { openRun(run.toStdString(), {}); });
    connect(m_sharing, &Sharing::messageShown, m_status, &StatusLine::setMessage);
}

void MainWindow::openFile(const QString& file)
{
    m_sharing->open(file);
}

int MainWindow::modeCount() const
{
    return int(m_pages.size());
}

Page* MainWindow::page(int mode)
{
    auto*& page = m_pages[std::size_t(mode)];
    if (page)
        return page;
    page = modes()[std::size_t(mode)].create(m_context, nullptr);
    m_stack->addWidget(page);
    for (auto* action : page->pageActions())
        m_shortcuts.apply({action, QString::fromLatin1(modes()[std::size_t(mode)].name)});
    connect(page, &Page::commandIssued, this, &MainWindow::send);
    connect(page, &Page::openRunRequested, this, [this](const QString& run, const QString& path) {
        openRun(run.toStdString(), path.toStdString());
    });
    connect(page, &Page::compareRequested, this, [this](const QString& a, const QString& b) {
        showMode(1);
        send(engine::CompareRuns{a.toStdString(), b.toStdString()});
    });
    connect(page, &Page::importWanted, this, [this] { m_sharing->askImport(); });
    connect(page, &Page::tryRequested, this, &MainWindow::tryCall);
    if (auto* workflows = qobject_cast<WorkflowPage*>(page)) {
        connect(workflows, &WorkflowPage::runWanted, m_composer, [this](const QString& name) {
            m_composer->chooseWorkflow(name);
            m_composer->focusTask();
        });
    }
    connect(page, &Page::messageShown, m_status,
            [this](const QString& text) { m_status->setMessage(text); });
    connect(page, &Page::templateWanted, this, &MainWindow::newFromTemplate);
    for (const auto& notice : m_latest)
        page->onNotice(notice);
    return page;
}

void MainWindow::showMode(int mode)
{
    m_modes->setCurrent(mode);
    auto* shown = page(mode);
    auto* before = shown->focusWidget(); // the stack gives the focus to what comes first
    m_stack->setCurrentWidget(shown);
    shown->onShown();
    focusPage(*shown, before);
}

Page* MainWindow::showModeNamed(std::string_view name)
{
    for (int i = 0; i < modeCount(); ++i) {
        if (name == modes()[std::size_t(i)].name) {
            showMode(i);
            return page(i);
        }
    }
    return nullptr;
}

// Where a person was on the page, else where its work begins. Not while arrows move through the modes.
void MainWindow::focusPage(Page& page, QWidget* before)
{
    const auto* focus = QApplication::focusWidget();
    if (focus && m_modes->isAncestorOf(focus))
        return;
    auto* wanted = before && canFocus(*before, page) ? before : page.home();
    if (!wanted || !canFocus(*wanted, page)) {
        wanted = page.nextInFocusChain();
        while (wanted != &page && !canFocus(*wanted, page))
            wanted = wanted->nextInFocusChain();
    }
    wanted->setFocus(Qt::ShortcutFocusReason);
}

GateInbox& MainWindow::gates()
{
    if (!m_gates) {
        m_gates = new GateInbox(m_context, this, this);
        connect(m_gates, &GateInbox::answered, this,
                [this](const engine::AnswerGate& answer) { send(answer); });
        connect(m_gates, &GateInbox::opened, this, [this] {
            m_notifier.tellBlocked(m_gates->pending().empty()
                                       ? QString()
                                       : format::line(m_gates->pending().back().tool));
        });
    }
    return *m_gates;
}

void MainWindow::openRun(const std::string& run, const std::string& path)
{
    m_view.showLater(path);
    const auto trace = m_bridge.trace(run);
    if (!trace) {
        m_opened.insert(run);
        send(engine::OpenRun{run});
    }
    m_view.show(run);
    showMode(0);
}

void MainWindow::send(const engine::Command& command)
{
    m_bridge.send(command);
}

void MainWindow::onNotice(const engine::Notice& notice)
{
    if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice))
        onWorkspace(*opened);
    else if (const auto* batch = std::get_if<engine::JournalBatch>(&notice))
        onBatch(*batch);
    else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice))
        onFailed(*failed);
    else if (const auto* saved = std::get_if<engine::FileSaved>(&notice))
        m_status->setMessage(tr("saved %1").arg(format::line(saved->file)));
    else if (const auto* exported = std::get_if<engine::Exported>(&notice))
        m_status->setMessage(tr("exported to %1").arg(format::line(exported->file)));
    else if (const auto* started = std::get_if<engine::RunStarted>(&notice)) {
        m_opened.erase(started->run);
        m_view.show(started->run);
        m_status->setMessage({});
    } else if (const auto* file = std::get_if<engine::RunFileOpened>(&notice)) {
        // a file that ends without its run: nobody carries it on
        if (const auto trace = m_bridge.trace(file->run); trace && !file->imported)
            trace->interrupt();
    }
    m_sharing->onNotice(notice);
    const bool kept = std::holds_alternative<engine::WorkspaceOpened>(notice)
        || std::holds_alternative<engine::RunsListed>(notice)
        || std::holds_alternative<engine::KeysListed>(notice)
        || std::holds_alternative<engine::BreakpointsSet>(notice);
    if (kept) {
        std::erase_if(m_latest,
                      [&notice](const auto& known) { return known.index() == notice.index(); });
        m_latest.push_back(notice);
    }
    for (auto* page : m_pages) {
        if (page)
            page->onNotice(notice);
    }
    if (m_gallery)
        m_gallery->onNotice(notice);
}

void MainWindow::onWorkspace(const engine::WorkspaceOpened& opened)
{
    const auto& before = m_context.opened.workspace;
    if (before && opened.workspace && before->root != opened.workspace->root)
        forgetRuns();
    m_context.opened = opened;
    m_composer->showWorkspace();
    m_status->refresh();
    if (opened.workspace)
        m_recent->open(QString::fromStdString(opened.workspace->root),
                       QString::fromStdString(opened.workspace->name));
    const auto name = opened.workspace ? format::line(opened.workspace->name) : QString();
    m_workspaceName->setText(name);
    // a menu bar lays its corner out only when it is given one
    menuBar()->setCornerWidget(m_workspaceName);
    m_workspaceName->show();
    setWindowTitle(name.isEmpty() ? QStringLiteral("Signalbox")
                                  : tr("%1 \u2013 Signalbox").arg(name));
}

// Another workspace: the runs of the one before are none of its own.
void MainWindow::forgetRuns()
{
    m_opened.clear();
    m_view.show({});
    std::erase_if(m_latest, [](const auto& known) {
        return std::holds_alternative<engine::RunsListed>(known);
    });
}

void MainWindow::onBatch(const engine::JournalBatch& batch)
{
    if (batch.goesOn) {
        m_opened.erase(batch.run);
        gates().fold(stillOpen(batch.events),
                     [this](const std::string& name) { return m_context.tool(name); });
        return;
    }
    if (m_opened.contains(batch.run) || batch.replaces) {
        const auto trace = m_bridge.trace(batch.run);
        m_opened.insert(batch.run);
        for (const auto& known : m_latest) {
            const auto* listed = std::get_if<engine::RunsListed>(&known);
            if (!listed || !trace || batch.more)
                continue;
            for (const auto& summary : *listed->runs) {
                if (summary.run == batch.run && summary.outcome == "interrupted")
                    trace->interrupt();
            }
        }
        return;
    }
    for (const auto& event : batch.events) {
        if (event.type == EventType::RunFinished && event.run == m_view.run())
            m_notifier.tellDone(format::line(m_view.status().task));
    }
    gates().fold(batch.events, [this](const std::string& name) { return m_context.tool(name); });
}

void MainWindow::onFailed(const engine::CommandFailed& failed)
{
    const bool isFault = failed.error.code != Errc::Cancelled; // a person wanted that
    const auto words = isFault ? tr("%1 failed: %2") : tr("%1: %2");
    m_status->setMessage(
        words.arg(format::line(failed.what, 120), format::line(failed.error.text(), 300)), isFault);
}

void MainWindow::review(const QString& gateId)
{
    gates().review(gateId);
}

void MainWindow::reviewNext()
{
    gates().review({});
}

void MainWindow::newFromTemplate()
{
    if (!m_gallery) {
        m_gallery = new GalleryDialog(m_context, this);
        connect(m_gallery, &GalleryDialog::commandIssued, this, &MainWindow::send);
        connect(m_gallery, &GalleryDialog::workflowReady, this, &MainWindow::showWorkflow);
    }
    m_gallery->open();
}

void MainWindow::tryCall(const QString& tool, const QString& arguments)
{
    if (auto* tools = qobject_cast<ToolsPage*>(showModeNamed("Tools")))
        tools->openCall(tool, arguments);
}

void MainWindow::showWorkflow(const QString& workflow, const QString& task)
{
    m_composer->chooseWorkflow(workflow);
    m_composer->suggestTask(task);
    if (auto* workflows = qobject_cast<WorkflowPage*>(showModeNamed("Workflows")))
        workflows->showWorkflow("workflows/" + workflow.toStdString() + ".json");
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_context.settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_runPage->saveLayout();
    event->accept();
}

} // namespace signalbox::ui
