// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/argumentstable.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plaintable.h"

#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int mostRows = 200;
constexpr int mostLines = 8;
constexpr std::size_t longValue = 160;

QString sizeWords(std::string_view value)
{
    QStringList words;
    if (value.size() > longValue)
        words << QObject::tr("%L1 characters").arg(format::verbatim(value).size());
    if (const auto hidden = findInvisible(value); !hidden.empty())
        words << (hidden.size() == 1 ? QObject::tr("1 invisible character")
                                     : QObject::tr("%L1 invisible characters").arg(hidden.size()));
    return words.join(QStringLiteral(" · "));
}
} // namespace

std::string readableValue(const std::string& json)
{
    const auto parsed = parseJson(json);
    if (!parsed)
        return json;
    if (!parsed->is_string())
        return parsed->is_structured() ? prettyJson(*parsed) : dumpJson(*parsed);
    const auto& text = parsed->get_ref<const std::string&>();
    return text.empty() || text.front() == '"' || parseJson(text) ? quoteJson(text) : text;
}

ArgumentsTable::ArgumentsTable(QWidget* parent)
    : QTableWidget(0, 3, parent)
{
    setAccessibleName(tr("Arguments"));
    setProperty("cells", QStringLiteral("widgets")); // they fill their cell
    setObjectName(QStringLiteral("Arguments"));
    setHorizontalHeaderLabels({tr("Argument"), tr("Value"), tr("Note")});
    horizontalHeader()->hide();
    makePlain(*this);
    setSelectionMode(NoSelection);
    setFocusPolicy(Qt::NoFocus); // its panes are reached by Tab
    setWordWrap(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(2, QHeaderView::Fixed);
    setColumnWidth(2, fontMetrics().averageCharWidth() * 24);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ArgumentsTable::setArguments(std::string_view arguments, const Note& note)
{
    setRowCount(0);
    m_values.clear();
    const auto parsed = parseJson(arguments);
    if (!parsed || !parsed->is_object()) {
        addRow(tr("arguments"), arguments, {});
        fit();
        return;
    }
    for (const auto& [name, value] : parsed->items()) {
        if (rowCount() == mostRows) {
            // Nothing is left out: the rest stands in one row, to be read to its end.
            Json rest = Json::object();
            for (const auto& [key, member] : parsed->items()) {
                if (key >= name)
                    rest[key] = member;
            }
            addRow(tr("%1 more").arg(rest.size()), prettyJson(rest), {});
            break;
        }
        addRow(format::line(name, 60), readableValue(dumpJson(value)),
               note ? note(name) : QString());
    }
    fit();
}

void ArgumentsTable::addRow(const QString& name, std::string_view shown, const QString& note)
{
    const int row = rowCount();
    insertRow(row);
    auto* label = new QTableWidgetItem(name);
    label->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
    setItem(row, 0, label);
    // The text of the cell is what a screen reader gets; the pane above it is what is seen.
    setItem(row, 1, new QTableWidgetItem(format::text(shown, 1u << 16)));
    const QString size = sizeWords(shown);
    auto* words = new QTableWidgetItem(
        note.isEmpty() || size.isEmpty() ? note + size : note + QStringLiteral(" · ") + size);
    words->setTextAlignment(Qt::AlignRight | Qt::AlignTop);
    setItem(row, 2, words);

    auto* value = new CodeEdit(this);
    value->setFrameShape(QFrame::NoFrame);
    value->setAccessibleName(name);
    value->document()->setDocumentMargin(1); // on one line with the name
    value->setForeignText(shown);
    connect(value, &CodeEdit::readToEnd, this, [this] {
        if (isReadToEnd())
            Q_EMIT readToEnd();
    });
    m_values.push_back(value);
    setCellWidget(row, 1, value);
}

bool ArgumentsTable::isReadToEnd() const
{
    return std::all_of(m_values.begin(), m_values.end(),
                       [](const CodeEdit* value) { return value->isReadToEnd(); });
}

void ArgumentsTable::fit()
{
    for (std::size_t row = 0; row < m_values.size(); ++row) {
        m_values[row]->fitHeight(1, mostLines);
        const int note = visualItemRect(item(int(row), 2)).width() - 8;
        const QRect needed = fontMetrics().boundingRect(
            0, 0, std::max(note, 40), 1 << 20, Qt::TextWordWrap, item(int(row), 2)->text());
        setRowHeight(int(row), std::max(m_values[row]->height(), needed.height()) + 8);
    }
    setFixedHeight(sizeHint().height());
}

QSize ArgumentsTable::sizeHint() const
{
    return {400, verticalHeader()->length() + 2 * frameWidth()};
}

void ArgumentsTable::resizeEvent(QResizeEvent* event)
{
    QTableWidget::resizeEvent(event);
    fit();
}

void ArgumentsTable::showEvent(QShowEvent* event)
{
    QTableWidget::showEvent(event);
    fit();
}

} // namespace signalbox::ui
