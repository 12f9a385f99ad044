// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/schemaform.h"

#include "base/jsonvalue.h"
#include "schema/schema.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
Json objectOr(std::string_view json)
{
    auto parsed = parseJson(json);
    return parsed ? std::move(*parsed) : Json::object();
}

void noteOrder(const OrderedJson& value, std::map<std::string, int>& order)
{
    if (value.is_object()) {
        for (const auto& [key, member] : value.items()) {
            order.emplace(key, int(order.size()));
            noteOrder(member, order);
        }
    } else if (value.is_array()) {
        for (const auto& item : value)
            noteOrder(item, order);
    }
}
} // namespace

SchemaForm::SchemaForm(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_area(new QScrollArea(this))
    , m_json(new JsonEdit(this))
    , m_rest(wrappedLabel({}, QStringLiteral("error"), this))
{
    m_scope.root = std::make_shared<const Json>(Json::object());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(6);
    buildSwitch();
    layout->addWidget(m_switch);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_rest);
    m_rest->hide();
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->viewport()->setAutoFillBackground(false);
    m_stack->addWidget(m_area);
    m_stack->addWidget(m_json);
    m_json->setName(tr("Arguments as JSON"));
    connect(m_json, &JsonEdit::textChanged, this, &SchemaForm::onChanged);
    rebuild(Json::object());
}

SchemaForm::~SchemaForm() = default;

void SchemaForm::buildSwitch()
{
    m_switch = new QWidget(this);
    auto* row = new QHBoxLayout(m_switch);
    row->setContentsMargins({});
    row->addStretch();
    const auto button = [&](const QString& text, View to) {
        auto* made = new QToolButton(m_switch);
        made->setText(text);
        made->setCheckable(true);
        made->setAutoRaise(true);
        made->setAccessibleName(tr("Show as %1").arg(text));
        row->addWidget(made);
        connect(made, &QToolButton::clicked, this, [this, to] { setView(to); });
        return made;
    };
    m_formButton = button(tr("Form"), View::Form);
    m_jsonButton = button(tr("JSON"), View::Json);
    m_formButton->setChecked(true);
}

Result<> SchemaForm::setSchema(std::string_view json)
{
    const Json before = objectOr(value());
    auto document = parseJson(json);
    auto compiled = document ? schema::Schema::compile(*document)
                             : Result<schema::Schema>(tl::unexpected(document.error()));
    m_schema = compiled ? std::make_unique<schema::Schema>(std::move(*compiled)) : nullptr;
    m_scope = {};
    if (const auto ordered = parseOrderedJson(json))
        noteOrder(*ordered, m_scope.order);
    const bool usable = document && document->is_object();
    m_scope.root = std::make_shared<const Json>(usable ? std::move(*document) : Json::object());
    rebuild(before);
    if (!compiled)
        return tl::unexpected(compiled.error());
    return {};
}

void SchemaForm::rebuild(const Json& value)
{
    // The arguments of a call are an object, whatever else a schema says.
    Json schema = *m_scope.root;
    if (shapeOf(schema, schema).kind == ShapeKind::Any)
        schema["type"] = "object";
    m_root = makeField(schema, m_scope, {}, 0, nullptr);
    m_root->setContentsMargins(0, 0, 4, 0);
    m_root->setValue(&value);
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("formPage"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->addWidget(m_root);
    column->addStretch();
    m_area->setWidget(page);
    page->setAutoFillBackground(false); // the panel shows through
    if (view() == View::Json)
        m_json->setText(prettyJson(value));
    connect(m_root, &Field::changed, this, &SchemaForm::onChanged);
    validate();
}

void SchemaForm::setValue(std::string_view json)
{
    const Json value = objectOr(json);
    m_scope.showsMissing = false;
    m_root->setValue(&value);
    m_json->setText(prettyJson(value));
    validate();
}

std::string SchemaForm::value() const
{
    if (view() == View::Json) {
        const std::string text = m_json->text();
        const auto parsed = parseJson(text);
        return parsed ? dumpJson(*parsed) : text;
    }
    if (!m_root)
        return "{}";
    return dumpJson(m_root->value().value_or(Json::object()));
}

bool SchemaForm::check()
{
    m_scope.showsMissing = true;
    validate();
    // What the form calls required is: a kind that was chosen and left empty, too.
    auto* wrong = view() == View::Form ? m_root->firstWrong() : nullptr;
    if (m_isValid && !wrong)
        return true;
    if (view() == View::Json) {
        m_json->setFocus();
    } else if (wrong) {
        m_area->ensureWidgetVisible(wrong);
        wrong->setFocus();
    }
    return false;
}

void SchemaForm::focusFirst()
{
    auto* page = view() == View::Form ? m_area->widget() : nullptr;
    auto* next = page ? page->nextInFocusChain() : nullptr;
    while (next && next != page
           && !(page->isAncestorOf(next) && next->isVisibleTo(page) && next->isEnabled()
                && (next->focusPolicy() & Qt::TabFocus) != 0))
        next = next->nextInFocusChain();
    const bool isField = next && next != page;
    QWidget* const other = view() == View::Json ? static_cast<QWidget*>(m_json) : m_formButton;
    (isField ? next : other)->setFocus(Qt::ShortcutFocusReason);
}

void SchemaForm::setView(View to)
{
    if (to != view()) {
        const auto current = parseJson(value());
        // Text that is no JSON has no form: it stays where it can be mended.
        if (to == View::Form && current)
            m_root->setValue(&*current);
        else if (to == View::Json)
            m_json->setText(prettyJson(*current));
        if (current)
            m_stack->setCurrentIndex(int(to));
        validate();
    }
    m_formButton->setChecked(view() == View::Form);
    m_jsonButton->setChecked(view() == View::Json);
}

SchemaForm::View SchemaForm::view() const
{
    return View(m_stack->currentIndex());
}

void SchemaForm::onChanged()
{
    validate();
    Q_EMIT changed();
}

void SchemaForm::validate()
{
    ErrorsByPath errors;
    QString rest;
    const auto parsed = parseJson(value());
    m_isValid = parsed.has_value() && parsed->is_object();
    if (parsed && m_schema) {
        auto findings = m_schema->validate(*parsed);
        if (findings && m_templatesAllowed)
            std::erase_if(*findings, [](const auto& finding) {
                return finding.found.find("${") != std::string::npos;
            });
        m_isValid = m_isValid && findings && findings->empty();
        if (!findings)
            rest = format::line(findings.error().text(), 400);
        for (const auto& finding : findings ? *findings : std::vector<schema::Finding>()) {
            const bool missing = finding.keyword == "required" || finding.found.empty();
            if (!missing)
                errors.emplace(finding.path, findingWords(finding));
            const bool whole = finding.path.empty() && (!missing || m_scope.showsMissing);
            if (rest.isEmpty() && (view() == View::Json || whole))
                rest = format::line(finding.text(), 400);
        }
    }
    m_root->showErrors(view() == View::Form ? errors : ErrorsByPath());
    if (view() == View::Json) {
        m_json->setMessage(parsed ? rest : QString());
        rest.clear();
    }
    m_rest->setText(rest);
    m_rest->setVisible(!rest.isEmpty());
}

} // namespace signalbox::ui
