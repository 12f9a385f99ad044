// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// The workflows of the workspace as files: opened, changed outside, saved, made, deleted.
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/jsonrewrite.h"
#include "ui/workflow/graphedits.h"
#include "ui/workflow/graphpanel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QTabWidget>

#include <set>

namespace signalbox::ui {

namespace {
const QString currentKey = QStringLiteral("workflows/current");
}

void WorkflowPage::rememberCurrent()
{
    context().settings.setValue(currentKey, QString::fromStdString(m_document->file()));
}

void WorkflowPage::onSaved(const std::string& file)
{
    const auto found = m_saving.find(file);
    if (found == m_saving.end())
        return;
    if (const auto open = m_documents.find(file); open != m_documents.end())
        open->second->setSaved(found->second);
    m_saving.erase(found);
    m_problem->hide();
    showChanges();
    refresh();
}

void WorkflowPage::onWorkspace(const engine::WorkspaceOpened& opened)
{
    if (!opened.workspace)
        return;
    std::set<std::string> files;
    for (const auto& [name, workflow] : opened.workspace->workflows) {
        files.insert(workflow.source);
        onFile(workflow);
    }
    for (const auto& workflow : opened.workspace->brokenWorkflows) {
        files.insert(workflow.source);
        onFile(workflow);
    }
    for (auto it = m_documents.begin(); it != m_documents.end();) {
        const bool isDraft = it->second->isChanged();
        if (files.contains(it->first) || isDraft) {
            ++it;
            continue;
        }
        if (it->second.get() == m_document)
            m_document = nullptr;
        it = m_documents.erase(it);
    }
    fillList();
    if (!m_document && !m_documents.empty()) {
        const auto last = context().settings.value(currentKey).toString().toStdString();
        showWorkflow(m_documents.contains(last) ? last : m_documents.begin()->first);
    } else {
        showDocument(false);
    }
}

void WorkflowPage::onFile(const WorkflowFile& file)
{
    const auto found = m_documents.find(file.source);
    if (found == m_documents.end()) {
        openDocument(file.source, file.document, file.document);
        return;
    }
    auto& open = *found->second;
    if (file.document == open.saved())
        return;
    if (open.isChanged() && open.text() != file.document)
        m_theirs[file.source] = file.document;
    else
        open.replace(file.document);
}

WorkflowDocument& WorkflowPage::openDocument(const std::string& file, const std::string& text,
                                             const std::string& saved)
{
    auto made = std::make_unique<WorkflowDocument>(file, text, saved);
    connect(made.get(), &WorkflowDocument::changed, this, [this, open = made.get()] {
        if (open == m_document)
            onChanged();
    });
    for (auto signal : {&QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
        connect(&made->undoStack(), signal, this, &WorkflowPage::refresh);
    return *(m_documents[file] = std::move(made));
}

void WorkflowPage::fillList()
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const auto& [file, open] : m_documents) {
        auto name = memberText(open->value(), "name");
        if (name.empty())
            name = file;
        m_list->addItem((open->isChanged() ? QStringLiteral("● ") : QString())
                            + format::line(name, 80),
                        QString::fromStdString(file));
    }
    if (m_document)
        m_list->setCurrentIndex(m_list->findData(QString::fromStdString(m_document->file())));
}

void WorkflowPage::resolve(bool takeTheirs)
{
    const auto found = m_document ? m_theirs.find(m_document->file()) : m_theirs.end();
    if (found == m_theirs.end())
        return;
    const auto text = found->second;
    m_theirs.erase(found);
    if (takeTheirs)
        m_document->replace(text);
    else
        m_document->setSaved(text);
}

void WorkflowPage::save()
{
    if (!m_document || !m_document->isChanged())
        return;
    const auto name = memberText(m_document->value(), "name");
    const bool isNew = m_document->saved().empty();
    QString why;
    if (!m_document->isJson())
        why = tr("Not saved: %1").arg(m_document->error());
    else if (!isName(name))
        why = tr("Not saved: a name has 1 to 64 letters, digits, _ or -.");
    else if (isNew && m_document->file() != "workflows/" + name + ".json"
             && m_documents.contains("workflows/" + name + ".json"))
        why = tr("Not saved: there is a workflow of this name already.");
    m_problem->setText(why);
    m_problem->setVisible(!why.isEmpty());
    if (!why.isEmpty())
        return;
    if (isNew) { // a file is called like what is in it
        const auto file = savedFile();
        auto handle = m_documents.extract(m_document->file());
        m_document->setFile(file);
        handle.key() = m_document->file();
        m_documents.insert(std::move(handle));
        rememberCurrent();
    }
    m_saving[m_document->file()] = m_document->text();
    Q_EMIT commandIssued(engine::SaveFile{m_document->file(), m_document->text()});
}

std::string WorkflowPage::freeWorkflowName(const std::string& wanted) const
{
    OrderedJson taken = OrderedJson::object();
    for (const auto& [file, open] : m_documents) {
        taken[memberText(open->value(), "name")] = true;
        const auto stem = file.substr(file.rfind('/') + 1);
        taken[stem.substr(0, stem.rfind('.'))] = true;
    }
    return edits::freeName(taken, wanted);
}

void WorkflowPage::addWorkflow(OrderedJson document)
{
    const auto name = freeWorkflowName(memberText(document, "name"));
    document["name"] = name;
    const auto file = "workflows/" + name + ".json";
    openDocument(file, handJson(document) + '\n', {});
    showWorkflow(file);
}

void WorkflowPage::newGraph()
{
    addWorkflow(edits::newWorkflow("workflow", firstAgent()));
}

void WorkflowPage::newOrchestrator()
{
    OrderedJson agents = OrderedJson::array();
    if (const auto workspace = context().opened.workspace) {
        for (const auto& [name, agent] : workspace->agents) {
            if (agents.size() < 4 && name != firstAgent())
                agents.push_back(name);
        }
    }
    if (agents.empty())
        agents.push_back(firstAgent());
    addWorkflow({{"name", "orchestrator"},
                 {"kind", "orchestrator"},
                 {"lead", firstAgent()},
                 {"agents", agents},
                 {"plan_gate", "ask"}});
}

void WorkflowPage::duplicateWorkflow()
{
    if (m_document && m_document->isJson())
        addWorkflow(m_document->value());
}

void WorkflowPage::askToDelete()
{
    if (!m_document)
        return;
    m_confirm->setText(tr("Delete %1").arg(format::line(m_document->file(), 80)));
    m_confirm->show();
    m_confirm->setFocus();
}

void WorkflowPage::deleteWorkflow()
{
    m_confirm->hide();
    if (!m_document)
        return;
    const auto file = m_document->file();
    const bool isOnDisk = !m_document->saved().empty();
    m_document = nullptr;
    m_documents.erase(file);
    m_theirs.erase(file);
    fillList();
    if (m_documents.empty())
        showDocument(true);
    else
        showWorkflow(m_documents.begin()->first);
    if (isOnDisk)
        Q_EMIT commandIssued(engine::DeleteFile{file});
}

} // namespace signalbox::ui
