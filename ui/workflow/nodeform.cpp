// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/nodeform.h"

#include "base/jsonvalue.h"
#include "ui/form/schemaform.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/workflow/expressiontable.h"
#include "ui/workflow/kindicon.h"
#include "ui/workflow/memberform.h"
#include "ui/workflow/scopefield.h"

#include <QComboBox>
#include <QFrame>
#include <QVBoxLayout>

#include <memory>

namespace signalbox::ui {

NodeForm::NodeForm(const UiContext& context, bool isInner, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_isInner(isInner)
    , m_kinds(new QComboBox(this))
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(8);
    m_kinds->setAccessibleName(named(tr("Kind")));
    for (int i = 0; i < fileKinds; ++i) {
        const auto kind = NodeKind(i);
        const bool fits = kind == NodeKind::Agent || kind == NodeKind::Model
            || kind == NodeKind::Tool || kind == NodeKind::Workflow || kind == NodeKind::Set;
        if (!isInner || fits)
            m_kinds->addItem(kindIcon(kind, context.theme), kindWord(kind), i);
    }
    m_column->addWidget(m_kinds);
    connect(m_kinds, &QComboBox::activated, this,
            [this] { Q_EMIT kindChosen(NodeKind(m_kinds->currentData().toInt())); });
}

QString NodeForm::naming() const
{
    return m_isInner ? tr("Inner %1") : QString();
}

QString NodeForm::named(const QString& label) const
{
    return m_isInner ? naming().arg(label.toLower()) : label;
}

void NodeForm::show(const Shown& shown)
{
    m_shown = shown;
    if (!m_shown.node)
        m_shown.node = std::make_shared<const OrderedJson>(OrderedJson::object());
    const auto kind = nodeKindFromName(memberText(*m_shown.node, "kind"));
    m_kinds->setCurrentIndex(m_kinds->findData(int(kind)));
    if (kind != m_kind || !m_fields)
        rebuild(kind);
    m_fields->show(m_shown.node);
    m_fields->setEnabled(shown.isEditable);
    m_kinds->setEnabled(shown.isEditable);
}

void NodeForm::rebuild(NodeKind kind)
{
    m_kind = kind;
    delete m_fields; // no field of it is at work: its kind was changed from elsewhere
    m_fields = new MemberForm(naming(), this);
    connect(m_fields, &MemberForm::memberEdited, this, &NodeForm::memberEdited);
    m_column->addWidget(m_fields);
    addFields(kind);
    if (!m_isInner)
        addPlaceFields(kind);
}

void NodeForm::addFields(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Agent:
        m_fields->addNames(tr("Agent"), "agent", [this] { return agents(); });
        addTemplate(tr("Task"), "task");
        break;
    case NodeKind::Model:
        m_fields->addNames(tr("Model"), "model", [this] { return models(); });
        addTemplate(tr("Instructions"), "instructions");
        addTemplate(tr("Prompt"), "prompt");
        break;
    case NodeKind::Tool:
        m_fields->addNames(tr("Tool"), "tool", [this] { return tools(); });
        addArguments();
        break;
    case NodeKind::Map:
        addExpression(tr("Over"), "over");
        addInner();
        m_fields->addNumber(tr("Parallel at most"), "max_parallel", 1, 1024,
                            tr("as the program does"));
        break;
    case NodeKind::Set:
        addSet();
        break;
    case NodeKind::Gate:
        addTemplate(tr("Prompt"), "prompt");
        m_fields->addLines(tr("Choices, one a line"), "choices");
        m_fields->addNames(tr("Without a person"), "default", [this] { return choices(); });
        break;
    case NodeKind::Workflow:
        m_fields->addNames(tr("Workflow"), "workflow", [this] { return workflows(); });
        addTemplate(tr("Task"), "task");
        break;
    case NodeKind::End:
        addTemplate(tr("Output"), "output");
        break;
    case NodeKind::Lead:
    case NodeKind::Step:
    case NodeKind::Unknown:
        break;
    }
}

void NodeForm::addPlaceFields(NodeKind kind)
{
    if (kind != NodeKind::Set && kind != NodeKind::End)
        addWrites();
    if (kind == NodeKind::Tool || kind == NodeKind::Agent || kind == NodeKind::Workflow)
        m_fields->addCheck(tr("Requires approval"), "requires_approval");
    if (kind != NodeKind::End && kind != NodeKind::Gate) {
        m_fields->addChoice(tr("When several conditions are true"), "ambiguous",
                            {{tr("take the first"), ""}, {tr("ask a person"), "ask"}});
        m_fields->addNames(tr("Without a person, go to"), "default", [this] { return ways(); });
    }
    m_fields->addChoice(
        tr("Joins branches"), "join",
        {{tr("no"), ""}, {tr("when all are there"), "all"}, {tr("with the first"), "any"}});
    m_fields->addChoice(tr("When a branch fails"), "on_error",
                        {{tr("stop the others"), ""}, {tr("collect"), "collect"}});
    m_fields->addLine(tr("Description"), "description");
}

void NodeForm::addTemplate(const QString& label, const char* member)
{
    auto* field = new ScopeField(ScopeField::Reads::Template, named(label), m_fields);
    m_fields->addRow(label, field, member, [this, field](const OrderedJson* value) {
        auto scope = m_shown.scope;
        scope.hasItem = m_isInner;
        field->setScope(scope);
        std::string text = textOf(value);
        if (value && value->is_array()) { // instructions: a list of lines
            text.clear();
            for (const auto& line : *value)
                text += (text.empty() ? "" : "\n") + textOf(&line);
        }
        field->setText(text);
    });
    connect(field, &ScopeField::edited, this,
            [this, member, field] { m_fields->setText(member, field->text()); });
}

void NodeForm::addExpression(const QString& label, const char* member)
{
    auto* field = new ScopeField(ScopeField::Reads::Expression, named(label), m_fields);
    m_fields->addRow(label, field, member, [this, field](const OrderedJson* value) {
        field->setScope(m_shown.scope);
        field->setText(textOf(value));
    });
    connect(field, &ScopeField::edited, this, [this, member, field] {
        const OrderedJson value = field->text();
        m_fields->set(member, &value);
    });
}

// By the schema of the tool; `${…}` may stand for any value.
void NodeForm::addArguments()
{
    auto* form = new SchemaForm(m_fields);
    form->setTemplatesAllowed(true);
    form->setMinimumHeight(m_context.theme.scaled(170));
    const auto tool = std::make_shared<std::string>("\n"); // none has this name
    m_fields->addRow(
        tr("Arguments"), form, "arguments", [this, form, tool](const OrderedJson* value) {
            const auto wanted = memberText(*m_shown.node, "tool");
            if (wanted != *tool) {
                *tool = wanted;
                const auto definition = m_context.tool(wanted);
                (void)form->setSchema(definition ? definition->parameters : std::string("true"));
            }
            const auto text = value ? dumpJson(parseJson(dumpJson(*value)).value_or(Json::object()))
                                    : std::string("{}");
            if (form->value() != text)
                form->setValue(text);
        });
    connect(form, &SchemaForm::changed, this, [this, form] {
        if (const auto value = parseOrderedJson(form->value()); value && value->is_object())
            m_fields->set("arguments", &*value);
    });
}

void NodeForm::addInner()
{
    auto* frame = new QFrame(m_fields);
    frame->setProperty("surface", QStringLiteral("raised"));
    auto* column = new QVBoxLayout(frame);
    auto* inner = new NodeForm(m_context, true, frame);
    column->addWidget(inner);
    frame->setAccessibleName(tr("Done for each"));
    m_fields->addRow(tr("Done for each"), frame, "node", [this, inner](const OrderedJson* value) {
        Shown shown = m_shown;
        shown.node =
            value && value->is_object() ? std::make_shared<const OrderedJson>(*value) : nullptr;
        shown.scope.hasItem = true;
        inner->show(shown);
    });
    const auto inside = [this] {
        const auto* node = memberOf(*m_shown.node, "node");
        return node && node->is_object() ? *node : OrderedJson::object();
    };
    connect(inner, &NodeForm::memberEdited, this,
            [this, inside](const QString& member, const OrderedJson* value) {
                auto node = inside();
                if (value)
                    node[member.toStdString()] = *value;
                else
                    node.erase(member.toStdString());
                m_fields->set("node", &node);
            });
    connect(inner, &NodeForm::kindChosen, this, [this](NodeKind kind) {
        const OrderedJson node = {{"kind", std::string(nodeKindName(kind))}};
        m_fields->set("node", &node);
    });
}

void NodeForm::addWrites()
{
    auto* field = new WritesField(m_fields);
    m_fields->addRow(tr("Writes to the state"), field, "writes",
                     [this, field](const OrderedJson* value) {
                         field->setScope(m_shown.scope);
                         field->setValue(value);
                     });
    connect(field, &WritesField::edited, this, [this, field] {
        const auto value = field->value();
        m_fields->set("writes", value ? &*value : nullptr);
    });
}

void NodeForm::addSet()
{
    auto* table = new ExpressionTable(tr("Set"), m_fields);
    m_fields->addRow(tr("Sets in the state"), table, "set",
                     [this, table](const OrderedJson* value) {
                         table->setScope(m_shown.scope);
                         table->setValue(value ? *value : OrderedJson::object());
                     });
    connect(table, &ExpressionTable::edited, this, [this, table] {
        const auto value = table->value();
        m_fields->set("set", &value);
    });
}

QStringList NodeForm::agents() const
{
    return namesIn(m_context, &WorkspaceView::agents);
}

QStringList NodeForm::models() const
{
    return QStringList{QStringLiteral("default")} + namesIn(m_context, &WorkspaceView::models);
}

QStringList NodeForm::tools() const
{
    QStringList names;
    for (const auto& tool : m_context.opened.builtins)
        names << format::line(tool->name, 200);
    return names + namesIn(m_context, &WorkspaceView::tools);
}

QStringList NodeForm::workflows() const
{
    return namesIn(m_context, &WorkspaceView::workflows);
}

QStringList NodeForm::choices() const
{
    QStringList names;
    const auto* list = memberOf(*m_shown.node, "choices");
    if (list && list->is_array()) {
        for (const auto& choice : *list)
            names << format::line(textOf(&choice), 200);
    }
    return names;
}

} // namespace signalbox::ui
