// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>

#include <cstddef>
#include <string_view>
#include <vector>

namespace signalbox::ui {

class JsonHighlighter;
struct CodeColours;
struct DiffLine;

[[nodiscard]] QFont codeFont();
[[nodiscard]] QString fromUtf8(std::string_view text);

// A plain text editor or view in the code font, with line numbers when wanted. As a view of foreign text it draws
// what cannot be seen as chips (`U+202E`) and knows whether its end was on the screen. Never rich text.
class CodeEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit CodeEdit(QWidget* parent = nullptr);

    void setLineNumbersShown(bool shown);
    void setJsonColoured(bool coloured);
    // Read-only from then on. What is beyond `limit` bytes is told in a last line.
    void setForeignText(std::string_view utf8, std::size_t limit = defaultLimit);
    // Lines of `after` against `before`, with `+`, `-` and blanks in front.
    void setDiff(std::string_view before, std::string_view after);
    void setDiff(const std::vector<DiffLine>& lines);
    // As high as its text needs between these numbers of lines.
    void fitHeight(int leastLines, int mostLines);
    // Every line, the last too, has been on the screen since the text was set.
    [[nodiscard]] bool isReadToEnd() const { return m_readToEnd; }
    [[nodiscard]] int gutterWidth() const;
    void paintGutter(QPaintEvent* event);
    // Underlines from here to the end of the word; a negative position removes it.
    void markError(int position);

    static constexpr std::size_t defaultLimit = 4u << 20;

Q_SIGNALS:
    void readToEnd();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void appendWithChips(std::string_view text);
    void colourDiff();
    void colourChips();
    void placeGutter();
    void checkRead();

    QWidget* m_gutter = nullptr;
    JsonHighlighter* m_highlighter = nullptr;
    bool m_readToEnd = false;
    bool m_isDiff = false;
    bool m_hasChips = false;
};

} // namespace signalbox::ui
