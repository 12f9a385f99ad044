// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gatedialog.h"

#include "ui/format.h"
#include "ui/gate/deadtime.h"
#include "ui/gate/gatecontent.h"
#include "ui/gate/gatehead.h"
#include "ui/gate/gatewords.h"
#include "ui/plainlabel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
bool needsReading(GateDecision decision)
{
    return decision == GateDecision::Approve || decision == GateDecision::Retry;
}
} // namespace

GateDialog::GateDialog(Theme& theme, QWidget* parent)
    : GateWindow(parent)
    , m_theme(theme)
    , m_dead(new DeadTime(this))
    , m_head(new GateHead(theme, this))
{
    setWindowTitle(tr("Approval"));
    setAccessibleName(tr("Approval"));
    setObjectName(QStringLiteral("Approval"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_head);
    m_pages = new QStackedWidget(this);
    m_area = new QScrollArea(m_pages);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setAccessibleName(tr("What will happen"));
    m_editor = new GateEditor(m_pages);
    m_pages->addWidget(m_area);
    m_pages->addWidget(m_editor);
    column->addWidget(m_pages, 1);
    buildFoot();
    resize(m_theme.scaled(860), m_theme.scaled(620));
    m_area->setFocus();
    paintTheme();
    connect(&m_theme, &Theme::changed, this, [this] {
        paintTheme();
        if (m_content)
            fillContent(); // chips and differences carry their colours
    });

    connect(m_area->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { checkRead(); });
    connect(m_area->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] { checkRead(); });
    connect(m_dead, &DeadTime::ticked, this, &GateDialog::refresh);
    connect(m_head, &GateHead::stepWanted, this, &GateDialog::stepWanted);
    connect(m_editor, &GateEditor::changed, this, [this] {
        if (m_pages->currentWidget() != m_editor)
            return; // nobody typed: it was filled
        (m_editor->what() == GateEditor::What::Arguments ? m_draft.arguments : m_draft.answer) =
            m_editor->text();
        Q_EMIT draftChanged();
    });
}

void GateDialog::paintTheme()
{
    const auto colour = [this](Tint tint) { return m_theme.color(tint).name(); };
    setStyleSheet(
        QStringLiteral(
            "#Approval, #gatePage { background: %1; }"
            "#gateHead { border-bottom: 1px solid %2; }"
            "#gateFoot { background: %3; border-top: 1px solid %2; }"
            "#Arguments::item, #Plan::item { border-top: 1px solid %2; padding: 4px 8px; }"
            "#Arguments QPlainTextEdit { border: 0; background: %1; padding: 0; }"
            "#says { border: 0; background: %1; padding: 0; color: %4; }")
            .arg(colour(Tint::Panel), colour(Tint::Border), colour(Tint::Raised),
                 colour(Tint::Muted)));
}

void GateDialog::fillContent()
{
    m_seenToEnd = false;
    m_content = new GateContent(m_gate);
    m_content->setObjectName(QStringLiteral("gatePage"));
    m_area->setWidget(m_content); // deletes the one before
    m_content->setAutoFillBackground(false);
    m_area->viewport()->setAutoFillBackground(false);
    m_area->verticalScrollBar()->setValue(0);
    connect(m_content, &GateContent::readToEnd, this, &GateDialog::refresh);
    checkRead();
}

void GateDialog::buildFoot()
{
    auto* reason = new QWidget(this);
    auto* column = new QVBoxLayout(reason);
    column->setContentsMargins(18, 4, 18, 10);
    m_reason = new QLineEdit(reason);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setObjectName(QStringLiteral("Reason"));
    m_reason->setPlaceholderText(tr("Reason (the agent reads it when you deny) …"));
    m_hint = plainLabel({}, QStringLiteral("warning"), reason);
    column->addWidget(m_hint);
    column->addWidget(m_reason);
    layout()->addWidget(reason);
    connect(m_reason, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_draft.reason = text.toStdString();
        Q_EMIT draftChanged();
    });

    m_foot = new QWidget(this);
    m_foot->setAttribute(Qt::WA_StyledBackground);
    m_foot->setObjectName(QStringLiteral("gateFoot"));
    auto* row = new QHBoxLayout(m_foot);
    row->setContentsMargins(18, 10, 18, 12);
    m_left = new QHBoxLayout;
    m_right = new QHBoxLayout;
    row->addLayout(m_left);
    row->addStretch();
    row->addLayout(m_right);
    m_scope = new QComboBox(m_foot);
    m_scope->setAccessibleName(tr("Scope"));
    m_amount = new QDoubleSpinBox(m_foot);
    m_amount->setAccessibleName(tr("Amount"));
    m_back = new QPushButton(tr("&Back"), m_foot);
    m_back->setAutoDefault(false);
    m_send = new QPushButton(m_foot);
    m_send->setAutoDefault(false);
    m_send->setProperty("kind", QStringLiteral("primary"));
    m_dead->guard(m_send);
    connect(m_back, &QPushButton::clicked, this, &GateDialog::closeEditor);
    connect(m_send, &QPushButton::clicked, this, &GateDialog::sendEditor);
    layout()->addWidget(m_foot);
}

void GateDialog::setGate(const PendingGate& gate, const GateDraft& draft, ScopeCover cover)
{
    m_gate = gate;
    m_draft = draft;
    m_head->setGate(gate);
    fillContent();
    m_pages->setCurrentWidget(m_area);
    {
        const QSignalBlocker quiet(m_reason);
        m_reason->setText(QString::fromStdString(draft.reason));
    }
    fillFoot(cover);
    m_dead->start();
    checkRead();
}

QPushButton* GateDialog::addButton(GateDecision decision, const QString& text, const QString& name)
{
    auto* button = new QPushButton(text, m_foot);
    button->setAccessibleName(name);
    button->setObjectName(name);
    button->setAutoDefault(false);
    button->setDefault(false);
    m_dead->guard(button);
    const bool isLeft = decision == GateDecision::Stop || decision == GateDecision::Skip
        || decision == GateDecision::Answer || decision == GateDecision::Edit;
    if (decision == GateDecision::Stop)
        button->setProperty("kind", QStringLiteral("danger"));
    if (isLeft)
        m_left->insertWidget(0, button);
    else
        m_right->addWidget(button);
    m_buttons.emplace_back(decision, button);
    return button;
}

void GateDialog::fillFoot(ScopeCover cover)
{
    for (const auto& [decision, button] : m_buttons) {
        button->hide();
        button->deleteLater();
    }
    m_buttons.clear();
    m_scope->clear();
    for (const auto scope : scopesOf(m_gate))
        m_scope->addItem(
            scopeWords(scope, scope == GrantScope::Run ? cover.run : cover.theseArguments),
            int(scope));
    m_right->addWidget(m_scope);
    m_right->addWidget(m_amount);
    fillAmount();
    for (const auto decision : decisionsOf(m_gate)) {
        if (decision == GateDecision::Choose) {
            fillChoices();
            continue;
        }
        auto* button = addButton(decision, decisionWords(decision), decisionName(decision));
        if (decision == GateDecision::Edit)
            connect(button, &QPushButton::clicked, this,
                    [this] { openEditor(GateEditor::What::Arguments); });
        else if (decision == GateDecision::Answer)
            connect(button, &QPushButton::clicked, this,
                    [this] { openEditor(GateEditor::What::Answer); });
        else if (decision == GateDecision::Done)
            connect(button, &QPushButton::clicked, this,
                    [this] { openEditor(GateEditor::What::Done); });
        else
            connect(button, &QPushButton::clicked, this, [this, decision] { decide(decision); });
    }
    m_right->addWidget(m_back);
    m_right->addWidget(m_send);
    m_reason->setVisible(std::any_of(m_buttons.begin(), m_buttons.end(), [](const auto& one) {
        return one.first == GateDecision::Deny;
    }));
    closeEditor();
}

void GateDialog::fillChoices()
{
    int n = 0;
    for (const auto& choice : m_gate.choices) {
        // "&&": a choice is foreign text and sets no mnemonic; its number does.
        const QString words = format::line(choice, 60);
        const QString number = ++n < 10 ? QStringLiteral("&%1  ").arg(n) : QString();
        auto* button =
            addButton(GateDecision::Choose,
                      number + QString(words).replace(u'&', QStringLiteral("&&")), words);
        connect(button, &QPushButton::clicked, this,
                [this, choice] { decide(GateDecision::Choose, choice); });
    }
}

void GateDialog::fillAmount()
{
    // a graph is given as many visits again as it had
    const bool isAsked = m_gate.kind == GateKind::Limit && m_gate.limit != "max_steps";
    m_amount->setVisible(isAsked);
    if (!isAsked)
        return;
    const bool isMoney = m_gate.limit == "cost_usd";
    m_amount->setDecimals(isMoney ? 2 : 0);
    m_amount->setRange(isMoney ? 0.01 : 1, 1e12);
    m_amount->setGroupSeparatorShown(true);
    m_amount->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_amount->setPrefix(isMoney ? QStringLiteral("+ $") : QStringLiteral("+ "));
    m_amount->setSuffix(isMoney                         ? QString()
                            : m_gate.limit == "seconds" ? tr(" s")
                                                        : u' ' + limitWord(m_gate.limit));
    m_amount->setValue(std::max(m_amount->minimum(), m_gate.of / 2));
}

Limits GateDialog::addedLimits() const
{
    Limits limits;
    const double amount = m_amount->value();
    if (m_gate.limit == "steps")
        limits.steps = std::int64_t(amount);
    else if (m_gate.limit == "tokens")
        limits.tokens = std::int64_t(amount);
    else if (m_gate.limit == "cost_usd")
        limits.cost = Money::fromUsd(amount);
    else if (m_gate.limit == "seconds")
        limits.seconds = std::chrono::milliseconds(std::int64_t(amount * 1000));
    else if (m_gate.limit == "tool_calls")
        limits.toolCalls = std::int64_t(amount);
    return limits;
}

void GateDialog::decide(GateDecision decision, const std::string& choice)
{
    if (!m_dead->isOver())
        return;
    GateAnswer answer;
    answer.decision = decision;
    answer.choice = choice;
    if (decision == GateDecision::Deny || decision == GateDecision::Skip
        || decision == GateDecision::Stop)
        answer.reason = m_draft.reason;
    if (decision == GateDecision::Approve)
        answer.scope = GrantScope(m_scope->currentData().toInt());
    if (decision == GateDecision::Extend)
        answer.limits = addedLimits();
    Q_EMIT answered(answer);
}

void GateDialog::openEditor(GateEditor::What what)
{
    m_editor->open(what, m_gate, m_draft);
    m_pages->setCurrentWidget(m_editor);
    const auto words = what == GateEditor::What::Arguments ? tr("A&pprove edited")
        : what == GateEditor::What::Done                   ? tr("It was &done")
                                                           : tr("Send a&nswer");
    m_send->setText(words);
    m_send->setAccessibleName(QString(words).remove(u'&'));
    for (const auto& [decision, button] : m_buttons)
        button->hide();
    m_scope->hide();
    m_send->show();
    m_back->show();
    fitToContent();
    m_dead->start();
    refresh();
}

void GateDialog::closeEditor()
{
    m_pages->setCurrentWidget(m_area);
    if (isVisible()) // when the layout of what it shows is done
        QTimer::singleShot(0, this, &GateDialog::fitToContent);
    m_send->hide();
    m_back->hide();
    for (const auto& [decision, button] : m_buttons)
        button->show();
    m_scope->setVisible(m_scope->count() > 1);
    m_dead->start();
    refresh();
}

void GateDialog::sendEditor()
{
    if (!m_dead->isOver() || !m_editor->check())
        return;
    GateAnswer answer;
    const auto what = m_editor->what();
    answer.decision = what == GateEditor::What::Arguments ? GateDecision::Edit
        : what == GateEditor::What::Done                  ? GateDecision::Done
                                                          : GateDecision::Answer;
    (what == GateEditor::What::Arguments ? answer.arguments : answer.result) = m_editor->text();
    Q_EMIT answered(answer);
}

void GateDialog::checkRead()
{
    if (!m_content || !isVisible() || m_seenToEnd)
        return;
    const auto* part = m_content->lastPart();
    const int bottom = part ? part->mapTo(m_content, QPoint(0, part->height())).y() : 0;
    const int shown = m_area->verticalScrollBar()->value() + m_area->viewport()->height();
    const bool atEnd =
        m_area->verticalScrollBar()->value() == m_area->verticalScrollBar()->maximum();
    if (m_content->height() > 0 && (atEnd || shown >= bottom))
        m_seenToEnd = true;
    refresh();
}

void GateDialog::refresh()
{
    const bool read = m_seenToEnd && m_content && m_content->isReadToEnd();
    for (const auto& [decision, button] : m_buttons) {
        button->setEnabled(m_dead->isOver() && (read || !needsReading(decision)));
        if (decision == GateDecision::Approve)
            button->setText(
                m_dead->isOver() ? decisionWords(decision)
                                 : decisionWords(decision)
                        + QStringLiteral("  %1 s").arg(m_dead->left() / 1000.0, 0, 'f', 1));
    }
    m_send->setEnabled(m_dead->isOver());
    const bool waits = m_dead->isOver() && !read && m_pages->currentWidget() == m_area;
    m_hint->setText(waits ? tr("Read it to its end to approve ▾") : QString());
    m_hint->setVisible(waits);
}

void GateDialog::setPlace(int index, int count)
{
    m_head->setPlace(index, count);
}

GateDraft GateDialog::draft() const
{
    return m_draft;
}

void GateDialog::resizeEvent(QResizeEvent* event)
{
    GateWindow::resizeEvent(event);
    checkRead();
}

void GateDialog::showEvent(QShowEvent* event)
{
    GateWindow::showEvent(event);
    // The layout of the content is done when the events of this showing are.
    QTimer::singleShot(0, this, [this] {
        fitToContent();
        checkRead();
    });
}

void GateDialog::fitToContent()
{
    if (!m_content)
        return;
    const int width = m_area->viewport()->width();
    const int content = m_content->hasHeightForWidth() ? m_content->heightForWidth(width)
                                                       : m_content->sizeHint().height();
    const int wanted = m_pages->currentWidget() == m_editor
        ? m_theme.scaled(540)
        : height() - m_area->viewport()->height() + content;
    fitHeight(wanted, m_theme.scaled(280), m_theme.scaled(640));
}

} // namespace signalbox::ui
