// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/modelsection.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/keytip.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/settings/modeldialog.h"
#include "ui/settings/modelfile.h"
#include "ui/settings/removemodeldialog.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr int nameRole = Qt::UserRole + 1; // of a model, as it is written
constexpr const char* settingsFile = "signalbox.json";
} // namespace

ModelSection::ModelSection(UiContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_table(plainTable(tr("Models"),
                         {tr("Name"), tr("Provider"), tr("Model"), tr("Address"), tr("Key")}, 3,
                         this))
    , m_state(wrappedLabel({}, QStringLiteral("error"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(8);
    column->addWidget(m_table);
    auto* row = new QHBoxLayout;
    m_add = addModelAction(tr("Add model\u2026"), QKeySequence(Qt::CTRL | Qt::Key_N),
                           &ModelSection::addModel, row);
    m_change = addModelAction(tr("Change model\u2026"), QKeySequence(Qt::Key_F2),
                              &ModelSection::changeModel, row);
    m_remove = addModelAction(tr("Remove model\u2026"), QKeySequence(Qt::CTRL | Qt::Key_Delete),
                              &ModelSection::removeModel, row);
    row->addStretch();
    column->addLayout(row);
    m_state->setAccessibleName(tr("State of the models"));
    m_state->hide();
    column->addWidget(m_state);
    connect(m_table, &QTableWidget::cellActivated, this, &ModelSection::changeModel);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ModelSection::refreshActions);
    connect(m_table, &QTableWidget::currentCellChanged, this, [this](int at) {
        if (at >= 0 && m_table->item(at, 0))
            Q_EMIT keyChosen(m_table->item(at, 0)->data(Qt::UserRole).toString());
    });
    refreshActions();
}

QAction* ModelSection::addModelAction(const QString& text, const QKeySequence& keys,
                                      void (ModelSection::*slot)(), QHBoxLayout* row)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, slot);
    auto* button = new QPushButton(text, this);
    button->setAccessibleName(QString(text).remove(u'\u2026'));
    button->setAutoDefault(false);
    setKeyTip(*button, *action, {});
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button,
            [button, action] { button->setEnabled(action->isEnabled()); });
    row->addWidget(button);
    return action;
}

std::string ModelSection::selectedModel() const
{
    const auto* item = m_table->item(m_table->currentRow(), 0);
    return item && item->isSelected() ? item->data(nameRole).toString().toStdString()
                                      : std::string();
}

void ModelSection::refreshActions()
{
    const bool isOne = !selectedModel().empty();
    m_change->setEnabled(isOne);
    m_remove->setEnabled(isOne);
}

void ModelSection::addModel()
{
    openModel({});
}

void ModelSection::changeModel()
{
    if (!selectedModel().empty())
        openModel(selectedModel());
}

void ModelSection::openModel(const std::string& name)
{
    if (!m_context.opened.workspace)
        return;
    delete m_dialog;
    m_dialog = new ModelDialog(m_context, name, this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &ModelDialog::saveWanted, this,
            [this](const QString& text) { save(text.toStdString()); });
    m_dialog->open();
}

void ModelSection::removeModel()
{
    const auto name = selectedModel();
    if (name.empty() || !m_context.opened.workspace)
        return;
    const auto text = withoutModel(m_context.opened.workspace->document, name);
    if (!text)
        return onSaved(tr("%1 was not removed: %2")
                           .arg(format::line(name), format::line(text.error().message, 400)));
    m_state->hide();
    delete m_removal;
    m_removal = new RemoveModelDialog(m_context, name, *text, this);
    m_removal->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_removal, &RemoveModelDialog::saveWanted, this,
            [this](const QString& changed) { save(changed.toStdString()); });
    m_removal->open();
}

void ModelSection::save(const std::string& text)
{
    m_isSaving = true;
    Q_EMIT commandIssued(engine::SaveFile{settingsFile, text});
}

void ModelSection::onSaved(const QString& failure)
{
    m_isSaving = false;
    const bool isAnswered = m_dialog || m_removal;
    if (m_dialog && !failure.isEmpty())
        m_dialog->showFailure(failure);
    else if (m_dialog)
        m_dialog->close();
    if (m_removal && !failure.isEmpty())
        m_removal->showFailure(failure);
    else if (m_removal)
        m_removal->close();
    m_state->setText(isAnswered ? QString() : failure);
    m_state->setVisible(!m_state->text().isEmpty());
}

QString ModelSection::keyWords(const std::string& name, const ModelEntry& model,
                               const std::map<std::string, std::string>& keys) const
{
    const auto key = keyVariable(model);
    if (key.empty())
        return tr("needs none");
    const auto found = keys.find(name);
    if (found == keys.end())
        return format::line(key);
    if (found->second == "none needed") // a server of one's own
        return tr("%1: not set, not needed").arg(format::line(key));
    return format::line(key + ": " + found->second);
}

void ModelSection::setModels(const WorkspaceView& workspace,
                             const std::map<std::string, std::string>& keys)
{
    const auto chosen = selectedModel();
    int chosenRow = -1; // nothing, where it was removed: the next one is not meant
    m_table->setRowCount(int(workspace.models.size()));
    int row = 0;
    for (const auto& [name, model] : workspace.models) {
        const std::string key = keyVariable(model);
        const auto found = keys.find(name);
        const QString shown =
            format::line(name) + (name == workspace.defaultModel ? tr(" (default)") : QString());
        const QStringList cells = {
            shown, fromUtf8(protocolName(model.protocol)),
            format::line(model.protocol == Protocol::Scripted ? model.script : model.model),
            model.protocol == Protocol::Scripted ? QStringLiteral("\u2014")
                : model.baseUrl.empty()          ? tr("the provider's own")
                                                 : format::line(model.baseUrl),
            keyWords(name, model, keys)};
        for (int column = 0; column < cells.size(); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setData(Qt::UserRole, QString::fromStdString(key));
            item->setData(nameRole, QString::fromStdString(name));
            m_table->setItem(row, column, item);
        }
        if (found != keys.end() && found->second == "missing")
            m_table->item(row, 4)->setForeground(m_context.theme.color(Tint::Warning));
        if (name == chosen)
            chosenRow = row;
        ++row;
    }
    m_table->setCurrentCell(chosenRow, chosenRow < 0 ? -1 : 0);
    refreshActions();
    fitToRows(*m_table, 10);
}

void ModelSection::onNotice(const engine::Notice& notice)
{
    if (!m_isSaving)
        return;
    if (const auto* saved = std::get_if<engine::FileSaved>(&notice)) {
        if (saved->file == settingsFile)
            onSaved({});
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->verb == engine::Verb::SaveFile && failed->subject == settingsFile)
            onSaved(tr("Not saved: %1").arg(format::text(failed->error.text(), 2000)));
    }
}

} // namespace signalbox::ui
