// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/codeedit.h"

#include "base/text.h"
#include "ui/jsonedit/jsonhighlighter.h"
#include "ui/jsonedit/linediff.h"

#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <cmath>
#include <vector>

namespace signalbox::ui {

namespace {
class Gutter final : public QWidget
{
public:
    explicit Gutter(CodeEdit* edit)
        : QWidget(edit)
        , m_edit(edit)
    { }
    [[nodiscard]] QSize sizeHint() const override { return {m_edit->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent* event) override { m_edit->paintGutter(event); }

private:
    CodeEdit* m_edit;
};

constexpr int chipProperty = QTextFormat::UserProperty + 1;

QTextCharFormat chipFormat(const CodeColours& colours)
{
    QTextCharFormat format;
    format.setBackground(colours.errorGround);
    format.setForeground(colours.error);
    format.setProperty(chipProperty, true);
    return format;
}
} // namespace

QFont codeFont()
{
    QFont font(QStringLiteral("JetBrains Mono"));
    font.setStyleHint(QFont::Monospace);
    if (!QFontDatabase::hasFamily(QStringLiteral("JetBrains Mono")))
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleStrategy(
        QFont::PreferNoShaping); // no ligatures: text from outside shows its own characters
    return font;
}

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

CodeEdit::CodeEdit(QWidget* parent)
    : QPlainTextEdit(parent)
{
    QFont font = codeFont();
    font.setPointSizeF(QPlainTextEdit::font().pointSizeF());
    setFont(font);
    setTabChangesFocus(true);
    QTextOption option = document()->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LeftToRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // every line is wrapped
    document()->setDefaultTextOption(option);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { placeGutter(); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (m_gutter && dy != 0)
            m_gutter->scroll(0, dy);
        else if (m_gutter)
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { checkRead(); });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] { checkRead(); });
}

void CodeEdit::setLineNumbersShown(bool shown)
{
    if (shown && !m_gutter)
        m_gutter = new Gutter(this);
    if (!shown) {
        delete m_gutter;
        m_gutter = nullptr;
    }
    if (m_gutter)
        m_gutter->show();
    placeGutter();
}

void CodeEdit::setJsonColoured(bool coloured)
{
    if (coloured == (m_highlighter != nullptr))
        return;
    delete m_highlighter;
    m_highlighter = coloured ? new JsonHighlighter(document(), codeColours(palette())) : nullptr;
}

void CodeEdit::setForeignText(std::string_view utf8, std::size_t limit)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_readToEnd = false;
    m_isDiff = false;
    clear();
    const auto shown = truncateUtf8(utf8, limit);
    appendWithChips(shown);
    if (shown.size() < utf8.size()) {
        QTextCursor cursor(document());
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(tr("\n… %L1 more bytes are not shown").arg(utf8.size() - shown.size()));
    }
    moveCursor(QTextCursor::Start);
    checkRead();
}

void CodeEdit::appendWithChips(std::string_view text)
{
    const auto hidden = findInvisible(text);
    m_hasChips = !hidden.empty();
    if (!m_hasChips) {
        setPlainText(fromUtf8(text));
        return;
    }
    // Beyond this many the chips keep their text and lose their ground: formats are what costs.
    constexpr std::size_t mostFormats = 20'000;
    const auto chip = chipFormat(codeColours(palette()));
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    std::size_t from = 0;
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        if (i == mostFormats) {
            cursor.insertText(fromUtf8(showInvisible(text.substr(from))), QTextCharFormat());
            from = text.size();
            break;
        }
        cursor.insertText(fromUtf8(text.substr(from, hidden[i].offset - from)), QTextCharFormat());
        std::size_t end = hidden[i].offset;
        nextCodePoint(text, end);
        cursor.insertText(
            fromUtf8(showInvisible(text.substr(hidden[i].offset, end - hidden[i].offset))), chip);
        from = end;
    }
    cursor.insertText(fromUtf8(text.substr(from)), QTextCharFormat());
    cursor.endEditBlock();
}

void CodeEdit::setDiff(std::string_view before, std::string_view after)
{
    setDiff(diffLines(before, after));
}

void CodeEdit::setDiff(const std::vector<DiffLine>& lines)
{
    std::string text;
    for (const auto& line : lines) {
        text += line.sign;
        text += ' ';
        text += line.text;
        text += '\n';
    }
    if (!text.empty())
        text.pop_back();
    setJsonColoured(false);
    setForeignText(text);
    m_isDiff = true;
    colourDiff();
}

void CodeEdit::colourDiff()
{
    const auto colours = codeColours(palette());
    for (auto block = document()->begin(); block.isValid(); block = block.next()) {
        const auto sign = block.text().left(1);
        if (sign != QStringLiteral("+") && sign != QStringLiteral("-"))
            continue;
        QTextBlockFormat format = block.blockFormat();
        format.setBackground(sign == QStringLiteral("+") ? colours.goodGround
                                                         : colours.errorGround);
        QTextCursor(block).setBlockFormat(format);
    }
}

void CodeEdit::colourChips()
{
    const auto chip = chipFormat(codeColours(palette()));
    std::vector<std::pair<int, int>> places; // before a format is touched: fragments move with it
    for (auto block = document()->begin(); block.isValid(); block = block.next()) {
        for (auto at = block.begin(); !at.atEnd(); ++at) {
            if (at.fragment().charFormat().hasProperty(chipProperty))
                places.emplace_back(at.fragment().position(), at.fragment().length());
        }
    }
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    for (const auto& [from, length] : places) {
        cursor.setPosition(from);
        cursor.setPosition(from + length, QTextCursor::KeepAnchor);
        cursor.setCharFormat(chip);
    }
    cursor.endEditBlock();
}

void CodeEdit::fitHeight(int leastLines, int mostLines)
{
    const int lines =
        std::clamp(int(std::ceil(document()->size().height())), leastLines, mostLines);
    const QMargins margins = contentsMargins();
    constexpr int padding = 8; // of the style sheet, which no margin tells
    setFixedHeight(lines * fontMetrics().lineSpacing() + int(2 * document()->documentMargin())
                   + margins.top() + margins.bottom() + 2 * frameWidth() + padding);
}

int CodeEdit::gutterWidth() const
{
    int digits = 2;
    for (int count = blockCount(); count >= 100; count /= 10)
        ++digits;
    return fontMetrics().horizontalAdvance(u'9') * digits + 12;
}

void CodeEdit::placeGutter()
{
    const int width = m_gutter ? gutterWidth() : 0;
    // setting them lays the bars out anew and comes back here: without end where a bar comes and goes
    if (viewportMargins().left() != width)
        setViewportMargins(width, 0, 0, 0);
    if (!m_gutter)
        return;
    const QRect inner = contentsRect();
    m_gutter->setGeometry(inner.left(), inner.top(), width, inner.height());
}

void CodeEdit::paintGutter(QPaintEvent* event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    painter.setPen(codeColours(palette()).muted);
    painter.setFont(font());
    auto block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const QRectF line(0, top, m_gutter->width() - 8, fontMetrics().height());
        painter.drawText(line, Qt::AlignRight, QString::number(block.blockNumber() + 1));
        top += blockBoundingRect(block).height();
        block = block.next();
    }
}

void CodeEdit::markError(int position)
{
    if (position < 0) {
        setExtraSelections({});
        return;
    }
    QTextCursor cursor(document());
    cursor.setPosition(std::min(position, std::max(0, document()->characterCount() - 1)));
    cursor.movePosition(QTextCursor::EndOfWord, QTextCursor::KeepAnchor);
    if (!cursor.hasSelection()
        && !cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor))
        cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
    QTextEdit::ExtraSelection selection;
    selection.cursor = cursor;
    selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    selection.format.setUnderlineColor(codeColours(palette()).error);
    setExtraSelections({selection});
}

void CodeEdit::checkRead()
{
    if (m_readToEnd || !isVisible()
        || verticalScrollBar()->value() < verticalScrollBar()->maximum())
        return;
    m_readToEnd = true;
    Q_EMIT readToEnd();
}

void CodeEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
    checkRead();
}

void CodeEdit::showEvent(QShowEvent* event)
{
    QPlainTextEdit::showEvent(event);
    checkRead();
}

void CodeEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    if (m_highlighter)
        m_highlighter->setColours(codeColours(palette()));
    if (m_isDiff)
        colourDiff();
    if (m_hasChips)
        colourChips();
}

} // namespace signalbox::ui
