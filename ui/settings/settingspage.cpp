// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settingspage.h"

#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/settings/modelsection.h"

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

SettingsPage::SettingsPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_models(new ModelSection(context, this))
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
    column->addWidget(wrappedLabel(title, QStringLiteral("title"), frame));
    m_column->addWidget(frame);
    return column;
}

void SettingsPage::buildModels()
{
    auto* column = addSection(tr("Models of this workspace"));
    column->addWidget(m_models);
    addActions(m_models->modelActions());
    connect(m_models, &ModelSection::commandIssued, this, &SettingsPage::commandIssued);
    connect(m_models, &ModelSection::keyChosen, this,
            [this](const QString& name) { m_keyName->setText(name); });
}

QWidget* SettingsPage::home() const
{
    return m_models->table();
}

void SettingsPage::buildKeys()
{
    auto* column = addSection(tr("Keys"));
    column->addWidget(
        wrappedLabel(tr("A key comes from the environment, else from the key store of this "
                        "computer; never from a file of the workspace."),
                     QStringLiteral("muted"), this));
    m_keyTable = plainTable(tr("Keys"), {tr("Key"), tr("Where it is")}, 1, this);
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
    m_keyState = wrappedLabel({}, QStringLiteral("muted"), this);
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
    auto* label = wrappedLabel(tr("Font size"), QStringLiteral("muted"), this);
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
    connect(&theme(), &Theme::changed, this, [this] {
        showAppearance();
        onKeys(m_listed); // what is missing or wrong is coloured when it is set
        if (context().opened.workspace)
            fillProblems(context().opened.workspace->problems);
    });
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

// The look changes by other ways, too: from the menu, the palette, the system.
void SettingsPage::showAppearance()
{
    const QSignalBlocker quiet(m_fontSize);
    m_theme->button(int(theme().choice()))->setChecked(true);
    m_fontSize->setValue(theme().fontSize());
}

void SettingsPage::buildTrust()
{
    auto* column = addSection(tr("Trust"));
    m_trustState = wrappedLabel(tr("No workspace is open."), QStringLiteral("muted"), this);
    m_trustState->setAccessibleName(tr("Trust state"));
    column->addWidget(m_trustState);
    m_untrusted = plainTable(tr("Not trusted yet"), {tr("It may not yet")}, 0, this);
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
    m_problemState = wrappedLabel(tr("None."), QStringLiteral("muted"), this);
    column->addWidget(m_problemState);
    m_problems = plainTable(
        tr("Problems"),
        {QString(), tr("File"), tr("Place"), tr("Expected"), tr("Found"), tr("To mend it")}, 5,
        this);
    m_problems->hide();
    column->addWidget(m_problems);
}

void SettingsPage::onNotice(const engine::Notice& notice)
{
    m_models->onNotice(notice);
    if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice)) {
        onWorkspace(*opened);
    } else if (const auto* listed = std::get_if<engine::KeysListed>(&notice)) {
        m_listed = *listed;
        onKeys(m_listed);
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
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
    m_models->setModels(*opened.workspace, m_modelKeys);
    fillProblems(opened.workspace->problems);
    const auto count = int(std::min<std::size_t>(opened.untrusted.size(), 1000));
    m_untrusted->setRowCount(count);
    for (int row = 0; row < count; ++row)
        m_untrusted->setItem(
            row, 0, new QTableWidgetItem(format::line(opened.untrusted[std::size_t(row)], 500)));
    fitToRows(*m_untrusted, 12);
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
    fitToRows(*m_problems, 12);
}

void SettingsPage::onKeys(const engine::KeysListed& listed)
{
    m_keys.clear();
    m_modelKeys = listed.models;
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
    fitToRows(*m_keyTable, 8);
    if (context().opened.workspace)
        m_models->setModels(*context().opened.workspace, m_modelKeys);
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
