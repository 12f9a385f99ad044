// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/effects.h"

#include <span>

namespace signalbox {

// A tool that needs no file: what the model is told of it and what a call of it must look like.
struct BuiltinTool
{
    const char* name;
    const char* description; // for the model
    const char* parameters; // JSON Schema
    Effects effects;
    bool idempotent;
};

// read_file write_file edit_file list_files search_files move_file delete_file run_command fetch_url ask_user
[[nodiscard]] std::span<const BuiltinTool> builtinTools();

} // namespace signalbox
