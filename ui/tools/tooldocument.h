// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/tooldefinition.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::ui {

// The text of one tools/NAME.json while it is edited: form and JSON view change the same text. The order of a person and
// fields the program does not know stay. Every change can be undone.
class ToolDocument
{
public:
    ToolDocument() = default;
    ToolDocument(std::string file, std::string text);

    [[nodiscard]] const std::string& file() const { return m_file; } // relative to the workspace
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::string& saved() const { return m_saved; }
    [[nodiscard]] bool isChanged() const { return m_text != m_saved; }
    // The last text that was a JSON object: what the form shows.
    [[nodiscard]] const OrderedJson& value() const;
    [[nodiscard]] bool isJson() const { return m_isJson; }

    // `what` names the edit: several of the same in a row are undone at once.
    void setText(std::string text, std::string_view what = {});
    // A member at "a.b"; nullptr removes it. Objects on the way are made.
    void setMember(std::string_view path, const OrderedJson* value);
    void setSaved(std::string text) { m_saved = std::move(text); }
    void setFile(std::string file) { m_file = std::move(file); }
    [[nodiscard]] bool canUndo() const { return !m_undo.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_redo.empty(); }
    void undo();
    void redo();

private:
    void put(std::string text);

    std::string m_file;
    std::string m_text = "{}";
    std::string m_saved = "{}";
    std::string m_lastEdit;
    std::shared_ptr<const OrderedJson> m_value;
    bool m_isJson = true;
    std::vector<std::string> m_undo;
    std::vector<std::string> m_redo;
};

[[nodiscard]] const OrderedJson* findOrdered(const OrderedJson& value, std::string_view path);
[[nodiscard]] std::string orderedString(const OrderedJson& value, std::string_view path,
                                        std::string_view fallback = {});

// What a model is told of a tool in every request.
[[nodiscard]] std::string modelView(std::string_view name, std::string_view description,
                                    std::string_view parameters);
// Four characters a token: an estimate, as the budget makes it.
[[nodiscard]] std::int64_t estimatedTokens(std::string_view text);
[[nodiscard]] std::string newCommandTool(const std::string& name);
[[nodiscard]] std::string newHttpTool(const std::string& name);
// A name that none of `taken` is: "tool", "tool_2" ...
[[nodiscard]] std::string freeName(const std::string& wanted,
                                   const std::vector<std::string>& taken);

} // namespace signalbox::ui
