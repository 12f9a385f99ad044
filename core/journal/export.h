// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox::journal {

enum class ExportFormat
{
    Jsonl, // an event a line
    Markdown, // a report for people
    Html, // one for a browser, in one file
};
[[nodiscard]] std::optional<ExportFormat>
exportFormatFromName(std::string_view name); // jsonl, markdown, html

// Takes the next bytes of the file. Its error ends the export.
using Sink = std::function<Result<>(std::string_view bytes)>;

// What a report shows of one text; the rest is counted.
inline constexpr std::size_t reportTextBytes = 64u << 10;

class HtmlReport;

// Writes the events of a run one after the other. `inherited` are those that a fork took over from its parent.
class RunExport
{
public:
    RunExport(ExportFormat format, Sink sink);
    ~RunExport();
    [[nodiscard]] Result<> add(const Event& event, bool inherited = false);
    [[nodiscard]] Result<> finish(); // behind the last event

private:
    ExportFormat m_format;
    Sink m_sink;
    std::unique_ptr<HtmlReport> m_page; // of Html
};

// All events that the journal has of a run itself, without holding them in memory.
[[nodiscard]] Result<> exportRun(const Journal& journal, const std::string& run,
                                 ExportFormat format, const Sink& sink);
// One event as part of a report. What came from outside stands in fences longer than any inside it, or as one line of code.
[[nodiscard]] std::string markdownOf(const Event& event);

} // namespace signalbox::journal
