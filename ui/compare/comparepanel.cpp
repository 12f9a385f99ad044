// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/comparepanel.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/compare/figurestrip.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/keytip.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/run/detailtext.h"
#include "ui/run/panelheader.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr std::size_t longestDetail = 256u << 10; // bytes of each text that are compared

std::string pretty(const std::string& text)
{
    const auto value = parseJson(text);
    if (!value)
        return text;
    return value->is_string() ? value->get<std::string>() : prettyJson(*value);
}

// What a visit of a node changed and where it led.
std::string nodeDetailOf(const ComparedStep& step)
{
    std::string text = "node " + step.name + "\n";
    if (!step.arguments.empty()) {
        text += "\nstate\n";
        for (const auto patch : split(step.arguments, '\n'))
            text += pretty(std::string(patch)) + "\n";
    }
    if (!step.text.empty())
        text += (step.ok ? "\nleads to\n" : "\nerror\n") + step.text + "\n";
    return text.substr(0, longestDetail);
}

// A step as text, the parts that can differ one under the other.
std::string detailOf(const ComparedStep* step)
{
    if (!step)
        return {};
    if (step->kind == "node")
        return nodeDetailOf(*step);
    const bool chat = step->kind == "chat";
    std::string text = (chat ? "model " : "tool ") + step->name + "\n";
    if (!step->arguments.empty() && step->arguments != "[]" && step->arguments != "null")
        text += std::string(chat ? "\ncalls\n" : "\narguments\n") + pretty(step->arguments) + "\n";
    if (!step->text.empty())
        text += std::string(chat           ? "\ntext\n"
                                : step->ok ? "\nresult\n"
                                           : "\nerror\n")
            + (chat ? step->text : pretty(step->text)) + "\n";
    return text.substr(0, longestDetail);
}
} // namespace

ComparePanel::ComparePanel(UiContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new CompareModel(context.theme, this))
    , m_header(new PanelHeader(context.theme, tr("A against B")))
    , m_stepsHeader(new PanelHeader(context.theme, tr("Steps side by side")))
    , m_detailHeader(new PanelHeader(context.theme, tr("What is different")))
    , m_figures(new FigureStrip(context.theme))
    , m_message(plainLabel({}, QStringLiteral("muted")))
    , m_table(new QTableView)
    , m_details(new CodeEdit)
    , m_only(new QPushButton(tr("Only differences")))
    , m_openA(new QPushButton(tr("Open in A")))
    , m_openB(new QPushButton(tr("Open in B")))
{
    setObjectName(QStringLiteral("comparePanel"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* close = new QPushButton(tr("Close"));
    close->setProperty("kind", QStringLiteral("flat"));
    close->setAccessibleName(tr("Close the comparison"));
    m_header->addControl(close);
    connect(close, &QPushButton::clicked, this, &ComparePanel::closed);
    column->addWidget(m_header);
    auto* top = new QWidget;
    auto* topColumn = new QVBoxLayout(top);
    topColumn->setContentsMargins(0, 0, 0, 0);
    m_message->setContentsMargins(context.theme.scaled(12), context.theme.scaled(8),
                                  context.theme.scaled(12), context.theme.scaled(8));
    m_message->setWordWrap(true);
    m_message->setAccessibleName(tr("State of the comparison"));
    topColumn->addWidget(m_message);
    topColumn->addWidget(m_figures);
    column->addWidget(panelBody(top));
    column->addSpacing(context.theme.scaled(6));
    auto* split = new QSplitter(Qt::Vertical);
    split->addWidget(makeSteps());
    split->addWidget(makeDetails());
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setChildrenCollapsible(false);
    column->addWidget(split, 1);
    m_message->hide();
    // a difference carries its colours
    connect(&context.theme, &Theme::changed, this, &ComparePanel::fillDetails);
}

QWidget* ComparePanel::makeSteps()
{
    auto* steps = new QWidget;
    auto* column = new QVBoxLayout(steps);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const auto add = [this](const QString& text, const QString& mark, const char* keys,
                            int direction) {
        auto* action = new QAction(text, this);
        action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this,
                [this, direction] { moveToDifference(direction); });
        addAction(action);
        m_actions.push_back(action);
        auto* button = new QPushButton(mark);
        button->setProperty("kind", QStringLiteral("flat"));
        button->setAccessibleName(text);
        setKeyTip(*button, *action, text);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        m_stepsHeader->addControl(button);
    };
    add(tr("Difference before"), QStringLiteral("\u2039"), "Shift+F8", -1);
    add(tr("Next difference"), QStringLiteral("\u203a"), "F8", 1);
    m_only->setProperty("kind", QStringLiteral("flat"));
    m_only->setCheckable(true);
    m_only->setAccessibleName(tr("Only differences"));
    m_stepsHeader->addControl(m_only);
    connect(m_only, &QPushButton::toggled, m_model, &CompareModel::setOnlyDifferences);
    column->addWidget(m_stepsHeader);
    buildTable();
    column->addWidget(panelBody(m_table), 1);
    return steps;
}

void ComparePanel::buildTable()
{
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Steps side by side"));
    m_table->setObjectName(QStringLiteral("comparedSteps"));
    makePlain(*m_table);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_context.theme.scaled(26));
    auto* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(m_context.theme.scaled(28));
    header->setSectionResizeMode(0, QHeaderView::Fixed);
    m_table->setColumnWidth(0, m_context.theme.scaled(28));
    for (int column = 1; column < CompareModel::columns; ++column)
        header->setSectionResizeMode(column, QHeaderView::Stretch);
    connect(m_table, &QTableView::activated, this, [this] { openStep(false); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ComparePanel::fillDetails);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ComparePanel::fillDetails);
}

QWidget* ComparePanel::makeDetails()
{
    auto* details = new QWidget;
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, m_context.theme.scaled(6), 0, 0);
    column->setSpacing(0);
    for (auto* button : {m_openA, m_openB}) {
        button->setProperty("kind", QStringLiteral("flat"));
        button->setAccessibleName(button->text());
        m_detailHeader->addControl(button);
    }
    connect(m_openA, &QPushButton::clicked, this, [this] { openStep(false); });
    connect(m_openB, &QPushButton::clicked, this, [this] { openStep(true); });
    m_details->setReadOnly(true);
    m_details->setAccessibleName(tr("What is different"));
    m_details->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_detailHeader);
    column->addWidget(panelBody(m_details), 1);
    return details;
}

QString ComparePanel::originWords() const
{
    const auto& a = m_model->compared().a;
    const auto& b = m_model->compared().b;
    const auto words = [this](const RunSummary& fork, const QString& of, const QString& it) {
        const auto step = QString::fromStdString(detailtext::stepOf(fork.forkedAt));
        return fork.changed.empty() ? tr("%1 is %2 done again at %3").arg(it, of, step)
                                    : tr("%1 is a fork of %2 at %3, %4 changed")
                                          .arg(it, of, step, format::line(fork.changed, 40));
    };
    if (!b.forkedFrom.empty() && b.forkedFrom == a.run)
        return words(b, QStringLiteral("A"), QStringLiteral("B"));
    if (!a.forkedFrom.empty() && a.forkedFrom == b.run)
        return words(a, QStringLiteral("B"), QStringLiteral("A"));
    return {};
}

void ComparePanel::show(const engine::RunsCompared& compared)
{
    m_model->setCompared(compared);
    m_figures->show(compared);
    m_figures->setVisible(true);
    m_header->setNote(originWords());
    const bool differs = compared.comparison && compared.comparison->firstDivergence;
    m_message->setText(tr("No step differs."));
    m_message->setProperty("role", QStringLiteral("ok"));
    Theme::repolish(m_message);
    m_message->setVisible(!differs);
    const int first = m_model->firstDifference();
    if (m_model->rowCount() > 0)
        m_table->selectRow(first < 0 ? 0 : first);
    if (first >= 0)
        m_table->scrollTo(m_model->index(first, 0), QAbstractItemView::PositionAtCenter);
    fillDetails();
}

void ComparePanel::showWaiting()
{
    m_message->setText(tr("Reading both runs\u2026"));
    m_message->setProperty("role", QStringLiteral("muted"));
    Theme::repolish(m_message);
    m_message->show();
}

void ComparePanel::showFailure(const QString& why)
{
    m_message->setText(tr("The runs could not be compared: %1").arg(why));
    m_message->setProperty("role", QStringLiteral("error"));
    Theme::repolish(m_message);
    m_message->show();
}

void ComparePanel::fillDetails()
{
    const int row = m_table->currentIndex().row();
    const auto* a = m_model->a(row);
    const auto* b = m_model->b(row);
    m_openA->setEnabled(a != nullptr);
    m_openB->setEnabled(b != nullptr);
    m_detailHeader->setNote(a ? comparedTitle(*a) : b ? comparedTitle(*b) : QString());
    m_details->setDiff(detailOf(a), detailOf(b));
}

void ComparePanel::moveToDifference(int direction)
{
    const int row = m_model->nextDifference(m_table->currentIndex().row(), direction);
    if (row < 0)
        return;
    m_table->selectRow(row);
    m_table->scrollTo(m_model->index(row, 0));
}

void ComparePanel::openStep(bool ofB)
{
    const int row = m_table->currentIndex().row();
    const auto& compared = m_model->compared();
    const auto* step = ofB ? m_model->b(row) : m_model->a(row);
    const bool other = !step; // what only the other has
    if (other)
        step = ofB ? m_model->a(row) : m_model->b(row);
    if (!step)
        return;
    const auto& run = ofB != other ? compared.b.run : compared.a.run;
    Q_EMIT openRunRequested(QString::fromStdString(run), QString::fromStdString(step->path));
}

} // namespace signalbox::ui
