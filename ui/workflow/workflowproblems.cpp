// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// What the Workflows mode says about what is wrong with a document, while it is edited too.
#include "ui/workflow/workflowpage.h"

#include "base/text.h"
#include "ui/format.h"
#include "ui/workflow/graphaccess.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/problemmarks.h"
#include "ui/workflow/scopecheck.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>

namespace signalbox::ui {

namespace {
constexpr std::chrono::milliseconds checkAfter{250}; // since the last edit
} // namespace

// What the check of the workspace found in the file; of what is edited here the engine says it, and until it did the
// conditions are looked at.
void WorkflowPage::refreshProblems()
{
    m_problems = {};
    m_checkMenu->clear();
    const auto workspace = context().opened.workspace;
    if (!m_document || !workspace)
        return showCheck();
    const bool isChanged = m_document->isChanged();
    const bool isChecked = isChanged && m_checked.problems && m_checked.text == m_document->text();
    const auto& known = isChecked ? *m_checked.problems : workspace->problems;
    const auto file = isChecked ? m_checked.file : m_document->file();
    m_problems = marksOf(known, file);
    for (const auto& problem : known) {
        if (problem.file == file && (isChecked || !isChanged))
            addProblem(problemWords(problem), problem.path);
    }
    if (isChanged && !isChecked) {
        m_problems.edges.clear();
        const auto scope = scopeOf(m_document->value());
        for (const auto& edge : m_graph->scene().graph().edges) {
            if (edge.kind != EdgeKind::When)
                continue;
            const auto words = expressionProblem(edge.when, scope, true);
            if (words.isEmpty())
                continue;
            m_problems.edges[edge.index] = {words, true};
            addProblem(words, "edges[" + std::to_string(edge.index) + "].when");
        }
        checkLater();
    }
    m_graph->scene().setProblems(m_problems.nodes, m_problems.edges);
    showCheck();
}

void WorkflowPage::addProblem(const QString& words, const std::string& path)
{
    // an ampersand of the file is no mnemonic
    auto text = format::line(words.toStdString(), 160);
    auto* action = m_checkMenu->addAction(text.replace(u'&', QStringLiteral("&&")));
    connect(action, &QAction::triggered, this, [this, path] { goTo(path); });
}

void WorkflowPage::showCheck()
{
    const auto count = m_checkMenu->actions().size();
    m_check->setVisible(m_document != nullptr);
    m_check->setEnabled(count > 0);
    m_check->setMenu(count > 0 ? m_checkMenu : nullptr);
    const bool isClean = count == 0 && !m_isChecking;
    m_check->setText(count == 1      ? tr("\u25b2 1 problem")
                         : count > 1 ? tr("\u25b2 %1 problems").arg(count)
                         : isClean   ? tr("\u2713 No problems")
                                     : tr("Checking\u2026"));
    m_check->setToolTip(count > 0 ? tr("Found by the check while you edit: choose one to go to it")
                                  : tr("The whole file is checked while you edit"));
    m_check->setProperty("tone", count > 0 ? QStringLiteral("problem") : QStringLiteral("clean"));
    Theme::repolish(m_check);
}

// Typing is not answered letter by letter.
void WorkflowPage::checkLater()
{
    m_isChecking = true;
    m_checkTimer.setSingleShot(true);
    m_checkTimer.start(checkAfter);
}

void WorkflowPage::checkNow()
{
    if (m_document && m_document->isChanged())
        Q_EMIT commandIssued(engine::CheckFile{savedFile(), m_document->text()});
    else
        m_isChecking = false;
}

void WorkflowPage::onChecked(const engine::FileChecked& checked)
{
    if (!m_document || checked.text != m_document->text() || checked.file != savedFile())
        return; // it was edited since, and is checked again
    m_checked = checked;
    m_isChecking = false;
    refreshProblems();
    showSelection();
}

std::string WorkflowPage::savedFile() const
{
    const auto name = memberText(m_document->value(), "name");
    const bool isNew = m_document->saved().empty();
    return isNew && isName(name) ? "workflows/" + name + ".json" : m_document->file();
}

void WorkflowPage::goTo(const std::string& path)
{
    const auto place = placeOf(path);
    if (place.node) {
        m_graph->scene().select({*place.node});
        if (const auto* item = m_graph->scene().node(*place.node))
            m_graph->view().reveal(*item);
    } else if (place.edge) {
        m_graph->scene().selectEdge(*place.edge);
    } else {
        m_graph->scene().select({}); // the form of the whole, with its state
    }
}

} // namespace signalbox::ui
