// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/jsonedit.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QShortcut>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

#include <cstdio>

namespace signalbox::ui {

namespace {
void appendEscape(std::string& out, char32_t codePoint)
{
    char buffer[16];
    if (codePoint > 0xffff) {
        const auto rest = unsigned(codePoint - 0x10000);
        std::snprintf(buffer, sizeof buffer, "\\u%04x\\u%04x", 0xd800 + (rest >> 10),
                      0xdc00 + (rest & 0x3ff));
    } else {
        std::snprintf(buffer, sizeof buffer, "\\u%04x", unsigned(codePoint));
    }
    out += buffer;
}

// Position in the document of "line 3, column 5" (columns are bytes); -1 where the message has none.
int positionOf(const QString& message, const QTextDocument& document)
{
    static const QRegularExpression place(QStringLiteral("line (\\d+), column (\\d+)"));
    const auto match = place.match(message);
    if (!match.hasMatch())
        return -1;
    const auto block = document.findBlockByNumber(match.captured(1).toInt() - 1);
    if (!block.isValid())
        return std::max(0, document.characterCount() - 1);
    const QByteArray before = block.text().toUtf8().left(match.captured(2).toInt() - 1);
    return block.position() + std::min(int(QString::fromUtf8(before).size()), block.length() - 1);
}
} // namespace

std::string escapeInvisible(std::string_view json)
{
    const auto hidden = findInvisible(json);
    if (hidden.empty())
        return std::string(json);
    std::string out;
    std::size_t from = 0;
    for (const auto& character : hidden) {
        // Outside of strings only blanks stand between JSON tokens; these are not to be escaped.
        if (character.codePoint == U'\r')
            continue;
        out += json.substr(from, character.offset - from);
        appendEscape(out, character.codePoint);
        from = character.offset;
        nextCodePoint(json, from);
    }
    out += json.substr(from);
    return out;
}

JsonEdit::JsonEdit(QWidget* parent)
    : QWidget(parent)
    , m_editor(new CodeEdit(this))
    , m_message(wrappedLabel({}, QStringLiteral("error"), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    buildFindBar();
    layout->addWidget(m_findBar);
    layout->addWidget(m_editor, 1);
    layout->addWidget(m_message);
    m_editor->setObjectName(QStringLiteral("jsonEditor"));
    m_editor->setLineNumbersShown(true);
    m_editor->setJsonColoured(true);
    setFocusProxy(m_editor);
    setName(tr("JSON"));
    m_message->setObjectName(QStringLiteral("errorText"));
    m_message->hide();
    auto* open = new QShortcut(QKeySequence::Find, this);
    open->setContext(Qt::WidgetWithChildrenShortcut);
    connect(open, &QShortcut::activated, this, &JsonEdit::openFind);
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        if (m_isView)
            return;
        check();
        Q_EMIT textChanged();
    });
}

void JsonEdit::buildFindBar()
{
    m_findBar = new QWidget(this);
    auto* row = new QHBoxLayout(m_findBar);
    row->setContentsMargins({});
    m_findText = new QLineEdit(m_findBar);
    m_findText->setPlaceholderText(tr("Find"));
    m_findText->setAccessibleName(tr("Find in text"));
    m_findState = plainLabel({}, {}, m_findBar);
    row->addWidget(m_findText, 1);
    row->addWidget(m_findState);
    const auto button = [&](const QString& text, const QString& name, auto action) {
        auto* made = new QToolButton(m_findBar);
        made->setText(text);
        made->setAccessibleName(name);
        made->setToolTip(name);
        row->addWidget(made);
        connect(made, &QToolButton::clicked, this, action);
    };
    button(QStringLiteral("↑"), tr("Find previous"), [this] { find(true); });
    button(QStringLiteral("↓"), tr("Find next"), [this] { find(false); });
    const auto close = [this] {
        m_findBar->hide();
        m_editor->setFocus();
    };
    button(QStringLiteral("✕"), tr("Close find"), close);
    connect(m_findText, &QLineEdit::returnPressed, this, [this] { find(false); });
    connect(m_findText, &QLineEdit::textChanged, this, [this] { m_findState->clear(); });
    auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), m_findBar);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, close);
    m_findBar->hide();
}

void JsonEdit::openFind()
{
    m_findBar->show();
    if (m_editor->textCursor().hasSelection())
        m_findText->setText(m_editor->textCursor().selectedText());
    m_findText->setFocus();
    m_findText->selectAll();
}

void JsonEdit::find(bool backward)
{
    const QString wanted = m_findText->text();
    if (wanted.isEmpty())
        return;
    const auto flags = backward ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_editor->find(wanted, flags)) {
        m_findState->clear();
        return;
    }
    const QTextCursor before = m_editor->textCursor();
    m_editor->moveCursor(backward ? QTextCursor::End : QTextCursor::Start);
    if (m_editor->find(wanted, flags)) {
        m_findState->setText(tr("from the other end"));
        return;
    }
    m_editor->setTextCursor(before);
    m_findState->setText(tr("not found"));
}

void JsonEdit::setText(std::string_view json)
{
    m_isView = false;
    m_editor->setReadOnly(false);
    const QString text = fromUtf8(escapeInvisible(json));
    if (text != m_editor->toPlainText())
        m_editor->setPlainText(text);
    check();
}

std::string JsonEdit::text() const
{
    return m_editor->toPlainText().toStdString();
}

void JsonEdit::setForeignText(std::string_view text)
{
    m_isView = true;
    setMessage({});
    m_editor->setForeignText(text);
}

void JsonEdit::setName(const QString& accessibleName)
{
    m_editor->setAccessibleName(accessibleName);
}

void JsonEdit::setMessage(const QString& message)
{
    if (message.isEmpty() && !m_isView && !m_isJson)
        check();
    else
        showMessage(message);
}

void JsonEdit::showMessage(const QString& message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    m_editor->markError(m_isView || message.isEmpty() ? -1
                                                      : positionOf(message, *m_editor->document()));
}

QString JsonEdit::message() const
{
    return m_message->text();
}

void JsonEdit::check()
{
    const auto parsed = parseOrderedJson(text());
    m_isJson = parsed.has_value();
    showMessage(m_isJson ? QString() : fromUtf8(showInvisible(parsed.error().text())));
}

} // namespace signalbox::ui
