// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/emptyworkflows.h"

#include "ui/plainlabel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox::ui {

EmptyWorkflows::EmptyWorkflows(const Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    auto* title = plainLabel(tr("No workflow yet"), QStringLiteral("title"));
    auto* text = plainLabel(tr("A workflow lets several agents, tools and people work on one task: "
                               "in steps, side by side, or by a plan. Eight templates show how, "
                               "each with a small job and a model that needs no key."),
                            QStringLiteral("muted"));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignHCenter);
    text->setMaximumWidth(theme.scaled(460));
    auto* button = new QPushButton(tr("New workflow from template\u2026"));
    button->setAccessibleName(button->text());
    button->setProperty("kind", QStringLiteral("primary"));
    button->setAutoDefault(false);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(theme.scaled(12));
    column->addStretch(2);
    column->addWidget(title, 0, Qt::AlignHCenter);
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(text, 1);
    row->addStretch();
    column->addLayout(row);
    column->addWidget(button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(button, &QPushButton::clicked, this, &EmptyWorkflows::templateWanted);
}

} // namespace signalbox::ui
