// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/arrayfield.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostItems = 500;
}

ArrayField::ArrayField(const Shape& shape, FormScope& scope, const QString& path, int depth,
                       QWidget* parent)
    : Field(scope, path, parent)
    , m_shape(shape)
    , m_depth(depth)
    , m_rows(new QVBoxLayout)
    , m_add(new QToolButton(this))
    , m_more(new QToolButton(this))
    , m_note(plainLabel({}, QStringLiteral("faint"), this))
{
    m_rows->setSpacing(4);
    column().addLayout(m_rows);
    buildBar();
    setFocusProxy(m_add);
    setPath(path);
    renumber();
}

void ArrayField::buildBar()
{
    auto* bar = new QHBoxLayout;
    m_add->setText(tr("+ Add item"));
    m_more->setText(QStringLiteral("⋯"));
    m_more->setAutoRaise(true);
    m_more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_more);
    const auto state = [this](State to) {
        clear();
        m_state = to;
        renumber();
        Q_EMIT changed();
    };
    menu->addAction(tr("Not set"), this, [state] { state(State::Absent); });
    menu->addAction(tr("Empty list"), this, [state] { state(State::Present); });
    if (m_shape.nullable)
        menu->addAction(tr("Null"), this, [state] { state(State::Null); });
    m_more->setMenu(menu);
    bar->addWidget(m_add);
    bar->addWidget(m_note);
    bar->addStretch();
    bar->addWidget(m_more);
    column().addLayout(bar);
    connect(m_add, &QToolButton::clicked, this, [this] {
        m_state = State::Present;
        m_other.reset();
        addItem(nullptr);
        renumber();
        m_items.back().field->setFocus();
        Q_EMIT changed();
    });
}

const Json& ArrayField::schemaOfItem(std::size_t index) const
{
    static const Json any = Json::object();
    const Json& schema = *m_shape.schema;
    const Json* items = signalbox::find(schema, "items");
    const Json* fixed = signalbox::find(schema, "prefixItems");
    if (!fixed && items && items->is_array()) { // draft 7
        fixed = items;
        items = signalbox::find(schema, "additionalItems");
    }
    if (fixed && fixed->is_array() && index < fixed->size())
        return (*fixed)[index];
    return items && items->is_object() ? *items : any;
}

void ArrayField::addItem(const Json* value)
{
    if (m_items.size() >= mostItems)
        return;
    Item item;
    item.row = new QWidget(this);
    auto* row = new QHBoxLayout(item.row);
    row->setContentsMargins({});
    row->setSpacing(2);
    const auto index = m_items.size();
    const Json& schema = schemaOfItem(index);
    item.field = makeField(schema, scope(), itemPath(path(), int(index)), m_depth + 1, item.row);
    item.field->setRequired(true);
    const Json empty = Json::object();
    const bool opens = !value && shapeOf(schema, *scope().root).kind == ShapeKind::Object;
    item.field->setValue(opens ? &empty : value);
    row->addWidget(item.field, 1);
    const auto button = [&](const QString& text, auto action) {
        auto* made = new QToolButton(item.row);
        made->setText(text);
        made->setAutoRaise(true);
        row->addWidget(made, 0, Qt::AlignTop);
        connect(made, &QToolButton::clicked, this, action);
        return made;
    };
    item.up = button(QStringLiteral("↑"), [this, w = item.row] { moveItem(w, -1); });
    item.down = button(QStringLiteral("↓"), [this, w = item.row] { moveItem(w, 1); });
    item.remove = button(QStringLiteral("✕"), [this, w = item.row] { removeItem(w); });
    connect(item.field, &Field::changed, this, &Field::changed);
    m_rows->addWidget(item.row);
    m_items.push_back(item);
}

void ArrayField::removeItem(QWidget* row)
{
    std::erase_if(m_items, [&](const Item& item) { return item.row == row; });
    row->hide();
    row->deleteLater();
    renumber();
    Q_EMIT changed();
}

void ArrayField::moveItem(QWidget* row, int by)
{
    const auto found = std::find_if(m_items.begin(), m_items.end(),
                                    [&](const Item& item) { return item.row == row; });
    const auto index = found - m_items.begin();
    if (index + by < 0 || index + by >= std::ptrdiff_t(m_items.size()))
        return;
    std::swap(m_items[std::size_t(index)], m_items[std::size_t(index + by)]);
    m_rows->removeWidget(row);
    m_rows->insertWidget(int(index + by), row);
    renumber();
    Q_EMIT changed();
}

void ArrayField::clear()
{
    for (const auto& item : m_items) {
        item.row->hide();
        item.row->deleteLater();
    }
    m_items.clear();
    m_other.reset();
}

void ArrayField::renumber()
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const Item& item = m_items[i];
        const QString own = itemPath(path(), int(i));
        item.field->setPath(own);
        item.up->setAccessibleName(tr("Move %1 up").arg(own));
        item.down->setAccessibleName(tr("Move %1 down").arg(own));
        item.remove->setAccessibleName(tr("Remove %1").arg(own));
        item.up->setEnabled(i > 0);
        item.down->setEnabled(i + 1 < m_items.size());
    }
    if (m_other)
        m_note->setText(format::line(dumpJson(*m_other), 80));
    else if (m_state == State::Absent)
        m_note->setText(tr("not set"));
    else
        m_note->setText(m_state == State::Null ? tr("null")
                                               : (m_items.empty() ? tr("empty list") : QString()));
}

std::optional<Json> ArrayField::value() const
{
    if (m_other)
        return *m_other;
    if (m_state == State::Absent)
        return std::nullopt;
    if (m_state == State::Null)
        return Json(nullptr);
    Json out = Json::array();
    for (const auto& item : m_items)
        out.push_back(item.field->value().value_or(Json(nullptr)));
    return out;
}

void ArrayField::setValue(const Json* value)
{
    clear();
    m_state = !value ? State::Absent : (value->is_null() ? State::Null : State::Present);
    if (value && value->is_array() && value->size() <= mostItems) {
        for (const auto& item : *value)
            addItem(&item);
    } else if (value && !value->is_null()) {
        m_other = std::make_shared<const Json>(*value);
    }
    renumber();
}

void ArrayField::setPath(const QString& path)
{
    Field::setPath(path);
    m_add->setAccessibleName(tr("Add item to %1").arg(path));
    m_more->setAccessibleName(tr("%1: not set, empty and more").arg(path));
    renumber();
}

void ArrayField::showErrors(const ErrorsByPath& errors)
{
    Field::showErrors(errors);
    for (const auto& item : m_items)
        item.field->showErrors(errors);
}

} // namespace signalbox::ui
