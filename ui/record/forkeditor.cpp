// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/forkeditor.h"

#include "base/jsonvalue.h"
#include "ui/form/schemaform.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/plainlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <array>

namespace signalbox::ui {

namespace {
struct LimitRow
{
    const char* key;
    const char* name;
    int decimals;
    double most;
};
constexpr std::array<LimitRow, 5> limitRows = {{
    {"steps", QT_TRANSLATE_NOOP("Fork", "Steps"), 0, 1e6},
    {"tokens", QT_TRANSLATE_NOOP("Fork", "Tokens"), 0, 1e12},
    {"cost_usd", QT_TRANSLATE_NOOP("Fork", "Cost, $"), 4, 1e6},
    {"seconds", QT_TRANSLATE_NOOP("Fork", "Seconds"), 0, 1e9},
    {"tool_calls", QT_TRANSLATE_NOOP("Fork", "Tool calls"), 0, 1e9},
}};

std::optional<double> limitOf(const Limits& limits, std::string_view key)
{
    const auto from = [](const auto& value) {
        return value ? std::optional(double(*value)) : std::nullopt;
    };
    if (key == "steps")
        return from(limits.steps);
    if (key == "tokens")
        return from(limits.tokens);
    if (key == "tool_calls")
        return from(limits.toolCalls);
    if (key == "seconds")
        return limits.seconds ? std::optional(double(limits.seconds->count()) / 1000)
                              : std::nullopt;
    return limits.cost ? std::optional(limits.cost->usd()) : std::nullopt;
}

// The decisions that can take the place of a recorded one at a call.
constexpr std::array decisions = {"approve", "deny", "answer", "skip", "stop"};
} // namespace

ForkEditor::ForkEditor(UiContext& context, const trace::ForkPlace& place, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_place(place)
    , m_stack(new QStackedWidget)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    switch (place.kind) {
    case trace::ForkPlace::Kind::Call:
        addArguments();
        if (place.hasResult)
            addResult();
        if (!place.decision.empty())
            addDecision();
        break;
    case trace::ForkPlace::Kind::Node:
        addState();
        break;
    case trace::ForkPlace::Kind::Request:
        addText("instructions", tr("Instructions"),
                tr("What %1 is told from this request on.").arg(format::line(place.agent, 64)),
                place.instructions);
        addText("message", tr("Message"),
                tr("A message of yours, added before this request. The model reads it as yours."),
                {});
        addModel();
        break;
    }
    addLimits();
    addNothing();
}

void ForkEditor::addNothing()
{
    const auto kind = m_place.kind;
    auto* nothing = plainLabel(
        kind == trace::ForkPlace::Kind::Call ? tr("The call runs again with the arguments it had.")
            : kind == trace::ForkPlace::Kind::Node
            ? tr("The node is visited again with the state it saw, and what follows "
                 "runs live; answers may be others.")
            : tr("The same request is sent again; the answer may be another one."),
        QStringLiteral("muted"));
    nothing->setAlignment(Qt::AlignTop);
    nothing->setWordWrap(true);
    add("", tr("Nothing"), tr("The step is done again from the same state."), nothing,
        [] { return std::string(); });
}

void ForkEditor::add(const char* key, const QString& name, const QString& hint, QWidget* editor,
                     Value value)
{
    m_stack->addWidget(editor);
    m_choices.push_back({key, name, hint});
    m_recorded.push_back(value());
    m_values.push_back(std::move(value));
}

void ForkEditor::addText(const char* key, const QString& name, const QString& hint,
                         const std::string& recorded)
{
    auto* edit = new CodeEdit;
    edit->setAccessibleName(name);
    edit->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    edit->setPlainText(fromUtf8(recorded));
    connect(edit, &QPlainTextEdit::textChanged, this, &ForkEditor::changed);
    if (std::string_view(key) == "message")
        m_message = edit;
    add(key, name, hint, edit, [edit] { return quoteJson(edit->toPlainText().toStdString()); });
}

void ForkEditor::addModel()
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto* combo = new QComboBox;
    combo->setAccessibleName(tr("Model of the fork"));
    if (const auto& workspace = m_context.opened.workspace) {
        for (const auto& [name, entry] : workspace->models)
            combo->addItem(entry.model.empty() || entry.model == name ? format::line(name)
                                                                      : format::line(name)
                                   + QStringLiteral(" \u00b7 ") + format::line(entry.model),
                           QString::fromStdString(name));
    }
    combo->setCurrentIndex(combo->findData(QString::fromStdString(m_place.model)));
    column->addWidget(combo);
    column->addWidget(
        plainLabel(tr("It was %1.").arg(format::line(m_place.model)), QStringLiteral("muted")));
    column->addStretch(1);
    connect(combo, &QComboBox::currentIndexChanged, this, &ForkEditor::changed);
    add("model", tr("Model"), tr("Who answers from this request on."), page,
        [combo] { return quoteJson(combo->currentData().toString().toStdString()); });
}

void ForkEditor::addArguments()
{
    m_arguments = new SchemaForm;
    m_arguments->setAccessibleName(tr("Arguments of the fork"));
    const auto tool = m_context.tool(m_place.tool);
    (void)m_arguments->setSchema(tool ? tool->parameters : "{\"type\":\"object\"}");
    m_arguments->setValue(m_place.arguments.empty() ? "{}" : m_place.arguments);
    connect(m_arguments, &SchemaForm::changed, this, &ForkEditor::changed);
    add("arguments", tr("Arguments"),
        tr("The model is taken to have asked for this instead. The call runs, its checks and "
           "gates hold."),
        m_arguments, [this] { return m_arguments->value(); });
}

void ForkEditor::addResult()
{
    m_result = new JsonEdit;
    m_result->setName(tr("Result of the fork"));
    const auto recorded = parseJson(m_place.result);
    m_result->setText(recorded ? prettyJson(*recorded) : m_place.result);
    connect(m_result, &JsonEdit::textChanged, this, &ForkEditor::changed);
    add("result", tr("Result"),
        tr("JSON the model reads instead of what came. The call does not run again."), m_result,
        [this] {
            const auto text = m_result->text();
            const auto value = parseJson(text);
            return value ? dumpJson(*value) : text;
        });
}

void ForkEditor::addState()
{
    m_state = new JsonEdit;
    m_state->setName(tr("State of the fork"));
    const auto recorded = parseJson(m_place.state);
    m_state->setText(recorded ? prettyJson(*recorded) : m_place.state);
    connect(m_state, &JsonEdit::textChanged, this, &ForkEditor::changed);
    add("state", tr("State"),
        tr("What %1 sees when it is entered.").arg(format::line(m_place.node)), m_state, [this] {
            const auto text = m_state->text();
            const auto value = parseJson(text);
            return value ? dumpJson(*value) : text;
        });
}

void ForkEditor::addDecision()
{
    const auto recorded = parseJson(m_place.decision).value_or(Json::object());
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    auto* decision = new QComboBox;
    decision->setAccessibleName(tr("Decision of the fork"));
    for (const auto* name : decisions)
        decision->addItem(QString::fromLatin1(name));
    decision->setCurrentIndex(
        decision->findText(QString::fromStdString(stringAt(recorded, "decision"))));
    auto* reason = new QLineEdit(format::line(stringAt(recorded, "reason"), 4000));
    reason->setAccessibleName(tr("Reason of the fork"));
    reason->setPlaceholderText(tr("of a denial: the agent reads it"));
    auto* answer = new QPlainTextEdit;
    answer->setAccessibleName(tr("Answer of the fork"));
    answer->setPlaceholderText(tr("of an answer in the tool's place: text or JSON"));
    if (const auto* result = signalbox::find(recorded, "result"))
        answer->setPlainText(
            fromUtf8(result->is_string() ? result->get<std::string>() : prettyJson(*result)));
    form->addRow(tr("Decision"), decision);
    form->addRow(tr("Reason"), reason);
    form->addRow(tr("Answer"), answer);
    connect(decision, &QComboBox::currentIndexChanged, this, &ForkEditor::changed);
    connect(reason, &QLineEdit::textChanged, this, &ForkEditor::changed);
    connect(answer, &QPlainTextEdit::textChanged, this, &ForkEditor::changed);
    add("decision", tr("Decision"),
        tr("The gate opened as it did and was decided like this. It was: %1.")
            .arg(format::line(stringAt(recorded, "decision"))),
        page, [decision, reason, answer] {
            Json value = {{"decision", decision->currentText().toStdString()}};
            if (!reason->text().isEmpty())
                value["reason"] = reason->text().toStdString();
            if (const auto text = answer->toPlainText().toStdString(); !text.empty())
                value["result"] = parseJson(text).value_or(Json(text));
            return dumpJson(value);
        });
}

void ForkEditor::addLimits()
{
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    std::vector<std::pair<const char*, QDoubleSpinBox*>> fields;
    for (const auto& row : limitRows) {
        auto* field = new QDoubleSpinBox;
        const auto name = QCoreApplication::translate("Fork", row.name);
        field->setAccessibleName(tr("%1 of the fork").arg(name));
        field->setDecimals(row.decimals);
        field->setRange(0, row.most);
        field->setGroupSeparatorShown(true);
        field->setButtonSymbols(QAbstractSpinBox::NoButtons);
        field->setSpecialValueText(tr("as it was, without a limit"));
        field->setMaximumWidth(m_context.theme.scaled(220));
        field->setValue(limitOf(m_place.limits, row.key).value_or(0));
        connect(field, &QDoubleSpinBox::valueChanged, this, &ForkEditor::changed);
        form->addRow(name, field);
        fields.emplace_back(row.key, field);
    }
    add("limits", tr("Limits"), tr("What the whole fork may use; what it inherits counts."), page,
        [fields] {
            Json value = Json::object();
            for (const auto& [key, field] : fields) {
                if (field->value() <= 0)
                    continue;
                if (field->decimals() == 0)
                    value[key] = std::int64_t(field->value());
                else
                    value[key] = field->value();
            }
            return dumpJson(value);
        });
}

void ForkEditor::show(int choice)
{
    m_stack->setCurrentIndex(choice);
}

std::string ForkEditor::value(int choice) const
{
    return m_values[std::size_t(choice)]();
}

bool ForkEditor::isChanged(int choice) const
{
    return value(choice) != m_recorded[std::size_t(choice)];
}

QString ForkEditor::problem(int choice)
{
    const auto& key = m_choices[std::size_t(choice)].key;
    if (key == "arguments" && !m_arguments->check())
        return tr("The arguments do not follow the schema of the tool.");
    if (key == "result" && !m_result->isJson())
        return tr("The result is no JSON. A text stands in quotes.");
    if (key == "state") {
        const auto state = parseJson(m_state->text());
        if (!state || !state->is_object())
            return tr("The state is one JSON object, a member for each key.");
    }
    if (key == "message" && m_message->toPlainText().trimmed().isEmpty())
        return tr("The message is empty.");
    if ((key == "model" || key == "decision") && value(choice).find("\"\"") != std::string::npos)
        return tr("Nothing is chosen.");
    return {};
}

} // namespace signalbox::ui
