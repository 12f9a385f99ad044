// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/loadbar.h"

#include "ui/format.h"
#include "ui/keytip.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace signalbox::ui {

namespace {
constexpr std::chrono::milliseconds unseen{200};
} // namespace

LoadBar::LoadBar(const Theme& theme, RunView& view, QWidget* parent)
    : QFrame(parent)
    , m_view(view)
    , m_words(plainLabel({}, QStringLiteral("muted")))
    , m_stop(new QAction(tr("Stop loading the run"), this))
{
    setProperty("surface", QStringLiteral("foot"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.scaled(11), theme.scaled(4), theme.scaled(6), theme.scaled(4));
    row->setSpacing(theme.scaled(10));
    auto* bar = new QProgressBar;
    bar->setRange(0, 0); // how much there is nobody knows before it is read
    bar->setTextVisible(false);
    bar->setFixedWidth(theme.scaled(90));
    bar->setAccessibleName(tr("Loading the run"));
    m_words->setAccessibleName(tr("Progress of loading"));
    m_stop->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Period));
    m_stop->setShortcutContext(Qt::WindowShortcut);
    auto* button = flatButton(tr("Stop loading"), tr("Stop loading the run"), this);
    setKeyTip(*button, *m_stop, {});
    row->addWidget(bar);
    row->addWidget(m_words, 1);
    row->addWidget(button);
    connect(button, &QPushButton::clicked, m_stop, &QAction::trigger);
    connect(m_stop, &QAction::triggered, this, &LoadBar::stop);
    m_delay.setSingleShot(true);
    m_delay.setInterval(unseen);
    connect(&m_delay, &QTimer::timeout, this, &LoadBar::refresh);
    connect(&view, &RunView::advanced, this, &LoadBar::refresh);
    connect(&view, &RunView::runChanged, this, &LoadBar::refresh);
    hide();
    m_stop->setEnabled(false);
}

void LoadBar::refresh()
{
    const bool isLoading = m_view.isLoading();
    m_stop->setEnabled(isLoading);
    if (!isLoading) {
        m_delay.stop();
        hide();
        return;
    }
    if (isHidden() && !m_delay.isActive() && sender() != &m_delay) {
        m_delay.start();
        return;
    }
    const auto count = m_view.trace() ? m_view.trace()->totalEvents() : 0;
    m_words->setText(tr("Loading: %1 events so far").arg(format::count(std::int64_t(count))));
    m_words->setAccessibleDescription(m_words->text());
    if (!m_delay.isActive())
        show();
}

void LoadBar::stop()
{
    m_stop->setEnabled(false);
    Q_EMIT commandIssued(engine::OpenRun{}); // none: the one at hand ends
}

} // namespace signalbox::ui
