// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/uicontext.h"
#include "ui/workflow/graph.h"
#include "ui/workflow/scopecheck.h"

#include <QWidget>

#include <QStringList>

class QComboBox;
class QVBoxLayout;

namespace signalbox::ui {

class MemberForm;

// The form of one node: the members that its kind knows. Shows a node and tells each member that was edited. The inner
// node of a map is a form in the form.
class NodeForm final : public QWidget
{
    Q_OBJECT

public:
    // `isInner`: of a map, without what belongs to a place in the graph. `label` begins the accessible names.
    NodeForm(const UiContext& context, bool isInner, QWidget* parent = nullptr);

    struct Shown
    {
        OrderedPtr node; // null: an empty one
        WorkflowScope scope;
        QStringList ways; // nodes that its edges lead to
        bool isEditable = true;
    };
    void show(const Shown& shown);

Q_SIGNALS:
    void memberEdited(const QString& member,
                      const signalbox::OrderedJson* value); // nullptr: removed
    void kindChosen(signalbox::ui::NodeKind kind);

private:
    void rebuild(NodeKind kind);
    void addFields(NodeKind kind);
    void addPlaceFields(NodeKind kind);
    void addTemplate(const QString& label, const char* member);
    void addExpression(const QString& label, const char* member);
    void addArguments();
    void addInner();
    void addWrites();
    void addSet();
    [[nodiscard]] QString naming() const;
    [[nodiscard]] QString named(const QString& label) const;

    [[nodiscard]] QStringList agents() const;
    [[nodiscard]] QStringList models() const;
    [[nodiscard]] QStringList tools() const;
    [[nodiscard]] QStringList workflows() const;
    [[nodiscard]] QStringList ways() const { return m_shown.ways; }
    [[nodiscard]] QStringList choices() const;

    const UiContext& m_context;
    bool m_isInner;
    NodeKind m_kind = NodeKind::Unknown;
    Shown m_shown;
    QComboBox* m_kinds;
    QVBoxLayout* m_column;
    MemberForm* m_fields = nullptr;
};

} // namespace signalbox::ui
