// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/changestrip.h"

#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/linediff.h"
#include "ui/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int compareMs = 120; // of silence
constexpr std::size_t mostLines = 60;
constexpr int linesInSight = 4;
} // namespace

ChangeStrip::ChangeStrip(QWidget* parent)
    : QFrame(parent)
    , m_words(plainLabel({}, QStringLiteral("warning"), this))
    , m_lines(new CodeEdit(this))
{
    setProperty("surface", QStringLiteral("foot"));
    setObjectName(QStringLiteral("changeStrip"));
    m_words->setAccessibleName(tr("Unsaved lines"));
    m_lines->setAccessibleName(tr("The first unsaved changes"));
    m_lines->setFrameShape(QFrame::NoFrame);
    m_lines->setTabChangesFocus(true);
    auto* all = new QPushButton(tr("All changes"), this);
    all->setProperty("kind", QStringLiteral("flat"));
    all->setAccessibleName(tr("Show all changes"));
    all->setAutoDefault(false);
    auto* head = new QHBoxLayout;
    head->addWidget(m_words, 1);
    head->addWidget(all);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 6, 6);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(m_lines);
    m_soon.setSingleShot(true);
    m_soon.setInterval(compareMs);
    connect(&m_soon, &QTimer::timeout, this, &ChangeStrip::compare);
    connect(all, &QPushButton::clicked, this, &ChangeStrip::allWanted);
    hide();
}

void ChangeStrip::setTexts(std::string saved, std::string text)
{
    if (saved == m_saved && text == m_text)
        return;
    m_saved = std::move(saved);
    m_text = std::move(text);
    if (m_saved == m_text || isHidden())
        compare();
    else
        m_soon.start();
}

void ChangeStrip::setWanted(bool wanted)
{
    m_isWanted = wanted;
    setVisible(m_isWanted && m_saved != m_text);
}

void ChangeStrip::compare()
{
    m_soon.stop();
    setVisible(m_isWanted && m_saved != m_text);
    if (m_saved == m_text)
        return;
    auto lines = onlyChanges(diffLines(m_saved, m_text), 0);
    const auto added = std::count_if(lines.begin(), lines.end(),
                                     [](const DiffLine& line) { return line.sign == '+'; });
    const auto removed = std::count_if(lines.begin(), lines.end(),
                                       [](const DiffLine& line) { return line.sign == '-'; });
    m_words->setText(tr("Unsaved: %1 lines added, %2 removed").arg(added).arg(removed));
    m_words->setAccessibleDescription(m_words->text());
    if (!lines.empty() && lines.front().sign == ' ')
        lines.erase(lines.begin());
    if (!lines.empty() && lines.back().sign == ' ')
        lines.pop_back();
    lines.resize(std::min(lines.size(), mostLines));
    m_lines->setDiff(lines);
    m_lines->fitHeight(1, linesInSight);
}

} // namespace signalbox::ui
