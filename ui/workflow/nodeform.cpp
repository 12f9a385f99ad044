// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/nodeform.h"

#include "base/jsonvalue.h"
#include "ui/form/schemaform.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/run/panelheader.h"
#include "ui/workflow/expressiontable.h"
#include "ui/workflow/kindicon.h"
#include "ui/workflow/scopefield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QVBoxLayout>

#include <memory>

namespace signalbox::ui {

namespace {
std::string textOf(const OrderedJson* value)
{
    if (!value || value->is_null())
        return {};
    return value->is_string() ? value->get<std::string>() : dumpJson(*value);
}
} // namespace

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

QString NodeForm::named(const QString& label) const
{
    return m_isInner ? tr("Inner %1").arg(label.toLower()) : label;
}

void NodeForm::show(const Shown& shown)
{
    m_shown = shown;
    if (!m_shown.node)
        m_shown.node = std::make_shared<const OrderedJson>(OrderedJson::object());
    const auto kind = nodeKindFromName(memberText(*m_shown.node, "kind"));
    m_isFilling = true;
    m_kinds->setCurrentIndex(m_kinds->findData(int(kind)));
    if (kind != m_kind || !m_fields)
        rebuild(kind);
    for (const auto& load : m_loads)
        load();
    m_fields->setEnabled(shown.isEditable);
    m_kinds->setEnabled(shown.isEditable);
    m_isFilling = false;
}

void NodeForm::rebuild(NodeKind kind)
{
    m_kind = kind;
    m_loads.clear();
    delete m_fields; // no field of it is at work: its kind was changed from elsewhere
    m_fields = new QWidget(this);
    m_rows = new QFormLayout(m_fields);
    m_rows->setContentsMargins({});
    m_rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setVerticalSpacing(4);
    m_column->addWidget(m_fields);
    addFields(kind);
    if (!m_isInner)
        addPlaceFields(kind);
}

void NodeForm::addFields(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Agent:
        addNames(tr("Agent"), "agent", &NodeForm::agents);
        addTemplate(tr("Task"), "task");
        break;
    case NodeKind::Model:
        addNames(tr("Model"), "model", &NodeForm::models);
        addTemplate(tr("Instructions"), "instructions");
        addTemplate(tr("Prompt"), "prompt");
        break;
    case NodeKind::Tool:
        addNames(tr("Tool"), "tool", &NodeForm::tools);
        addArguments();
        break;
    case NodeKind::Map:
        addExpression(tr("Over"), "over");
        addInner();
        addNumber(tr("Parallel at most"), "max_parallel", 1024, tr("as the program does"));
        break;
    case NodeKind::Set:
        addSet();
        break;
    case NodeKind::Gate:
        addTemplate(tr("Prompt"), "prompt");
        addLines(tr("Choices, one a line"), "choices");
        addNames(tr("Without a person"), "default", &NodeForm::choices);
        break;
    case NodeKind::Workflow:
        addNames(tr("Workflow"), "workflow", &NodeForm::workflows);
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
        addCheck(tr("Requires approval"), "requires_approval");
    if (kind != NodeKind::End && kind != NodeKind::Gate) {
        addChoice(tr("When several conditions are true"), "ambiguous",
                  {{tr("take the first"), nullptr}, {tr("ask a person"), "ask"}});
        addNames(tr("Without a person, go to"), "default", &NodeForm::ways);
    }
    addChoice(
        tr("Joins branches"), "join",
        {{tr("no"), nullptr}, {tr("when all are there"), "all"}, {tr("with the first"), "any"}});
    addChoice(tr("When a branch fails"), "on_error",
              {{tr("stop the others"), nullptr}, {tr("collect"), "collect"}});
    addLine(tr("Description"), "description");
}

void NodeForm::set(const char* member, const OrderedJson* value)
{
    if (!m_isFilling)
        Q_EMIT memberEdited(QString::fromLatin1(member), value);
}

void NodeForm::setText(const char* member, const std::string& text)
{
    const OrderedJson value = text;
    set(member, text.empty() ? nullptr : &value);
}

void NodeForm::addRow(const QString& label, QWidget* field, const char* member, Load load)
{
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(named(label));
    m_rows->addRow(plainLabel(label, QStringLiteral("muted")), field);
    m_loads.push_back(
        [this, member, fill = std::move(load)] { fill(memberOf(*m_shown.node, member)); });
}

void NodeForm::addNames(const QString& label, const char* member,
                        QStringList (NodeForm::*names)() const)
{
    auto* combo = new QComboBox(m_fields);
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    addRow(label, combo, member, [this, combo, names](const OrderedJson* value) {
        const auto text = format::line(textOf(value), 200);
        const auto known = (this->*names)();
        QStringList shown;
        for (int i = 0; i < combo->count(); ++i)
            shown << combo->itemText(i);
        if (shown != known) {
            combo->clear();
            combo->addItems(known);
        }
        if (combo->currentText() != text)
            combo->setEditText(text);
    });
    connect(combo, &QComboBox::editTextChanged, this,
            [this, member](const QString& text) { setText(member, text.trimmed().toStdString()); });
}

void NodeForm::addTemplate(const QString& label, const char* member)
{
    auto* field = new ScopeField(ScopeField::Reads::Template, named(label), m_fields);
    addRow(label, field, member, [this, field](const OrderedJson* value) {
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
            [this, member, field] { setText(member, field->text()); });
}

void NodeForm::addExpression(const QString& label, const char* member)
{
    auto* field = new ScopeField(ScopeField::Reads::Expression, named(label), m_fields);
    addRow(label, field, member, [this, field](const OrderedJson* value) {
        field->setScope(m_shown.scope);
        field->setText(textOf(value));
    });
    connect(field, &ScopeField::edited, this, [this, member, field] {
        const OrderedJson value = field->text();
        set(member, &value);
    });
}

void NodeForm::addLine(const QString& label, const char* member)
{
    auto* line = new QLineEdit(m_fields);
    addRow(label, line, member, [line](const OrderedJson* value) {
        const auto text = format::verbatim(textOf(value));
        if (line->text() != text)
            line->setText(text);
    });
    connect(line, &QLineEdit::textEdited, this,
            [this, member](const QString& text) { setText(member, text.toStdString()); });
}

void NodeForm::addLines(const QString& label, const char* member)
{
    auto* lines = new QPlainTextEdit(m_fields);
    lines->setTabChangesFocus(true);
    lines->setFixedHeight(lines->fontMetrics().lineSpacing() * 3 + 14);
    const auto listed = [lines] {
        OrderedJson list = OrderedJson::array();
        const auto parts = lines->toPlainText().split(u'\n', Qt::SkipEmptyParts);
        for (const auto& part : parts)
            list.push_back(part.toStdString());
        return list;
    };
    addRow(label, lines, member, [lines, listed](const OrderedJson* value) {
        if (value ? *value == listed() : lines->toPlainText().isEmpty())
            return;
        QStringList texts;
        if (value && value->is_array()) {
            for (const auto& each : *value)
                texts << format::verbatim(textOf(&each));
        }
        lines->setPlainText(texts.join(u'\n'));
    });
    connect(lines, &QPlainTextEdit::textChanged, this, [this, member, listed] {
        const auto list = listed();
        set(member, list.empty() ? nullptr : &list);
    });
}

void NodeForm::addCheck(const QString& label, const char* member)
{
    auto* box = new QCheckBox(label, m_fields);
    box->setAccessibleName(named(label));
    m_rows->addRow(box);
    m_loads.push_back([this, box, member] {
        const auto* value = memberOf(*m_shown.node, member);
        box->setChecked(value && value->is_boolean() && value->get<bool>());
    });
    connect(box, &QCheckBox::clicked, this, [this, member](bool on) {
        const OrderedJson yes = true;
        set(member, on ? &yes : nullptr);
    });
}

void NodeForm::addChoice(const QString& label, const char* member,
                         const std::vector<std::pair<QString, const char*>>& choices)
{
    auto* combo = new QComboBox(m_fields);
    for (const auto& [words, value] : choices)
        combo->addItem(words, QString::fromLatin1(value ? value : ""));
    addRow(label, combo, member, [combo](const OrderedJson* value) {
        combo->setCurrentIndex(std::max(0, combo->findData(QString::fromStdString(textOf(value)))));
    });
    connect(combo, &QComboBox::activated, this, [this, combo, member] {
        setText(member, combo->currentData().toString().toStdString());
    });
}

void NodeForm::addNumber(const QString& label, const char* member, int most, const QString& unset)
{
    auto* box = new QSpinBox(m_fields);
    box->setRange(0, most);
    box->setSpecialValueText(unset);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    addRow(label, box, member, [box, most](const OrderedJson* value) {
        box->setValue(value && value->is_number()
                          ? int(std::clamp(value->get<double>(), 0.0, double(most)))
                          : 0);
    });
    connect(box, &QSpinBox::valueChanged, this, [this, member](int number) {
        const OrderedJson value = number;
        set(member, number > 0 ? &value : nullptr);
    });
}

// By the schema of the tool; `${…}` may stand for any value.
void NodeForm::addArguments()
{
    auto* form = new SchemaForm(m_fields);
    form->setTemplatesAllowed(true);
    form->setMinimumHeight(m_context.theme.scaled(170));
    const auto tool = std::make_shared<std::string>("\n"); // none has this name
    addRow(tr("Arguments"), form, "arguments", [this, form, tool](const OrderedJson* value) {
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
            set("arguments", &*value);
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
    addRow(tr("Done for each"), frame, "node", [this, inner](const OrderedJson* value) {
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
                set("node", &node);
            });
    connect(inner, &NodeForm::kindChosen, this, [this](NodeKind kind) {
        const OrderedJson node = {{"kind", std::string(nodeKindName(kind))}};
        set("node", &node);
    });
}

void NodeForm::addWrites()
{
    auto* field = new WritesField(m_fields);
    addRow(tr("Writes to the state"), field, "writes", [this, field](const OrderedJson* value) {
        field->setScope(m_shown.scope);
        field->setValue(value);
    });
    connect(field, &WritesField::edited, this, [this, field] {
        const auto value = field->value();
        set("writes", value ? &*value : nullptr);
    });
}

void NodeForm::addSet()
{
    auto* table = new ExpressionTable(tr("Set"), m_fields);
    addRow(tr("Sets in the state"), table, "set", [this, table](const OrderedJson* value) {
        table->setScope(m_shown.scope);
        table->setValue(value ? *value : OrderedJson::object());
    });
    connect(table, &ExpressionTable::edited, this, [this, table] {
        const auto value = table->value();
        set("set", &value);
    });
}

QStringList NodeForm::agents() const
{
    QStringList names;
    if (m_context.opened.workspace) {
        for (const auto& [name, agent] : m_context.opened.workspace->agents)
            names << format::line(name, 64);
    }
    return names;
}

QStringList NodeForm::models() const
{
    QStringList names{QStringLiteral("default")};
    if (m_context.opened.workspace) {
        for (const auto& [name, model] : m_context.opened.workspace->models)
            names << format::line(name, 64);
    }
    return names;
}

QStringList NodeForm::tools() const
{
    QStringList names;
    for (const auto& tool : m_context.opened.builtins)
        names << format::line(tool->name, 200);
    if (m_context.opened.workspace) {
        for (const auto& [name, tool] : m_context.opened.workspace->tools)
            names << format::line(name, 200);
    }
    return names;
}

QStringList NodeForm::workflows() const
{
    QStringList names;
    if (m_context.opened.workspace) {
        for (const auto& [name, workflow] : m_context.opened.workspace->workflows)
            names << format::line(name, 64);
    }
    return names;
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
