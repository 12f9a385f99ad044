// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/heldbar.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/run/tracemodel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace signalbox::ui {

namespace {
QString whyWords(const RunView::Hold& hold)
{
    if (hold.by == "breakpoint")
        return HeldBar::tr("breakpoint: %1").arg(format::line(hold.why));
    if (hold.by == "step")
        return HeldBar::tr("after one effect");
    if (hold.by == "beside")
        return HeldBar::tr("another branch is held");
    return hold.by == "run_to" ? HeldBar::tr("you ran to here") : HeldBar::tr("you paused it");
}

// Behind its result or before it runs: what it has of the two says which.
bool hasResult(const trace::RunTrace& trace, trace::SpanId id)
{
    return !trace::isOpen(trace.spans().span(id).status);
}
} // namespace

BendOffer bendOfferAt(const trace::RunTrace& trace, const std::string& path)
{
    const auto segments = pathSegments(path);
    const auto id = trace.spans().find(path);
    if (segments.empty() || !id.isValid())
        return {};
    if (segments.back().kind == "tool")
        return hasResult(trace, id)
            ? BendOffer{"result", HeldBar::tr("Change the result\u2026")}
            : BendOffer{"arguments", HeldBar::tr("Change the arguments\u2026")};
    if (segments.back().kind == "model")
        return {"instructions", HeldBar::tr("Change the instructions\u2026")};
    if (segments.back().kind == "node")
        return {"state", HeldBar::tr("Change the state\u2026")};
    return {};
}

HeldBar::HeldBar(const Theme& theme, RunView& view, QWidget* parent)
    : QFrame(parent)
    , m_view(view)
    , m_where(plainLabel({}, QStringLiteral("title")))
    , m_why(plainLabel({}, QStringLiteral("muted")))
    , m_show(new QPushButton(tr("Show")))
    , m_bend(new QPushButton)
{
    setProperty("surface", QStringLiteral("warning"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Held"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(theme.scaled(11), theme.scaled(5), theme.scaled(6), theme.scaled(5));
    line->setSpacing(theme.scaled(8));
    m_where->setObjectName(QStringLiteral("heldWhere"));
    m_why->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_show->setProperty("kind", QStringLiteral("flat"));
    m_show->setAccessibleName(tr("Show where it is held"));
    m_bend->setObjectName(QStringLiteral("bend"));
    line->addWidget(m_where);
    line->addWidget(m_why, 1);
    line->addWidget(m_show);
    line->addWidget(m_bend);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (m_view.holds().empty())
            return;
        const auto path = m_view.holds().front().path;
        m_view.selectPath(path);
        Q_EMIT showRequested(QString::fromStdString(path));
    });
    connect(m_bend, &QPushButton::clicked, this, [this] {
        if (!m_view.holds().empty())
            Q_EMIT bendRequested(QString::fromStdString(m_view.holds().front().path),
                                 QString::fromStdString(m_key));
    });
    connect(&view, &RunView::heldChanged, this, &HeldBar::refresh);
    connect(&view, &RunView::runChanged, this, &HeldBar::refresh);
    refresh();
}

void HeldBar::refresh()
{
    const auto& holds = m_view.holds();
    setVisible(!holds.empty());
    if (holds.empty() || !m_view.trace())
        return;
    const auto& hold = holds.front();
    const auto& spans = m_view.trace()->spans();
    const auto id = spans.find(hold.path);
    const auto step = id.isValid() ? TraceModel::title(spans.span(id)) : format::line(hold.path);
    const bool isBehind = id.isValid() && pathSegments(hold.path).size() > 0
        && pathSegments(hold.path).back().kind == "tool" && hasResult(*m_view.trace(), id);
    m_where->setText(isBehind ? tr("Held behind %1").arg(step) : tr("Held at %1").arg(step));
    const auto more = int(holds.size()) - 1;
    m_why->setText(more > 1        ? tr("%1, and in %2 more branches").arg(whyWords(hold)).arg(more)
                       : more == 1 ? tr("%1, and in 1 more branch").arg(whyWords(hold))
                                   : whyWords(hold));
    const auto offer = bendOfferAt(*m_view.trace(), hold.path);
    m_key = offer.key;
    m_bend->setText(offer.words);
    m_bend->setAccessibleName(offer.words);
    m_bend->setVisible(!offer.key.empty());
}

} // namespace signalbox::ui
