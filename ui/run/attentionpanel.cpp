// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/attentionpanel.h"

#include "ui/format.h"
#include "ui/gate/gatewords.h"
#include "ui/plainlabel.h"
#include "ui/run/panelheader.h"

#include <QLabel>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace signalbox::ui {

using trace::AttentionItem;
using trace::AttentionKind;

namespace {

enum Role
{
    WordRole = Qt::UserRole,
    SubjectRole,
    NoteRole,
    TintRole
};

// Square, word in bold, subject; the note below.
class AttentionDelegate : public QStyledItemDelegate
{
public:
    AttentionDelegate(const Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    { }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {60, option.fontMetrics.height() * 2 + m_theme.scaled(18)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        painter->save();
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
            painter->fillRect(option.rect,
                              m_theme.color(option.state & QStyle::State_Selected ? Tint::Selection
                                                                                  : Tint::Hover));
        auto line =
            option.rect.adjusted(m_theme.scaled(11), m_theme.scaled(7), -m_theme.scaled(8), 0);
        line.setHeight(option.fontMetrics.height());
        const int side = m_theme.scaled(8);
        painter->fillRect(QRect(line.left(), line.center().y() - side / 2 + 1, side, side),
                          m_theme.color(Tint(index.data(TintRole).toInt())));
        line.setLeft(line.left() + side + m_theme.scaled(7));
        auto note = line.translated(0, option.fontMetrics.height() + m_theme.scaled(3));
        painter->setFont(m_theme.titleFont());
        painter->setPen(m_theme.color(Tint::Text));
        const auto word = index.data(WordRole).toString();
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, word);
        line.setLeft(line.left() + painter->fontMetrics().horizontalAdvance(word + u' '));
        painter->setFont(m_theme.font());
        const auto fit = [painter](const QString& text, int width) {
            return painter->fontMetrics().elidedText(text, Qt::ElideRight, width);
        };
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          fit(index.data(SubjectRole).toString(), line.width()));
        painter->setFont(m_theme.smallFont());
        painter->setPen(m_theme.color(Tint::Muted));
        painter->drawText(note, Qt::AlignLeft | Qt::AlignVCenter,
                          fit(index.data(NoteRole).toString(), note.width()));
        painter->setPen(m_theme.color(Tint::Border));
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        painter->restore();
    }

private:
    const Theme& m_theme;
};

} // namespace

AttentionPanel::AttentionPanel(const Theme& theme, RunView& view, PanelHeader& header,
                               QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(view)
    , m_header(header)
    , m_list(new QListView)
    , m_nothing(plainLabel(tr("Nothing waits for you."), QStringLiteral("faint")))
{
    m_list->setObjectName(QStringLiteral("attention"));
    m_list->setAccessibleName(tr("Attention"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new AttentionDelegate(theme, m_list));
    m_list->setEditTriggers(QListView::NoEditTriggers);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_nothing->setContentsMargins(theme.scaled(11), theme.scaled(8), theme.scaled(8), 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_nothing);
    layout->addWidget(m_list, 1);
    connect(m_list, &QListView::clicked, this, &AttentionPanel::open);
    connect(m_list, &QListView::activated, this, &AttentionPanel::open);
    connect(&view, &RunView::runChanged, this, &AttentionPanel::refresh);
    connect(&view, &RunView::advanced, this, &AttentionPanel::refresh);
    connect(&view, &RunView::ticked, this, &AttentionPanel::showWaiting);
    refresh();
}

void AttentionPanel::refresh()
{
    auto items = m_view.trace() ? m_view.trace()->attention() : std::vector<AttentionItem>();
    if (items == m_items)
        return;
    m_items = std::move(items);
    m_model.setRowCount(int(m_items.size()));
    m_model.setColumnCount(1);
    for (int row = 0; row < int(m_items.size()); ++row)
        setRow(row, m_items[std::size_t(row)]);
    m_header.setNote(m_items.empty() ? QString() : QString::number(m_items.size()));
    m_nothing->setVisible(m_items.empty());
    m_list->setVisible(!m_items.empty());
}

void AttentionPanel::showWaiting()
{
    for (int row = 0; row < int(m_items.size()); ++row) {
        if (m_items[std::size_t(row)].kind == AttentionKind::Gate)
            setRow(row, m_items[std::size_t(row)]);
    }
}

void AttentionPanel::setRow(int row, const AttentionItem& item)
{
    QString word;
    auto subject = format::line(item.subject, 80);
    auto note = format::line(item.text, 200);
    auto tint = Tint::Warning;
    switch (item.kind) {
    case AttentionKind::Gate:
        word = tr("Gate");
        if (item.gateKind == "limit")
            subject = tr("%1 limit").arg(limitWord(item.subject));
        else if (subject.isEmpty())
            subject = format::line(item.gateKind, 40);
        note =
            tr("waiting %1 \u00b7 run pauses here").arg(format::clock(m_view.now() - item.since));
        break;
    case AttentionKind::Held:
        word = tr("Held");
        subject = item.subject == "breakpoint" ? tr("at a breakpoint")
            : item.subject == "step"           ? tr("after a step")
            : item.subject == "run_to"         ? tr("where you ran to")
            : item.subject == "beside"         ? tr("beside another branch")
                                               : tr("paused");
        tint = Tint::Warning;
        break;
    case AttentionKind::Limit:
        word = tr("Limit");
        subject = limitWord(item.subject);
        break;
    case AttentionKind::Cost:
        word = tr("Cost");
        subject = tr("%1\u00d7 baseline").arg(QString::number(item.ratio, 'f', 1));
        note = tr("median of earlier runs: %1")
                   .arg(format::money(Money::fromUsd(std::clamp(item.baselineUsd, 0.0, 1e6))));
        break;
    case AttentionKind::Breaker:
        word = tr("Breaker");
        tint = Tint::Error;
        break;
    case AttentionKind::Failure:
        word = tr("Model");
        subject = tr("request failed");
        tint = Tint::Error;
        break;
    case AttentionKind::Diverged:
        word = tr("Replay");
        subject = tr("diverged here");
        tint = Tint::Error;
        break;
    }
    const auto index = m_model.index(row, 0);
    m_model.setData(index, word, WordRole);
    m_model.setData(index, subject, SubjectRole);
    m_model.setData(index, note, NoteRole);
    m_model.setData(index, int(tint), TintRole);
    const QString spoken = word + u' ' + subject;
    if (index.data().toString() != spoken)
        m_model.setData(index, spoken);
}

void AttentionPanel::open(const QModelIndex& index)
{
    if (!index.isValid() || index.row() >= int(m_items.size()))
        return;
    const auto item = m_items[std::size_t(index.row())];
    m_view.selectPath(item.path);
    if (item.kind == AttentionKind::Gate)
        Q_EMIT reviewRequested(QString::fromStdString(item.gateId));
}

} // namespace signalbox::ui
