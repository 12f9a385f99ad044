// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/modebar.h"

#include "ui/keytip.h"
#include "ui/modes.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace signalbox::ui {

ModeButton::ModeButton(const Theme& theme, const QString& name, const QString& icon,
                       QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_icon(icon)
{
    setText(name);
    setAccessibleName(name);
    setCheckable(true);
    setAutoExclusive(false);
    setFocusPolicy(Qt::TabFocus); // a click leads into the page
    connect(&theme, &Theme::changed, this, &QWidget::updateGeometry);
}

QSize ModeButton::sizeHint() const
{
    return {m_theme.scaled(72), m_theme.scaled(58)};
}

void ModeButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void ModeButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void ModeButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked()) {
        painter.fillRect(rect(), m_theme.color(Tint::Raised));
        painter.fillRect(QRect(0, 0, m_theme.scaled(3), height()), m_theme.color(Tint::Accent));
    } else if (underMouse()) {
        painter.fillRect(rect(), m_theme.color(Tint::Hover));
    }
    const auto tint = isChecked() || underMouse() ? Tint::Text : Tint::Muted;
    const int side = m_theme.scaled(20);
    const QRect glyph((width() - side) / 2, m_theme.scaled(10), side, side);
    m_theme.icon(m_icon, tint).paint(&painter, glyph);
    painter.setFont(m_theme.smallFont());
    painter.setPen(m_theme.color(tint));
    painter.drawText(rect().adjusted(0, glyph.bottom() + m_theme.scaled(3), 0, -m_theme.scaled(4)),
                     Qt::AlignHCenter | Qt::AlignTop, text());
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(m_theme.color(Tint::Accent));
        painter.drawRoundedRect(QRectF(rect()).adjusted(4.5, 2.5, -4.5, -2.5), 4, 4);
    }
}

ModeBar::ModeBar(const Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("surface", QStringLiteral("modes"));
    setObjectName(QStringLiteral("modeBar"));
    setAccessibleName(tr("Modes"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, theme.scaled(4), 1, theme.scaled(4));
    layout->setSpacing(0);
    const auto& all = modes();
    for (int i = 0; i < int(all.size()); ++i) {
        if (i + 1 == int(all.size()))
            layout->addStretch(1);
        const auto& mode = all[std::size_t(i)];
        auto* button =
            new ModeButton(theme, QString::fromLatin1(mode.name), QString::fromLatin1(mode.icon));
        connect(button, &QAbstractButton::clicked, this, [this, i] {
            setCurrent(i);
            Q_EMIT modeChosen(i);
        });
        layout->addWidget(button);
        m_buttons.push_back(button);
    }
    setCurrent(0);
}

void ModeBar::setKeyAction(int mode, QAction& action)
{
    setKeyTip(*m_buttons[std::size_t(mode)], action, {});
}

void ModeBar::setCurrent(int mode)
{
    m_current = mode;
    for (int i = 0; i < int(m_buttons.size()); ++i)
        m_buttons[std::size_t(i)]->setChecked(i == mode);
}

void ModeBar::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    const int next = m_current + step;
    if (step == 0 || next < 0 || next >= int(m_buttons.size())) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_buttons[std::size_t(next)]->setFocus();
    m_buttons[std::size_t(next)]->click();
}

} // namespace signalbox::ui
