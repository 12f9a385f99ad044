// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/emptypage.h"

#include "ui/plainlabel.h"

#include <QLabel>
#include <QVBoxLayout>

namespace signalbox::ui {

EmptyPage::EmptyPage(UiContext& context, const QString& title, const QString& text, QWidget* parent)
    : Page(context, parent)
    , m_title(plainLabel(title, QStringLiteral("title")))
    , m_text(wrappedLabel(text, QStringLiteral("muted")))
{
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    m_title->setAlignment(Qt::AlignHCenter);
    m_text->setAlignment(Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addStretch(3);
}

EmptyEvalsPage::EmptyEvalsPage(UiContext& context, QWidget* parent)
    : EmptyPage(context, tr("Evals"),
                tr("Datasets, one case a line, belong in datasets/. They cannot be run here yet."),
                parent)
{ }

} // namespace signalbox::ui
