// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"
#include "ui/tools/tooldocument.h"

#include <map>
#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;

namespace signalbox::ui {

class DefinitionEditor;
class ToolRegistry;
class TryIt;

// The Tools mode: registry, one definition, and its bench. Edits are kept for each file until they are saved.
class ToolsPage final : public Page
{
    Q_OBJECT

public:
    explicit ToolsPage(UiContext& context, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice) override;
    [[nodiscard]] QWidget* home() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return m_actions; }
    // A call from a trace: its tool and arguments are put on the bench.
    void openCall(const QString& tool, const QString& arguments);
    void select(const std::string& name);

private:
    void buildBar();
    void buildActions();
    void newTool(bool isHttp);
    QWidget* panel(const QString& title, QWidget* content);
    void onWorkspace(const engine::WorkspaceOpened& opened);
    void onOutside(const ToolDefinition& tool);
    void fillRegistry();
    void showTool(const std::string& name);
    void addTool(const std::string& text, const std::string& name);
    void duplicate();
    void removeTool();
    void save();
    void saveCase(const QString& arguments, bool ok);
    void refresh();
    [[nodiscard]] ToolPtr toolNamed(const std::string& name) const;
    [[nodiscard]] ToolDocument* document(const std::string& name); // nullptr: no file of its own
    [[nodiscard]] std::vector<ToolCase> casesOf(const std::string& name);

    std::vector<ToolPtr> m_tools; // built in, of the workspace, drafts
    std::map<std::string, ToolDocument> m_documents; // by the name in the registry
    std::map<std::string, std::string> m_theirs; // text of a file changed outside
    std::map<std::string, std::string> m_saving; // file -> text on its way
    std::string m_current;
    std::string m_next; // to select when the workspace comes again
    QList<QAction*> m_actions;
    QLineEdit* m_find;
    QLabel* m_sum;
    QPushButton* m_save;
    QPushButton* m_confirm; // of a deletion
    ToolRegistry* m_registry;
    DefinitionEditor* m_editor;
    TryIt* m_bench;
    QSplitter* m_splitter;
};

} // namespace signalbox::ui
