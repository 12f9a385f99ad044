// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/export.h"

#include "journal/exporthtml.h"
#include "journal/runfile.h"

namespace signalbox::journal {

std::optional<ExportFormat> exportFormatFromName(std::string_view name)
{
    if (name == "jsonl")
        return ExportFormat::Jsonl;
    if (name == "markdown")
        return ExportFormat::Markdown;
    if (name == "html")
        return ExportFormat::Html;
    return std::nullopt;
}

RunExport::RunExport(ExportFormat format, Sink sink)
    : m_format(format)
    , m_sink(std::move(sink))
    , m_page(format == ExportFormat::Html ? std::make_unique<HtmlReport>() : nullptr)
{ }

RunExport::~RunExport() = default;

Result<> RunExport::add(const Event& event, bool inherited)
{
    if (m_page) {
        m_page->add(event, inherited);
        return {};
    }
    if (m_format == ExportFormat::Markdown)
        return m_sink(markdownOf(event));
    return m_sink(eventLine(event, inherited) + '\n');
}

Result<> RunExport::finish()
{
    return m_page ? m_page->write(m_sink) : Result<>();
}

Result<> exportRun(const Journal& journal, const std::string& run, ExportFormat format,
                   const Sink& sink)
{
    RunExport file(format, sink);
    Result<> written;
    auto done = journal.read(run, 1, [&](Event&& event) {
        written = file.add(event);
        return written.has_value();
    });
    if (done && written)
        written = file.finish();
    return written ? done : written;
}

} // namespace signalbox::journal
