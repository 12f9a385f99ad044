// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/memberform.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t shownName = 200; // characters
}

std::string textOf(const OrderedJson* value)
{
    if (!value || value->is_null())
        return {};
    return value->is_string() ? value->get<std::string>() : dumpJson(*value);
}

MemberForm::MemberForm(const QString& naming, QWidget* parent)
    : QWidget(parent)
    , m_naming(naming)
    , m_rows(new QFormLayout(this))
    , m_object(std::make_shared<const OrderedJson>(OrderedJson::object()))
{
    m_rows->setContentsMargins({});
    m_rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setVerticalSpacing(4);
}

QString MemberForm::named(const QString& label) const
{
    return m_naming.isEmpty() ? label : m_naming.arg(label.toLower());
}

void MemberForm::show(OrderedPtr object)
{
    m_object = std::move(object);
    m_isFilling = true;
    for (const auto& load : m_loads)
        load();
    m_isFilling = false;
}

void MemberForm::setShown(const char* member, bool isShown)
{
    for (const auto& [known, field] : m_fields) {
        if (std::string_view(known) != member)
            continue;
        field->setVisible(isShown);
        if (auto* label = m_rows->labelForField(field))
            label->setVisible(isShown);
    }
}

void MemberForm::set(const char* member, const OrderedJson* value)
{
    if (!m_isFilling)
        Q_EMIT memberEdited(QString::fromLatin1(member), value);
}

void MemberForm::setText(const char* member, const std::string& text, Empty empty)
{
    const OrderedJson value = text;
    set(member, text.empty() && empty == Empty::Removes ? nullptr : &value);
}

void MemberForm::addRow(const QString& label, QWidget* field, const char* member, Load load)
{
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(named(label));
    m_rows->addRow(plainLabel(label, QStringLiteral("muted")), field);
    m_fields.emplace_back(member, field);
    m_loads.push_back(
        [this, member, fill = std::move(load)] { fill(memberOf(*m_object, member)); });
}

QLineEdit* MemberForm::addLine(const QString& label, const char* member, Empty empty)
{
    auto* line = new QLineEdit(this);
    addRow(label, line, member, [line](const OrderedJson* value) {
        const auto text = format::verbatim(textOf(value));
        if (line->text() == text)
            return;
        line->setText(text);
        line->setCursorPosition(0); // a long one shows its beginning
    });
    connect(line, &QLineEdit::textEdited, this, [this, member, empty](const QString& text) {
        setText(member, text.toStdString(), empty);
    });
    return line;
}

void MemberForm::addLines(const QString& label, const char* member)
{
    auto* lines = new QPlainTextEdit(this);
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

void MemberForm::addNames(const QString& label, const char* member, Names names, Empty empty)
{
    auto* combo = new QComboBox(this);
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    addRow(label, combo, member, [combo, names = std::move(names)](const OrderedJson* value) {
        const auto text = format::line(textOf(value), shownName);
        const auto known = names();
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
    connect(combo, &QComboBox::editTextChanged, this, [this, member, empty](const QString& text) {
        setText(member, text.trimmed().toStdString(), empty);
    });
}

void MemberForm::addCheck(const QString& label, const char* member)
{
    auto* box = new QCheckBox(label, this);
    box->setAccessibleName(named(label));
    m_rows->addRow(box);
    m_loads.push_back([this, box, member] {
        const auto* value = memberOf(*m_object, member);
        box->setChecked(value && value->is_boolean() && value->get<bool>());
    });
    connect(box, &QCheckBox::clicked, this, [this, member](bool on) {
        const OrderedJson yes = true;
        set(member, on ? &yes : nullptr);
    });
}

void MemberForm::addChoice(const QString& label, const char* member,
                           const std::vector<std::pair<QString, const char*>>& choices)
{
    auto* combo = new QComboBox(this);
    for (const auto& [words, value] : choices)
        combo->addItem(words, QString::fromLatin1(value));
    addRow(label, combo, member, [combo](const OrderedJson* value) {
        combo->setCurrentIndex(std::max(0, combo->findData(QString::fromStdString(textOf(value)))));
    });
    connect(combo, &QComboBox::activated, this, [this, combo, member] {
        setText(member, combo->currentData().toString().toStdString());
    });
}

void MemberForm::addNumber(const QString& label, const char* member, int least, int most,
                           const QString& unset)
{
    auto* box = new QSpinBox(this);
    box->setRange(least - 1, most); // the least stands for "not there"
    box->setGroupSeparatorShown(true);
    box->setSpecialValueText(unset);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    addRow(label, box, member, [box, least, most](const OrderedJson* value) {
        box->setValue(value && value->is_number()
                          ? int(std::clamp(value->get<double>(), double(least), double(most)))
                          : least - 1);
    });
    connect(box, &QSpinBox::valueChanged, this, [this, member, least](int number) {
        const OrderedJson value = number;
        set(member, number >= least ? &value : nullptr);
    });
}

} // namespace signalbox::ui
