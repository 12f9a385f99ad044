// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gatecontent.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/gate/argumentstable.h"
#include "ui/gate/gatewords.h"
#include "ui/gate/plantable.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/linediff.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
QLabel* badge(const QString& text, const QString& tone, QWidget* parent)
{
    auto* label = plainLabel(text, QStringLiteral("badge"), parent);
    label->setProperty("tone", tone);
    return label;
}

bool isSuspicious(const Label& label)
{
    return label.integrity == Integrity::Untrusted
        || label.confidentiality != Confidentiality::Public;
}

// The text a file will have and had, where the call says so.
std::optional<std::pair<std::string, std::string>> changeOf(const PendingGate& gate)
{
    const auto arguments = parseJson(gate.arguments);
    if (!arguments || !arguments->is_object())
        return std::nullopt;
    if (gate.tool == "edit_file")
        return std::pair(stringAt(*arguments, "old"), stringAt(*arguments, "new"));
    if (gate.tool == "write_file" && gate.before)
        return std::pair(*gate.before, stringAt(*arguments, "content"));
    return std::nullopt;
}
} // namespace

namespace {
// The title of a node's gate is the first line of its question.
bool isLongerThanItsTitle(const PendingGate& gate)
{
    return gate.kind == GateKind::Node
        && (gate.prompt.size() > longestQuestion || gate.prompt.find('\n') != std::string::npos);
}

// Each way with the condition that holds for it.
std::string waysOf(const PendingGate& gate)
{
    const auto conditions = parseJson(gate.evidence);
    if (!conditions || !conditions->is_array() || conditions->size() != gate.choices.size())
        return gate.evidence;
    std::string out;
    for (std::size_t i = 0; i < gate.choices.size(); ++i) {
        const auto& condition = (*conditions)[i];
        out += gate.choices[i] + "  when "
            + (condition.is_string() ? condition.get<std::string>() : dumpJson(condition)) + "\n";
    }
    out.pop_back();
    return out;
}
} // namespace

GateContent::GateContent(const PendingGate& gate, QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(18, 14, 18, 10);
    m_column->setSpacing(12);
    addBanner(gate);
    addChange(gate);
    if (!gate.tool.empty())
        addArguments(gate);
    if (gate.kind == GateKind::Limit)
        m_column->addWidget(wrappedLabel(limitWords(gate), {}, this));
    if (gate.kind == GateKind::Plan)
        addPlan(gate);
    if (isLongerThanItsTitle(gate))
        addText(tr("What is asked"), gate.prompt);
    if (!gate.evidence.empty() && gate.kind == GateKind::Ambiguous)
        addText(tr("What holds"), waysOf(gate));
    else if (!gate.evidence.empty())
        addText(gate.kind == GateKind::Node ? tr("What it works on") : tr("What was seen"),
                gate.evidence);
    addWords(gate);
    m_column->addStretch();
}

QWidget* GateContent::addSection(const QString& title)
{
    auto* section = new QWidget(this);
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins({});
    column->setSpacing(4);
    column->addWidget(wrappedLabel(title, QStringLiteral("heading"), section));
    m_column->addWidget(section);
    return section;
}

void GateContent::addBanner(const PendingGate& gate)
{
    std::vector<const ArgumentOrigin*> shown;
    for (const auto& origin : gate.origins) {
        if (isSuspicious(origin.label))
            shown.push_back(&origin);
    }
    const bool untrusted = gate.context.integrity == Integrity::Untrusted;
    if (shown.empty() && !untrusted)
        return;
    auto* banner = new QWidget(this);
    banner->setAttribute(Qt::WA_StyledBackground);
    banner->setProperty("surface", untrusted ? QStringLiteral("error") : QStringLiteral("warning"));
    banner->setObjectName(QStringLiteral("provenance"));
    auto* column = new QVBoxLayout(banner);
    column->setSpacing(4);
    const bool isCall = !gate.tool.empty();
    const QString head = !untrusted && isCall ? tr("Private data reached this call.")
        : !untrusted                          ? tr("Private data led here.")
        : !isCall                             ? tr("Untrusted text had been read before this.")
        : shown.empty() && gate.agent.empty() ? tr("Untrusted text had been read before this call.")
        : shown.empty() ? tr("The agent had read untrusted text before it made this call.")
                        : tr("Untrusted text reached this call.");
    auto* title = wrappedLabel(head, QStringLiteral("error"), banner);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    column->addWidget(title);
    for (const auto* origin : shown) {
        auto* row = new QHBoxLayout;
        if (origin->label.integrity == Integrity::Untrusted)
            row->addWidget(badge(tr("untrusted"), QStringLiteral("error"), banner), 0,
                           Qt::AlignTop);
        if (origin->label.confidentiality == Confidentiality::Private)
            row->addWidget(badge(tr("private"), QStringLiteral("warning"), banner), 0,
                           Qt::AlignTop);
        if (origin->label.confidentiality == Confidentiality::Secret)
            row->addWidget(badge(tr("secret"), QStringLiteral("error"), banner), 0, Qt::AlignTop);
        auto* words = wrappedLabel(originWords(*origin), QStringLiteral("mono"), banner);
        words->setFont(codeFont());
        row->addWidget(words, 1);
        column->addLayout(row);
    }
    m_column->addWidget(banner);
}

// A table as wide as its frame, with a title.
void GateContent::addPanel(const QString& title, QWidget* table)
{
    auto* frame = new QFrame(this);
    frame->setAttribute(Qt::WA_StyledBackground);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(1, 6, 1, 2);
    column->setSpacing(4);
    auto* head = wrappedLabel(title, QStringLiteral("heading"), frame);
    head->setContentsMargins(9, 0, 9, 0);
    column->addWidget(head);
    column->addWidget(table);
    m_column->addWidget(frame);
    m_lastPart = frame;
}

void GateContent::addArguments(const PendingGate& gate)
{
    m_arguments = new ArgumentsTable(this);
    m_arguments->setArguments(gate.arguments,
                              [&gate](const std::string& name) { return originNote(gate, name); });
    addPanel(tr("Arguments"), m_arguments);
    connect(m_arguments, &ArgumentsTable::readToEnd, this, &GateContent::readToEnd);
}

void GateContent::addPlan(const PendingGate& gate)
{
    auto* plan = new PlanTable(this);
    plan->setPlan(gate.arguments);
    addPanel(tr("The plan"), plan);
}

void GateContent::addChange(const PendingGate& gate)
{
    const auto change = changeOf(gate);
    if (!change)
        return;
    auto* section = addSection(tr("What changes"));
    auto* view = new CodeEdit(section);
    view->setAccessibleName(tr("What changes"));
    view->setDiff(change->first, change->second);
    view->fitHeight(2, 12);
    section->layout()->addWidget(view);
    m_mustRead.push_back(view);
    m_lastPart = section;
    connect(view, &CodeEdit::readToEnd, this, &GateContent::readToEnd);
}

void GateContent::addText(const QString& title, const std::string& text)
{
    auto* section = addSection(title);
    auto* view = new CodeEdit(section);
    view->setAccessibleName(title);
    view->setForeignText(text);
    view->fitHeight(2, 12);
    section->layout()->addWidget(view);
    m_mustRead.push_back(view);
    m_lastPart = section;
    connect(view, &CodeEdit::readToEnd, this, &GateContent::readToEnd);
}

void GateContent::addWords(const PendingGate& gate)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    auto* why = new QVBoxLayout;
    why->setSpacing(2);
    why->addWidget(wrappedLabel(tr("Why you are asked"), QStringLiteral("heading"), this));
    if (!gate.rule.empty())
        why->addWidget(wrappedLabel(tr("Rule: %1").arg(format::line(gate.rule, 300)),
                                    QStringLiteral("muted"), this));
    if (!gate.reason.empty())
        why->addWidget(
            wrappedLabel(format::text(gate.reason, 2000), QStringLiteral("muted"), this));
    if (gate.confidence)
        why->addWidget(wrappedLabel(tr("Confidence %1").arg(*gate.confidence, 0, 'f', 2),
                                    QStringLiteral("muted"), this));
    why->addStretch();
    row->addLayout(why, 1);
    if (!gate.says.empty()) {
        auto* says = new QVBoxLayout;
        says->setSpacing(2);
        says->addWidget(wrappedLabel(tr("What the agent says"), QStringLiteral("heading"), this));
        auto* words = new CodeEdit(this);
        words->setFont(font());
        words->setObjectName(QStringLiteral("says"));
        words->setFrameShape(QFrame::NoFrame);
        words->document()->setDocumentMargin(0); // under its heading
        words->setAccessibleName(tr("What the agent says"));
        words->setForeignText(gate.says, 64u << 10);
        words->fitHeight(3, 6);
        says->addWidget(words);
        says->addStretch();
        row->addLayout(says, 1);
    }
    m_column->addLayout(row);
}

bool GateContent::isReadToEnd() const
{
    const bool read = std::all_of(m_mustRead.begin(), m_mustRead.end(),
                                  [](const CodeEdit* view) { return view->isReadToEnd(); });
    return read && (!m_arguments || m_arguments->isReadToEnd());
}

} // namespace signalbox::ui
