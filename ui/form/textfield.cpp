// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/textfield.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <set>

namespace signalbox::ui {

namespace {
// Parameters of these names hold more than a line as a rule.
bool isLongByName(const QString& path)
{
    static const std::set<QString> names = {
        QStringLiteral("content"), QStringLiteral("body"),         QStringLiteral("text"),
        QStringLiteral("prompt"),  QStringLiteral("instructions"), QStringLiteral("old"),
        QStringLiteral("new")};
    return names.contains(path.section(u'.', -1));
}

constexpr int longText = 120;
} // namespace

TextField::TextField(const Shape& shape, Reads reads, FormScope& scope, const QString& path,
                     QWidget* parent)
    : Field(scope, path, parent)
    , m_shape(shape)
    , m_reads(reads)
    , m_line(new QLineEdit(this))
    , m_more(new QToolButton(this))
    , m_note(plainLabel({}, QStringLiteral("warning"), this))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_line, 1);
    row->addWidget(m_more, 0, Qt::AlignTop);
    column().addLayout(row);
    column().addWidget(m_note);
    QFont font = codeFont();
    font.setPointSizeF(m_line->font().pointSizeF());
    m_line->setFont(font);
    m_line->setMaxLength(4 << 20);
    setFocusProxy(m_line);
    buildMenu();
    connect(m_line, &QLineEdit::textChanged, this, &TextField::onTyped);
    const auto most = intAt(*shape.schema, "maxLength");
    if (reads == Reads::Text && (isLongByName(path) || (most && *most > 400)))
        openLines();
    setPath(path);
    refresh();
}

void TextField::buildMenu()
{
    m_more->setText(QStringLiteral("⋯"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setAutoRaise(true);
    m_more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    auto* menu = new QMenu(m_more);
    menu->addAction(tr("Not set"), this, [this] { setState(State::Absent); });
    if (m_shape.nullable || m_reads == Reads::Json)
        menu->addAction(tr("Null"), this, [this] { setState(State::Null); });
    if (m_reads == Reads::Text)
        menu->addAction(tr("Empty text"), this, [this] { setState(State::Present); });
    if (m_reads != Reads::Number)
        menu->addAction(tr("Several lines"), this, [this] { openLines(); });
    m_more->setMenu(menu);
}

void TextField::setState(State state)
{
    m_state = state;
    m_given.reset();
    setText({});
    refresh();
    Q_EMIT changed();
}

void TextField::setText(const QString& text)
{
    if (!m_lines && (text.contains(u'\n') || text.size() > longText))
        openLines();
    const QSignalBlocker line(m_line);
    if (m_lines) {
        const QSignalBlocker lines(m_lines);
        m_lines->setPlainText(text);
    } else {
        m_line->setText(text);
    }
}

QString TextField::text() const
{
    return m_lines ? m_lines->toPlainText() : m_line->text();
}

void TextField::openLines()
{
    if (m_lines)
        return;
    m_lines = new CodeEdit(this);
    m_lines->setPlainText(m_line->text());
    m_lines->setFixedHeight(m_lines->fontMetrics().lineSpacing() * 5);
    auto* row =
        static_cast<QHBoxLayout*>(m_more->parentWidget() ? column().itemAt(0)->layout() : nullptr);
    row->replaceWidget(m_line, m_lines);
    m_line->hide();
    setFocusProxy(m_lines);
    m_lines->setFocusPolicy(Qt::StrongFocus);
    connect(m_lines, &QPlainTextEdit::textChanged, this, &TextField::onTyped);
    setPath(path());
    refresh();
}

void TextField::onTyped()
{
    // A field that was emptied is not set, unless it must be there.
    const bool keeps = !text().isEmpty() || (isRequired() && m_reads == Reads::Text);
    m_state = keeps ? State::Present : State::Absent;
    m_given.reset();
    refresh();
    Q_EMIT changed();
}

void TextField::refresh()
{
    QString hint = shapeHint(m_shape);
    if (const Json* standard = signalbox::find(*m_shape.schema, "default"))
        hint = tr("default %1").arg(format::line(dumpJson(*standard), 60));
    QString placeholder = isRequired() ? hint : tr("not set · %1").arg(hint);
    if (m_state == State::Null)
        placeholder = tr("null");
    else if (m_state == State::Present)
        placeholder = tr("empty text");
    m_line->setPlaceholderText(placeholder);
    if (m_lines)
        m_lines->setPlaceholderText(placeholder);

    const std::string typed = text().toStdString();
    const auto hidden =
        typed.size() < (1u << 20) ? findInvisible(typed) : std::vector<InvisibleCharacter>();
    m_note->setVisible(!hidden.empty());
    if (!hidden.empty()) {
        std::string first;
        appendUtf8(first, hidden.front().codePoint);
        m_note->setText(
            tr("%n invisible character(s), the first is %1", nullptr, int(hidden.size()))
                .arg(format::text(first)));
    }
}

std::optional<Json> TextField::value() const
{
    if (m_given)
        return *m_given;
    if (m_state == State::Absent)
        return std::nullopt;
    if (m_state == State::Null)
        return Json(nullptr);
    const std::string typed = text().toStdString();
    if (m_reads == Reads::Text)
        return Json(typed);
    auto parsed = parseJson(typed);
    if (!parsed || (m_reads == Reads::Number && !parsed->is_number()))
        return Json(typed);
    return std::move(*parsed);
}

void TextField::setValue(const Json* value)
{
    m_given = value ? std::make_shared<const Json>(*value) : nullptr;
    if (!value || value->is_null()) {
        m_state = value ? State::Null : State::Absent;
        setText({});
        refresh();
        return;
    }
    m_state = State::Present;
    if (value->is_string()) {
        const auto& text = value->get_ref<const std::string&>();
        const bool needsQuotes =
            m_reads == Reads::Json && (text.empty() || parseJson(text).has_value());
        setText(format::verbatim(needsQuotes ? quoteJson(text) : text));
    } else {
        setText(format::verbatim(value->is_structured() ? prettyJson(*value) : dumpJson(*value)));
    }
    refresh();
}

void TextField::setPath(const QString& path)
{
    Field::setPath(path);
    m_line->setAccessibleName(path);
    m_line->setObjectName(path);
    m_line->setAccessibleDescription(shapeHint(m_shape));
    if (m_lines) {
        m_lines->setAccessibleName(path);
        m_lines->setObjectName(path);
        m_line->setAccessibleName({});
        m_line->setObjectName({});
    }
    m_more->setAccessibleName(tr("%1: not set, null and more").arg(path));
}

} // namespace signalbox::ui
