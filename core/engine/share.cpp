// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/share.h"

#include "base/filedraft.h"
#include "base/jsonvalue.h"
#include "engine/again.h"
#include "engine/modelset.h"
#include "workspace/secretscan.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace signalbox::engine {

namespace {
constexpr std::size_t leastSecret = 8; // bytes: a shorter one stands in every second word
constexpr const char* program = "signalbox";

void addSecret(std::vector<std::string>& values, std::string value)
{
    if (value.size() >= leastSecret
        && std::find(values.begin(), values.end(), value) == values.end())
        values.push_back(std::move(value));
}

// "${secret:NAME}" and "${env:NAME}" of a text, each name as it stands behind the colon.
std::set<std::string> namesIn(std::string_view text, std::string_view kind)
{
    std::set<std::string> names;
    const auto opening = "${" + std::string(kind) + ":";
    for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at)) {
        at += opening.size();
        const auto end = text.find('}', at);
        if (end != std::string_view::npos && end - at <= 128)
            names.emplace(text.substr(at, end - at));
    }
    return names;
}

Json priceValue(const Price& price)
{
    Json value = Json::object();
    const auto add = [&value](const char* name, const std::optional<Money>& money) {
        if (money) // nano-USD a token are thousandths of a US dollar a million tokens
            value[name] = double(money->nanoUsd) / 1000;
    };
    add("input", price.input);
    add("output", price.output);
    add("cache_read", price.cacheRead);
    add("cache_write", price.cacheWrite);
    return value;
}

// Of the models that the run asked: {"anthropic/claude-sonnet-5-5": {"input": 3, ...}}, USD per million tokens.
Result<std::string> pricesOf(const journal::Journal& journal, const std::string& run,
                             const budget::PriceTable* table)
{
    Json prices = Json::object();
    if (!table)
        return dumpJson(prices);
    auto read = readWhole(journal, run, [&](const Event& event, bool) {
        if (event.type != EventType::ModelRequested)
            return true;
        const auto data = parseJson(event.data).value_or(Json::object());
        const auto provider = stringAt(data, "provider");
        const auto model = stringAt(data, "model");
        const auto name = provider + "/" + model;
        Protocol protocol{};
        if (prices.contains(name) || !protocolFromName(provider, protocol))
            return true;
        const auto facts = table->find(protocol, model, event.time);
        const auto* price = facts ? facts->priceOf(0) : nullptr;
        prices[name] = price ? priceValue(*price) : Json(nullptr);
        return true;
    });
    if (!read)
        return tl::unexpected(read.error());
    return dumpJson(prices);
}
} // namespace

std::vector<std::string> secretsOf(const WorkspaceView& workspace, SecretStore* secrets)
{
    std::vector<std::string> values;
    const auto fromEnvironment = [&values](const std::string& name) {
        if (const char* value = name.empty() ? nullptr : std::getenv(name.c_str()))
            addSecret(values, value);
    };
    const auto fromStore = [&values, secrets](const std::string& name) {
        if (!secrets || name.empty())
            return;
        if (auto value = secrets->read(name))
            addSecret(values, std::move(*value));
    };
    for (const auto& [name, entry] : workspace.models) {
        fromEnvironment(keyVariable(entry));
        fromStore(keyVariable(entry));
    }
    auto texts = workspace.document;
    for (const auto& [name, tool] : workspace.tools)
        texts += tool->document;
    for (const auto& name : namesIn(texts, "secret"))
        fromStore(name);
    for (const auto& name : namesIn(texts, "env"))
        fromEnvironment(name);
    return values;
}

Result<journal::RunFileReport> writeRunFile(const journal::Journal& journal, const std::string& run,
                                            const std::string& path, const ShareOptions& options)
{
    auto prices = pricesOf(journal, run, options.prices);
    if (!prices)
        return tl::unexpected(prices.error());
    auto redact = [&options](Json& data, std::vector<journal::Redaction>& found) {
        std::vector<workspace::Redacted> redacted;
        workspace::redactSecrets(data, options.secrets, redacted);
        for (auto& one : redacted)
            found.push_back({0, std::move(one.at), std::move(one.why)});
    };
    auto file = journal::RunFileWriter::begin(path, run, program, options.now, *prices, redact);
    if (!file)
        return tl::unexpected(file.error());
    Result<> added;
    auto read = readWhole(journal, run, [&](const Event& event, bool inherited) {
        added = file->add(event, inherited);
        return added.has_value();
    });
    if (!read || !added)
        return tl::unexpected((read ? added : read).error());
    return file->finish();
}

Result<std::int64_t> writeExport(const journal::Journal& journal, const std::string& run,
                                 journal::ExportFormat format, const journal::Sink& sink,
                                 const ShareOptions& options)
{
    journal::RunExport file(format, sink);
    std::int64_t redactions = 0;
    Result<> written;
    auto read = readWhole(journal, run, [&](const Event& event, bool inherited) {
        auto clean = event;
        if (auto data = parseJson(event.data)) {
            std::vector<workspace::Redacted> found;
            workspace::redactSecrets(*data, options.secrets, found);
            redactions += std::int64_t(found.size());
            if (!found.empty())
                clean.data = dumpJson(*data);
        }
        written = file.add(clean, inherited);
        return written.has_value();
    });
    if (written && read)
        written = file.finish();
    if (!read || !written)
        return tl::unexpected((read ? written : read).error());
    return redactions;
}

Result<std::int64_t> writeShared(const journal::Journal& journal, const std::string& run,
                                 std::string_view format, const std::string& path,
                                 const ShareOptions& options)
{
    if (format == "run") {
        const auto report = writeRunFile(journal, run, path, options);
        return report ? Result<std::int64_t>(report->redactions) : tl::unexpected(report.error());
    }
    const auto known = journal::exportFormatFromName(format);
    if (!known)
        return fail(Errc::Invalid, "there is no format " + std::string(format));
    auto draft = FileDraft::begin(path);
    if (!draft)
        return tl::unexpected(draft.error());
    auto written = writeExport(
        journal, run, *known, [&draft](std::string_view bytes) { return draft->write(bytes); },
        options);
    if (!written)
        return written;
    if (auto finished = draft->finish(0600); !finished)
        return tl::unexpected(finished.error());
    return written;
}

} // namespace signalbox::engine
