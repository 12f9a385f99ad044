// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settingspage.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/keytip.h"
#include "ui/settings/modeldialog.h"
#include "ui/settings/modelfile.h"

#include <QAction>
#include <QButtonGroup>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSettings>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
constexpr int nameRole = Qt::UserRole + 1; // of a model, as it is written
constexpr const char* settingsFile = "signalbox.json";

QLabel* plain(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", QString::fromLatin1(role));
    return label;
}

QTableWidget* makeTable(const QString& name, const QStringList& columns, int stretched,
                        QWidget* parent)
{
    auto* table = new QTableWidget(0, int(columns.size()), parent);
    table->setAccessibleName(name);
    table->setHorizontalHeaderLabels(columns);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setTabKeyNavigation(false);
    return table;
}

void fitHeight(QTableWidget* table, int most)
{
    const int rows = std::clamp(table->rowCount(), 1, most);
    const int head =
        table->horizontalHeader()->isHidden() ? 0 : table->horizontalHeader()->sizeHint().height();
    table->setFixedHeight(head + rows * table->verticalHeader()->defaultSectionSize() + 4);
}
} // namespace

std::string keyNameOf(const ModelEntry& model)
{
    if (!model.apiKeyEnv.empty())
        return model.apiKeyEnv;
    switch (model.protocol) {
    case Protocol::Anthropic:
        return "ANTHROPIC_API_KEY";
    case Protocol::OpenAiResponses:
    case Protocol::OpenAiChat:
        return "OPENAI_API_KEY";
    case Protocol::Gemini:
        return "GEMINI_API_KEY";
    case Protocol::Ollama:
    case Protocol::Scripted:
        break;
    }
    return {};
}

SettingsPage::SettingsPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(area);
    page->setObjectName(QStringLiteral("settingsPage"));
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins({});
    m_column = new QVBoxLayout;
    m_column->setSpacing(8);
    row->addLayout(m_column);
    buildModels();
    buildKeys();
    buildTrust();
    buildAppearance();
    buildProblems();
    m_column->addStretch();
    area->setWidget(page);
    page->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    outer->addWidget(area);
    if (context.opened.workspace)
        onWorkspace(context.opened);
    refreshKey();
}

QVBoxLayout* SettingsPage::addSection(const QString& title)
{
    auto* frame = new QFrame(this);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(14, 10, 14, 12);
    column->setSpacing(8);
    column->addWidget(plain(title, "title", frame));
    m_column->addWidget(frame);
    return column;
}

void SettingsPage::buildModels()
{
    auto* column = addSection(tr("Models of this workspace"));
    m_models = makeTable(
        tr("Models"), {tr("Name"), tr("Provider"), tr("Model"), tr("Address"), tr("Key")}, 3, this);
    column->addWidget(m_models);
    auto* row = new QHBoxLayout;
    addModelAction(tr("Add model\u2026"), QKeySequence(Qt::CTRL | Qt::Key_N),
                   &SettingsPage::addModel, row);
    addModelAction(tr("Change model\u2026"), QKeySequence(Qt::Key_F2), &SettingsPage::changeModel,
                   row);
    m_changeModel = actions().constLast();
    addModelAction(tr("Remove model"), QKeySequence(Qt::CTRL | Qt::Key_Delete),
                   &SettingsPage::removeModel, row);
    m_removeModel = actions().constLast();
    row->addStretch();
    column->addLayout(row);
    m_modelState = plain({}, "error", this);
    m_modelState->setAccessibleName(tr("State of the models"));
    m_modelState->hide();
    column->addWidget(m_modelState);
    connect(m_models, &QTableWidget::cellActivated, this, &SettingsPage::changeModel);
    connect(m_models, &QTableWidget::itemSelectionChanged, this,
            &SettingsPage::refreshModelActions);
    refreshModelActions();
    connect(m_models, &QTableWidget::currentCellChanged, this, [this](int at) {
        if (at >= 0 && m_models->item(at, 0) && m_keyName)
            m_keyName->setText(m_models->item(at, 0)->data(Qt::UserRole).toString());
    });
}

void SettingsPage::addModelAction(const QString& text, const QKeySequence& keys,
                                  void (SettingsPage::*slot)(), QHBoxLayout* row)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    auto* button = new QPushButton(text, this);
    button->setAccessibleName(QString(text).remove(u'\u2026'));
    button->setAutoDefault(false);
    setKeyTip(*button, *action, {});
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button,
            [button, action] { button->setEnabled(action->isEnabled()); });
    row->addWidget(button);
}

std::string SettingsPage::selectedModel() const
{
    const auto* item = m_models->item(m_models->currentRow(), 0);
    return item && item->isSelected() ? item->data(nameRole).toString().toStdString()
                                      : std::string();
}

void SettingsPage::refreshModelActions()
{
    const bool isOne = !selectedModel().empty();
    m_changeModel->setEnabled(isOne);
    m_removeModel->setEnabled(isOne);
}

void SettingsPage::addModel()
{
    openModel({});
}

void SettingsPage::changeModel()
{
    if (!selectedModel().empty())
        openModel(selectedModel());
}

void SettingsPage::openModel(const std::string& name)
{
    if (!context().opened.workspace)
        return;
    delete m_modelDialog;
    m_modelDialog = new ModelDialog(context(), name, this);
    m_modelDialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_modelDialog, &ModelDialog::saveWanted, this,
            [this](const QString& text) { saveSettings(text.toStdString()); });
    m_modelDialog->open();
}

void SettingsPage::removeModel()
{
    const auto name = selectedModel();
    if (name.empty() || !context().opened.workspace)
        return;
    const auto text = withoutModel(context().opened.workspace->document, name);
    if (text)
        saveSettings(*text);
    else
        onSettingsSaved(tr("%1 was not removed: %2")
                            .arg(format::line(name), format::line(text.error().message, 400)));
}

void SettingsPage::saveSettings(const std::string& text)
{
    m_isSaving = true;
    Q_EMIT commandIssued(engine::SaveFile{settingsFile, text});
}

void SettingsPage::onSettingsSaved(const QString& failure)
{
    m_isSaving = false;
    if (m_modelDialog && !failure.isEmpty())
        m_modelDialog->showFailure(failure);
    else if (m_modelDialog)
        m_modelDialog->close();
    m_modelState->setText(m_modelDialog ? QString() : failure);
    m_modelState->setVisible(!m_modelState->text().isEmpty());
}

QWidget* SettingsPage::home() const
{
    return m_models;
}

void SettingsPage::buildKeys()
{
    auto* column = addSection(tr("Keys"));
    column->addWidget(plain(tr("A key comes from the environment, else from the key store of this "
                               "computer; never from a file of the workspace."),
                            "muted", this));
    m_keyTable = makeTable(tr("Keys"), {tr("Key"), tr("Where it is")}, 1, this);
    column->addWidget(m_keyTable);
    auto* row = new QHBoxLayout;
    m_keyName = new QLineEdit(this);
    m_keyName->setPlaceholderText(tr("ANTHROPIC_API_KEY"));
    m_keyName->setAccessibleName(tr("Key name"));
    m_keyName->setFont(codeFont());
    m_secret = new QLineEdit(this);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setPlaceholderText(tr("key"));
    m_secret->setAccessibleName(tr("Key value"));
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText
                                  | Qt::ImhSensitiveData);
    m_store = new QPushButton(tr("Store"), this);
    m_store->setAccessibleName(tr("Store key"));
    m_remove = new QPushButton(tr("Remove"), this);
    m_remove->setAccessibleName(tr("Remove key"));
    for (auto* button : {m_store, m_remove})
        button->setAutoDefault(false);
    row->addWidget(m_keyName, 1);
    row->addWidget(m_secret, 1);
    row->addWidget(m_store);
    row->addWidget(m_remove);
    column->addLayout(row);
    m_keyState = plain({}, "muted", this);
    column->addWidget(m_keyState);
    connect(m_keyTable, &QTableWidget::currentCellChanged, this, [this](int at) {
        if (at >= 0 && m_keyTable->item(at, 0))
            m_keyName->setText(m_keyTable->item(at, 0)->data(Qt::UserRole).toString());
    });
    connect(m_keyName, &QLineEdit::textChanged, this, [this] { refreshKey(); });
    connect(m_secret, &QLineEdit::textChanged, this, [this] { refreshKey(); });
    connect(m_store, &QPushButton::clicked, this, [this] { storeKey(false); });
    connect(m_remove, &QPushButton::clicked, this, [this] { storeKey(true); });
}

void SettingsPage::buildAppearance()
{
    auto* column = addSection(tr("Appearance"));
    auto* row = new QHBoxLayout;
    m_theme = new QButtonGroup(this);
    const std::pair<ThemeChoice, QString> choices[] = {{ThemeChoice::System, tr("As the system")},
                                                       {ThemeChoice::Light, tr("Light")},
                                                       {ThemeChoice::Dark, tr("Dark")}};
    for (const auto& [choice, words] : choices) {
        auto* radio = new QRadioButton(words, this);
        radio->setAccessibleName(tr("Theme: %1").arg(words));
        radio->setChecked(theme().choice() == choice);
        m_theme->addButton(radio, int(choice));
        row->addWidget(radio);
    }
    row->addSpacing(24);
    auto* label = plain(tr("Font size"), "muted", this);
    label->setWordWrap(false);
    row->addWidget(label);
    m_fontSize = new QSpinBox(this);
    m_fontSize->setRange(6, 32);
    m_fontSize->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_fontSize->setSpecialValueText(tr("as the system"));
    m_fontSize->setSuffix(tr(" pt"));
    m_fontSize->setAccessibleName(tr("Font size"));
    m_fontSize->setValue(theme().fontSize());
    row->addWidget(m_fontSize);
    row->addStretch();
    column->addLayout(row);
    connect(m_theme, &QButtonGroup::idClicked, this, [this](int id) {
        theme().setChoice(ThemeChoice(id));
        context().settings.setValue(QStringLiteral("theme/choice"), id);
    });
    connect(m_fontSize, &QSpinBox::valueChanged, this, [this](int points) {
        const int size =
            points <= m_fontSize->minimum() ? 0 : points; // the lowest place: the system's
        theme().setFontSize(size);
        context().settings.setValue(QStringLiteral("theme/fontSize"), size);
    });
}

void SettingsPage::buildTrust()
{
    auto* column = addSection(tr("Trust"));
    m_trustState = plain(tr("No workspace is open."), "muted", this);
    m_trustState->setAccessibleName(tr("Trust state"));
    column->addWidget(m_trustState);
    m_untrusted = makeTable(tr("Not trusted yet"), {tr("It may not yet")}, 0, this);
    m_untrusted->horizontalHeader()->hide();
    m_untrusted->hide();
    column->addWidget(m_untrusted);
    m_trust = new QPushButton(tr("Trust this workspace"), this);
    m_trust->setAccessibleName(tr("Trust"));
    m_trust->setAutoDefault(false);
    m_trust->hide();
    column->addWidget(m_trust, 0, Qt::AlignLeft);
    connect(m_trust, &QPushButton::clicked, this,
            [this] { Q_EMIT commandIssued(engine::TrustWorkspace{}); });
}

void SettingsPage::buildProblems()
{
    auto* column = addSection(tr("Problems of the workspace"));
    m_problemState = plain(tr("None."), "muted", this);
    column->addWidget(m_problemState);
    m_problems = makeTable(
        tr("Problems"),
        {QString(), tr("File"), tr("Place"), tr("Expected"), tr("Found"), tr("To mend it")}, 5,
        this);
    m_problems->hide();
    column->addWidget(m_problems);
}

void SettingsPage::onNotice(const engine::Notice& notice)
{
    if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice)) {
        onWorkspace(*opened);
    } else if (const auto* listed = std::get_if<engine::KeysListed>(&notice)) {
        onKeys(*listed);
    } else if (const auto* saved = std::get_if<engine::FileSaved>(&notice)) {
        if (saved->file == settingsFile && m_isSaving)
            onSettingsSaved({});
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->verb == engine::Verb::SaveFile && failed->subject == settingsFile && m_isSaving)
            onSettingsSaved(tr("Not saved: %1").arg(format::text(failed->error.text(), 2000)));
        if (failed->verb == engine::Verb::StoreKey) {
            m_keyState->setText(format::text(failed->error.text(), 2000));
            m_keyState->setProperty("role", QStringLiteral("error"));
            Theme::repolish(m_keyState);
        }
    }
}

void SettingsPage::onWorkspace(const engine::WorkspaceOpened& opened)
{
    if (!opened.workspace)
        return;
    fillModels(*opened.workspace);
    fillProblems(opened.workspace->problems);
    const auto count = int(std::min<std::size_t>(opened.untrusted.size(), 1000));
    m_untrusted->setRowCount(count);
    for (int row = 0; row < count; ++row)
        m_untrusted->setItem(
            row, 0, new QTableWidgetItem(format::line(opened.untrusted[std::size_t(row)], 500)));
    fitHeight(m_untrusted, 12);
    m_untrusted->setVisible(count > 0);
    m_trust->setVisible(!opened.workspace->trusted && count > 0);
    QString words = tr("This workspace is trusted.");
    if (!opened.workspace->trusted)
        words = count > 0
            ? tr("This workspace is not trusted. Until you trust it, it may not do this:")
            : tr("This workspace asks for nothing that needs trust.");
    m_trustState->setText(words);
    m_trustState->setAccessibleDescription(words);
}

void SettingsPage::fillModels(const WorkspaceView& workspace)
{
    m_models->setRowCount(int(workspace.models.size()));
    int row = 0;
    for (const auto& [name, model] : workspace.models) {
        const std::string key = keyNameOf(model);
        const auto found = m_keys.find(key);
        const QString where = key.empty()
            ? tr("needs none")
            : (found == m_keys.end() ? format::line(key)
                                     : format::line(key + ": " + found->second));
        const QString shown =
            format::line(name) + (name == workspace.defaultModel ? tr(" (default)") : QString());
        const QStringList cells = {
            shown, fromUtf8(protocolName(model.protocol)),
            format::line(model.protocol == Protocol::Scripted ? model.script : model.model),
            model.protocol == Protocol::Scripted ? QStringLiteral("\u2014")
                : model.baseUrl.empty()          ? tr("the provider's own")
                                                 : format::line(model.baseUrl),
            where};
        for (int column = 0; column < cells.size(); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setData(Qt::UserRole, QString::fromStdString(key));
            item->setData(nameRole, QString::fromStdString(name));
            m_models->setItem(row, column, item);
        }
        if (found != m_keys.end() && found->second == "missing")
            m_models->item(row, 4)->setForeground(theme().color(Tint::Warning));
        ++row;
    }
    fitHeight(m_models, 10);
}

void SettingsPage::fillProblems(const std::vector<Problem>& problems)
{
    const int count = int(std::min<std::size_t>(problems.size(), 1000));
    m_problems->setRowCount(count);
    for (int row = 0; row < count; ++row) {
        const Problem& problem = problems[std::size_t(row)];
        const bool isError = problem.severity == Severity::Error;
        const QStringList cells = {isError ? tr("error") : tr("warning"),
                                   format::line(problem.file),
                                   format::line(problem.path),
                                   format::line(problem.expected),
                                   format::line(problem.found),
                                   format::line(problem.mend, 500)};
        for (int column = 0; column < cells.size(); ++column)
            m_problems->setItem(row, column, new QTableWidgetItem(cells[column]));
        m_problems->item(row, 0)->setForeground(
            theme().color(isError ? Tint::Error : Tint::Warning));
    }
    m_problems->setVisible(count > 0);
    m_problemState->setVisible(count == 0);
    fitHeight(m_problems, 12);
}

void SettingsPage::onKeys(const engine::KeysListed& listed)
{
    m_keys.clear();
    m_keyTable->setRowCount(int(listed.keys.size()));
    int row = 0;
    for (const auto& [name, where] : listed.keys) {
        m_keys[name] = where;
        auto* item = new QTableWidgetItem(format::line(name));
        item->setData(Qt::UserRole, QString::fromStdString(name));
        auto* place = new QTableWidgetItem(format::line(where));
        place->setForeground(theme().color(where == "missing" ? Tint::Warning : Tint::Ok));
        m_keyTable->setItem(row, 0, item);
        m_keyTable->setItem(row++, 1, place);
    }
    fitHeight(m_keyTable, 8);
    if (context().opened.workspace)
        fillModels(*context().opened.workspace);
    refreshKey();
}

void SettingsPage::storeKey(bool remove)
{
    const std::string name = m_keyName->text().trimmed().toStdString();
    const std::string secret = remove ? std::string() : m_secret->text().trimmed().toStdString();
    m_secret->clear();
    if (!name.empty() && (remove || !secret.empty()))
        Q_EMIT commandIssued(engine::StoreKey{name, secret});
}

void SettingsPage::refreshKey()
{
    const std::string name = m_keyName->text().trimmed().toStdString();
    const auto found = m_keys.find(name);
    m_store->setEnabled(!name.empty() && !m_secret->text().trimmed().isEmpty());
    m_remove->setEnabled(found != m_keys.end() && found->second == "key store");
    QString words;
    if (found != m_keys.end() && found->second == "environment")
        words = tr("%1 is set in the environment, which stands before the key store.")
                    .arg(format::line(name));
    m_keyState->setText(words);
    m_keyState->setProperty("role", QStringLiteral("muted"));
    Theme::repolish(m_keyState);
    m_keyState->setVisible(true);
}

} // namespace signalbox::ui
