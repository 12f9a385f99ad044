// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/planview.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"

#include <QLabel>
#include <QListWidget>
#include <QSplitter>
#include <QVBoxLayout>

namespace signalbox::ui {

PlanView::PlanView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_summary(plainLabel())
    , m_files(new QListWidget)
    , m_text(new CodeEdit)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.scaled(8));
    m_summary->setWordWrap(true);
    m_summary->setAccessibleName(tr("What will be written"));
    column->addWidget(m_summary);
    m_files->setAccessibleName(tr("Files"));
    m_files->setUniformItemSizes(true);
    m_text->setAccessibleName(tr("Text of the file"));
    m_text->setReadOnly(true);
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(m_files);
    splitter->addWidget(m_text);
    splitter->setSizes({theme.scaled(470), theme.scaled(530)});
    splitter->setChildrenCollapsible(false);
    column->addWidget(splitter, 1);
    connect(m_files, &QListWidget::currentRowChanged, this, &PlanView::showFile);
    connect(&theme, &Theme::changed, this, [this] { // a difference is coloured when it is set
        if (!m_plan.files.empty())
            showFile(m_files->currentRow());
    });
}

void PlanView::show(const TemplatePlan& plan, const QString& workspace)
{
    m_plan = plan;
    int fresh = 0;
    int renamed = 0;
    m_files->clear();
    for (const auto& file : plan.files) {
        auto words = format::line(file.file);
        if (!file.before.empty()) {
            words += tr("  \u2013 gains a model");
        } else {
            ++fresh;
            if (!file.templateName.empty()) {
                ++renamed;
                words += tr("  \u2013 instead of %1, which is taken")
                             .arg(format::line(file.templateName));
            } else {
                words += tr("  \u2013 new");
            }
        }
        m_files->addItem(words);
    }
    for (const auto& file : plan.kept) {
        m_files->addItem(tr("%1  \u2013 is there already").arg(format::line(file)));
        m_files->item(m_files->count() - 1)->setForeground(m_theme.color(Tint::Faint));
    }
    auto words = tr("%1 new files come into %2, nothing of it is overwritten. The workflow will be "
                    "called %3.")
                     .arg(fresh)
                     .arg(workspace, format::line(plan.workflow));
    if (renamed > 0)
        words += u' ' + tr("%1 are renamed, with everything that speaks of them.").arg(renamed);
    words += u' '
        + (plan.isScripted ? tr("Its agents play their script: no key, no network.")
                           : tr("Its agents use the default model of the workspace."))
        + u' ' + tr("Rules are not brought along: it will ask before it writes.");
    m_summary->setText(words);
    m_summary->setAccessibleDescription(words);
    m_files->setCurrentRow(0);
    showFile(0);
}

void PlanView::clear()
{
    m_plan = {};
    m_files->clear();
    m_text->clear();
    m_summary->setText(tr("Looking what would be written\u2026"));
}

void PlanView::focusFiles()
{
    m_files->setFocus();
}

void PlanView::showFile(int row)
{
    if (row < 0 || row >= int(m_plan.files.size())) {
        m_text->setForeignText(
            row < 0 ? "" : "It is there already, word for word, and is used as it is.");
        return;
    }
    const auto& file = m_plan.files[std::size_t(row)];
    if (file.before.empty())
        m_text->setForeignText(file.text);
    else
        m_text->setDiff(file.before, file.text);
}

} // namespace signalbox::ui
