// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <string>

namespace signalbox::ui {

// The text of one workflows/NAME.json while it is edited: graph, forms and JSON view change the same text, and every change
// can be undone. On the GUI thread, owned by the page.
class WorkflowDocument final : public QObject
{
    Q_OBJECT

public:
    // `saved`: what the file holds, empty for a new one.
    WorkflowDocument(std::string file, std::string text, std::string saved,
                     QObject* parent = nullptr);
    ~WorkflowDocument() override;

    [[nodiscard]] const std::string& file() const { return m_file; } // relative to the workspace
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::string& saved() const { return m_saved; }
    [[nodiscard]] bool isChanged() const { return m_text != m_saved; }
    // The last text that was a JSON object: what graph and forms show.
    [[nodiscard]] const OrderedJson& value() const { return *m_value; }
    [[nodiscard]] bool isJson() const { return m_error.isEmpty(); }
    [[nodiscard]] const QString& error() const { return m_error; } // of the text, with its line
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }

    // `what` names the change in the undo list. Changes with the same `merge`, one after the other, are undone at once.
    void setText(std::string text, const QString& what, const QString& merge = {});
    // Not while the text is no JSON: what was typed there would be lost.
    void edit(const QString& what, const std::function<void(OrderedJson&)>& change,
              const QString& merge = {});
    void setSaved(std::string text);
    // What the file holds now, changed outside; not undone together with edits of before.
    void replace(const std::string& text);
    void setFile(std::string file) { m_file = std::move(file); }

Q_SIGNALS:
    void changed();

private:
    friend class TextChange;
    void put(const std::string& text);

    std::string m_file;
    std::string m_text;
    std::string m_saved;
    std::shared_ptr<const OrderedJson> m_value;
    QString m_error;
    QUndoStack m_undo;
};

} // namespace signalbox::ui
