// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gatehead.h"

#include "ui/format.h"
#include "ui/gate/gatewords.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

GateHead::GateHead(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_clock(new QTimer(this))
    , m_title(wrappedLabel({}, QStringLiteral("title"), this))
    , m_subtitle(wrappedLabel({}, QStringLiteral("muted"), this))
    , m_place(plainLabel({}, QStringLiteral("muted"), this))
    , m_left(plainLabel({}, QStringLiteral("faint"), this))
{
    setObjectName(QStringLiteral("gateHead"));
    setAttribute(Qt::WA_StyledBackground);
    auto* mark = plainLabel(QStringLiteral("!"), QStringLiteral("badge"), this);
    mark->setProperty("tone", QStringLiteral("warning"));
    mark->setAlignment(Qt::AlignCenter);
    mark->setFixedSize(theme.scaled(34), theme.scaled(34));
    QFont large = theme.font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setObjectName(QStringLiteral("gateTitle"));
    m_place->setObjectName(QStringLiteral("gatePlace"));
    const auto arrow = [this](const QString& text, const QString& name, int by) {
        auto* made = new QToolButton(this);
        made->setText(text);
        made->setAccessibleName(name);
        made->setToolTip(name);
        connect(made, &QToolButton::clicked, this, [this, by] { Q_EMIT stepWanted(by); });
        return made;
    };
    m_previous = arrow(QStringLiteral("\u2039"), tr("Previous gate"), -1);
    m_next = arrow(QStringLiteral("\u203a"), tr("Next gate"), 1);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto* place = new QHBoxLayout;
    place->addWidget(m_previous);
    place->addWidget(m_place);
    place->addWidget(m_next);
    auto* right = new QVBoxLayout;
    right->addLayout(place);
    right->addWidget(m_left, 0, Qt::AlignRight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(18, 14, 18, 12);
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addSpacing(6);
    row->addLayout(words, 1);
    row->addLayout(right);
    connect(m_clock, &QTimer::timeout, this, &GateHead::showDeadline);
}

void GateHead::setGate(const PendingGate& gate)
{
    m_title->setText(gateTitle(gate));
    m_title->setAccessibleName(m_title->text());
    m_subtitle->setText(gatePlace(gate));
    m_deadline.reset();
    m_clock->stop();
    if (gate.deadlineSeconds) {
        m_deadline = gate.opened
            + std::chrono::seconds(std::clamp<std::int64_t>(*gate.deadlineSeconds, 0, 1 << 30));
        m_clock->start(1000);
    }
    showDeadline();
}

void GateHead::setPlace(int index, int count)
{
    m_place->setText(tr("%1 of %2 waiting").arg(index + 1).arg(count));
    m_place->setAccessibleName(m_place->text());
    m_previous->setVisible(count > 1);
    m_next->setVisible(count > 1);
    m_place->setVisible(count > 1);
}

void GateHead::showDeadline()
{
    m_left->setVisible(m_deadline.has_value());
    if (!m_deadline)
        return;
    const auto left = *m_deadline - SystemClock().now();
    m_left->setText(left.count() <= 0 ? tr("time is over")
                                      : tr("denied in %1").arg(format::clock(left)));
}

} // namespace signalbox::ui
