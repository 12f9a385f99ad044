// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runspage.h"

#include "ui/compare/comparepanel.h"
#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/runs/runstable.h"
#include "ui/runs/runsview.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr int searchMs = 250; // of silence before a search inside the events
constexpr std::size_t leastSearched = 3; // bytes

constexpr const char* outcomes[] = {"running", "done",    "failed",     "denied",
                                    "limit",   "stopped", "interrupted"};
} // namespace

RunsPage::RunsPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_model(new RunsModel(context.theme, this))
    , m_find(new QLineEdit(this))
    , m_outcome(new QComboBox(this))
    , m_count(plainLabel({}, QStringLiteral("badge"), this))
    , m_message(wrappedLabel({}, QStringLiteral("muted"), this))
    , m_compareButton(new QPushButton(tr("Compare 2"), this))
    , m_openButton(new QPushButton(tr("Open"), this))
    , m_export(new QPushButton(tr("Export…"), this))
    , m_table(new RunsTable(context.theme, *m_model, this))
    , m_split(new QSplitter(this))
    , m_compare(new ComparePanel(context, this))
    , m_openAction(add(tr("Open the selected run"), "", &RunsPage::openRun))
    , m_compareAction(add(tr("Compare two runs"), "Ctrl+E", &RunsPage::compare))
    , m_replayAction(add(tr("Replay the selected run"), "Ctrl+Y", &RunsPage::replay))
    , m_resumeAction(add(tr("Resume the selected run"), "Ctrl+Shift+U", &RunsPage::resume))
{
    add(tr("Read the list of runs again"), "Ctrl+F5", &RunsPage::refreshList);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(6);
    buildBar();
    auto* frame = new QFrame(this);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* inner = new QVBoxLayout(frame);
    inner->setContentsMargins(1, 1, 1, 1);
    inner->addWidget(m_table);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setAccessibleName(tr("State of the list"));
    m_message->setContentsMargins(12, 8, 12, 8);
    inner->addWidget(m_message);
    m_split->addWidget(frame);
    m_split->addWidget(m_compare);
    m_split->setStretchFactor(0, 4);
    m_split->setStretchFactor(1, 6);
    m_split->setChildrenCollapsible(false);
    m_compare->hide();
    column->addWidget(m_split, 1);
    buildTable();
    refresh();
}

QAction* RunsPage::add(const QString& text, const char* shortcut, void (RunsPage::*slot)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(QKeySequence(QString::fromLatin1(shortcut)));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    m_actions.push_back(action);
    return action;
}

void RunsPage::buildBar()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_find->setPlaceholderText(tr("cost > 0.05 status:failed agent:clerk … or any words"));
    m_find->setAccessibleName(tr("Find runs"));
    m_find->setToolTip(tr("Words are looked for in task, agent and answer, and inside the events"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(theme().scaled(420));
    m_find->setText(context().settings.value(QStringLiteral("runs/filter")).toString());
    m_model->setFilter(RunFilter::parse(m_find->text()));
    m_outcome->setAccessibleName(tr("Outcome"));
    m_outcome->addItem(tr("all outcomes"));
    for (const auto* outcome : outcomes)
        m_outcome->addItem(QString::fromLatin1(outcome), QString::fromLatin1(outcome));
    m_count->setAccessibleName(tr("Number of runs"));
    auto* refreshButton = new QPushButton(tr("Refresh"), this);
    auto* import = new QPushButton(tr("Import…"), this);
    import->setToolTip(tr("Take a run file into this workspace (Ctrl+Shift+I); or drop one here"));
    connect(import, &QPushButton::clicked, this, &Page::importWanted);
    for (auto* button : {refreshButton, import, m_export, m_openButton, m_compareButton}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text().remove(u'…'));
    }
    m_compareButton->setAccessibleName(tr("Compare"));
    m_compareButton->setProperty("kind", QStringLiteral("primary"));
    row->addWidget(m_find, 1);
    row->addWidget(m_outcome);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(refreshButton);
    row->addWidget(import);
    row->addWidget(m_export);
    row->addWidget(m_openButton);
    row->addWidget(m_compareButton);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    auto* menu = new QMenu(m_export);
    menu->addAction(tr("Run file, all of the run"), this,
                    [this] { askExport(QStringLiteral("run"), tr("Run file (*.run)")); });
    menu->addAction(tr("Page for a browser"), this,
                    [this] { askExport(QStringLiteral("html"), tr("HTML (*.html)")); });
    menu->addAction(tr("Events as JSON lines"), this,
                    [this] { askExport(QStringLiteral("jsonl"), tr("JSON lines (*.jsonl)")); });
    menu->addAction(tr("Report as Markdown"), this,
                    [this] { askExport(QStringLiteral("markdown"), tr("Markdown (*.md)")); });
    m_export->setMenu(menu);
    m_searchSoon.setSingleShot(true);
    m_searchSoon.setInterval(searchMs);
    connect(&m_searchSoon, &QTimer::timeout, this, &RunsPage::search);
    connect(m_find, &QLineEdit::textChanged, this, &RunsPage::filter);
    connect(m_find, &QLineEdit::returnPressed, this, &RunsPage::search);
    connect(m_outcome, &QComboBox::currentIndexChanged, this, [this] {
        m_model->setOutcome(m_outcome->currentData().toString().toStdString());
        refresh();
    });
    connect(m_openButton, &QPushButton::clicked, this, &RunsPage::openRun);
    connect(m_compareButton, &QPushButton::clicked, this, &RunsPage::compare);
    connect(refreshButton, &QPushButton::clicked, this, &RunsPage::refreshList);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_find->setFocus();
        m_find->selectAll();
    });
}

void RunsPage::buildTable()
{
    m_table->addActions(m_actions);
    connect(m_table, &QTableView::activated, this, &RunsPage::openRun);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!selectedRun().isEmpty())
            m_selected = selectedRun();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsPage::refresh);
    connect(m_compare, &ComparePanel::openRunRequested, this, &Page::openRunRequested);
    connect(m_compare, &ComparePanel::closed, this, [this] {
        m_compare->hide();
        m_model->setCompared({}, {});
        m_table->setFocus();
    });
    m_actions += m_compare->actions();
}

QString RunsPage::selectedRun() const
{
    return m_table->currentIndex().data(RunsModel::RunRole).toString();
}

void RunsPage::openRun()
{
    const QString run = selectedRun();
    if (run.isEmpty())
        return;
    const auto* hit = m_model->hit(m_table->currentIndex().row());
    Q_EMIT openRunRequested(run, hit ? QString::fromStdString(hit->path) : QString());
}

// The older of the two is A.
void RunsPage::compare()
{
    const auto rows = m_table->selectedRowNumbers();
    if (rows.size() != 2)
        return;
    const auto* one = m_model->run(rows[0]);
    const auto* other = m_model->run(rows[1]);
    if (other->started < one->started)
        std::swap(one, other);
    Q_EMIT commandIssued(engine::CompareRuns{one->run, other->run});
    showCompare();
}

void RunsPage::showCompare()
{
    m_compare->QWidget::show();
    m_compare->showWaiting();
}

void RunsPage::replay()
{
    const QString run = selectedRun();
    if (run.isEmpty())
        return;
    Q_EMIT openRunRequested(run, {});
    Q_EMIT commandIssued(engine::ReplayRun{run.toStdString(), false});
}

void RunsPage::resume()
{
    if (m_resumeAction->isEnabled() && !selectedRun().isEmpty())
        Q_EMIT commandIssued(engine::ResumeRun{selectedRun().toStdString()});
}

void RunsPage::refreshList()
{
    Q_EMIT commandIssued(engine::ListRuns{});
}

void RunsPage::askExport(const QString& format, const QString& filter)
{
    if (selectedRun().isEmpty())
        return;
    auto* dialog = new QFileDialog(this, tr("Export the run"), QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(format == QStringLiteral("markdown") ? QStringLiteral("md") : format);
    dialog->selectFile(selectedRun());
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, format](const QString& file) { exportTo(format, file); });
    dialog->open();
}

void RunsPage::exportTo(const QString& format, const QString& file)
{
    if (!selectedRun().isEmpty() && !file.isEmpty())
        Q_EMIT commandIssued(
            engine::Export{selectedRun().toStdString(), format.toStdString(), file.toStdString()});
}

// At once over what the list knows, after a while inside the events of all runs.
void RunsPage::filter()
{
    context().settings.setValue(QStringLiteral("runs/filter"), m_find->text());
    m_hits.clear();
    m_model->setHits({});
    m_model->setFilter(RunFilter::parse(m_find->text()));
    m_searchSoon.start();
    refresh();
}

void RunsPage::search()
{
    m_searchSoon.stop();
    const auto words = RunFilter::parse(m_find->text()).words();
    const bool wanted = words.size() >= leastSearched;
    if (!wanted && !m_isSearching)
        return;
    m_ticket = "runs " + std::to_string(++m_searches);
    m_isSearching = wanted;
    m_hits.clear();
    Q_EMIT commandIssued(engine::SearchRuns{m_ticket, wanted ? words : std::string()});
    refresh();
}

void RunsPage::takeFound(const engine::RunsFound& found)
{
    if (found.ticket != m_ticket)
        return;
    for (const auto& hit : found.hits)
        m_hits.emplace(hit.run, hit);
    m_isSearching = m_isSearching && !found.isOver;
    if (!found.hits.empty())
        m_model->setHits(m_hits);
    refresh();
}

void RunsPage::takeFailure(const engine::CommandFailed& failed)
{
    using engine::Verb;
    const QString why = format::text(failed.error.text(), 2000);
    switch (failed.verb) {
    case Verb::ListRuns:
        m_failure = why;
        break;
    case Verb::CompareRuns:
        m_compare->showFailure(why);
        return;
    case Verb::SearchRuns:
        m_isSearching = false;
        [[fallthrough]];
    case Verb::Export:
    case Verb::OpenRun:
    case Verb::ResumeRun:
        m_problem = tr("%1: %2").arg(format::line(failed.what, 120), why);
        break;
    default:
        return;
    }
    refresh();
}

void RunsPage::onNotice(const engine::Notice& notice)
{
    if (const auto* listed = std::get_if<engine::RunsListed>(&notice)) {
        m_failure.clear();
        m_isListed = true;
        m_model->setRuns(listed->runs);
        refresh();
    } else if (const auto* exported = std::get_if<engine::Exported>(&notice)) {
        m_problem.clear();
        Q_EMIT messageShown(tr("exported to %1").arg(format::line(exported->file)));
    } else if (const auto* found = std::get_if<engine::RunsFound>(&notice)) {
        takeFound(*found);
    } else if (const auto* compared = std::get_if<engine::RunsCompared>(&notice)) {
        m_model->setCompared(compared->a.run, compared->b.run);
        m_compare->QWidget::show();
        m_compare->show(*compared);
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        takeFailure(*failed);
    }
}

void RunsPage::onShown()
{
    refreshList();
}

QWidget* RunsPage::home() const
{
    return m_table;
}

// A list that could not be read is no empty list.
void RunsPage::showMessage()
{
    const bool isError = !m_failure.isEmpty() || !m_problem.isEmpty();
    QString words;
    if (!m_failure.isEmpty())
        words = tr("The list of runs could not be read: %1").arg(m_failure);
    else if (!m_problem.isEmpty())
        words = m_problem;
    else if (!m_isListed)
        words = tr("Reading the runs\u2026");
    else if (m_model->total() == 0)
        words = tr("No runs yet. Start one in the Run mode.");
    else if (m_model->rowCount() == 0)
        words =
            m_isSearching ? tr("Looking inside the events\u2026") : tr("No run fits the filter.");
    m_message->setText(words);
    m_message->setVisible(!words.isEmpty());
    m_message->setProperty("role", isError ? QStringLiteral("error") : QStringLiteral("muted"));
    Theme::repolish(m_message);
    m_table->setVisible(m_failure.isEmpty() || m_model->total() > 0);
}

void RunsPage::refresh()
{
    const int shown = m_model->rowCount();
    auto count = shown == m_model->total()
        ? (shown == 1 ? tr("1 run") : tr("%1 runs").arg(format::count(shown)))
        : tr("%1 of %2 runs").arg(format::count(shown), format::count(m_model->total()));
    if (m_isSearching)
        count += tr(" \u00b7 searching");
    m_count->setText(count);
    m_count->setAccessibleDescription(count);
    if (!m_table->currentIndex().isValid() && shown > 0 && m_table->selectionModel()) {
        const int row = m_model->rowOf(m_selected);
        m_table->selectRow(std::max(row, 0));
    }
    showMessage();
    const auto* chosen = m_model->run(m_table->currentIndex().row());
    const auto status = chosen ? runStatus(*chosen) : std::string();
    const bool two = m_table->selectedRowNumbers().size() == 2;
    const bool ended = chosen && status != "running";
    m_openButton->setEnabled(chosen != nullptr);
    m_openAction->setEnabled(chosen != nullptr);
    m_export->setEnabled(chosen != nullptr);
    m_compareButton->setVisible(two);
    m_compareAction->setEnabled(two);
    m_replayAction->setEnabled(ended);
    m_resumeAction->setEnabled(ended && status != "done");
}

} // namespace signalbox::ui
