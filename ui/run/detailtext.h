// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/spandetails.h"
#include "ui/bridge/enginebridge.h"

#include <string>

// The details of a row as plain text for the tabs of the inspector.
namespace signalbox::ui::detailtext {

[[nodiscard]] std::string pretty(const std::string& json); // unchanged where it is no JSON
struct Messages
{
    std::string text;
    int firstNewLine =
        -1; // what stands above it was seen by an earlier request; -1: there is nothing new
};
[[nodiscard]] Messages messages(const trace::SpanDetails& details, const Stream* stream);
[[nodiscard]] std::string usage(const trace::SpanDetails& details);
[[nodiscard]] std::string provenance(const trace::SpanDetails& details);
[[nodiscard]] std::string raw(const trace::SpanDetails& details);
// "step 2 read_file" of a path
[[nodiscard]] std::string stepOf(const std::string& path);
// Who gave an argument that no result brought: "you", "model", "the workflow".
[[nodiscard]] std::string originWord(trace::Origin::From from);

} // namespace signalbox::ui::detailtext
