// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/definitionform.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"
#include "ui/tools/parametertable.h"
#include "ui/tools/tooldocument.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
// As it is typed into one line; QProcess::splitCommand reads it back.
QString commandLine(const std::vector<std::string>& argv)
{
    QStringList parts;
    for (const auto& part : argv) {
        QString text = format::verbatim(part);
        const bool plain = !text.isEmpty() && !text.contains(u' ') && !text.contains(u'"');
        text.replace(u'"', QStringLiteral("\"\"\""));
        parts << (plain ? text : u'"' + text + u'"');
    }
    return parts.join(u' ');
}

std::vector<std::string> stringsOf(const OrderedJson* list)
{
    std::vector<std::string> out;
    if (list && list->is_array()) {
        for (const auto& item : *list) {
            if (item.is_string())
                out.push_back(item.get<std::string>());
        }
    }
    return out;
}

QString effectWords(Effect effect)
{
    switch (effect) {
    case Effect::Read:
        return DefinitionForm::tr("reads files");
    case Effect::Write:
        return DefinitionForm::tr("writes files");
    case Effect::Destroy:
        return DefinitionForm::tr("destroys");
    case Effect::Network:
        return DefinitionForm::tr("network");
    case Effect::Secret:
        return DefinitionForm::tr("secrets");
    case Effect::Spend:
        return DefinitionForm::tr("spends");
    case Effect::Execute:
        return DefinitionForm::tr("executes");
    }
    return {};
}

void setNumber(QSpinBox* box, const OrderedJson& value, const char* path, int fallback)
{
    const auto* found = findOrdered(value, path);
    box->setValue(found && found->is_number() ? int(std::clamp(found->get<double>(), 0.0, 1e6))
                                              : fallback);
}
} // namespace

DefinitionForm::DefinitionForm(QWidget* parent)
    : QWidget(parent)
    , m_name(new QLineEdit(this))
    , m_description(new QPlainTextEdit(this))
    , m_runsLabel(plainLabel(tr("Runs"), QStringLiteral("muted"), this))
    , m_runs(new QLineEdit(this))
    , m_input(new QComboBox(this))
    , m_timeout(new QSpinBox(this))
    , m_tokens(new QSpinBox(this))
    , m_files(new QComboBox(this))
    , m_network(new QCheckBox(tr("network"), this))
    , m_parameters(new ParameterTable(this))
    , m_effectsNote(plainLabel({}, QStringLiteral("warning"), this))
    , m_approval(new QButtonGroup(this))
    , m_cost(plainLabel({}, QStringLiteral("muted"), this))
    , m_modelView(new CodeEdit(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(12);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    grid->setColumnMinimumWidth(0, 96);
    buildFields(grid);
    buildRun(grid);
    column->addLayout(grid);
    column->addWidget(m_parameters);
    buildEffects();
    auto* head = new QHBoxLayout;
    head->addWidget(plainLabel(tr("What the model sees"), QStringLiteral("heading"), this));
    head->addWidget(m_cost);
    head->addStretch();
    column->addLayout(head);
    column->addWidget(m_modelView);
    column->addStretch(1);
    m_modelView->setAccessibleName(tr("What the model sees"));
    connectFields();
}

void DefinitionForm::buildFields(QGridLayout* grid)
{
    m_name->setAccessibleName(tr("Name"));
    m_name->setFont(codeFont());
    m_name->setMaxLength(64);
    m_description->setAccessibleName(tr("Description"));
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(m_description->fontMetrics().lineSpacing() * 3 + 14);
    m_runs->setAccessibleName(tr("Runs"));
    m_runs->setFont(codeFont());
    grid->addWidget(plainLabel(tr("Name"), QStringLiteral("muted"), this), 0, 0);
    grid->addWidget(m_name, 0, 1);
    grid->addWidget(plainLabel(tr("Description"), QStringLiteral("muted"), this), 1, 0,
                    Qt::AlignTop);
    grid->addWidget(m_description, 1, 1);
    grid->addWidget(m_runsLabel, 2, 0);
    grid->addWidget(m_runs, 2, 1);
}

void DefinitionForm::buildRun(QGridLayout* grid)
{
    m_input->addItem(tr("JSON on stdin"), QStringLiteral("stdin-json"));
    m_input->addItem(tr("Arguments {param}"), QStringLiteral("argv"));
    m_input->setAccessibleName(tr("Arguments as"));
    m_timeout->setRange(1, 86'400);
    m_timeout->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_tokens->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setAccessibleName(tr("Time limit"));
    m_tokens->setRange(100, 1'000'000);
    m_tokens->setGroupSeparatorShown(true);
    m_tokens->setSingleStep(500);
    m_tokens->setPrefix(tr("result ≤ "));
    m_tokens->setSuffix(tr(" tokens"));
    m_tokens->setAccessibleName(tr("Result tokens"));
    m_files->addItem(tr("Sandbox: workspace"), QStringLiteral("workspace"));
    m_files->addItem(tr("Sandbox: no files"), QStringLiteral("none"));
    m_files->setAccessibleName(tr("Sandbox"));
    m_network->setAccessibleName(tr("Sandbox network"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_input);
    row->addWidget(m_timeout);
    row->addWidget(m_files, 1);
    row->addWidget(m_network);
    grid->addWidget(plainLabel(tr("Arguments as"), QStringLiteral("muted"), this), 3, 0);
    grid->addLayout(row, 3, 1);
    grid->addWidget(plainLabel(tr("Result"), QStringLiteral("muted"), this), 4, 0);
    grid->addWidget(m_tokens, 4, 1, Qt::AlignLeft);
}

void DefinitionForm::buildEffects()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    auto* may = new QVBoxLayout;
    may->addWidget(plainLabel(tr("What it may do"), QStringLiteral("heading"), this));
    auto* grid = new QGridLayout;
    grid->setSpacing(6);
    for (int i = 0; i < effectCount; ++i) {
        const auto effect = Effect(i);
        auto* button = new QPushButton(effectWords(effect), this);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setAccessibleName(tr("Effect %1").arg(fromUtf8(effectName(effect))));
        grid->addWidget(button, i / 4, i % 4);
        m_effects[effect] = button;
        connect(button, &QPushButton::clicked, this, &DefinitionForm::writeEffects);
    }
    may->addLayout(grid);
    m_effectsNote->setWordWrap(true);
    may->addWidget(m_effectsNote);
    may->addStretch(1);
    row->addLayout(may, 3);

    auto* approval = new QVBoxLayout;
    may->setSpacing(8);
    approval->setSpacing(8);
    approval->addWidget(plainLabel(tr("Approval"), QStringLiteral("heading"), this));
    for (const auto each : {Approval::Never, Approval::Policy, Approval::Always}) {
        const QString words = each == Approval::Never ? tr("Never")
            : each == Approval::Policy                ? tr("By policy")
                                                      : tr("Always");
        auto* radio = new QRadioButton(words, this);
        radio->setAccessibleName(tr("Approval %1").arg(fromUtf8(approvalName(each))));
        m_approval->addButton(radio, int(each));
        approval->addWidget(radio);
    }
    approval->addStretch(1);
    row->addLayout(approval, 1);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void DefinitionForm::connectFields()
{
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) {
        const OrderedJson value = text.toStdString();
        set("name", &value);
    });
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        const OrderedJson value = m_description->toPlainText().toStdString();
        set("description", &value);
    });
    connect(m_runs, &QLineEdit::textEdited, this, [this] { writeCommand(); });
    connect(m_input, &QComboBox::activated, this, [this] {
        const OrderedJson value = m_input->currentData().toString().toStdString();
        set("input", &value);
    });
    connect(m_timeout, &QSpinBox::valueChanged, this, [this](int seconds) {
        const OrderedJson value = seconds;
        set("timeout_s", &value);
    });
    connect(m_tokens, &QSpinBox::valueChanged, this, [this](int tokens) {
        const OrderedJson value = tokens;
        set("result.max_tokens", &value);
    });
    connect(m_files, &QComboBox::activated, this, [this] {
        const OrderedJson value = m_files->currentData().toString().toStdString();
        set("sandbox.files", &value);
    });
    connect(m_network, &QCheckBox::clicked, this, [this](bool on) {
        const OrderedJson value = on ? "host" : "none";
        set("sandbox.network", &value);
    });
    connect(m_approval, &QButtonGroup::idClicked, this, [this](int id) {
        const OrderedJson value = std::string(approvalName(Approval(id)));
        set("approval", &value);
    });
    connect(m_parameters, &ParameterTable::changed, this, &DefinitionForm::writeParameters);
}

void DefinitionForm::set(const char* path, const OrderedJson* value)
{
    if (m_filling || !m_document)
        return;
    m_document->setMember(path, value);
    Q_EMIT changed();
}

void DefinitionForm::writeEffects()
{
    OrderedJson names = OrderedJson::array();
    for (const auto& [effect, button] : m_effects) {
        if (button->isChecked())
            names.push_back(std::string(effectName(effect)));
    }
    set("effects", &names);
}

void DefinitionForm::writeCommand()
{
    const bool isHttp = m_document && orderedString(m_document->value(), "kind") == "http";
    if (isHttp) {
        const OrderedJson url = m_runs->text().toStdString();
        set("url", &url);
        return;
    }
    OrderedJson argv = OrderedJson::array();
    for (const auto& part : QProcess::splitCommand(m_runs->text()))
        argv.push_back(part.toStdString());
    set("command", &argv);
}

void DefinitionForm::writeParameters()
{
    if (m_filling || !m_document)
        return;
    const OrderedJson parameters = m_parameters->parameters();
    const OrderedJson checks = m_parameters->checks();
    m_document->setMember("parameters", &parameters);
    if (findOrdered(m_document->value(), "checks") || !checks.empty())
        m_document->setMember("checks", &checks);
    Q_EMIT changed();
}

void DefinitionForm::show(ToolDocument* document, const ToolDefinition* tool)
{
    m_filling = true;
    m_document = document;
    const bool editable = document != nullptr;
    for (auto* field : {m_name, m_runs})
        field->setReadOnly(!editable);
    m_description->setReadOnly(!editable);
    for (QWidget* field : {static_cast<QWidget*>(m_input), static_cast<QWidget*>(m_timeout),
                           static_cast<QWidget*>(m_tokens), static_cast<QWidget*>(m_files),
                           static_cast<QWidget*>(m_network)})
        field->setEnabled(editable);
    for (const auto& [effect, button] : m_effects)
        button->setEnabled(editable);
    for (auto* button : m_approval->buttons())
        button->setEnabled(editable);
    m_parameters->setEditable(editable);
    if (document)
        fillFromDocument();
    else if (tool)
        fillFromTool(*tool);
    m_filling = false;
}

void DefinitionForm::setEffects(const std::vector<std::string>* names)
{
    for (const auto& [effect, button] : m_effects)
        button->setChecked(
            !names || std::find(names->begin(), names->end(), effectName(effect)) != names->end());
    m_effectsNote->setText(names ? QString() : tr("Declares none: it has all of them."));
    m_effectsNote->setVisible(!names);
}

void DefinitionForm::fillFromDocument()
{
    const OrderedJson& value = m_document->value();
    const auto putText = [](QLineEdit* edit, const QString& text) {
        if (edit->text() != text)
            edit->setText(text);
    };
    putText(m_name, format::verbatim(orderedString(value, "name")));
    const QString description = format::verbatim(orderedString(value, "description"));
    if (m_description->toPlainText() != description)
        m_description->setPlainText(description);
    const bool isHttp = orderedString(value, "kind") == "http";
    m_runsLabel->setText(isHttp ? tr("Calls") : tr("Runs"));
    const auto argv = stringsOf(findOrdered(value, "command"));
    if (isHttp)
        putText(m_runs, format::verbatim(orderedString(value, "url")));
    else if (commandLine(argv).toStdString() != m_runs->text().toStdString() && !m_runs->hasFocus())
        putText(m_runs, commandLine(argv));
    m_input->setCurrentIndex(
        std::max(0, m_input->findData(fromUtf8(orderedString(value, "input", "stdin-json")))));
    setNumber(m_timeout, value, "timeout_s", 30);
    setNumber(m_tokens, value, "result.max_tokens", 4000);
    m_files->setCurrentIndex(std::max(
        0, m_files->findData(fromUtf8(orderedString(value, "sandbox.files", "workspace")))));
    const auto* network = findOrdered(value, "sandbox.network");
    m_network->setChecked(network && *network == "host");
    const OrderedJson none = OrderedJson::array();
    const auto* parameters = findOrdered(value, "parameters");
    const auto* checks = findOrdered(value, "checks");
    m_parameters->setParameters(parameters ? *parameters : OrderedJson::object(),
                                checks ? *checks : none);
    const auto* effects = findOrdered(value, "effects");
    const auto names = stringsOf(effects);
    setEffects(effects && !names.empty() ? &names : nullptr);
    const std::string approval = orderedString(value, "approval", "policy");
    for (auto* button : m_approval->buttons())
        button->setChecked(approvalName(Approval(m_approval->id(button))) == approval);
    showModelView(orderedString(value, "name"), orderedString(value, "description"),
                  parameters ? dumpJson(*parameters) : "{\"type\":\"object\"}");
}

void DefinitionForm::fillFromTool(const ToolDefinition& tool)
{
    m_name->setText(format::verbatim(tool.name));
    m_description->setPlainText(format::text(tool.description));
    m_runsLabel->setText(tr("Runs"));
    m_runs->setText(tool.kind == ToolKind::Builtin ? tr("built in") : commandLine(tool.command));
    m_timeout->setValue(
        int(std::chrono::duration_cast<std::chrono::seconds>(tool.timeout).count()));
    m_tokens->setValue(int(tool.resultTokens));
    const auto parameters = parseOrderedJson(tool.parameters);
    m_parameters->setParameters(parameters ? *parameters : OrderedJson::object(),
                                OrderedJson::array());
    const auto names = tool.effects().names();
    setEffects(tool.declaredEffects ? &names : nullptr);
    for (auto* button : m_approval->buttons())
        button->setChecked(m_approval->id(button) == int(tool.approval));
    showModelView(tool.name, tool.description, tool.parameters);
}

void DefinitionForm::showModelView(const std::string& name, const std::string& description,
                                   const std::string& parameters)
{
    const std::string view = modelView(name, description, parameters);
    m_cost->setText(tr("%1 tokens in every request").arg(format::count(estimatedTokens(view))));
    m_modelView->setForeignText(view, 256u << 10);
    m_modelView->fitHeight(2, 6);
}

} // namespace signalbox::ui
