// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/format.h"
#include "ui/uicontext.h"
#include "ui/workflow/graph.h"

#include <QStringList>
#include <QWidget>

#include <functional>
#include <string>
#include <utility>
#include <vector>

class QFormLayout;
class QLineEdit;

namespace signalbox::ui {

// The names in one of the maps of the open workspace, for a person to choose from; none where none is open.
template <class Map>
[[nodiscard]] QStringList namesIn(const UiContext& context, Map WorkspaceView::*map)
{
    QStringList names;
    if (context.opened.workspace) {
        for (const auto& [name, value] : (*context.opened.workspace).*map)
            names << format::line(name, 200);
    }
    return names;
}

// Rows of fields, each for one member of a JSON object. Fills them from the object and tells what a person edits; what is
// typed at stays as it is while the object says the same. The rows are made once, in their order.
class MemberForm final : public QWidget
{
    Q_OBJECT

public:
    enum class Empty
    {
        Removes, // the member
        Stays
    };
    using Load = std::function<void(const OrderedJson* value)>; // nullptr: the member is not there
    using Names = std::function<QStringList()>;

    // `naming`: "Inner %1" makes the accessible name of a row from its label; empty: it is the label.
    explicit MemberForm(const QString& naming, QWidget* parent = nullptr);

    void show(OrderedPtr object); // not null
    [[nodiscard]] const OrderedJson& object() const { return *m_object; }

    void addRow(const QString& label, QWidget* field, const char* member, Load load);
    QLineEdit* addLine(const QString& label, const char* member, Empty empty = Empty::Removes);
    void addLines(const QString& label, const char* member); // a list, one text a line
    void addNames(const QString& label, const char* member, Names names,
                  Empty empty = Empty::Removes);
    void addCheck(const QString& label, const char* member);
    void addChoice(const QString& label, const char* member,
                   const std::vector<std::pair<QString, const char*>>& choices); // "": removes it
    void addNumber(const QString& label, const char* member, int least, int most,
                   const QString& unset); // the words where it is not there
    void setShown(const char* member, bool isShown); // its whole row
    // Of a field that was added by addRow.
    void set(const char* member, const OrderedJson* value); // nullptr: removed
    void setText(const char* member, const std::string& text, Empty empty = Empty::Removes);

Q_SIGNALS:
    void memberEdited(const QString& member,
                      const signalbox::OrderedJson* value); // nullptr: removed

private:
    [[nodiscard]] QString named(const QString& label) const;

    QString m_naming;
    QFormLayout* m_rows;
    OrderedPtr m_object;
    std::vector<std::pair<const char*, QWidget*>> m_fields; // of a row, by its member
    std::vector<std::function<void()>> m_loads; // fill what stands there
    bool m_isFilling = false;
};

// The text of a member: of a string as it is, of another value its JSON, of none "".
[[nodiscard]] std::string textOf(const OrderedJson* value);

} // namespace signalbox::ui
