// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/gallery/templatelist.h"
#include "ui/uicontext.h"

#include <QDialog>

#include <optional>
#include <string>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;

namespace signalbox::ui {

class PlanView;
class TemplateDetails;

// New workflow from a template: as a workspace of its own, or into the open one after it was shown what would be written.
// Shows what notices say, sends commands; closes when the workflow is there.
class GalleryDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit GalleryDialog(UiContext& context, QWidget* parent = nullptr);

    void open() override; // asks for the templates
    void onNotice(const engine::Notice& notice);

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    // The open workspace has it; the task is one that it knows.
    void workflowReady(const QString& workflow, const QString& task);

private:
    void buildGallery();
    void buildPlan();
    QPushButton* button(const QString& text, const char* kind, void (GalleryDialog::*slot)());
    void onPlan(const TemplatePlan& plan);
    void onWorkspace();
    void onFailed(const engine::CommandFailed& failed);
    void filter();
    void showChosen();
    void refresh();
    void say(const QString& problem); // empty: none
    [[nodiscard]] const WorkflowTemplate* chosen() const;
    [[nodiscard]] QString workspaceName() const;

    void makeWorkspace();
    void plan();
    void back();
    void write();

    UiContext& m_context;
    TemplateModel m_model;
    QStackedWidget* m_pages;
    QLineEdit* m_search;
    QListView* m_list;
    TemplateDetails* m_details;
    PlanView* m_planView;
    QCheckBox* m_scripted;
    QLabel* m_problem;
    QPushButton* m_make = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_write = nullptr;
    QPushButton* m_cancel = nullptr;
    std::optional<TemplatePlan> m_plan; // as it is shown
    std::string m_making; // the template whose workspace is on its way
    std::string m_writing; // the template that is written into the open one
};

} // namespace signalbox::ui
