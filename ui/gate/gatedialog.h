// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/gate/gatedrafts.h"
#include "ui/gate/gateeditor.h"
#include "ui/gate/gatewindow.h"
#include "ui/gate/pendinggate.h"
#include "ui/theme.h"

#include <string>
#include <utility>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace signalbox::ui {

class DeadTime;
class GateContent;
class GateHead;

// How many earlier calls of the run an answer of each scope would have covered.
struct ScopeCover
{
    int theseArguments = 0;
    int run = 0;
};

// The window `Approval`: one gate at a time. It holds its run and nothing else: never modal, never takes the focus, has no
// default button. Closing it decides nothing.
class GateDialog final : public GateWindow
{
    Q_OBJECT

public:
    explicit GateDialog(Theme& theme, QWidget* parent = nullptr);

    void setGate(const PendingGate& gate, const GateDraft& draft, ScopeCover cover);
    void setPlace(int index, int count); // "1 of 2 waiting"
    [[nodiscard]] const PendingGate& gate() const { return m_gate; }
    [[nodiscard]] GateDraft draft() const;

Q_SIGNALS:
    void answered(const signalbox::GateAnswer& answer);
    void draftChanged();
    void stepWanted(int by); // another of the gates that wait

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void fitToContent();
    void paintTheme();
    void fillContent();
    void buildFoot();
    void fillFoot(ScopeCover cover);
    void fillChoices();
    void fillAmount();
    QPushButton* addButton(GateDecision decision, const QString& text, const QString& name);
    void decide(GateDecision decision, const std::string& choice = {});
    void openEditor(GateEditor::What what);
    void closeEditor();
    void sendEditor();
    void checkRead();
    void refresh();
    [[nodiscard]] Limits addedLimits() const;

    Theme& m_theme;
    PendingGate m_gate;
    GateDraft m_draft;
    DeadTime* m_dead;
    GateHead* m_head;
    QStackedWidget* m_pages = nullptr;
    QScrollArea* m_area = nullptr;
    GateContent* m_content = nullptr;
    GateEditor* m_editor = nullptr;
    QLineEdit* m_reason = nullptr;
    QLabel* m_hint = nullptr; // why Approve waits
    QWidget* m_foot = nullptr;
    QHBoxLayout* m_left = nullptr;
    QHBoxLayout* m_right = nullptr;
    QComboBox* m_scope = nullptr;
    QDoubleSpinBox* m_amount = nullptr;
    QPushButton* m_send = nullptr; // of the editor
    QPushButton* m_back = nullptr;
    std::vector<std::pair<GateDecision, QPushButton*>> m_buttons;
    bool m_seenToEnd = false;
};

} // namespace signalbox::ui
