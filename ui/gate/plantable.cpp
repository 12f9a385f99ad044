// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/plantable.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/plaintable.h"

#include <QHeaderView>
#include <QResizeEvent>

namespace signalbox::ui {

namespace {
constexpr std::size_t longestTask = 64u << 10;
constexpr std::size_t longestName = 80;
enum Column
{
    Id,
    Agent,
    After,
    Task
};

std::string listed(const Json* names)
{
    std::string out;
    for (const auto& name : names && names->is_array() ? *names : Json::array()) {
        if (name.is_string())
            out += (out.empty() ? "" : ", ") + name.get<std::string>();
    }
    return out;
}
} // namespace

PlanTable::PlanTable(QWidget* parent)
    : QTableWidget(parent)
{
    setObjectName(QStringLiteral("Plan"));
    setAccessibleName(tr("Plan"));
    setColumnCount(4);
    setHorizontalHeaderLabels({tr("Step"), tr("Agent"), tr("After"), tr("Task")});
    makePlain(*this);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(Task, QHeaderView::Stretch);
    setSelectionMode(QAbstractItemView::NoSelection);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void PlanTable::addCell(int row, int column, const std::string& text, std::size_t most)
{
    auto* item =
        new QTableWidgetItem(column == Task ? format::text(text, most) : format::line(text, most));
    item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
    setItem(row, column, item);
}

void PlanTable::setPlan(std::string_view plan)
{
    setRowCount(0);
    const auto parsed = parseJson(plan);
    const auto* steps = parsed ? signalbox::find(*parsed, "steps") : nullptr;
    for (const auto& step : steps && steps->is_array() ? *steps : Json::array()) {
        if (!step.is_object())
            continue;
        const int row = rowCount();
        insertRow(row);
        addCell(row, Id, stringAt(step, "id"), longestName);
        addCell(row, Agent, stringAt(step, "agent"), longestName);
        addCell(row, After, listed(signalbox::find(step, "dependencies")), longestName);
        auto task = stringAt(step, "task");
        if (boolAt(step, "requires_approval"))
            task += "\n(asks before it begins)";
        addCell(row, Task, task, longestTask);
    }
    fit();
}

void PlanTable::fit()
{
    resizeRowsToContents();
    updateGeometry();
}

QSize PlanTable::sizeHint() const
{
    int height = horizontalHeader()->sizeHint().height() + 2;
    for (int row = 0; row < rowCount(); ++row)
        height += rowHeight(row);
    return {200, height};
}

void PlanTable::resizeEvent(QResizeEvent* event)
{
    QTableWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

} // namespace signalbox::ui
