// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "budget/pricetable.h"
#include "engine/secretstore.h"
#include "journal/export.h"
#include "journal/runfile.h"
#include "values/workspaceview.h"

#include <string>
#include <string_view>
#include <vector>

// Runs as files for others: with what a fork inherited, without secrets.
namespace signalbox::engine {

// What must not stand in a file that leaves the machine: keys of the models, what ${secret:NAME} and ${env:NAME} of the
// workspace's files resolve to. Values of at least 8 bytes. `secrets` may be nullptr; it may be slow.
[[nodiscard]] std::vector<std::string> secretsOf(const WorkspaceView& workspace,
                                                 SecretStore* secrets);

struct ShareOptions
{
    std::vector<std::string> secrets;
    const budget::PriceTable* prices = nullptr; // nullptr: none are told
    Timestamp now{};
};

// The run as a run file at `path`, whole or not at all.
[[nodiscard]] Result<journal::RunFileReport> writeRunFile(const journal::Journal& journal,
                                                          const std::string& run,
                                                          const std::string& path,
                                                          const ShareOptions& options);
// All events of a run, inherited ones first, in one of the other formats, without secrets. The number of values that were
// taken out.
[[nodiscard]] Result<std::int64_t> writeExport(const journal::Journal& journal,
                                               const std::string& run, journal::ExportFormat format,
                                               const journal::Sink& sink,
                                               const ShareOptions& options);
// The same into a file, by the name of the format: run, jsonl, markdown, html. Invalid: there is no such format.
[[nodiscard]] Result<std::int64_t> writeShared(const journal::Journal& journal,
                                               const std::string& run, std::string_view format,
                                               const std::string& path,
                                               const ShareOptions& options);

} // namespace signalbox::engine
