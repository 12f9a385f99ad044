// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/composer.h"

#include "ui/format.h"
#include "ui/keytip.h"

#include <QAction>
#include <QComboBox>
#include <QCryptographicHash>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace signalbox::ui {

namespace {

// What the example workspace suggests to begin with.
constexpr const char* exampleWorkspace = "invoice-desk";
constexpr const char* exampleAgent = "clerk";
constexpr const char* exampleTask = "Sort the invoices in inbox/ and remove the duplicates";

constexpr int longestTask = 100'000; // characters

const QString draftKey = QStringLiteral("task");
const QString agentKey = QStringLiteral("agent");
const QString modelKey = QStringLiteral("model");

// What marks the name of a workflow in the list of agents.
const QString workflowItem = QStringLiteral("workflow");

} // namespace

Composer::Composer(UiContext& context, RunView& view, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_view(view)
    , m_agent(new QComboBox)
    , m_task(new QLineEdit)
    , m_model(new QComboBox)
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("surface", QStringLiteral("bar"));
    const auto& theme = context.theme;
    m_agent->setObjectName(QStringLiteral("agent"));
    m_agent->setAccessibleName(QStringLiteral("Agent"));
    m_agent->setToolTip(tr("The agent or the workflow that works"));
    m_agent->setMinimumWidth(theme.scaled(150));
    m_agent->setMaximumWidth(theme.scaled(260));
    m_task->setObjectName(QStringLiteral("task"));
    m_task->setAccessibleName(QStringLiteral("Task"));
    m_task->setPlaceholderText(tr("What is to be done?"));
    m_task->setMaxLength(longestTask);
    m_model->setObjectName(QStringLiteral("model"));
    m_model->setAccessibleName(QStringLiteral("Model"));
    m_model->setMinimumWidth(theme.scaled(130));
    m_model->setMaximumWidth(theme.scaled(220));
    for (auto* list : {m_agent, m_model})
        list->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    makeAction(tr("Run"), QStringLiteral("play"), Tint::OnAccent, "Ctrl+Return", &Composer::start);
    makeAction(tr("Pause"), QStringLiteral("pause"), Tint::Muted, "F6", &Composer::togglePause);
    makeAction(tr("Step"), QStringLiteral("step"), Tint::Muted, "F10", &Composer::step);
    makeAction(tr("Stop"), QStringLiteral("stop"), Tint::Error, "Shift+F5", &Composer::stop);
    makeAction(tr("Continue"), QStringLiteral("play"), Tint::Muted, "F5", &Composer::goOn);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme.scaled(8), theme.scaled(6), theme.scaled(8), theme.scaled(6));
    layout->setSpacing(theme.scaled(8));
    layout->addWidget(m_agent);
    layout->addWidget(m_task, 1);
    layout->addWidget(m_model);
    layout->addWidget(makeButton(m_actions[0], "Run", "primary"));
    layout->addWidget(makeButton(m_actions[1], "Pause", ""));
    layout->addWidget(makeButton(m_actions[2], "Step", ""));
    layout->addWidget(makeButton(m_actions[3], "Stop", "danger"));

    setFocusProxy(m_task);
    connect(m_task, &QLineEdit::textEdited, this, &Composer::keepDraft);
    connect(m_task, &QLineEdit::inputRejected, this, [this] {
        Q_EMIT messageShown(tr("A task has %1 characters at most: the rest was left out. Put a "
                               "long text into a file and name it in the task.")
                                .arg(format::count(longestTask)));
    });
    connect(m_task, &QLineEdit::textChanged, this, &Composer::showState);
    connect(m_task, &QLineEdit::returnPressed, this, &Composer::start);
    connect(m_agent, &QComboBox::activated, this, &Composer::chooseModelOfAgent);
    connect(&view, &RunView::advanced, this, &Composer::showState);
    connect(&view, &RunView::runChanged, this, &Composer::showState);
    connect(&theme, &Theme::changed, this, &Composer::showIcons);
    showIcons();
    showState();
}

QAction* Composer::makeAction(const QString& text, const QString& icon, Tint tint,
                              const char* shortcut, void (Composer::*slot)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(QKeySequence(QString::fromLatin1(shortcut)));
    action->setProperty("iconName", icon);
    action->setProperty("tint", int(tint));
    connect(action, &QAction::triggered, this, slot);
    m_actions.push_back(action);
    return action;
}

QPushButton* Composer::makeButton(QAction* action, const char* name, const char* kind)
{
    auto* button = new QPushButton(action->text());
    button->setObjectName(QString::fromLatin1(name).toLower());
    button->setAccessibleName(QString::fromLatin1(name));
    button->setProperty("kind", QString::fromLatin1(kind));
    setKeyTip(*button, *action, {});
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons.push_back(button);
    return button;
}

void Composer::showIcons()
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        const auto icon = m_context.theme.icon(m_actions[i]->property("iconName").toString(),
                                               Tint(m_actions[i]->property("tint").toInt()));
        m_buttons[i]->setIcon(icon);
        m_buttons[i]->setIconSize(QSize(m_context.theme.scaled(13), m_context.theme.scaled(13)));
    }
}

void Composer::keepDraft()
{
    remember(draftKey, m_task->text());
}

// What a person has typed and chosen belongs to the workspace.
QString Composer::keyOf(const QString& what) const
{
    const auto hash =
        QCryptographicHash::hash(QByteArray::fromStdString(m_root), QCryptographicHash::Sha256);
    return QStringLiteral("composer/%1/%2").arg(QString::fromLatin1(hash.toHex().left(16)), what);
}

QString Composer::remembered(const QString& what) const
{
    return m_context.settings.value(keyOf(what)).toString();
}

void Composer::remember(const QString& what, const QString& text)
{
    if (m_context.opened.workspace)
        m_context.settings.setValue(keyOf(what), text);
}

void Composer::showWorkspace()
{
    const auto workspace = m_context.opened.workspace;
    if (!workspace)
        return;
    const bool isOther = m_root != workspace->root || m_agent->count() == 0;
    m_root = workspace->root;
    if (isOther)
        m_task->setText(remembered(draftKey));
    const auto chosen = isOther ? remembered(agentKey) : m_agent->currentText();
    const auto model = isOther ? remembered(modelKey) : m_model->currentText();
    m_agent->clear();
    for (const auto& [name, agent] : workspace->agents)
        m_agent->addItem(m_context.theme.icon(QStringLiteral("agent"), Tint::Muted),
                         QString::fromStdString(name));
    if (!workspace->agents.empty() && !workspace->workflows.empty())
        m_agent->insertSeparator(m_agent->count());
    for (const auto& [name, workflow] : workspace->workflows)
        m_agent->addItem(m_context.theme.icon(QStringLiteral("workflows"), Tint::Muted),
                         QString::fromStdString(name), workflowItem);
    const int known = chosen.isEmpty() ? -1 : m_agent->findText(chosen); // a separator has no words
    m_agent->setCurrentIndex(std::max(known, m_agent->count() > 0 ? 0 : -1));
    m_model->clear();
    for (const auto& [name, described] : workspace->models)
        m_model->addItem(QString::fromStdString(name), QString::fromStdString(described.model));
    const int entry = m_model->findText(model);
    if (entry >= 0)
        m_model->setCurrentIndex(entry);
    else
        chooseModelOfAgent();
    if (m_task->text().isEmpty() && workspace->name == exampleWorkspace
        && !m_context.settings.contains(keyOf(draftKey))) {
        m_task->setText(QString::fromLatin1(exampleTask));
        m_agent->setCurrentIndex(std::max(0, m_agent->findText(QString::fromLatin1(exampleAgent))));
        chooseModelOfAgent();
    }
    m_task->setCursorPosition(0);
    showState();
}

void Composer::chooseModelOfAgent()
{
    const auto workspace = m_context.opened.workspace;
    if (!workspace)
        return;
    remember(agentKey, m_agent->currentText());
    const auto agent = workspace->agents.find(m_agent->currentText().toStdString());
    const auto* entry =
        workspace->model(agent == workspace->agents.end() ? std::string() : agent->second.model);
    if (entry)
        m_model->setCurrentText(QString::fromStdString(entry->name));
    showState();
}

void Composer::chooseWorkflow(const QString& name)
{
    for (int i = 0; i < m_agent->count(); ++i) {
        if (m_agent->itemText(i) == name && m_agent->itemData(i) == workflowItem) {
            m_agent->setCurrentIndex(i);
            chooseModelOfAgent();
        }
    }
}

void Composer::suggestTask(const QString& task)
{
    m_task->selectAll();
    m_task->insert(task);
    m_task->setCursorPosition(0);
    keepDraft();
    showState();
}

void Composer::focusTask()
{
    m_task->setFocus(Qt::ShortcutFocusReason);
    m_task->selectAll();
}

void Composer::showState()
{
    const bool live = m_view.isLive();
    const bool ready = !m_task->text().trimmed().isEmpty() && m_agent->count() > 0;
    const bool paused = m_view.status().state == trace::RunState::Paused;
    if (paused || !live || m_asked.run != m_view.run())
        m_asked = {};
    const bool pausing = m_asked.pause;
    const bool enabled[] = {ready && !live, live, live || ready, live, live && (paused || pausing)};
    for (int i = 0; i < m_actions.size(); ++i)
        m_actions[i]->setEnabled(enabled[i]);
    for (int i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setEnabled(enabled[i]);
    showPause(paused, pausing);
    m_buttons[2]->setToolTip(live ? tr("Let one effect happen, then hold (F10)")
                                  : tr("Start, held before the first effect (F10)"));
}

// One button for both: its name stays, its words say what it does. Not checkable: its role stays that of a button.
void Composer::showPause(bool paused, bool pausing)
{
    auto* button = m_buttons[1];
    const auto words = paused ? tr("Continue") : pausing ? tr("Pausing\u2026") : tr("Pause");
    const auto kind = paused || pausing ? QStringLiteral("active") : QString();
    button->setToolTip(paused        ? tr("Go on (F5)")
                           : pausing ? tr("Held at the next safe point; press to go on (F5)")
                                     : tr("Pause at the next safe point (F6)"));
    if (button->text() == words && button->property("kind").toString() == kind)
        return;
    button->setText(words);
    button->setAccessibleDescription(paused || pausing ? words : QString());
    button->setProperty("kind", kind);
    m_actions[1]->setProperty("iconName",
                              paused ? QStringLiteral("play") : QStringLiteral("pause"));
    showIcons();
    Theme::repolish(button);
}

void Composer::start()
{
    begin(false);
}

void Composer::begin(bool held)
{
    if (!m_actions[0]->isEnabled())
        return;
    engine::StartRun start;
    start.held = held;
    const auto name = m_agent->currentText().toStdString();
    (m_agent->currentData() == workflowItem ? start.workflow : start.agent) = name;
    start.task = m_task->text().trimmed().toStdString();
    start.model = m_model->currentText().toStdString();
    remember(modelKey, m_model->currentText());
    keepDraft();
    if (m_buttons[0]->hasFocus())
        m_task->setFocus(
            Qt::OtherFocusReason); // else Step had it, and the space bar would hold the run
    m_buttons[0]->setEnabled(false); // until the run says that it began
    Q_EMIT commandIssued(start);
}

void Composer::togglePause()
{
    if (m_view.status().state == trace::RunState::Paused || m_asked.pause) {
        goOn();
        return;
    }
    if (m_view.isLive()) {
        m_asked = {m_view.run(), true};
        Q_EMIT commandIssued(engine::PauseRun{m_view.run()});
    }
    showState();
}

void Composer::goOn()
{
    m_asked = {};
    if (m_view.isLive())
        Q_EMIT commandIssued(engine::ResumePausedRun{m_view.run()});
    showState();
}

void Composer::step()
{
    if (m_view.isLive())
        Q_EMIT commandIssued(engine::StepRun{m_view.run()});
    else
        begin(true);
}

void Composer::stop()
{
    if (m_view.isLive())
        Q_EMIT commandIssued(engine::StopRun{m_view.run()});
}

} // namespace signalbox::ui
