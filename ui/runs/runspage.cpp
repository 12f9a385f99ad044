// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runspage.h"

#include "ui/format.h"
#include "ui/runs/runstable.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
// A dot in the colour of the state before its word.
class StateDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QStyleOptionViewItem moved = option;
        initStyleOption(&moved, index);
        const QString text = moved.text;
        moved.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &moved, painter,
                                            option.widget);
        const QColor colour = index.data(RunsModel::StateColourRole).value<QColor>();
        const qreal size = option.fontMetrics.height() * 0.5;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colour);
        painter->drawEllipse(
            QRectF(option.rect.left() + 8, option.rect.center().y() - size / 2 + 0.5, size, size));
        painter->setPen(colour);
        painter->drawText(option.rect.adjusted(int(size) + 16, 0, 0, 0),
                          Qt::AlignVCenter | Qt::AlignLeft, text);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index)
            + QSize(option.fontMetrics.height() + 8, 0);
    }
};
} // namespace

RunsPage::RunsPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_model(new RunsModel(context.theme, this))
    , m_find(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_message(new QLabel(this))
    , m_open(new QPushButton(tr("Open"), this))
    , m_export(new QPushButton(tr("Export…"), this))
    , m_table(new QTableView(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    buildBar();
    auto* frame = new QFrame(this);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* inner = new QVBoxLayout(frame);
    inner->setContentsMargins(1, 1, 1, 1);
    inner->addWidget(m_table);
    column->addWidget(frame, 1);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setProperty("role", QStringLiteral("muted"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    column->addWidget(m_message);
    buildTable();
    refresh();
}

void RunsPage::buildBar()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_find->setPlaceholderText(tr("cost > 0.05 status:failed agent:clerk …"));
    m_find->setAccessibleName(tr("Find runs"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(360);
    m_find->setText(context().settings.value(QStringLiteral("runs/filter")).toString());
    m_model->setFilter(RunFilter::parse(m_find->text()));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setProperty("role", QStringLiteral("badge"));
    auto* refreshButton = new QPushButton(tr("Refresh"), this);
    for (auto* button : {refreshButton, m_export, m_open}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text().remove(u'…'));
    }
    m_open->setProperty("kind", QStringLiteral("primary"));
    row->addWidget(m_find, 1);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(refreshButton);
    row->addWidget(m_export);
    row->addWidget(m_open);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    auto* menu = new QMenu(m_export);
    menu->addAction(tr("Events as JSON lines"), this,
                    [this] { askExport(QStringLiteral("jsonl"), tr("JSON lines (*.jsonl)")); });
    menu->addAction(tr("Report as Markdown"), this,
                    [this] { askExport(QStringLiteral("markdown"), tr("Markdown (*.md)")); });
    m_export->setMenu(menu);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString& text) {
        context().settings.setValue(QStringLiteral("runs/filter"), text);
        m_model->setFilter(RunFilter::parse(text));
        refresh();
    });
    connect(m_open, &QPushButton::clicked, this, &RunsPage::openRun);
    connect(refreshButton, &QPushButton::clicked, this,
            [this] { Q_EMIT commandIssued(engine::ListRuns{}); });
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_find->setFocus();
        m_find->selectAll();
    });
}

void RunsPage::buildTable()
{
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setObjectName(QStringLiteral("Runs"));
    m_table->setItemDelegateForColumn(int(RunsModel::Column::State), new StateDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(int(RunsModel::Column::Started), Qt::DescendingOrder);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    // Fixed widths: a list of 100,000 runs is never measured.
    const int unit = m_table->fontMetrics().averageCharWidth();
    const int widths[] = {0, 16, 12, 14, 11, 9, 24};
    for (int section = 1; section < 7; ++section)
        m_table->setColumnWidth(section, unit * widths[section]);
    connect(m_table, &QTableView::activated, this, &RunsPage::openRun);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!selectedRun().isEmpty())
            m_selected = selectedRun();
        refresh();
    });
}

QString RunsPage::selectedRun() const
{
    return m_table->currentIndex().data(RunsModel::RunRole).toString();
}

void RunsPage::openRun()
{
    const QString run = selectedRun();
    if (run.isEmpty())
        return;
    Q_EMIT commandIssued(engine::OpenRun{run.toStdString()});
    Q_EMIT openRunRequested(run, {});
}

void RunsPage::askExport(const QString& format, const QString& filter)
{
    if (selectedRun().isEmpty())
        return;
    auto* dialog = new QFileDialog(this, tr("Export the run"), QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(format == QStringLiteral("jsonl") ? format : QStringLiteral("md"));
    dialog->selectFile(selectedRun());
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, format](const QString& file) { exportTo(format, file); });
    dialog->open();
}

void RunsPage::exportTo(const QString& format, const QString& file)
{
    if (!selectedRun().isEmpty() && !file.isEmpty())
        Q_EMIT commandIssued(
            engine::Export{selectedRun().toStdString(), format.toStdString(), file.toStdString()});
}

void RunsPage::onNotice(const engine::Notice& notice)
{
    if (const auto* listed = std::get_if<engine::RunsListed>(&notice)) {
        m_model->setRuns(listed->runs);
        refresh();
    } else if (const auto* exported = std::get_if<engine::Exported>(&notice)) {
        Q_EMIT messageShown(tr("exported to %1").arg(format::line(exported->file)));
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        const bool isOurs =
            failed->what.rfind("export", 0) == 0 || failed->what.rfind("open run", 0) == 0;
        if (isOurs)
            m_message->setText(format::text(failed->error.text(), 2000));
        m_message->setVisible(m_message->isVisible() || isOurs);
    }
}

void RunsPage::onShown()
{
    Q_EMIT commandIssued(engine::ListRuns{});
}

void RunsPage::refresh()
{
    const int shown = m_model->rowCount();
    m_count->setText(
        shown == m_model->total()
            ? tr("%1 runs").arg(format::count(shown))
            : tr("%1 of %2 runs").arg(format::count(shown), format::count(m_model->total())));
    if (!m_table->currentIndex().isValid() && shown > 0 && m_table->selectionModel()) {
        const int row = m_model->rowOf(m_selected);
        m_table->selectRow(std::max(row, 0));
    }
    m_message->setText(m_model->total() == 0
                           ? tr("No runs yet. Start one in the Run mode.")
                           : (shown == 0 ? tr("No run fits the filter.") : QString()));
    m_message->setVisible(!m_message->text().isEmpty());
    const bool chosen = !selectedRun().isEmpty();
    m_open->setEnabled(chosen);
    m_export->setEnabled(chosen);
}

} // namespace signalbox::ui
