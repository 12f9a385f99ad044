// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/gate/pendinggate.h"

#include <QWidget>

class QVBoxLayout;

namespace signalbox::ui {

class ArgumentsTable;
class CodeEdit;

// What a gate shows between its head and its buttons: provenance, arguments, what changes, why it asks, and last and
// apart the model's own words. Made anew for each gate.
class GateContent final : public QWidget
{
    Q_OBJECT

public:
    explicit GateContent(const PendingGate& gate, QWidget* parent = nullptr);

    // Every part that says what will happen has been shown to its end.
    [[nodiscard]] bool isReadToEnd() const;
    // The lowest part that must have been on the screen; nullptr: none.
    [[nodiscard]] QWidget* lastPart() const { return m_lastPart; }

Q_SIGNALS:
    void readToEnd();

private:
    void addBanner(const PendingGate& gate);
    void addPanel(const QString& title, QWidget* table);
    void addArguments(const PendingGate& gate);
    void addPlan(const PendingGate& gate);
    void addChange(const PendingGate& gate);
    void addText(const QString& title, const std::string& text);
    void addWords(const PendingGate& gate);
    QWidget* addSection(const QString& title);

    QVBoxLayout* m_column;
    ArgumentsTable* m_arguments = nullptr;
    std::vector<CodeEdit*> m_mustRead;
    QWidget* m_lastPart = nullptr;
};

} // namespace signalbox::ui
