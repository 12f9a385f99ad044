// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/panelheader.h"

#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>

namespace signalbox::ui {

QFrame* panelBody(QWidget* content, QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setProperty("surface", QStringLiteral("body"));
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(1, 0, 1, 1);
    layout->addWidget(content);
    return frame;
}

PanelHeader::PanelHeader(const Theme& theme, const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_layout(new QHBoxLayout(this))
    , m_title(plainLabel(title, QStringLiteral("title")))
    , m_badge(plainLabel({}, QStringLiteral("badge")))
    , m_note(plainLabel({}, QStringLiteral("muted")))
{
    setProperty("surface", QStringLiteral("header"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    const auto fit = [this, &theme] { setFixedHeight(theme.scaled(32)); };
    connect(&theme, &Theme::changed, this, fit);
    fit();
    m_layout->setContentsMargins(theme.scaled(10), 0, theme.scaled(6), 0);
    m_layout->setSpacing(theme.scaled(8));
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_badge, 0, Qt::AlignVCenter);
    m_layout->addStretch(1);
    m_layout->addWidget(m_note);
    m_badge->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_badge->hide();
    m_note->hide();
}

// As a title bar of a dock its height is asked for, not its fixed size.
QSize PanelHeader::sizeHint() const
{
    return {QFrame::sizeHint().width(), m_theme.scaled(32)};
}

QSize PanelHeader::minimumSizeHint() const
{
    return {m_theme.scaled(80), m_theme.scaled(32)};
}

void PanelHeader::setTitle(const QString& title)
{
    m_title->setText(title);
}

void PanelHeader::setBadge(const QString& text, const QString& tone)
{
    m_badge->setVisible(!text.isEmpty());
    if (m_badge->text() == text && m_badge->property("tone").toString() == tone)
        return;
    m_badge->setText(text);
    m_badge->setProperty("tone", tone);
    Theme::repolish(m_badge);
}

void PanelHeader::setNote(const QString& text)
{
    m_note->setVisible(!text.isEmpty());
    m_note->setText(text);
}

void PanelHeader::addControl(QWidget* control)
{
    m_layout->addWidget(control);
}

} // namespace signalbox::ui
