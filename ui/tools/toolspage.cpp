// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/toolspage.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/jsonrewrite.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"
#include "ui/tools/definitioneditor.h"
#include "ui/tools/toolregistry.h"
#include "ui/tools/tryit.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
std::vector<ToolCase> casesFrom(const OrderedJson& definition)
{
    std::vector<ToolCase> out;
    const auto* cases = findOrdered(definition, "cases");
    if (!cases || !cases->is_array())
        return out;
    for (const auto& each : *cases) {
        ToolCase one;
        one.name = orderedString(each, "name");
        if (const auto* arguments = findOrdered(each, "arguments"))
            one.arguments = dumpJson(parseJson(dumpJson(*arguments)).value_or(Json::object()));
        if (const auto* ok = findOrdered(each, "expect.ok"); ok && ok->is_boolean())
            one.expectOk = ok->get<bool>();
        one.where = orderedString(each, "expect.where");
        out.push_back(std::move(one));
    }
    return out;
}
} // namespace

ToolsPage::ToolsPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_find(new QLineEdit(this))
    , m_sum(plainLabel({}, QStringLiteral("muted"), this))
    , m_save(plainButton(tr("Save"), tr("Save"), this))
    , m_confirm(plainButton({}, tr("Confirm deletion"), this))
    , m_registry(new ToolRegistry(this))
    , m_editor(new DefinitionEditor(this))
    , m_bench(new TryIt(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(6);
    buildBar();
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(panel(tr("Registry"), m_registry));
    m_splitter->addWidget(panel({}, m_editor));
    m_splitter->addWidget(panel(tr("Try it"), m_bench));
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({260, 590, 440});
    m_splitter->restoreState(
        context.settings.value(QStringLiteral("tools/splitter")).toByteArray());
    column->addWidget(m_splitter, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        this->context().settings.setValue(QStringLiteral("tools/splitter"),
                                          m_splitter->saveState());
    });
    connect(m_registry, &ToolRegistry::toolSelected, this,
            [this](const QString& name) { showTool(name.toStdString()); });
    connect(m_editor, &DefinitionEditor::changed, this, [this] {
        m_bench->setCases(casesOf(m_current));
        refresh();
    });
    connect(m_editor, &DefinitionEditor::duplicateWanted, this, &ToolsPage::duplicate);
    connect(m_editor, &DefinitionEditor::deleteWanted, this, [this] {
        m_confirm->setText(tr("Delete %1").arg(format::line(m_current, 64)));
        m_confirm->show();
        m_confirm->setFocus();
    });
    connect(m_editor, &DefinitionEditor::outsideWanted, this, [this](bool theirs) {
        auto* open = document(m_current);
        const auto found = m_theirs.find(m_current);
        if (open && found != m_theirs.end()) {
            open->setSaved(found->second);
            if (theirs)
                open->setText(found->second);
            m_theirs.erase(found);
            m_editor->setConflict(false);
            m_editor->refresh();
        }
        refresh();
    });
    connect(m_bench, &TryIt::commandIssued, this, &Page::commandIssued);
    connect(m_bench, &TryIt::openRunRequested, this, &Page::openRunRequested);
    connect(m_bench, &TryIt::caseSaved, this, &ToolsPage::saveCase);
    if (context.opened.workspace)
        onWorkspace(context.opened);
    refresh();
}

void ToolsPage::buildBar()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_find->setPlaceholderText(tr("Find a tool"));
    m_find->setAccessibleName(tr("Find a tool"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(280);
    m_save->setProperty("kind", QStringLiteral("primary"));
    m_confirm->setProperty("kind", QStringLiteral("danger"));
    m_confirm->hide();
    auto* command = plainButton(tr("+ Command"), tr("New command tool"), this);
    auto* http = plainButton(tr("+ HTTP"), tr("New HTTP tool"), this);
    row->addWidget(m_find, 1);
    row->addWidget(command);
    row->addWidget(http);
    row->addStretch(1);
    row->addWidget(m_sum);
    row->addWidget(m_confirm);
    row->addWidget(m_save);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_find, &QLineEdit::textChanged, m_registry, &ToolRegistry::setFilter);
    connect(m_save, &QPushButton::clicked, this, &ToolsPage::save);
    connect(m_confirm, &QPushButton::clicked, this, &ToolsPage::removeTool);
    connect(command, &QPushButton::clicked, this, [this] { newTool(false); });
    connect(http, &QPushButton::clicked, this, [this] { newTool(true); });
    buildActions();
}

void ToolsPage::buildActions()
{
    const auto add = [this](const QString& text, const QKeySequence& keys, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        m_actions.push_back(action);
    };
    add(tr("Save the tool"), QKeySequence::Save, &ToolsPage::save);
    add(tr("Find a tool"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_F), [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    add(tr("New command tool"), QKeySequence(Qt::CTRL | Qt::Key_N), [this] { newTool(false); });
    add(tr("New HTTP tool"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_H),
        [this] { newTool(true); });
    add(tr("Duplicate the tool"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_D),
        &ToolsPage::duplicate);
    add(tr("Try the tool"), QKeySequence(Qt::CTRL | Qt::Key_T), [this] { m_bench->focusForm(); });
}

void ToolsPage::newTool(bool isHttp)
{
    std::vector<std::string> taken;
    for (const auto& tool : m_tools)
        taken.push_back(tool->name);
    const std::string name = freeName("new_tool", taken);
    addTool(isHttp ? newHttpTool(name) : newCommandTool(name), name);
}

QWidget* ToolsPage::home() const
{
    return m_registry;
}

QWidget* ToolsPage::panel(const QString& title, QWidget* content)
{
    auto* frame = new QFrame(this);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    if (!title.isEmpty()) {
        auto* head = plainLabel(title, QStringLiteral("title"), frame);
        head->setContentsMargins(12, 8, 12, 8);
        column->addWidget(head);
    }
    column->addWidget(content, 1);
    return frame;
}

void ToolsPage::onNotice(const engine::Notice& notice)
{
    if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice)) {
        onWorkspace(*opened);
    } else if (const auto* finished = std::get_if<engine::ToolCallFinished>(&notice)) {
        m_bench->onFinished(*finished);
    } else if (const auto* saved = std::get_if<engine::FileSaved>(&notice)) {
        const auto found = m_saving.find(saved->file);
        if (found == m_saving.end())
            return;
        for (auto& [name, open] : m_documents) {
            if (open.file() == saved->file)
                open.setSaved(found->second);
        }
        m_saving.erase(found);
        Q_EMIT messageShown(tr("saved %1").arg(format::line(saved->file)));
        m_editor->setProblem({});
        m_editor->refresh();
        refresh();
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        const QString words = format::text(failed->error.text(), 4000);
        if (failed->verb == engine::Verb::SaveFile && m_saving.erase(failed->subject) > 0)
            m_editor->setProblem(tr("Not saved: %1").arg(words));
        else if (failed->verb == engine::Verb::CallTool)
            m_bench->onFailed(words);
    }
}

void ToolsPage::onWorkspace(const engine::WorkspaceOpened& opened)
{
    if (!opened.workspace)
        return;
    m_tools = opened.builtins;
    for (const auto& [name, tool] : opened.workspace->tools) {
        m_tools.push_back(tool);
        onOutside(*tool);
    }
    // A draft that was saved under its name is the tool of that name from now on.
    for (auto it = m_documents.begin(); it != m_documents.end();) {
        const bool known = opened.workspace->tools.count(it->first) > 0;
        it = !known && !it->second.isChanged() ? m_documents.erase(it) : std::next(it);
    }
    fillRegistry();
    const std::string wanted = m_next.empty() ? m_current : m_next;
    m_next.clear();
    if (toolNamed(wanted))
        showTool(wanted);
    else if (!m_tools.empty())
        showTool((opened.workspace->tools.empty() ? m_tools.front()
                                                  : opened.workspace->tools.begin()->second)
                     ->name);
    for (const auto& problem : opened.workspace->problems) {
        const auto* open = document(m_current);
        if (open && problem.file == open->file() && !open->isChanged())
            m_editor->setProblem(format::text(problem.path + ": expected " + problem.expected
                                                  + ", found " + problem.found + "; "
                                                  + problem.mend,
                                              2000));
    }
    refresh();
}

// The text of a file as it is now against what is edited here.
void ToolsPage::onOutside(const ToolDefinition& tool)
{
    const auto found = m_documents.find(tool.name);
    if (found == m_documents.end() || tool.document == found->second.saved())
        return;
    auto& open = found->second;
    if (open.isChanged() && open.text() != tool.document) {
        m_theirs[tool.name] = tool.document;
        return;
    }
    open.setSaved(tool.document);
    open.setText(tool.document);
}

void ToolsPage::fillRegistry()
{
    std::set<std::string> drafts;
    auto all = m_tools;
    for (const auto& [name, open] : m_documents) {
        if (open.isChanged())
            drafts.insert(name);
        const bool known =
            std::any_of(all.begin(), all.end(),
                        [&, key = name](const ToolPtr& tool) { return tool->name == key; });
        if (known)
            continue;
        auto draft = std::make_shared<ToolDefinition>();
        draft->name = name;
        draft->kind =
            orderedString(open.value(), "kind") == "http" ? ToolKind::Http : ToolKind::Command;
        draft->source = open.file();
        draft->document = open.text();
        if (const auto* parameters = findOrdered(open.value(), "parameters"))
            draft->parameters = dumpJson(*parameters);
        all.push_back(draft);
    }
    m_tools = all;
    m_registry->setTools(m_tools, drafts);
}

ToolPtr ToolsPage::toolNamed(const std::string& name) const
{
    for (const auto& tool : m_tools) {
        if (tool->name == name)
            return tool;
    }
    return {};
}

ToolDocument* ToolsPage::document(const std::string& name)
{
    const auto found = m_documents.find(name);
    if (found != m_documents.end())
        return &found->second;
    const auto tool = toolNamed(name);
    if (!tool || tool->source.empty() || tool->document.empty())
        return nullptr;
    return &m_documents.emplace(name, ToolDocument(tool->source, tool->document)).first->second;
}

std::vector<ToolCase> ToolsPage::casesOf(const std::string& name)
{
    if (const auto* open = document(name))
        return casesFrom(open->value());
    const auto tool = toolNamed(name);
    return tool ? tool->cases : std::vector<ToolCase>();
}

void ToolsPage::select(const std::string& name)
{
    if (toolNamed(name))
        showTool(name);
    else
        m_next = name;
}

void ToolsPage::showTool(const std::string& name)
{
    const auto tool = toolNamed(name);
    m_current = name;
    m_confirm->hide();
    m_registry->select(name);
    m_editor->show(document(name), tool);
    m_editor->setConflict(m_theirs.count(name) > 0);
    m_bench->setTool(tool, casesOf(name));
    refresh();
}

void ToolsPage::openCall(const QString& tool, const QString& arguments)
{
    if (!toolNamed(tool.toStdString()))
        return;
    showTool(tool.toStdString());
    m_bench->setArguments(arguments.toStdString());
}

void ToolsPage::addTool(const std::string& text, const std::string& name)
{
    ToolDocument fresh("tools/" + name + ".json", "");
    fresh.setText(text);
    m_documents[name] = std::move(fresh);
    fillRegistry();
    showTool(name);
}

void ToolsPage::duplicate()
{
    const auto tool = toolNamed(m_current);
    if (!tool)
        return;
    std::vector<std::string> taken;
    for (const auto& each : m_tools)
        taken.push_back(each->name);
    std::string plain = m_current.substr(m_current.rfind('/') + 1);
    const std::string name = freeName(plain, taken);
    const auto* open = document(m_current);
    auto parsed = parseOrderedJson(open ? open->text() : newCommandTool(name));
    if (!parsed)
        return;
    (*parsed)["name"] = name;
    if (!open) {
        (*parsed)["description"] = tool->description;
        if (const auto parameters = parseOrderedJson(tool->parameters))
            (*parsed)["parameters"] = *parameters;
    }
    addTool(handJson(*parsed) + '\n', name);
}

void ToolsPage::removeTool()
{
    auto* open = document(m_current);
    m_confirm->hide();
    if (!open)
        return;
    const std::string file = open->file();
    const bool onDisk = !open->saved().empty();
    const std::string gone = m_current;
    m_documents.erase(gone);
    m_theirs.erase(gone);
    std::erase_if(m_tools, [&](const ToolPtr& tool) { return tool->name == gone; });
    fillRegistry();
    if (!m_tools.empty())
        showTool(m_tools.front()->name);
    if (onDisk)
        Q_EMIT commandIssued(engine::DeleteFile{file});
}

void ToolsPage::save()
{
    auto* open = document(m_current);
    if (!open || !open->isChanged())
        return;
    const std::string name = orderedString(open->value(), "name");
    if (!open->isJson()) {
        m_editor->setProblem(tr("Not saved: it is no JSON object."));
        return;
    }
    if (!isName(name)) {
        m_editor->setProblem(tr("Not saved: a name has 1 to 64 letters, digits, _ or -."));
        return;
    }
    if (open->saved().empty())
        open->setFile("tools/" + name + ".json");
    m_next = name;
    m_saving[open->file()] = open->text();
    Q_EMIT commandIssued(engine::SaveFile{open->file(), open->text()});
}

void ToolsPage::saveCase(const QString& arguments, bool ok)
{
    auto* open = document(m_current);
    const auto parsed = parseOrderedJson(arguments.toStdString());
    if (!open || !parsed)
        return;
    const auto* before = findOrdered(open->value(), "cases");
    OrderedJson cases = before && before->is_array() ? *before : OrderedJson::array();
    cases.push_back({{"name", "case " + std::to_string(cases.size() + 1)},
                     {"arguments", *parsed},
                     {"expect", {{"ok", ok}}}});
    open->setMember("cases", &cases);
    m_editor->refresh();
    m_bench->setCases(casesOf(m_current));
    refresh();
}

void ToolsPage::refresh()
{
    int drafts = 0;
    for (const auto& [name, open] : m_documents)
        drafts += open.isChanged() ? 1 : 0;
    QString words = tr("%1 tools").arg(m_tools.size());
    if (drafts > 0)
        words += tr(" · %1 unsaved").arg(drafts);
    m_sum->setText(words);
    const auto* open = document(m_current);
    m_save->setEnabled(open && open->isChanged());
}

} // namespace signalbox::ui
