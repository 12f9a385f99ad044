// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/removemodeldialog.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/linediff.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox::ui {

RemoveModelDialog::RemoveModelDialog(UiContext& context, const std::string& name, std::string text,
                                     QWidget* parent)
    : QDialog(parent)
    , m_text(std::move(text))
    , m_problem(wrappedLabel({}, QStringLiteral("error"), this))
    , m_remove(new QPushButton(tr("&Remove"), this))
{
    setObjectName(QStringLiteral("removeModelDialog"));
    const auto title = tr("Remove the model %1").arg(format::line(name));
    setWindowTitle(title);
    setAccessibleName(title);
    const auto& theme = context.theme;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.scaled(16), theme.scaled(14), theme.scaled(16),
                               theme.scaled(12));
    column->setSpacing(theme.scaled(8));
    column->addWidget(plainLabel(tr("This goes from signalbox.json:"), QStringLiteral("muted")));
    auto* diff = new CodeEdit(this);
    diff->setReadOnly(true);
    diff->setAccessibleName(tr("Changes in signalbox.json"));
    if (const auto& workspace = context.opened.workspace)
        diff->setDiff(onlyChanges(diffLines(workspace->document, m_text), 1));
    column->addWidget(diff, 1);
    m_problem->setAccessibleName(tr("Why it was not removed"));
    m_problem->hide();
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("&Cancel"), this);
    cancel->setAccessibleName(tr("Cancel"));
    m_remove->setAccessibleName(tr("Remove the model"));
    m_remove->setProperty("kind", QStringLiteral("danger"));
    m_remove->setAutoDefault(false);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_remove);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_remove->setEnabled(false); // until the answer is here
        Q_EMIT saveWanted(QString::fromStdString(m_text));
    });
    cancel->setFocus();
    resize(theme.scaled(520), theme.scaled(360));
}

void RemoveModelDialog::showFailure(const QString& why)
{
    m_remove->setEnabled(true);
    m_problem->setText(why);
    m_problem->show();
}

} // namespace signalbox::ui
