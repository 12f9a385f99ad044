// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/gallerydialog.h"

#include "ui/format.h"
#include "ui/gallery/planview.h"
#include "ui/gallery/templatedetails.h"
#include "ui/listkeys.h"
#include "ui/plainlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

GalleryDialog::GalleryDialog(UiContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_pages(new QStackedWidget)
    , m_search(new QLineEdit)
    , m_list(new QListView)
    , m_details(new TemplateDetails(context.theme))
    , m_planView(new PlanView(context.theme))
    , m_scripted(new QCheckBox(tr("With its scripted model, so that it runs at once")))
    , m_problem(plainLabel({}, QStringLiteral("error")))
{
    const auto& theme = context.theme;
    setObjectName(QStringLiteral("templateGallery"));
    setWindowTitle(tr("New workflow from template"));
    setAccessibleName(windowTitle());
    setWindowFlag(Qt::WindowContextHelpButtonHint, false);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    const int gap = theme.scaled(12);
    column->setContentsMargins(gap, gap, gap, gap);
    column->setSpacing(theme.scaled(10));
    buildGallery();
    buildPlan();
    column->addWidget(m_pages, 1);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("Problem"));
    m_problem->hide();
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    row->setSpacing(theme.scaled(8));
    m_cancel = button(tr("Cancel"), "", nullptr);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_back = button(tr("Back"), "", &GalleryDialog::back);
    m_add = button(QString(), "", &GalleryDialog::plan);
    m_make = button(tr("Open as a new workspace"), "primary", &GalleryDialog::makeWorkspace);
    m_write = button(QString(), "primary", &GalleryDialog::write);
    row->addWidget(m_cancel);
    row->addWidget(m_back);
    row->addStretch(1);
    row->addWidget(m_scripted);
    row->addWidget(m_add);
    row->addWidget(m_make);
    row->addWidget(m_write);
    column->addLayout(row);
    m_scripted->setAccessibleName(tr("With its scripted model"));
    m_scripted->setToolTip(tr("Else its agents use the default model of this workspace"));
    m_scripted->setChecked(true);
    connect(m_scripted, &QCheckBox::toggled, this, [this] {
        if (m_pages->currentIndex() == 1)
            plan();
    });
    resize(theme.scaled(1010), theme.scaled(660));
    refresh();
}

void GalleryDialog::buildGallery()
{
    const auto& theme = m_context.theme;
    auto* page = new QWidget;
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.scaled(12));
    auto* left = new QVBoxLayout;
    m_search->setPlaceholderText(tr("Search: a pattern, an agent, what it is for"));
    m_search->setAccessibleName(tr("Search templates"));
    m_search->setClearButtonEnabled(true);
    connect(new ListKeys(m_search, m_list), &ListKeys::chosen, this, &GalleryDialog::makeWorkspace);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new TemplateDelegate(theme, m_model, m_list));
    m_list->setAccessibleName(tr("Templates"));
    m_list->setObjectName(QStringLiteral("templates"));
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    left->addWidget(m_search);
    left->addWidget(m_list, 1);
    row->addLayout(left, 6);
    row->addWidget(m_details, 7);
    m_pages->addWidget(page);
    connect(m_search, &QLineEdit::textChanged, this, &GalleryDialog::filter);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GalleryDialog::showChosen);
    connect(m_list, &QListView::activated, this, &GalleryDialog::makeWorkspace);
}

void GalleryDialog::buildPlan()
{
    m_pages->addWidget(m_planView);
}

QPushButton* GalleryDialog::button(const QString& text, const char* kind,
                                   void (GalleryDialog::*slot)())
{
    auto* made = new QPushButton(text);
    made->setProperty("kind", QString::fromLatin1(kind));
    made->setAccessibleName(text);
    made->setAutoDefault(false);
    if (slot)
        connect(made, &QPushButton::clicked, this, slot);
    return made;
}

void GalleryDialog::open()
{
    m_making.clear();
    m_writing.clear();
    m_plan.reset();
    m_pages->setCurrentIndex(0);
    m_search->clear();
    say({});
    refresh();
    QDialog::open();
    m_search->setFocus();
    Q_EMIT commandIssued(engine::ListTemplates{});
}

void GalleryDialog::onNotice(const engine::Notice& notice)
{
    if (const auto* listed = std::get_if<engine::TemplatesListed>(&notice)) {
        m_model.setTemplates(listed->templates);
        filter();
    } else if (std::holds_alternative<engine::WorkspaceOpened>(notice)) {
        onWorkspace();
    } else if (const auto* planned = std::get_if<engine::TemplatePlanned>(&notice)) {
        onPlan(planned->plan);
    } else if (const auto* added = std::get_if<engine::TemplateAdded>(&notice)) {
        if (added->name != m_writing)
            return;
        m_writing.clear();
        const auto task = chosen() ? QString::fromStdString(chosen()->task) : QString();
        accept();
        Q_EMIT workflowReady(QString::fromStdString(added->workflow), task);
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        onFailed(*failed);
    }
}

void GalleryDialog::onWorkspace()
{
    refresh();
    const auto& workspace = m_context.opened.workspace;
    if (m_making.empty() || !workspace || workspace->name != m_making)
        return;
    m_making.clear();
    const auto* made = chosen();
    if (!made)
        return;
    const auto workflow = QString::fromStdString(made->workflow);
    const auto task = QString::fromStdString(made->task);
    accept();
    Q_EMIT workflowReady(workflow, task);
}

void GalleryDialog::onPlan(const TemplatePlan& plan)
{
    if (!chosen() || plan.name != chosen()->name || m_pages->currentIndex() != 1)
        return;
    if (!m_writing.empty())
        say(tr("The workspace was changed meanwhile. This is what would be written now."));
    m_writing.clear();
    m_plan = plan;
    m_planView->show(plan, workspaceName());
    m_planView->focusFiles();
    refresh();
}

void GalleryDialog::onFailed(const engine::CommandFailed& failed)
{
    const auto* one = chosen();
    const bool isOurs = one
        && (failed.what == "plan " + one->name || failed.what == "add " + one->name
            || failed.what == "make the example " + one->name || !m_making.empty());
    if (!isOurs)
        return;
    m_making.clear();
    m_writing.clear();
    say(format::text(failed.error.text(), 2000));
    refresh();
}

void GalleryDialog::filter()
{
    const auto* before = chosen();
    const auto name = before ? before->name : std::string();
    m_model.setFilter(m_search->text());
    m_list->setCurrentIndex(m_model.index(std::max(0, m_model.rowOf(name)), 0));
    showChosen();
}

void GalleryDialog::showChosen()
{
    const int row = m_list->currentIndex().row();
    const auto* one = chosen();
    m_details->show(one, one ? m_model.graph(row) : Graph());
    refresh();
}

const WorkflowTemplate* GalleryDialog::chosen() const
{
    return m_model.at(m_list->currentIndex().row());
}

QString GalleryDialog::workspaceName() const
{
    const auto& workspace = m_context.opened.workspace;
    return workspace ? format::line(workspace->name, 40) : QString();
}

void GalleryDialog::refresh()
{
    const bool isPlan = m_pages->currentIndex() == 1;
    const bool isBusy = !m_making.empty() || !m_writing.empty();
    const bool hasWorkspace = m_context.opened.workspace != nullptr;
    const auto add = tr("Add to %1\u2026").arg(workspaceName());
    m_add->setText(add);
    m_add->setAccessibleName(add);
    const auto count = m_plan ? m_plan->files.size() : 0;
    const auto write = !m_plan ? tr("Write")
        : count == 0           ? tr("Choose it, it is there")
        : count == 1           ? tr("Write 1 file")
                               : tr("Write %1 files").arg(count);
    m_write->setText(write);
    m_write->setAccessibleName(write);
    m_add->setVisible(!isPlan && hasWorkspace);
    m_make->setVisible(!isPlan);
    m_back->setVisible(isPlan);
    m_write->setVisible(isPlan);
    m_scripted->setVisible(isPlan);
    m_add->setEnabled(chosen() && !isBusy);
    m_make->setEnabled(chosen() && !isBusy);
    m_make->setText(isBusy && !isPlan ? tr("Opening\u2026") : tr("Open as a new workspace"));
    m_write->setEnabled(m_plan && !isBusy);
    m_scripted->setEnabled(!isBusy);
    m_back->setEnabled(!isBusy);
    m_list->setEnabled(!isBusy);
    m_search->setEnabled(!isBusy);
}

void GalleryDialog::say(const QString& problem)
{
    m_problem->setText(problem);
    m_problem->setAccessibleDescription(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void GalleryDialog::makeWorkspace()
{
    const auto* one = chosen();
    if (!one || !m_making.empty() || m_pages->currentIndex() != 0)
        return;
    say({});
    m_making = one->name;
    refresh();
    Q_EMIT commandIssued(engine::NewExample{one->name});
}

void GalleryDialog::plan()
{
    const auto* one = chosen();
    if (!one)
        return;
    say({});
    m_plan.reset();
    m_planView->clear();
    m_pages->setCurrentIndex(1);
    refresh();
    Q_EMIT commandIssued(engine::PlanTemplate{one->name, m_scripted->isChecked()});
}

void GalleryDialog::back()
{
    say({});
    m_plan.reset();
    m_pages->setCurrentIndex(0);
    m_list->setFocus();
    refresh();
}

void GalleryDialog::write()
{
    if (!m_plan || !m_writing.empty())
        return;
    say({});
    m_writing = m_plan->name;
    refresh();
    Q_EMIT commandIssued(engine::AddTemplate{m_plan->name, m_plan->isScripted, m_plan->hash});
}

} // namespace signalbox::ui
