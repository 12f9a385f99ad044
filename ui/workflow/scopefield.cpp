// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/scopefield.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QStringListModel>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int mostLines = 8;

bool isOfWord(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'.';
}
} // namespace

ScopeField::ScopeField(Reads reads, const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_reads(reads)
    , m_edit(new QPlainTextEdit(this))
    , m_problem(plainLabel({}, QStringLiteral("error")))
    , m_completer(new QCompleter(this))
    , m_words(new QStringListModel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2);
    column->addWidget(m_edit);
    column->addWidget(m_problem);
    m_edit->setAccessibleName(accessibleName);
    m_edit->setTabChangesFocus(true);
    m_edit->setFont(codeFont());
    m_edit->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("Problem of %1").arg(accessibleName));
    m_problem->hide();
    m_completer->setModel(m_words);
    m_completer->setWidget(m_edit);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->popup()->setObjectName(QStringLiteral("completions"));
    m_completer->popup()->setAccessibleName(tr("Completions of %1").arg(accessibleName));
    m_completer->popup()->setFont(codeFont());
    m_completer->popup()->installEventFilter(
        this); // before the completer, which lets the editor have the key first
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            &ScopeField::complete);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        check();
        if (!m_isFilling) {
            offer();
            Q_EMIT edited();
        }
    });
    fitHeight();
}

void ScopeField::setScope(const WorkflowScope& scope)
{
    m_scope = scope;
    if (const auto words = scope.completions(); words != m_words->stringList())
        m_words->setStringList(words); // else what is offered and chosen stays
    check();
}

void ScopeField::setText(const std::string& text)
{
    const auto wanted = format::verbatim(text);
    if (m_edit->toPlainText() == wanted) {
        check();
        return;
    }
    m_isFilling = true;
    m_edit->setPlainText(wanted);
    m_isFilling = false;
}

std::string ScopeField::text() const
{
    return m_edit->toPlainText().toStdString();
}

QString ScopeField::problem() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

void ScopeField::check()
{
    const auto words = m_reads == Reads::Template
        ? templateProblem(text(), m_scope)
        : expressionProblem(text(), m_scope, m_reads == Reads::Condition);
    m_problem->setText(words);
    m_problem->setVisible(!words.isEmpty());
}

void ScopeField::fitHeight()
{
    const int least = m_reads == Reads::Template ? 2 : 1;
    // the layout of a plain text counts in lines, broken ones too
    const int lines = std::clamp(int(m_edit->document()->size().height()), least, mostLines);
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * lines + 16);
}

void ScopeField::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitHeight();
}

QString ScopeField::wordBefore() const
{
    const auto cursor = m_edit->textCursor();
    const auto line = cursor.block().text();
    const int end = cursor.positionInBlock();
    int begin = end;
    while (begin > 0 && isOfWord(line[begin - 1]))
        --begin;
    if (m_reads == Reads::Template) { // names are names in ${…} only
        const auto open = line.lastIndexOf(QStringLiteral("${"), begin);
        if (open < 0 || line.mid(open, begin - open).contains(u'}'))
            return {};
    }
    return line.mid(begin, end - begin);
}

void ScopeField::offer()
{
    const auto word = wordBefore();
    m_completer->setCompletionPrefix(word);
    const bool isWhole = m_completer->completionCount() == 1
        && m_completer->currentCompletion().compare(word, Qt::CaseInsensitive) == 0;
    if (word.isEmpty() || m_completer->completionCount() == 0 || isWhole || !m_edit->hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    auto rect = m_edit->cursorRect();
    rect.translate(0, m_edit->fontMetrics().descent() + 4); // the line stays in sight
    rect.setWidth(m_completer->popup()->sizeHintForColumn(0)
                  + m_completer->popup()->verticalScrollBar()->sizeHint().width() + 16);
    m_completer->complete(rect);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void ScopeField::complete(const QString& word)
{
    auto cursor = m_edit->textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, int(wordBefore().size()));
    cursor.insertText(word);
    m_edit->setTextCursor(cursor);
    m_completer->popup()->hide();
}

bool ScopeField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &ScopeField::fitHeight, Qt::QueuedConnection);
    if (watched == m_completer->popup() && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        const bool isTaken = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab;
        if (isTaken)
            complete(m_completer->popup()->currentIndex().data().toString());
        return isTaken;
    }
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (isEnter && m_reads != Reads::Template)
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace signalbox::ui
