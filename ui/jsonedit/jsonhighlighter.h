// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/jsonedit/codecolours.h"

#include <QSyntaxHighlighter>

namespace signalbox::ui {

// Colours JSON line by line; what is no JSON stays as it is. Lives with its document, on the GUI thread.
class JsonHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    JsonHighlighter(QTextDocument* document, const CodeColours& colours);
    void setColours(const CodeColours& colours);

protected:
    void highlightBlock(const QString& text) override;

private:
    void highlightString(const QString& text, int& at);

    CodeColours m_colours;
};

} // namespace signalbox::ui
