// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/jsonhighlighter.h"

namespace signalbox::ui {

namespace {
// A line of a megabyte is one long string: nobody reads its colours.
constexpr int longestLine = 20'000;

bool isNumberPart(QChar c)
{
    return c.isDigit() || c == u'-' || c == u'+' || c == u'.' || c == u'e' || c == u'E';
}
} // namespace

JsonHighlighter::JsonHighlighter(QTextDocument* document, const CodeColours& colours)
    : QSyntaxHighlighter(document)
    , m_colours(colours)
{ }

void JsonHighlighter::setColours(const CodeColours& colours)
{
    m_colours = colours;
    rehighlight();
}

void JsonHighlighter::highlightString(const QString& text, int& at)
{
    const int start = at++;
    while (at < text.size() && text[at] != u'"')
        at += text[at] == u'\\' ? 2 : 1;
    at = std::min(at + 1, int(text.size()));
    int next = at;
    while (next < text.size() && text[next].isSpace())
        ++next;
    const bool isKey = next < text.size() && text[next] == u':';
    setFormat(start, at - start, isKey ? m_colours.key : m_colours.text);
}

void JsonHighlighter::highlightBlock(const QString& text)
{
    if (text.size() > longestLine)
        return;
    for (int at = 0; at < text.size();) {
        const QChar c = text[at];
        if (c == u'"') {
            highlightString(text, at);
            continue;
        }
        int end = at + 1;
        if (c.isDigit() || c == u'-') {
            while (end < text.size() && isNumberPart(text[end]))
                ++end;
            setFormat(at, end - at, m_colours.number);
        } else if (c.isLetter()) {
            while (end < text.size() && text[end].isLetter())
                ++end;
            const auto word = QStringView(text).mid(at, end - at);
            if (word == u"true" || word == u"false" || word == u"null")
                setFormat(at, end - at, m_colours.literal);
        }
        at = end;
    }
}

} // namespace signalbox::ui
