// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/scrub/scrubber.h"

#include "ui/format.h"
#include "ui/keytip.h"
#include "ui/plainlabel.h"
#include "ui/scrub/scrubslider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr double speeds[] = {0.25, 0.5, 1, 2, 5, 10, 25, 50, 100};
constexpr int usualSpeed = 2; // 1
} // namespace

Scrubber::Scrubber(const Theme& theme, RunView& view, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_view(view)
    , m_playback(view)
    , m_slider(new ScrubSlider(theme, m_playback))
    , m_open(add(tr("Play this run &back"), "Ctrl+P", &Scrubber::toggleOpen))
    , m_play(add(tr("Play or &hold the playback"), "Ctrl+Shift+P", &Scrubber::togglePlay))
    , m_speed(new QComboBox)
    , m_shortWaits(new QCheckBox(tr("Short waits")))
    , m_find(new QLineEdit)
    , m_position(plainLabel({}, QStringLiteral("muted")))
    , m_hits(plainLabel({}, QStringLiteral("faint")))
{
    setObjectName(QStringLiteral("scrubber"));
    setAccessibleName(tr("Playback"));
    setProperty("surface", QStringLiteral("raised"));
    setFocusPolicy(Qt::StrongFocus);
    build();
    connect(&m_playback, &Playback::opened, this, [this] {
        showState();
        setFocus();
    });
    connect(&m_playback, &Playback::closed, this, &Scrubber::showState);
    connect(&m_playback, &Playback::moved, this, &Scrubber::showPosition);
    connect(&m_playback, &Playback::moved, this, &Scrubber::follow);
    connect(&m_playback, &Playback::runningChanged, this, &Scrubber::showPlayButton);
    connect(&m_playback, &Playback::hitsFound, this, &Scrubber::showPosition);
    connect(&view, &RunView::runChanged, this, &Scrubber::showState);
    connect(&view, &RunView::advanced, this, &Scrubber::showState);
    connect(&theme, &Theme::changed, this, &Scrubber::showPlayButton);
    showState();
    showPlayButton();
    showPosition();
}

QAction* Scrubber::add(const QString& text, const char* shortcut, void (Scrubber::*slot)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(QKeySequence(QString::fromLatin1(shortcut)));
    connect(action, &QAction::triggered, this, slot);
    m_actions.push_back(action);
    return action;
}

QPushButton* Scrubber::button(const QString& text, const QString& name, QAction* action)
{
    auto* made = new QPushButton(text);
    made->setProperty("kind", QStringLiteral("flat"));
    made->setAccessibleName(name);
    made->setFocusPolicy(Qt::TabFocus);
    setKeyTip(*made, *action, name);
    connect(made, &QPushButton::clicked, action, &QAction::trigger);
    return made;
}

void Scrubber::build()
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(m_theme.scaled(8), m_theme.scaled(3), m_theme.scaled(8),
                            m_theme.scaled(3));
    row->setSpacing(m_theme.scaled(4));
    auto* start = add(tr("Playback: to the &beginning"), "Ctrl+Alt+Home", &Scrubber::toStart);
    auto* back = add(tr("Playback: step &before"), "Ctrl+Alt+Left", &Scrubber::previousStep);
    auto* next = add(tr("Playback: &next step"), "Ctrl+Alt+Right", &Scrubber::nextStep);
    auto* end = add(tr("Playback: to the &end"), "Ctrl+Alt+End", &Scrubber::toEnd);
    add(tr("Playback: event before"), "Ctrl+Alt+Shift+Left", &Scrubber::previousEvent);
    add(tr("Playback: next event"), "Ctrl+Alt+Shift+Right", &Scrubber::nextEvent);
    auto* gate = add(tr("Playback: next &gate"), "Ctrl+Alt+G", &Scrubber::nextGate);
    auto* error = add(tr("Playback: next &failure"), "Ctrl+Alt+E", &Scrubber::nextError);
    m_hit = add(tr("Playback: next &hit of the search"), "F3", &Scrubber::nextHit);
    row->addWidget(button(QStringLiteral("\u00ab"), tr("To the beginning"), start));
    row->addWidget(button(QStringLiteral("\u2039"), tr("Step before"), back));
    m_playButton = button({}, tr("Play"), m_play);
    row->addWidget(m_playButton);
    row->addWidget(button(QStringLiteral("\u203a"), tr("Next step"), next));
    row->addWidget(button(QStringLiteral("\u00bb"), tr("To the end"), end));
    row->addWidget(m_slider, 1);
    m_position->setAccessibleName(tr("Playback position"));
    row->addWidget(m_position);
    row->addSpacing(m_theme.scaled(6));
    row->addWidget(button(tr("Gate"), tr("Next gate"), gate));
    row->addWidget(button(tr("Failure"), tr("Next failure"), error));
    buildTools();
}

void Scrubber::buildTools()
{
    auto* row = static_cast<QHBoxLayout*>(layout());
    m_find->setPlaceholderText(tr("Find"));
    m_find->setAccessibleName(tr("Find in the run"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(m_theme.scaled(130));
    m_hits->setMinimumWidth(m_theme.scaled(40));
    for (const double speed : speeds)
        m_speed->addItem(QStringLiteral("%1\u00d7").arg(speed), speed);
    m_speed->setCurrentIndex(usualSpeed);
    m_speed->setAccessibleName(tr("Speed"));
    m_shortWaits->setChecked(true);
    m_shortWaits->setAccessibleName(tr("Short waits"));
    m_shortWaits->setToolTip(tr("Time in which nothing happens is played in two seconds at most"));
    row->addWidget(m_find);
    row->addWidget(m_hits);
    row->addWidget(m_shortWaits);
    row->addWidget(m_speed);
    row->addWidget(button(tr("Close"), tr("Close the playback"), m_open));
    connect(m_find, &QLineEdit::textChanged, &m_playback, &Playback::search);
    connect(m_find, &QLineEdit::returnPressed, this, &Scrubber::nextHit);
    connect(m_speed, &QComboBox::currentIndexChanged, this,
            [this] { m_playback.setSpeed(m_speed->currentData().toDouble()); });
    connect(m_shortWaits, &QCheckBox::toggled, &m_playback, &Playback::setShortWaits);
}

void Scrubber::toggleOpen()
{
    if (m_playback.isOpen())
        m_playback.close();
    else
        m_playback.open();
    showState();
}

void Scrubber::togglePlay()
{
    if (m_playback.isRunning())
        m_playback.pause();
    else
        m_playback.play();
}

void Scrubber::nextStep()
{
    m_playback.jump(m_playback.marks().steps, 1);
}

void Scrubber::previousStep()
{
    if (!m_playback.jump(m_playback.marks().steps, -1))
        toStart();
}

void Scrubber::nextEvent()
{
    m_playback.moveBy(1);
}

void Scrubber::previousEvent()
{
    m_playback.moveBy(-1);
}

void Scrubber::toStart()
{
    m_playback.pause();
    m_playback.seek(1);
}

void Scrubber::toEnd()
{
    m_playback.pause();
    m_playback.seek(m_playback.total());
}

// From the last one it begins again at the first.
void Scrubber::nextGate()
{
    const auto& gates = m_playback.marks().gates;
    if (!m_playback.jump(gates, 1) && !gates.empty())
        m_playback.seek(gates.front());
}

void Scrubber::nextError()
{
    const auto& errors = m_playback.marks().errors;
    if (!m_playback.jump(errors, 1) && !errors.empty())
        m_playback.seek(errors.front());
}

void Scrubber::nextHit()
{
    const auto& hits = m_playback.hits();
    if (!m_playback.jump(hits, 1) && !hits.empty())
        m_playback.seek(hits.front());
}

// What is selected goes with the clock.
void Scrubber::follow()
{
    if (!m_playback.isOpen() || !m_view.trace())
        return;
    const auto path = m_view.trace()->shownPath();
    if (!path.empty())
        m_view.selectPath(path);
}

void Scrubber::showState()
{
    const bool open = m_playback.isOpen();
    const bool ended = m_view.trace() && !m_view.isLive();
    setVisible(open);
    m_open->setEnabled(open || (ended && !m_playback.isPreparing()));
    m_open->setText(open ? tr("Close the play&back") : tr("Play this run &back"));
    for (auto* action : m_actions) {
        if (action != m_open)
            action->setEnabled(open);
    }
}

void Scrubber::showPlayButton()
{
    const bool running = m_playback.isRunning();
    m_playButton->setIcon(
        m_theme.icon(running ? QStringLiteral("pause") : QStringLiteral("play"), Tint::Text));
    m_playButton->setAccessibleName(running ? tr("Hold") : tr("Play"));
}

QString Scrubber::positionText() const
{
    return tr("event %1 / %2 \u00b7 %3 / %4")
        .arg(format::count(m_playback.position()), format::count(m_playback.total()),
             format::duration(m_playback.time()), format::duration(m_playback.length()));
}

void Scrubber::showPosition()
{
    const auto text = positionText();
    m_position->setText(text);
    m_position->setAccessibleDescription(text);
    m_hits->setText(m_find->text().isEmpty()
                        ? QString()
                        : tr("%1 hits").arg(format::count(std::int64_t(m_playback.hits().size()))));
}

void Scrubber::keyPressEvent(QKeyEvent* event)
{
    const bool byEvent = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Space:
        return togglePlay();
    case Qt::Key_Right:
        return byEvent ? nextEvent() : nextStep();
    case Qt::Key_Left:
        return byEvent ? previousEvent() : previousStep();
    case Qt::Key_Home:
        return toStart();
    case Qt::Key_End:
        return toEnd();
    case Qt::Key_G:
        return nextGate();
    case Qt::Key_E:
        return nextError();
    case Qt::Key_Escape:
        return m_playback.close();
    default:
        QFrame::keyPressEvent(event);
    }
}

} // namespace signalbox::ui
