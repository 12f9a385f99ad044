// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/jsonvalue.h"
#include "values/workflowdefinition.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace signalbox::workflow {

using Writes = std::vector<std::pair<std::string, Json>>; // key, value

// The state of a graph: one JSON object with declared keys. Every change is made of writes that follow the merge rule of
// their key and gives a patch (RFC 6902, add and replace only) whose size is that of the change. One thread.
class GraphState
{
public:
    explicit GraphState(const GraphDefinition& graph); // the defaults

    [[nodiscard]] const Json& value() const { return m_value; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; } // of all values as JSON
    // The whole state as a patch on an empty one.
    [[nodiscard]] std::string asPatch() const;

    // All writes or none. The patch as JSON text, "[]" where nothing changed. Errors name the key.
    [[nodiscard]] Result<std::string> apply(const Writes& writes);
    // Values of an object in the place of those of the same keys, whatever their rule. The patch.
    [[nodiscard]] Result<std::string> replace(const Json& values);
    // What apply() or replace() once gave.
    [[nodiscard]] Result<> replay(const Json& patch);

    // The state as a parallel branch sees it: from now on it keeps note of what it writes.
    [[nodiscard]] GraphState branch() const;
    // What a branch wrote, for the state it was taken from: one write for each key.
    [[nodiscard]] Writes notes() const;

    static constexpr std::size_t maxBytes = 8u << 20; // of the whole state as JSON

private:
    struct Key
    {
        MergeRule merge = MergeRule::Replace;
        std::size_t bytes = 0; // of its value as JSON
    };
    struct Change
    {
        std::string patch; // operations, with a comma behind each
        std::size_t bytes = 0; // of the value of the key after it
    };

    [[nodiscard]] Result<Change> change(const std::string& name, const Key& key, Json& value,
                                        const Json& written) const;
    void note(const std::string& name, MergeRule rule, const Json& written);
    [[nodiscard]] Result<> replayOne(const Json& operation);

    std::map<std::string, Key> m_keys;
    Json m_value;
    std::size_t m_bytes = 0;
    bool m_isBranch = false;
    std::map<std::string, Json> m_notes;
};

} // namespace signalbox::workflow
