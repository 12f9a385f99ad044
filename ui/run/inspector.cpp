// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/inspector.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"
#include "ui/run/detailtext.h"
#include "ui/run/panelheader.h"
#include "ui/run/tracemodel.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTextBlock>
#include <QTextCursor>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

using trace::SpanKind;
using trace::SpanStatus;

namespace {

constexpr int restMs = 80; // while a run is played back: when it rests for so long
constexpr int longestRestMs = 600; // and at the latest then
constexpr int longestLine =
    4000; // characters: a longer one is laid out again as a whole for every word

void clear(QVBoxLayout& layout)
{
    while (auto* item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QString utf8(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

Inspector::Inspector(const Theme& theme, RunView& view, PanelHeader& header, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(view)
    , m_header(header)
    , m_tabs(new QTabWidget)
{
    setObjectName(QStringLiteral("inspector"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->setAccessibleName(tr("Inspector"));
    m_tabs->addTab(makeArguments(), tr("Arguments"));
    m_tabs->addTab(m_result = makeCode(tr("Result"), true), tr("Result"));
    m_tabs->addTab(m_messages = makeCode(tr("Messages"), false), tr("Messages"));
    m_tabs->addTab(m_usage = makeCode(tr("Usage"), false), tr("Usage"));
    m_tabs->addTab(m_provenance = makeCode(tr("Provenance"), false), tr("Provenance"));
    m_tabs->addTab(m_raw = makeCode(tr("Raw"), true), tr("Raw"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, &Inspector::fill);
    m_soon.setSingleShot(true);
    m_soon.setInterval(restMs);
    connect(&m_soon, &QTimer::timeout, this, &Inspector::refresh);
    connect(&view, &RunView::selectionChanged, this, &Inspector::refreshSoon);
    connect(&view, &RunView::runChanged, this, &Inspector::refreshSoon);
    connect(&view, &RunView::advanced, this, &Inspector::refreshIfChanged);
    refresh();
}

CodeEdit* Inspector::makeCode(const QString& name, bool json)
{
    auto* edit = new CodeEdit;
    edit->setReadOnly(true);
    edit->setAccessibleName(name);
    edit->setJsonColoured(json);
    edit->setFrameShape(QFrame::NoFrame);
    return edit;
}

QWidget* Inspector::makeArguments()
{
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("argumentsTab"));
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(m_theme.scaled(12), m_theme.scaled(12), m_theme.scaled(12),
                               m_theme.scaled(12));
    layout->setSpacing(m_theme.scaled(8));
    m_arguments = makeCode(tr("Arguments"), true);
    m_arguments->setLineNumbersShown(true);
    m_arguments->setFrameShape(QFrame::StyledPanel);
    m_argumentsNote = plainLabel({}, QStringLiteral("muted"));
    m_argumentsNote->setWordWrap(true);
    m_executed = makeCode(tr("Arguments that it ran with"), true);
    m_executed->setLineNumbersShown(true);
    m_executed->setFrameShape(QFrame::StyledPanel);
    m_executedNote = wrappedLabel({}, QStringLiteral("heading"));
    layout->addWidget(m_argumentsNote);
    layout->addWidget(m_arguments);
    layout->addWidget(m_executedNote);
    layout->addWidget(m_executed);
    auto* checks = new QWidget;
    m_checks = new QVBoxLayout(checks);
    m_checks->setContentsMargins(0, 0, 0, 0);
    m_checks->setSpacing(m_theme.scaled(6));
    layout->addWidget(checks);
    auto* origins = new QWidget;
    m_origins = new QVBoxLayout(origins);
    m_origins->setContentsMargins(0, m_theme.scaled(4), 0, 0);
    m_origins->setSpacing(m_theme.scaled(4));
    layout->addWidget(origins);
    m_review = new QPushButton(tr("Review\u2026"));
    m_review->setObjectName(QStringLiteral("review"));
    m_review->setProperty("kind", QStringLiteral("primary"));
    layout->addWidget(m_review, 0, Qt::AlignLeft);
    layout->addStretch(1);
    connect(m_review, &QPushButton::clicked, this, [this] {
        if (const auto* gate = m_details.openGate())
            Q_EMIT reviewRequested(utf8(gate->gateId));
    });
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    content->setAutoFillBackground(false); // of the panel, not of the window
    scroll->viewport()->setAutoFillBackground(false);
    return scroll;
}

void Inspector::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(int(tab));
}

QString Inspector::shownText(Tab tab) const
{
    const CodeEdit* const edits[] = {m_arguments, m_result,     m_messages,
                                     m_usage,     m_provenance, m_raw};
    return edits[int(tab)]->toPlainText();
}

// A conversation of thousands of messages takes longer than a frame of a run that is played back.
void Inspector::refreshSoon()
{
    if (!m_view.isPlaying())
        refresh();
    else if (!m_soon.isActive())
        m_sinceMoved.start();
    if (m_view.isPlaying() && (!m_soon.isActive() || m_sinceMoved.elapsed() < longestRestMs))
        m_soon.start();
}

void Inspector::refreshIfChanged()
{
    if (m_view.isPlaying())
        return refreshSoon();
    const auto id = m_view.selected();
    if (!id.isValid() || !m_view.trace())
        return;
    const auto span = m_view.trace()->spans().span(id);
    const bool same = m_view.trace()->eventCount(id) == m_seenEvents && span.status == m_seenStatus;
    if (!same)
        refresh();
    else if (Tab(m_tabs->currentIndex()) == Tab::Messages)
        appendStream();
}

const Stream* Inspector::stream() const
{
    return m_details.id.isValid() ? m_view.stream(m_details.path + "/model:1") : nullptr;
}

// Only what is new goes into the view: a long reply is not laid out again for every token.
void Inspector::appendStream()
{
    const auto* live = stream();
    if (!live || (live->text.size() == m_shownText && live->thinking.size() == m_shownThinking))
        return;
    if (live->thinking.size() != m_shownThinking || m_shownText == 0
        || live->text.size() < m_shownText) {
        fill();
        return;
    }
    auto* bar = m_messages->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    QTextCursor cursor(m_messages->document());
    cursor.movePosition(QTextCursor::End);
    if (cursor.block().length() > longestLine)
        cursor.insertBlock();
    cursor.insertText(format::text(std::string_view(live->text).substr(m_shownText)));
    m_shownText = live->text.size();
    if (atEnd)
        bar->setValue(bar->maximum());
}

void Inspector::refresh()
{
    const auto id = m_view.selected();
    const bool sameRow = id == m_details.id;
    m_details = m_view.trace() && id.isValid() ? m_view.trace()->details(id) : trace::SpanDetails{};
    m_seenEvents = m_details.eventCount;
    m_seenStatus = m_details.status;
    // The tab that says most about this kind of row, unless the person chose one for it.
    if (!sameRow && m_details.id.isValid()) {
        const bool isTool = m_details.kind == SpanKind::Tool;
        const auto tab = Tab(m_tabs->currentIndex());
        if (!isTool && (tab == Tab::Arguments || tab == Tab::Result || tab == Tab::Provenance))
            showTab(Tab::Messages);
        else if (isTool && (tab == Tab::Messages || tab == Tab::Usage))
            showTab(Tab::Arguments);
    }
    fillHeader();
    fill();
}

void Inspector::fillHeader()
{
    if (!m_details.id.isValid()) {
        m_header.setTitle(tr("Inspector"));
        m_header.setBadge({});
        m_header.setNote({});
        return;
    }
    m_header.setTitle(format::line(m_details.name, 60));
    m_header.setNote(utf8(detailtext::stepOf(m_details.path)));
    const auto status = trace::spanStatusName(m_details.status);
    const auto word = QString::fromLatin1(status.data(), qsizetype(status.size()));
    if (m_details.status == SpanStatus::Waiting)
        m_header.setBadge(tr("waiting for you"), QStringLiteral("warning"));
    else if (m_details.status == SpanStatus::Failed || m_details.status == SpanStatus::Denied)
        m_header.setBadge(word, QStringLiteral("error"));
    else
        m_header.setBadge(word,
                          m_details.status == SpanStatus::Ok ? QStringLiteral("ok") : QString());
}

void Inspector::showText(CodeEdit& edit, const std::string& text, bool json)
{
    auto* bar = edit.verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum() && bar->maximum() > 0;
    const int before = bar->value();
    edit.setForeignText(json ? detailtext::pretty(text) : text);
    bar->setValue(atEnd ? bar->maximum() : before);
}

void Inspector::fill()
{
    const auto* live = stream();
    m_shownText = live ? live->text.size() : 0;
    m_shownThinking = live ? live->thinking.size() : 0;
    switch (Tab(m_tabs->currentIndex())) {
    case Tab::Arguments:
        fillArguments();
        break;
    case Tab::Result:
        fillResult();
        break;
    case Tab::Messages:
        fillMessages(live);
        break;
    case Tab::Usage:
        showText(*m_usage, detailtext::usage(m_details), false);
        break;
    case Tab::Provenance:
        showText(*m_provenance, detailtext::provenance(m_details), false);
        break;
    case Tab::Raw:
        showText(*m_raw, detailtext::raw(m_details), false);
        break;
    }
}

// A conversation says the same at its beginning for every step: what this step brought comes into sight.
void Inspector::fillMessages(const Stream* live)
{
    const auto messages = detailtext::messages(m_details, live);
    showText(*m_messages, messages.text, false);
    const auto place = m_view.run() + m_details.path;
    if (m_messagesOf == place || messages.firstNewLine < 0)
        return;
    m_messagesOf = place;
    auto* bar = m_messages->verticalScrollBar();
    bar->setValue(bar->maximum()); // from there the line is found at the top
    m_messages->setTextCursor(
        QTextCursor(m_messages->document()->findBlockByNumber(messages.firstNewLine)));
    m_messages->ensureCursorVisible();
}

void Inspector::fillResult()
{
    if (m_details.kind == SpanKind::Model)
        showText(*m_result, m_details.replyText, false);
    else if (m_details.kind != SpanKind::Tool)
        showText(*m_result, m_details.output, true);
    else
        showText(*m_result, m_details.result, true);
}

void Inspector::addLine(QVBoxLayout& layout, const QString& mark, const QString& text,
                        const QString& role)
{
    auto* label = plainLabel(mark.isEmpty() ? text : mark + QStringLiteral("   ") + text, role);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout.addWidget(label);
}

void Inspector::fillArguments()
{
    const bool isTool = m_details.kind == SpanKind::Tool && m_details.id.isValid();
    m_arguments->setVisible(isTool);
    m_argumentsNote->setVisible(!isTool);
    m_argumentsNote->setText(m_details.id.isValid()
                                 ? tr("Only tool calls have arguments.")
                                 : tr("Select a step to see what went in and what came out."));
    m_review->setVisible(m_details.openGate() != nullptr);
    clear(*m_checks);
    clear(*m_origins);
    fillExecuted();
    if (!isTool)
        return;
    showText(*m_arguments, m_details.arguments, true);
    m_arguments->fitHeight(2, 14);
    if (m_details.isChecked || !m_details.verdict.empty())
        addLine(*m_checks, {}, tr("Checks"), QStringLiteral("heading"));
    if (m_details.isChecked && m_details.checksPassed && m_details.findings.empty())
        addLine(*m_checks, QStringLiteral("\u2713"), tr("schema and checks passed"),
                QStringLiteral("ok"));
    for (const auto& finding : m_details.findings) {
        const auto text =
            format::line(finding.message.empty() ? finding.check : finding.message, 400);
        addLine(
            *m_checks, m_details.checksPassed ? QStringLiteral("\u2713") : QStringLiteral("\u2717"),
            finding.param.empty() ? text
                                  : format::line(finding.param, 60) + QStringLiteral(": ") + text,
            m_details.checksPassed ? QStringLiteral("ok") : QStringLiteral("error"));
    }
    if (!m_details.verdict.empty()) {
        const bool allowed = m_details.verdict == "allow";
        const auto rule = format::line(m_details.rule, 120) + QStringLiteral(" \u2192 ")
            + format::line(m_details.verdict);
        const auto reason = format::line(m_details.reason, 400);
        addLine(*m_checks, allowed ? QStringLiteral("\u2713") : QStringLiteral("!"),
                reason.isEmpty() ? rule : rule + QStringLiteral(" \u00b7 ") + reason,
                allowed                          ? QStringLiteral("ok")
                    : m_details.verdict == "ask" ? QStringLiteral("warning")
                                                 : QStringLiteral("error"));
    }
    for (const auto& gate : m_details.gates) {
        if (!gate.decision.empty())
            addLine(*m_checks, QStringLiteral("\u2713"),
                    tr("%1 by %2 %3")
                        .arg(format::line(gate.decision), format::line(gate.by),
                             format::line(gate.answerReason)),
                    QStringLiteral("muted"));
    }
    fillOrigins();
}

// A person may have edited them at a gate, and a tool makes paths exact.
void Inspector::fillExecuted()
{
    const bool ran = !m_details.executedArguments.empty();
    m_executed->setVisible(ran);
    m_executedNote->setVisible(ran);
    if (!ran)
        return;
    const bool edited = std::any_of(m_details.gates.begin(), m_details.gates.end(),
                                    [](const auto& gate) { return gate.decision == "edit"; });
    m_executedNote->setText(edited ? tr("It ran with what the person entered")
                                   : tr("It ran with these, made exact by the tool"));
    showText(*m_executed, m_details.executedArguments, true);
    m_executed->fitHeight(2, 14);
}

void Inspector::fillOrigins()
{
    if (m_details.origins.empty())
        return;
    addLine(*m_origins, {}, tr("Where the arguments come from"), QStringLiteral("heading"));
    for (const auto& origin : m_details.origins) {
        auto text = format::line(origin.param, 60) + QStringLiteral(" \u2190 ");
        if (origin.from == trace::Origin::From::Tool)
            text += utf8(detailtext::stepOf(origin.path)) + u' ' + format::line(origin.tool, 80)
                + (origin.label.empty() ? QString()
                                        : QStringLiteral(" \u00b7 ") + utf8(origin.label));
        else
            text += utf8(detailtext::originWord(origin.from));
        addLine(*m_origins, {}, text, QStringLiteral("muted"));
    }
}

} // namespace signalbox::ui
