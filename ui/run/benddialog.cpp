// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/benddialog.h"

#include "base/jsonvalue.h"
#include "ui/form/schemaform.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
// The instructions that an agent of this run has, by what the run recorded of itself.
std::string instructionsOf(const trace::RunTrace& trace, const std::string& path)
{
    std::string agent;
    for (const auto& segment : pathSegments(path)) {
        if (segment.kind == "agent")
            agent = std::string(segment.name);
    }
    if (trace.spans().count() == 0)
        return {};
    for (const auto& event : trace.details(trace::SpanId{0}).events) {
        if (event.type != EventType::RunStarted)
            continue;
        const auto data = parseJson(event.data).value_or(Json::object());
        if (const auto* forked = find(data, "forked_from")) {
            const auto* changed = find(*forked, "changed");
            const auto* other = changed ? find(*changed, "instructions") : nullptr;
            if (other && other->is_string())
                return other->get<std::string>();
        }
        const auto* definitions = find(data, "definitions");
        const auto* all = definitions ? find(*definitions, "instructions") : nullptr;
        return all ? stringAt(*all, agent) : std::string();
    }
    return {};
}
} // namespace

BendDialog::BendDialog(UiContext& context, RunView& view, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_view(view)
    , m_title(plainLabel({}, QStringLiteral("heading")))
    , m_hint(plainLabel({}, QStringLiteral("muted")))
    , m_form(new SchemaForm(this))
    , m_text(new CodeEdit(this))
    , m_json(new JsonEdit(this))
{
    setObjectName(QStringLiteral("bendDialog"));
    setModal(false);
    m_hint->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    const int gap = context.theme.scaled(14);
    column->setContentsMargins(gap, gap, gap, gap);
    column->setSpacing(context.theme.scaled(8));
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addWidget(m_form, 1);
    column->addWidget(m_text, 1);
    column->addWidget(m_json, 1);
    m_json->setName(tr("State"));
    buildButtons();
    resize(context.theme.scaled(620), context.theme.scaled(440));
    connect(m_form, &SchemaForm::changed, this, &BendDialog::showState);
    connect(m_text, &QPlainTextEdit::textChanged, this, &BendDialog::showState);
    connect(m_json, &JsonEdit::textChanged, this, &BendDialog::showState);
    connect(&view, &RunView::heldChanged, this, &BendDialog::closeWhenItWentOn);
    connect(&view, &RunView::runChanged, this, &BendDialog::closeWhenItWentOn);
}

void BendDialog::buildButtons()
{
    auto* line = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    m_step = new QPushButton(tr("Change and step"));
    m_step->setToolTip(tr("One effect with the change, then it is held again"));
    m_goOn = new QPushButton(tr("Change and go on"));
    m_goOn->setProperty("kind", QStringLiteral("primary"));
    for (auto* button : {cancel, m_step, m_goOn}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text());
    }
    line->addWidget(cancel);
    line->addStretch();
    line->addWidget(m_step);
    line->addWidget(m_goOn);
    static_cast<QVBoxLayout*>(layout())->addLayout(line);
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_step, &QPushButton::clicked, this, [this] { goOn(true); });
    connect(m_goOn, &QPushButton::clicked, this, [this] { goOn(false); });
}

void BendDialog::open(const std::string& path, const std::string& key)
{
    if (!m_view.trace())
        return;
    const bool isSame = m_run == m_view.run() && m_path == path && m_key == key;
    if (!isSame) {
        m_run = m_view.run();
        m_path = path;
        m_key = key;
        const auto details = m_view.trace()->details(m_view.trace()->spans().find(path));
        for (QWidget* each : {static_cast<QWidget*>(m_form), static_cast<QWidget*>(m_text),
                              static_cast<QWidget*>(m_json)})
            each->setVisible(each == editor());
        if (key == "arguments")
            fillArguments(details);
        else if (key == "result")
            fillResult(details);
        else if (key == "state")
            fillState(path);
        else
            fillInstructions(path);
        setWindowTitle(m_title->text());
        setAccessibleName(m_title->text());
        m_first = value();
    }
    showState();
    show();
    raise();
    activateWindow();
    editor()->setFocus();
}

QWidget* BendDialog::editor() const
{
    if (m_key == "arguments")
        return m_form;
    return m_key == "state" ? static_cast<QWidget*>(m_json) : m_text;
}

void BendDialog::fillArguments(const trace::SpanDetails& details)
{
    m_title->setText(tr("Arguments of %1").arg(format::line(details.name, 80)));
    m_hint->setText(
        tr("The call has not begun. It goes on in a fork with what stands here; checks, policy and "
           "gates apply as to any call. The run that is held stays as it is, interrupted."));
    const auto tool = m_context.tool(details.name);
    (void)m_form->setSchema(tool ? tool->parameters : "{\"type\":\"object\"}");
    m_form->setValue(details.arguments);
}

void BendDialog::fillResult(const trace::SpanDetails& details)
{
    m_title->setText(tr("Result of %1").arg(format::line(details.name, 80)));
    m_hint->setText(
        tr("What the call did is not undone. A fork goes on as if it had answered this: JSON, or "
           "text, endorsed by you. The run that is held stays as it is, interrupted."));
    const auto parsed = parseJson(details.result);
    m_text->setPlainText(
        fromUtf8(parsed && parsed->is_string() ? parsed->get<std::string>() : details.result));
    m_text->setAccessibleName(tr("Result"));
}

void BendDialog::fillInstructions(const std::string& path)
{
    m_title->setText(tr("Instructions of the agent"));
    m_hint->setText(tr("The request has not been sent. A fork sends it with these instructions and "
                       "keeps them. The run that is held stays as it is, interrupted."));
    m_text->setPlainText(fromUtf8(instructionsOf(*m_view.trace(), path)));
    m_text->setAccessibleName(tr("Instructions"));
}

void BendDialog::fillState(const std::string& path)
{
    std::shared_ptr<const Json> state;
    std::string node;
    m_view.trace()->readGraph([&](const trace::GraphTrace& graph) {
        const auto visit = graph.find(path);
        state = graph.statesOf(visit).before;
        if (visit != trace::GraphTrace::noVisit)
            node = graph.visits()[visit].node;
    });
    m_title->setText(tr("State at %1").arg(format::line(node, 80)));
    m_hint->setText(tr("The node has not begun. A fork enters it with this state. The run that is "
                       "held stays as it is, interrupted."));
    m_json->setText(prettyJson(*state));
}

std::string BendDialog::value() const
{
    if (m_key == "arguments")
        return m_form->value();
    if (m_key == "state") {
        const auto state = parseJson(m_json->text());
        return state ? dumpJson(*state) : m_json->text();
    }
    const auto text = m_text->toPlainText().toStdString();
    if (m_key == "result" && parseJson(text))
        return text;
    return quoteJson(text);
}

void BendDialog::showState()
{
    const bool changed = value() != m_first;
    m_goOn->setEnabled(changed && isGood());
    m_step->setEnabled(changed && isGood());
}

bool BendDialog::isGood() const
{
    if (m_key == "arguments")
        return m_form->isValid();
    if (m_key != "state")
        return true;
    const auto state = parseJson(m_json->text());
    return state && state->is_object();
}

// It was let go on by other means, or another run is shown: nothing is held here any more.
void BendDialog::closeWhenItWentOn()
{
    if (!isVisible() && m_path.empty())
        return;
    const auto& holds = m_view.holds();
    const bool isHeld = m_run == m_view.run()
        && std::any_of(holds.begin(), holds.end(),
                       [this](const RunView::Hold& hold) { return hold.path == m_path; });
    if (isHeld)
        return;
    m_path.clear();
    close();
}

void BendDialog::goOn(bool step)
{
    if (m_key == "arguments" && !m_form->check())
        return;
    engine::BendRun bend;
    bend.run = m_run;
    bend.at = m_path;
    bend.key = m_key;
    bend.value = value();
    bend.step = step;
    Q_EMIT commandIssued(bend);
    m_path.clear();
    close();
}

} // namespace signalbox::ui
