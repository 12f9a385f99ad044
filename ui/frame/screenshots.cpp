// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/screenshots.h"

#include "ui/compare/comparepanel.h"
#include "ui/frame/changesdialog.h"
#include "ui/frame/commandpalette.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/sharing.h"
#include "ui/gallery/gallerydialog.h"
#include "ui/gate/gatedialog.h"
#include "ui/gate/gateinbox.h"
#include "ui/modes.h"
#include "ui/page.h"
#include "ui/record/forkdialog.h"
#include "ui/record/recordactions.h"
#include "ui/record/repeatdialog.h"
#include "ui/run/runpage.h"
#include "ui/scrub/scrubber.h"
#include "ui/theme.h"

#include <QAction>
#include <QDir>
#include <QListView>
#include <QPixmap>

namespace signalbox::ui {

namespace {
constexpr int frameMs = 150; // in which the window is laid out and painted anew
constexpr qint64 patienceMs = 240'000; // the example runs to its gate in twenty seconds
constexpr const char* task = "Sort the invoices in inbox/ and remove the duplicates";

int modeOf(std::string_view name)
{
    for (std::size_t i = 0; i < modes().size(); ++i) {
        if (modes()[i].name == name)
            return int(i);
    }
    return 0;
}
} // namespace

ScreenshotTour::ScreenshotTour(MainWindow& window, Theme& theme, QString folder)
    : QObject(&window)
    , m_window(window)
    , m_theme(theme)
    , m_folder(std::move(folder))
{
    m_timer.setInterval(frameMs);
    connect(&m_timer, &QTimer::timeout, this, &ScreenshotTour::tick);
    writeRun();
    writeRecord();
    writeModes();
}

void ScreenshotTour::start()
{
    m_good = QDir().mkpath(m_folder);
    m_window.resize(1440, 900); // also where the screen is smaller
    m_timer.start();
}

void ScreenshotTour::add(QString name, std::function<void()> act, std::function<bool()> isReady,
                         std::function<QWidget*()> shown)
{
    m_scenes.push_back({std::move(name), std::move(act), std::move(isReady), std::move(shown)});
}

// A run that stands at its gate, and what comes of it.
void ScreenshotTour::writeRun()
{
    const auto dialog = [this]() -> QWidget* { return m_window.gates().dialog(); };
    add(
        {},
        [this] {
            m_window.bridge().send(engine::StartRun{"clerk", task, {}, {}});
        },
        [dialog] { return dialog() && dialog()->isVisible(); });
    add(QStringLiteral("run"), [this] { m_window.showMode(modeOf("Run")); });
    add(QStringLiteral("gate"), {}, {}, dialog);
    add({}, {}, [this] { return isOver(); });
    add(
        QStringLiteral("changes"), [this] { m_window.sharing().showChanges(); }, {},
        [this]() -> QWidget* { return m_window.sharing().changes(); });
    add({}, [this] {
        m_first = m_window.runView().run();
        m_window.sharing().changes()->close();
    });
}

// The same run as a record: forked, done again, compared, played back.
void ScreenshotTour::writeRecord()
{
    auto& record = m_window.runPage().record();
    add(
        QStringLiteral("fork"),
        [this, &record] {
            select("tool");
            if (auto* dialog = record.openFork())
                dialog->choose("result");
        },
        {}, [this] { return m_window.findChild<ForkDialog*>(); });
    add(
        QStringLiteral("repeat"),
        [this, &record] {
            m_window.findChild<ForkDialog*>()->hide();
            select("chat");
            (void)record.openRepeat();
        },
        {}, [this] { return m_window.findChild<RepeatDialog*>(); });
    add(
        {},
        [this] {
            m_window.findChild<RepeatDialog*>()->hide();
            m_window.bridge().send(
                engine::ForkRun{"screenshots", m_first, "/agent:clerk:1/step:2/model:1", "message",
                                "\"Leave the duplicates where they are and list them.\""});
        },
        [this] { return m_window.runView().run() != m_first && isOver(); });
    add(QStringLiteral("run-fork"), [this] { m_window.showMode(modeOf("Run")); });
    add(QStringLiteral("runs"), [this] { m_window.showMode(modeOf("Runs")); });
    add(
        QStringLiteral("compare"), [this] { compareBoth(); },
        [this] {
            const auto* panel = m_window.findChild<ComparePanel*>();
            return panel && panel->isVisible();
        });
    auto& playback = m_window.runPage().scrubber().playback();
    add(
        {},
        [this, &playback] {
            m_window.openRun(m_first, {});
            playback.open();
        },
        [&playback] { return playback.isOpen(); });
    add(QStringLiteral("scrubber"), [&playback] { playback.seek(playback.positionAt(0.6)); });
    add({}, [&playback] { playback.close(); });
}

void ScreenshotTour::writeModes()
{
    add(
        {},
        [this] {
            m_window.bridge().send(engine::StartRun{{}, task, {}, {}, false, "month-end"});
        },
        [this] { return m_window.runView().status().workflow == "month-end" && isOver(); });
    for (const auto* mode : {"Workflows", "Tools", "Policy", "Evals", "Settings"})
        add(QString::fromLatin1(mode).toLower(), [this, mode] { m_window.showMode(modeOf(mode)); });
    add(
        QStringLiteral("gallery"),
        [this] {
            if (auto* gallery = action(QStringLiteral("New workflow from template…")))
                gallery->trigger();
        },
        [this] { // its templates come from the engine
            const auto* gallery = m_window.findChild<GalleryDialog*>();
            const auto* list =
                gallery ? gallery->findChild<QListView*>(QStringLiteral("templates")) : nullptr;
            return list && list->model() && list->model()->rowCount() > 0
                && list->currentIndex().isValid();
        },
        [this] { return m_window.findChild<GalleryDialog*>(); });
    add(
        QStringLiteral("palette"),
        [this] {
            if (auto* gallery = m_window.findChild<GalleryDialog*>())
                gallery->close();
            if (auto* palette = action(QStringLiteral("Command palette")))
                palette->trigger();
        },
        {}, [this] { return m_window.findChild<CommandPalette*>(); });
}

QAction* ScreenshotTour::action(const QString& text) const
{
    for (auto* action : m_window.allActions()) {
        if (QString(action->text()).remove(u'&') == text)
            return action;
    }
    return nullptr;
}

void ScreenshotTour::select(const char* kind)
{
    auto& view = m_window.runView();
    if (!view.trace())
        return;
    const auto& spans = view.trace()->spans();
    for (auto i = spans.count(); i-- > 0;) {
        if (trace::spanKindName(spans.kind(trace::SpanId{i})) == kind)
            return view.select(trace::SpanId{i});
    }
}

void ScreenshotTour::compareBoth()
{
    m_window.bridge().send(engine::CompareRuns{m_first, m_window.runView().run()});
}

bool ScreenshotTour::isOver()
{
    for (const auto& gate : m_window.gates().pending()) {
        if (!m_decided.insert(gate.gateId).second)
            continue;
        GateAnswer answer;
        answer.decision = GateDecision::Approve;
        if (gate.kind == GateKind::Node && !gate.choices.empty()) {
            answer.decision = GateDecision::Choose;
            answer.choice = gate.choices.front();
        }
        m_window.bridge().send(engine::AnswerGate{gate.run, gate.gateId, answer});
    }
    const auto state = m_window.runView().status().state;
    return state != trace::RunState::Idle && !trace::isLive(state);
}

void ScreenshotTour::wear(Phase phase)
{
    m_theme.setChoice(phase == Phase::Light ? ThemeChoice::Light : ThemeChoice::Dark);
    m_phase = phase;
}

void ScreenshotTour::draw(const Scene& scene)
{
    auto* widget = scene.shown ? scene.shown() : &m_window;
    const auto suffix =
        m_phase == Phase::Light ? QStringLiteral("-light.png") : QStringLiteral("-dark.png");
    m_good = widget && widget->grab().save(QDir(m_folder).filePath(scene.name + suffix)) && m_good;
}

// One phase a tick, so that what was asked for is laid out and painted before it is drawn.
void ScreenshotTour::tick()
{
    if (m_scene >= m_scenes.size()) {
        m_timer.stop();
        Q_EMIT finished(m_good);
        return;
    }
    const auto& scene = m_scenes[m_scene];
    switch (m_phase) {
    case Phase::Act:
        if (scene.act)
            scene.act();
        m_waited.start();
        m_phase = Phase::Wait;
        return;
    case Phase::Wait:
        if (scene.isReady && !scene.isReady()) {
            if (m_waited.elapsed() < patienceMs)
                return;
            m_good = false;
        }
        if (!scene.name.isEmpty())
            return wear(Phase::Light);
        break;
    case Phase::Light:
        draw(scene);
        return wear(Phase::Dark);
    case Phase::Dark:
        draw(scene);
        break;
    }
    ++m_scene;
    m_phase = Phase::Act;
}

} // namespace signalbox::ui
