// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/forkdialog.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/record/forkeditor.h"
#include "ui/run/detailtext.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostLater = 200; // rows of what stays done

QString placeWords(const trace::ForkPlace& place)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Fork", text); };
    const auto step = QString::fromStdString(detailtext::stepOf(place.at));
    switch (place.kind) {
    case trace::ForkPlace::Kind::Call:
        return tr("Fork at %1, tool %2").arg(step, format::line(place.tool, 80));
    case trace::ForkPlace::Kind::Node:
        return tr("Fork at %1, visit %2")
            .arg(format::line(place.node, 80))
            .arg(pathSegments(place.at).back().n);
    case trace::ForkPlace::Kind::Request:
        break;
    }
    return tr("Fork at %1, the request of %2").arg(step, format::line(place.agent, 80));
}

// "Kept as recorded: 3 visits of nodes, 4 replies, 1 call"
QString keptWords(const trace::ForkPlace::Kept& kept)
{
    QStringList parts;
    const auto add = [&parts](std::size_t count, const char* one, const char* many) {
        if (count > 0)
            parts << QCoreApplication::translate("Fork", count == 1 ? one : many)
                         .arg(format::count(std::int64_t(count)));
    };
    add(kept.visits, "%1 visit of a node", "%1 visits of nodes");
    add(kept.requests, "%1 reply", "%1 replies");
    add(kept.calls, "%1 call", "%1 calls");
    if (parts.isEmpty())
        return QCoreApplication::translate("Fork", "Nothing is kept: this is where it began.");
    return QCoreApplication::translate("Fork", "Kept as recorded: %1.")
        .arg(parts.join(QStringLiteral(", ")));
}

// What can be said about undoing a call of this tool.
QString laterWords(const UiContext& context, const trace::LaterCall& call)
{
    const auto tool = context.tool(call.tool);
    const bool effectful = !tool || tool->effects().isEffectful();
    if (!effectful)
        return {};
    QString words = format::line(call.tool, 80);
    if (!call.detail.empty())
        words += u' ' + format::line(call.detail, 120);
    words += QStringLiteral(" \u00b7 ") + QString::fromStdString(detailtext::stepOf(call.path));
    if (!call.ok)
        words += QStringLiteral(" \u00b7 ") + QCoreApplication::translate("Fork", "failed");
    return words;
}
} // namespace

ForkDialog::ForkDialog(UiContext& context, std::string run, const trace::ForkPlace& place,
                       std::string ticket, QWidget* parent)
    : QDialog(parent)
    , m_run(std::move(run))
    , m_place(place)
    , m_ticket(std::move(ticket))
    , m_choices(new QListWidget)
    , m_editor(new ForkEditor(context, place))
    , m_hint(plainLabel({}, QStringLiteral("muted")))
    , m_problem(plainLabel({}, QStringLiteral("error")))
    , m_send(new QPushButton(tr("&Fork and run")))
{
    setObjectName(QStringLiteral("forkDialog"));
    setAccessibleName(tr("Fork"));
    setWindowTitle(tr("Fork of run %1").arg(format::runId(m_run)));
    setModal(false);
    build(context);
    for (const auto& choice : m_editor->choices())
        m_choices->addItem(choice.name);
    connect(m_choices, &QListWidget::currentRowChanged, this, &ForkDialog::refresh);
    connect(m_editor, &ForkEditor::changed, this, [this] {
        m_problem->hide();
        refresh();
    });
    m_choices->setCurrentRow(0);
    resize(context.theme.scaled(760), context.theme.scaled(560));
}

void ForkDialog::build(UiContext& context)
{
    const auto& theme = context.theme;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.scaled(16), theme.scaled(14), theme.scaled(16),
                               theme.scaled(12));
    column->setSpacing(theme.scaled(10));
    auto* title = plainLabel(placeWords(m_place), QStringLiteral("heading"));
    title->setWordWrap(true);
    column->addWidget(title);
    auto* what = plainLabel(tr("What came before stays as it was recorded and costs nothing. From "
                               "here on the run goes on live with one thing changed; the original "
                               "stays as it is."),
                            QStringLiteral("muted"));
    what->setWordWrap(true);
    column->addWidget(what);
    auto* kept = plainLabel(keptWords(m_place.kept));
    kept->setAccessibleName(tr("What is kept"));
    column->addWidget(kept);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(theme.scaled(12));
    m_choices->setAccessibleName(tr("What to change"));
    m_choices->setFixedWidth(theme.scaled(130));
    m_choices->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    middle->addWidget(m_choices);
    auto* right = new QVBoxLayout;
    right->setSpacing(theme.scaled(6));
    m_hint->setWordWrap(true);
    right->addWidget(m_hint);
    right->addWidget(m_editor, 1);
    middle->addLayout(right, 1);
    column->addLayout(middle, 1);
    column->addWidget(makeLater(context));
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("Problem of the fork"));
    m_problem->hide();
    column->addWidget(m_problem);
    auto* foot = new QHBoxLayout;
    auto* close = new QPushButton(tr("&Close"));
    close->setToolTip(tr("What was typed is kept"));
    foot->addStretch(1);
    foot->addWidget(close);
    foot->addWidget(m_send);
    column->addLayout(foot);
    m_send->setProperty("kind", QStringLiteral("primary"));
    m_send->setToolTip(tr("Ctrl+Return"));
    for (auto* button : {close, m_send}) {
        button->setAutoDefault(false);
        button->setAccessibleName(QString(button->text()).remove(u'&'));
    }
    connect(close, &QPushButton::clicked, this, &QDialog::hide);
    connect(m_send, &QPushButton::clicked, this, &ForkDialog::send);
    auto* keys = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(keys, &QShortcut::activated, this, &ForkDialog::send);
}

// The world is not rewound: what ran behind the place stays done.
QWidget* ForkDialog::makeLater(UiContext& context)
{
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(context.theme.scaled(4));
    QStringList lines;
    for (const auto& call : m_place.later) {
        const auto words = laterWords(context, call);
        if (!words.isEmpty())
            lines << words;
    }
    auto* heading =
        plainLabel(lines.isEmpty() ? tr("Nothing behind this step had an effect that would stay.")
                                   : tr("These calls behind this step will not be undone: %1")
                                         .arg(format::count(lines.size())),
                   lines.isEmpty() ? QStringLiteral("muted") : QStringLiteral("warning"));
    heading->setWordWrap(true);
    column->addWidget(heading);
    if (lines.isEmpty())
        return box;
    auto* list = new QListWidget;
    list->setAccessibleName(tr("Calls that stay done"));
    list->setSelectionMode(QAbstractItemView::NoSelection);
    const auto left = lines.size() - qsizetype(mostLater);
    list->addItems(lines.mid(0, qsizetype(mostLater)));
    if (left > 0)
        list->addItem(tr("and %1 more").arg(format::count(left)));
    const int rows = int(std::min<qsizetype>(lines.size(), 4));
    list->setFixedHeight(rows * (list->fontMetrics().height() + context.theme.scaled(9))
                         + context.theme.scaled(6));
    column->addWidget(list);
    return box;
}

void ForkDialog::choose(const std::string& key)
{
    const auto& choices = m_editor->choices();
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].key == key)
            m_choices->setCurrentRow(int(i));
    }
}

void ForkDialog::refresh()
{
    const int row = m_choices->currentRow();
    if (row < 0)
        return;
    m_editor->show(row);
    const auto& choice = m_editor->choices()[std::size_t(row)];
    const bool same = !choice.key.empty() && !m_editor->isChanged(row);
    m_hint->setText(same ? choice.hint + u' ' + tr("As it was recorded.") : choice.hint);
    m_send->setText(choice.key.empty() || same ? tr("&Do again") : tr("&Fork and run"));
    m_send->setEnabled(true);
}

void ForkDialog::send()
{
    const int row = m_choices->currentRow();
    if (row < 0 || !m_send->isEnabled())
        return;
    const auto problem = m_editor->problem(row);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        return;
    m_send->setEnabled(false); // until the engine answers
    const auto& choice = m_editor->choices()[std::size_t(row)];
    Q_EMIT commandIssued(
        engine::ForkRun{m_ticket, m_run, m_place.at, choice.key, m_editor->value(row)});
}

void ForkDialog::showFailure(const QString& why)
{
    m_problem->setText(why);
    m_problem->show();
    m_send->setEnabled(true);
}

} // namespace signalbox::ui
