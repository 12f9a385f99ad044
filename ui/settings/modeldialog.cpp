// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/modeldialog.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/linediff.h"
#include "ui/plainlabel.h"
#include "ui/settings/modelfile.h"
#include "ui/workflow/memberform.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace signalbox::ui {

namespace {
constexpr double mostPrice = 100'000; // US dollars for a million tokens

const OrderedJson* priceIn(const OrderedJson& entry, const char* member)
{
    const auto price = entry.find("price");
    if (price == entry.end() || !price->is_object())
        return nullptr;
    const auto found = price->find(member);
    return found == price->end() ? nullptr : &*found;
}
} // namespace

ModelDialog::ModelDialog(UiContext& context, std::string name, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_was(std::move(name))
    , m_name(new QLineEdit(this))
    , m_default(new QCheckBox(tr("&Default of this workspace"), this))
    , m_fields(new MemberForm({}, this))
    , m_problem(plainLabel({}, QStringLiteral("muted")))
    , m_diff(new CodeEdit(this))
    , m_save(new QPushButton(tr("&Save"), this))
{
    setObjectName(QStringLiteral("modelDialog"));
    const auto title = m_was.empty() ? tr("Add a model") : tr("Model %1").arg(format::line(m_was));
    setWindowTitle(title);
    setAccessibleName(title);
    OrderedJson entry = {{"provider", "openai-chat"}, {"model", ""}};
    if (const auto& workspace = context.opened.workspace; workspace && !m_was.empty()) {
        if (auto known = modelIn(workspace->document, m_was); known.is_object())
            entry = std::move(known);
        m_default->setChecked(workspace->defaultModel == m_was);
    }
    m_default->setEnabled(!m_default->isChecked()); // another one becomes it
    m_entry = std::make_shared<const OrderedJson>(std::move(entry));
    m_name->setText(format::line(m_was));
    buildFields();
    build();
    m_fields->show(m_entry);
    refresh();
    m_name->setFocus();
}

void ModelDialog::buildFields()
{
    m_fields->addChoice(tr("Provider"), "provider",
                        {{tr("OpenAI chat, and what speaks like it"), "openai-chat"},
                         {tr("OpenAI responses"), "openai-responses"},
                         {tr("Anthropic"), "anthropic"},
                         {tr("Gemini"), "gemini"},
                         {tr("Ollama"), "ollama"},
                         {tr("Scripted, for demos and tests"), "scripted"}});
    m_fields->addLine(tr("Model"), "model")->setPlaceholderText(tr("as the provider calls it"));
    m_fields->addLine(tr("Script"), "script")
        ->setPlaceholderText(tr("of a scripted model, scripts/demo.json"));
    m_fields->addLine(tr("Address"), "base_url")->setPlaceholderText(tr("the provider's own"));
    m_fields->addLine(tr("Key variable"), "api_key_env")
        ->setPlaceholderText(tr("the provider's usual one"));
    m_fields->addNames(tr("Falls back to"), "fallback", [this] {
        QStringList names{QString()};
        if (const auto& workspace = m_context.opened.workspace) {
            for (const auto& [name, model] : workspace->models) {
                if (name != m_was)
                    names << QString::fromStdString(name);
            }
        }
        return names;
    });
    m_fields->addNumber(tr("Context, tokens"), "context", 1, 100'000'000, tr("as known of it"));
    m_fields->addNumber(tr("Reply at most, tokens"), "max_output", 1, 10'000'000, tr("4,096"));
    addPrice(tr("Price of input, $ a million tokens"), "input");
    addPrice(tr("Price of output, $ a million tokens"), "output");
    connect(m_fields, &MemberForm::memberEdited, this, &ModelDialog::edit);
}

void ModelDialog::addPrice(const QString& label, const char* member)
{
    auto* box = new QDoubleSpinBox(this);
    box->setRange(-0.01, mostPrice); // the least stands for "not there"
    box->setDecimals(3);
    box->setSpecialValueText(tr("from the price table"));
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_fields->addRow(label, box, "price", [this, box, member](const OrderedJson*) {
        const auto* known = priceIn(*m_entry, member);
        box->setValue(known && known->is_number() ? known->get<double>() : box->minimum());
    });
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, member](double dollars) {
        const auto found = m_entry->find("price");
        OrderedJson price =
            found != m_entry->end() && found->is_object() ? *found : OrderedJson::object();
        if (dollars < 0)
            price.erase(member);
        else if (dollars == std::floor(dollars))
            price[member] = std::int64_t(dollars);
        else
            price[member] = dollars;
        m_fields->set("price", price.empty() ? nullptr : &price);
    });
}

void ModelDialog::build()
{
    const auto& theme = m_context.theme;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.scaled(16), theme.scaled(14), theme.scaled(16),
                               theme.scaled(12));
    column->setSpacing(theme.scaled(8));
    column->addWidget(plainLabel(tr("Name"), QStringLiteral("muted")));
    m_name->setAccessibleName(tr("Name of the model"));
    m_name->setPlaceholderText(tr("how agents name it"));
    m_name->setMaxLength(64);
    column->addWidget(m_name);
    column->addWidget(m_fields);
    m_default->setAccessibleName(tr("Default of this workspace"));
    column->addWidget(m_default);
    auto* changes = plainLabel(tr("Changes in signalbox.json"), QStringLiteral("heading"));
    column->addWidget(changes);
    m_diff->setAccessibleName(tr("Changes in signalbox.json"));
    m_diff->setTabChangesFocus(true);
    column->addWidget(m_diff, 1);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What is missing"));
    auto* row = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("&Cancel"), this);
    cancel->setAccessibleName(tr("Cancel"));
    m_save->setAccessibleName(tr("Save the model"));
    m_save->setProperty("kind", QStringLiteral("primary"));
    cancel->setAutoDefault(false);
    row->addWidget(m_problem, 1);
    row->addWidget(cancel);
    row->addWidget(m_save);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ModelDialog::save);
    connect(m_name, &QLineEdit::textEdited, this, &ModelDialog::refresh);
    connect(m_default, &QCheckBox::toggled, this, &ModelDialog::refresh);
    QWidget* last = m_name; // Tab goes on as it is read
    const auto fields = m_fields->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (auto* next : fields + QList<QWidget*>{m_default, m_diff, cancel, m_save}) {
        if ((next->focusPolicy() & Qt::TabFocus) == 0)
            continue;
        setTabOrder(last, next);
        last = next;
    }
    resize(theme.scaled(520), theme.scaled(760));
}

void ModelDialog::edit(const QString& member, const OrderedJson* value)
{
    OrderedJson changed = *m_entry;
    if (value)
        changed[member.toStdString()] = *value;
    else
        changed.erase(member.toStdString());
    m_entry = std::make_shared<const OrderedJson>(std::move(changed));
    m_fields->show(m_entry);
    refresh();
}

Result<std::string> ModelDialog::text() const
{
    const auto& workspace = m_context.opened.workspace;
    if (!workspace)
        return fail(Errc::Invalid, "no workspace is open");
    return withModel(workspace->document, m_was, m_name->text().trimmed().toStdString(), *m_entry,
                     m_default->isChecked());
}

void ModelDialog::refresh()
{
    // a script is played by the scripted one alone; what another has of it stays in sight
    const bool isScripted = textOf(memberOf(*m_entry, "provider")) == "scripted";
    for (const auto* member : {"model", "base_url", "api_key_env"})
        m_fields->setShown(member, !isScripted || memberOf(*m_entry, member));
    m_fields->setShown("script", isScripted || memberOf(*m_entry, "script"));
    const auto changed = text();
    const auto& workspace = m_context.opened.workspace;
    m_diff->setDiff(changed && workspace ? onlyChanges(diffLines(workspace->document, *changed), 0)
                                         : std::vector<DiffLine>());
    m_problem->setText(changed ? QString() : format::text(changed.error().message, 1000));
    m_problem->setProperty("role", QStringLiteral("muted"));
    Theme::repolish(m_problem);
    m_save->setEnabled(changed && workspace && *changed != workspace->document);
}

void ModelDialog::save()
{
    const auto changed = text();
    if (!changed)
        return;
    m_save->setEnabled(false); // until the answer is here
    Q_EMIT saveWanted(QString::fromStdString(*changed));
}

void ModelDialog::showFailure(const QString& why)
{
    refresh();
    m_problem->setText(why);
    m_problem->setProperty("role", QStringLiteral("error"));
    Theme::repolish(m_problem);
}

} // namespace signalbox::ui
