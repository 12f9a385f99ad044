// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/aboutdialog.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
QString factsOf(const QString& settingsFile, const QString& workspace)
{
    QStringList lines = {
        QStringLiteral("Signalbox %1").arg(QCoreApplication::applicationVersion()),
        AboutDialog::tr("Qt %1, built with %2")
            .arg(QString::fromLatin1(qVersion()), QStringLiteral(QT_VERSION_STR)),
        AboutDialog::tr("System: %1, kernel %2, %3")
            .arg(QSysInfo::prettyProductName(), QSysInfo::kernelVersion(),
                 QSysInfo::currentCpuArchitecture()),
        AboutDialog::tr("Display: %1").arg(QGuiApplication::platformName()),
        AboutDialog::tr("Settings of the window: %1").arg(format::line(settingsFile.toStdString())),
    };
    if (!workspace.isEmpty())
        lines += AboutDialog::tr("Runs of this workspace: %1")
                     .arg(format::line((workspace + QStringLiteral("/.signalbox")).toStdString()));
    return lines.join(u'\n');
}
} // namespace

AboutDialog::AboutDialog(const Theme& theme, const QString& settingsFile, const QString& workspace,
                         QWidget* parent)
    : QDialog(parent)
    , m_facts(new QPlainTextEdit(factsOf(settingsFile, workspace), this))
{
    setObjectName(QStringLiteral("about"));
    setWindowTitle(tr("About Signalbox"));
    setAccessibleName(windowTitle());
    auto* icon = new QLabel;
    icon->setPixmap(theme.icon(QStringLiteral("signalbox"), Tint::Accent).pixmap(theme.scaled(48)));
    auto* words = new QVBoxLayout;
    words->addWidget(plainLabel(QStringLiteral("Signalbox"), QStringLiteral("title")));
    words->addWidget(wrappedLabel(
        tr("A workbench for agents: record once, watch, bend, share. Free software under the "
           "Apache License 2.0."),
        QStringLiteral("muted")));
    auto* head = new QHBoxLayout;
    head->setSpacing(theme.scaled(14));
    head->addWidget(icon, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    m_facts->setReadOnly(true);
    m_facts->setAccessibleName(tr("Versions and folders"));
    m_facts->setTabChangesFocus(true);
    m_facts->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* copying = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copying->setAccessibleName(tr("Copy versions and folders"));
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(theme.scaled(12));
    layout->addLayout(head);
    layout->addWidget(m_facts, 1);
    layout->addWidget(buttons);
    connect(copying, &QPushButton::clicked, this, &AboutDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* closing = buttons->button(QDialogButtonBox::Close);
    closing->setIcon({}); // no other button of the window has one
    closing->setDefault(true);
    closing->setFocus();
    resize(theme.scaled(540), theme.scaled(300));
}

QString AboutDialog::facts() const
{
    return m_facts->toPlainText();
}

void AboutDialog::copy()
{
    QGuiApplication::clipboard()->setText(facts());
}

} // namespace signalbox::ui
