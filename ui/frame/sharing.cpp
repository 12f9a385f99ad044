// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/sharing.h"

#include "ui/format.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMainWindow>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

namespace signalbox::ui {

namespace {
const char* const formats[] = {"run", "html", "markdown", "jsonl"};

QString filterOf(const QString& format)
{
    if (format == QStringLiteral("run"))
        return Sharing::tr("Run file, all of the run (*.run)");
    if (format == QStringLiteral("html"))
        return Sharing::tr("Page for a browser (*.html)");
    if (format == QStringLiteral("markdown"))
        return Sharing::tr("Report as Markdown (*.md)");
    return Sharing::tr("Events as JSON lines (*.jsonl)");
}

QString suffixOf(const QString& format)
{
    return format == QStringLiteral("markdown") ? QStringLiteral("md") : format;
}

QString runFileIn(const QMimeData* data)
{
    for (const auto& url : data->urls()) {
        if (url.isLocalFile() && url.toLocalFile().endsWith(QStringLiteral(".run")))
            return url.toLocalFile();
    }
    return {};
}
} // namespace

Sharing::Sharing(UiContext& context, QMainWindow* window, std::function<std::string()> run)
    : QObject(window)
    , m_context(context)
    , m_window(window)
    , m_run(std::move(run))
{
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

void Sharing::addFileActions(QMenu& menu)
{
    const auto add = [&](const QString& text, const QKeySequence& keys, void (Sharing::*slot)()) {
        auto* action = menu.addAction(text, this, slot);
        action->setShortcut(keys);
    };
    add(tr("Open r&un file\u2026"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
        &Sharing::askOpen);
    add(tr("&Import run file\u2026"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I),
        &Sharing::askImport);
    add(tr("E&xport this run\u2026"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        &Sharing::askExport);
}

void Sharing::addRunActions(QMenu& menu)
{
    auto* action =
        menu.addAction(tr("&Undo what this run changed\u2026"), this, &Sharing::showChanges);
    action->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Z));
}

void Sharing::open(const QString& file)
{
    Q_EMIT commandIssued(engine::OpenRunFile{file.toStdString()});
}

void Sharing::askOpen()
{
    auto* dialog =
        new QFileDialog(m_window, tr("Open a run file"), QString(), tr("Run files (*.run)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &Sharing::open);
    dialog->open();
}

void Sharing::askImport()
{
    auto* dialog = new QFileDialog(m_window, tr("Import a run into this workspace"), QString(),
                                   tr("Run files (*.run)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        Q_EMIT commandIssued(engine::ImportRunFile{file.toStdString()});
    });
    dialog->open();
}

void Sharing::askExport()
{
    const auto run = m_run();
    if (run.empty()) {
        Q_EMIT messageShown(tr("no run is shown that could be exported"), true);
        return;
    }
    QStringList filters;
    for (const auto* format : formats)
        filters << filterOf(QString::fromLatin1(format));
    auto* dialog = new QFileDialog(m_window, tr("Export the run"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    const auto chosen = [](const QString& filter) {
        for (const auto* format : formats) {
            if (filterOf(QString::fromLatin1(format)) == filter)
                return QString::fromLatin1(format);
        }
        return QString::fromLatin1(formats[0]);
    };
    dialog->setDefaultSuffix(QStringLiteral("run"));
    dialog->selectFile(QString::fromStdString(run));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, chosen](const QString& filter) {
        dialog->setDefaultSuffix(suffixOf(chosen(filter)));
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, dialog, chosen, run](const QString& file) {
                const auto format = chosen(dialog->selectedNameFilter());
                Q_EMIT commandIssued(engine::Export{run, format.toStdString(), file.toStdString()});
            });
    dialog->open();
}

void Sharing::showChanges()
{
    const auto run = m_run();
    if (run.empty()) {
        Q_EMIT messageShown(tr("no run is shown"), true);
        return;
    }
    if (!m_changes) {
        m_changes = new ChangesDialog(m_context.theme, m_window);
        m_changes->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_changes, &ChangesDialog::commandIssued, this, &Sharing::commandIssued);
    }
    m_changes->setRun(run);
    m_changes->show();
    m_changes->raise();
    Q_EMIT commandIssued(engine::ListChanges{run});
}

void Sharing::onNotice(const engine::Notice& notice)
{
    if (const auto* opened = std::get_if<engine::RunFileOpened>(&notice)) {
        const auto name = format::line(opened->file.substr(opened->file.rfind('/') + 1), 100);
        Q_EMIT runShown(QString::fromStdString(opened->run));
        if (!opened->damage.empty())
            Q_EMIT messageShown(
                tr("%1 is damaged: %2").arg(name, format::line(opened->damage, 300)), true);
        else
            Q_EMIT messageShown(opened->imported ? tr("imported %1").arg(name)
                                                 : tr("%1, read only").arg(name),
                                false);
    } else if (const auto* listed = std::get_if<engine::ChangesListed>(&notice)) {
        if (m_changes)
            m_changes->showChanges(*listed);
    }
}

bool Sharing::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::DragEnter) {
        auto* drag = static_cast<QDragEnterEvent*>(event);
        if (!runFileIn(drag->mimeData()).isEmpty()) {
            drag->acceptProposedAction();
            return true;
        }
    } else if (event->type() == QEvent::Drop) {
        auto* drop = static_cast<QDropEvent*>(event);
        if (const auto file = runFileIn(drop->mimeData()); !file.isEmpty()) {
            drop->acceptProposedAction();
            open(file);
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace signalbox::ui
