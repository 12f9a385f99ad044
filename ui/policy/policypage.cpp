// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/policy/policypage.h"

#include "ui/format.h"
#include "ui/jsonedit/changestrip.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/policy/grantpanel.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
const char* const emptyPolicy =
    "{\n  \"rules\": [],\n  \"labels\": [],\n  \"defaults\": {\"read\": \"allow\"}\n}\n";

QString wordsOf(const std::optional<Effects>& effects)
{
    if (!effects)
        return PolicyPage::tr("any");
    QStringList names;
    for (const auto& name : effects->names())
        names << QString::fromStdString(name);
    return names.join(QStringLiteral(", "));
}

Tint tintOf(Verdict verdict)
{
    return verdict == Verdict::Allow ? Tint::Ok
                                     : (verdict == Verdict::Ask ? Tint::Warning : Tint::Error);
}

// When a rule is asked, by its verdict: deny before ask before allow (formats.md, "Order").
QString placeOf(Verdict verdict)
{
    return verdict == Verdict::Deny ? PolicyPage::tr("2 · deny")
        : verdict == Verdict::Ask   ? PolicyPage::tr("5 · ask")
                                    : PolicyPage::tr("7 · allow");
}

void put(QTableWidget* table, int row, const QStringList& cells)
{
    for (int column = 0; column < cells.size(); ++column)
        table->setItem(row, column, new QTableWidgetItem(cells[column]));
}
} // namespace

PolicyPage::PolicyPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_state(wrappedLabel({}, QStringLiteral("warning"), this))
    , m_problem(wrappedLabel({}, QStringLiteral("error"), this))
    , m_conflict(new QFrame(this))
    , m_save(new QPushButton(tr("Save"), this))
    , m_tabs(new QTabWidget(this))
    , m_rules(plainTable(tr("Rules"),
                         {tr("#"), tr("Name"), tr("Asked at"), tr("Tool"), tr("Effects"),
                          tr("When"), tr("Verdict"), tr("Reason")},
                         5, this))
    , m_defaults(plainTable(tr("Defaults"), {tr("Effect"), tr("Verdict")}, 1, this))
    , m_labels(
          plainTable(tr("Labels"), {tr("Files"), tr("Integrity"), tr("Confidentiality")}, 0, this))
    , m_json(new JsonEdit(this))
    , m_diff(new CodeEdit(this))
    , m_grants(new GrantPanel(context, this))
    , m_strip(new ChangeStrip(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(6);
    buildBar();
    column->addWidget(m_conflict);
    column->addWidget(m_problem);
    auto* frame = new QFrame(this);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* inner = new QVBoxLayout(frame);
    inner->setContentsMargins(1, 1, 1, 1);
    inner->addWidget(m_tabs, 1);
    inner->addWidget(m_strip);
    connect(m_strip, &ChangeStrip::allWanted, this, [this] { m_tabs->setCurrentIndex(2); });
    column->addWidget(frame, 1);
    m_tabs->setDocumentMode(true);
    auto* rules = new QWidget(m_tabs);
    buildRules(rules);
    m_json->setName(tr("Policy as JSON"));
    m_diff->setAccessibleName(tr("Unsaved changes"));
    m_tabs->addTab(rules, tr("Rules"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->addTab(m_diff, tr("Changes"));
    buildGrants();
    connect(m_json, &JsonEdit::textChanged, this, &PolicyPage::refresh);
    connect(m_tabs, &QTabWidget::currentChanged, this, &PolicyPage::refresh);
    connect(&theme(), &Theme::changed, this, [this] { // a verdict is coloured when it is set
        if (const auto& workspace = this->context().opened.workspace) {
            fillRules(workspace->policy);
            fillDefaults(workspace->policy);
        }
    });
    m_json->setText(emptyPolicy);
    if (context.opened.workspace)
        onWorkspace(context.opened);
    refresh();
}

void PolicyPage::buildBar()
{
    auto* row = new QHBoxLayout;
    row->addWidget(wrappedLabel(tr("Policy of this workspace"), QStringLiteral("title"), this), 1);
    row->addWidget(m_state);
    row->addWidget(m_save);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    m_state->setWordWrap(false);
    m_save->setProperty("kind", QStringLiteral("primary"));
    m_save->setAutoDefault(false);
    m_save->setAccessibleName(tr("Save"));
    m_problem->hide();
    connect(m_save, &QPushButton::clicked, this, &PolicyPage::save);
    auto* action = new QAction(tr("Save the policy"), this);
    action->setShortcut(QKeySequence::Save);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, &PolicyPage::save);
    addAction(action);

    m_conflict->setProperty("surface", QStringLiteral("warning"));
    m_conflict->setObjectName(QStringLiteral("changedOutside"));
    auto* bar = new QHBoxLayout(m_conflict);
    bar->setContentsMargins(10, 4, 10, 4);
    bar->addWidget(
        wrappedLabel(tr("policy.json was changed outside."), QStringLiteral("warning"), m_conflict),
        1);
    const auto choice = [&](const QString& text, bool theirs) {
        auto* button = new QPushButton(text, m_conflict);
        button->setProperty("kind", QStringLiteral("flat"));
        button->setAutoDefault(false);
        button->setAccessibleName(text);
        bar->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, theirs] {
            m_saved = m_theirs;
            if (theirs)
                m_json->setText(m_theirs);
            m_conflict->hide();
            refresh();
        });
    };
    choice(tr("Keep mine"), false);
    choice(tr("Take theirs"), true);
    m_conflict->hide();
}

void PolicyPage::buildRules(QWidget* page)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(wrappedLabel(
        tr("The first that speaks wins: quarantine, deny rules, what always asks (destroy, "
           "execute outside the sandbox, "
           "protected names), labels, ask rules, grants, allow rules, then the defaults."),
        QStringLiteral("muted"), page));
    column->addWidget(m_rules, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    auto* left = new QVBoxLayout;
    left->addWidget(wrappedLabel(tr("Where no rule speaks"), QStringLiteral("heading"), page));
    left->addWidget(m_defaults);
    left->addStretch();
    auto* right = new QVBoxLayout;
    right->addWidget(wrappedLabel(tr("Labels of files"), QStringLiteral("heading"), page));
    right->addWidget(m_labels);
    right->addStretch();
    row->addLayout(left, 1);
    row->addLayout(right, 2);
    column->addLayout(row);
}

void PolicyPage::buildGrants()
{
    const int tab = m_tabs->addTab(m_grants, {});
    const auto name = [this, tab] {
        const int holding = m_grants->holding();
        m_tabs->setTabText(tab, holding > 0 ? tr("Grants (%1)").arg(holding) : tr("Grants"));
    };
    name();
    connect(m_grants, &GrantPanel::changed, this, name);
    connect(m_grants, &GrantPanel::commandIssued, this, &Page::commandIssued);
    connect(m_grants, &GrantPanel::callWanted, this, &Page::openRunRequested);
}

QList<QAction*> PolicyPage::pageActions() const
{
    return actions() + m_grants->panelActions();
}

void PolicyPage::onNotice(const engine::Notice& notice)
{
    if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice)) {
        onWorkspace(*opened);
    } else if (const auto* saved = std::get_if<engine::FileSaved>(&notice)) {
        if (saved->file != "policy.json" || m_saving.empty())
            return;
        m_saved = m_saving;
        m_saving.clear();
        m_problem->hide();
        Q_EMIT messageShown(tr("saved policy.json"));
        refresh();
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->verb != engine::Verb::SaveFile || failed->subject != "policy.json"
            || m_saving.empty())
            return;
        m_saving.clear();
        m_problem->setText(tr("Not saved: %1").arg(format::text(failed->error.text(), 4000)));
        m_problem->show();
    }
}

void PolicyPage::onWorkspace(const engine::WorkspaceOpened& opened)
{
    if (!opened.workspace)
        return;
    const Policy& policy = opened.workspace->policy;
    fillRules(policy);
    fillDefaults(policy);
    fillLabels(policy);
    QString problems;
    for (const auto& problem : opened.workspace->problems) {
        if (problem.file == "policy.json")
            problems += format::line(problem.path + ": expected " + problem.expected + ", found "
                                         + problem.found + "; " + problem.mend,
                                     600)
                + u'\n';
    }
    m_problem->setText(problems.trimmed());
    m_problem->setVisible(!problems.isEmpty());
    if (policy.document != m_saved && isChanged() && m_json->text() != policy.document) {
        m_theirs = policy.document;
        m_conflict->show();
    } else {
        m_saved = policy.document;
        const QSignalBlocker quiet(m_json);
        m_json->setText(policy.document.empty() ? std::string(emptyPolicy) : policy.document);
        m_conflict->hide();
    }
    refresh();
}

void PolicyPage::fillRules(const Policy& policy)
{
    const int count = int(std::min<std::size_t>(policy.rules.size(), 2000));
    m_rules->setRowCount(count);
    for (int row = 0; row < count; ++row) {
        const PolicyRule& rule = policy.rules[std::size_t(row)];
        put(m_rules, row,
            {QString::number(row + 1), format::line(rule.name), placeOf(rule.verdict),
             rule.tool.empty() ? tr("any") : format::line(rule.tool), wordsOf(rule.effects),
             rule.when.empty() ? tr("always") : format::line(rule.when, 500),
             fromUtf8(verdictName(rule.verdict)), format::line(rule.reason, 500)});
        m_rules->item(row, 5)->setFont(codeFont());
        m_rules->item(row, 6)->setForeground(theme().color(tintOf(rule.verdict)));
    }
}

void PolicyPage::fillDefaults(const Policy& policy)
{
    m_defaults->setRowCount(effectCount);
    for (int i = 0; i < effectCount; ++i) {
        const Verdict verdict = policy.defaults[std::size_t(i)];
        put(m_defaults, i, {fromUtf8(effectName(Effect(i))), fromUtf8(verdictName(verdict))});
        m_defaults->item(i, 1)->setForeground(theme().color(tintOf(verdict)));
    }
    fitToRows(*m_defaults, 10);
}

void PolicyPage::fillLabels(const Policy& policy)
{
    const int count = int(std::min<std::size_t>(policy.labels.size(), 2000));
    m_labels->setRowCount(count);
    for (int row = 0; row < count; ++row) {
        const LabelRule& rule = policy.labels[std::size_t(row)];
        put(m_labels, row,
            {format::line(rule.files),
             rule.integrity ? fromUtf8(integrityName(*rule.integrity)) : QStringLiteral("—"),
             rule.confidentiality ? fromUtf8(confidentialityName(*rule.confidentiality))
                                  : QStringLiteral("—")});
    }
    fitToRows(*m_labels, 10);
}

bool PolicyPage::isChanged() const
{
    const std::string text = m_json->text();
    return text != m_saved && !(m_saved.empty() && text == emptyPolicy);
}

void PolicyPage::save()
{
    if (!isChanged())
        return;
    if (!m_json->isJson()) {
        m_problem->setText(tr("Not saved: it is no JSON. %1").arg(m_json->message()));
        m_problem->show();
        return;
    }
    m_saving = m_json->text();
    Q_EMIT commandIssued(engine::SaveFile{"policy.json", m_saving});
}

QWidget* PolicyPage::home() const
{
    return m_tabs->currentIndex() == 0        ? m_rules
        : m_tabs->currentWidget() == m_grants ? &m_grants->table()
                                              : nullptr;
}

void PolicyPage::refresh()
{
    const bool changed = isChanged();
    m_state->setText(changed ? tr("● unsaved") : QString());
    m_save->setEnabled(changed);
    m_tabs->setTabText(2, changed ? tr("Changes ●") : tr("Changes"));
    if (m_tabs->currentIndex() == 2)
        m_diff->setDiff(m_saved, m_json->text());
    m_strip->setWanted(m_tabs->currentIndex() != 2);
    m_strip->setTexts(changed ? m_saved : std::string(), changed ? m_json->text() : std::string());
}

} // namespace signalbox::ui
