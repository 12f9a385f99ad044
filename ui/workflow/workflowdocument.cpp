// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowdocument.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/jsonedit/jsonrewrite.h"

#include <QUndoCommand>

namespace signalbox::ui {

// One change of the text, both ways.
class TextChange final : public QUndoCommand
{
public:
    TextChange(WorkflowDocument& document, std::string after, const QString& what,
               const QString& merge)
        : QUndoCommand(what)
        , m_document(document)
        , m_before(document.text())
        , m_after(std::move(after))
        , m_merge(merge)
    { }

    void undo() override { m_document.put(m_before); }
    void redo() override { m_document.put(m_after); }
    int id() const override { return m_merge.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* other = static_cast<const TextChange*>(next); // of the same id
        if (other->m_merge != m_merge)
            return false;
        m_after = other->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    WorkflowDocument& m_document;
    std::string m_before;
    std::string m_after;
    QString m_merge;
};

namespace {
constexpr int mostUndo = 300; // texts of up to megabytes
}

WorkflowDocument::WorkflowDocument(std::string file, std::string text, std::string saved,
                                   QObject* parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_saved(std::move(saved))
    , m_value(std::make_shared<const OrderedJson>(OrderedJson::object()))
{
    m_undo.setUndoLimit(mostUndo);
    put(text);
}

WorkflowDocument::~WorkflowDocument()
{
    m_undo.blockSignals(true); // it tells that it empties itself
}

void WorkflowDocument::put(const std::string& text)
{
    m_text = text;
    auto parsed = parseOrderedJson(m_text);
    if (!parsed)
        m_error = format::line(parsed.error().text(), 400);
    else if (!parsed->is_object())
        m_error = tr("line 1, column 1: expected an object");
    else {
        m_error.clear();
        m_value = std::make_shared<const OrderedJson>(std::move(*parsed));
    }
    Q_EMIT changed();
}

void WorkflowDocument::setText(std::string text, const QString& what, const QString& merge)
{
    if (text != m_text)
        m_undo.push(new TextChange(*this, std::move(text), what, merge));
}

void WorkflowDocument::edit(const QString& what, const std::function<void(OrderedJson&)>& change,
                            const QString& merge)
{
    if (!isJson())
        return;
    OrderedJson after = *m_value;
    change(after);
    if (after == *m_value)
        return;
    setText(rewriteJson(m_text, after), what, merge);
}

void WorkflowDocument::setSaved(std::string text)
{
    m_saved = std::move(text);
    Q_EMIT changed();
}

void WorkflowDocument::replace(const std::string& text)
{
    m_saved = text;
    m_undo.clear();
    put(text);
}

} // namespace signalbox::ui
