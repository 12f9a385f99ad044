// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "workspace/problems.h"

#include <optional>
#include <string_view>

namespace signalbox::workspace {

enum class FileKind
{
    Settings,
    Agent,
    Tool,
    Workflow,
    Policy,
    Script
};

// By the place of the file: "tools/x.json" is a Tool. None for files that are no format of ours.
[[nodiscard]] std::optional<FileKind> fileKind(std::string_view file);

inline constexpr int formatVersion = 1; // of every file, "signalbox": 1

// Parses and checks what can be told from the text alone: JSON, version, schema, unknown fields, keys that must not stand
// in a file. What it finds goes to `check`. A value comes back where the text is an object, also where it does not follow
// its schema; none where it is a newer format.
[[nodiscard]] std::optional<Json> readDocument(FileKind kind, std::string_view text,
                                               const FileCheck& check);

// The text of a schema of resources/schemas, without ".json"; empty where there is none.
[[nodiscard]] std::string_view schemaText(std::string_view name);

} // namespace signalbox::workspace
