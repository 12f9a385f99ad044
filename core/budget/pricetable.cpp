// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "budget/pricetable.h"

#include "base/file.h"
#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace signalbox::embedded { // resources/prices
extern const std::string_view prices;
}

namespace signalbox::budget {

namespace {
constexpr std::size_t maxRows = 10'000;
constexpr std::size_t maxFileBytes = 4u << 20;
constexpr double maxPrice = 1e6; // USD per million tokens

// Reads rows and keeps the first thing that is wrong, with its place.
struct Reader
{
    std::string problem;

    void refuse(const std::string& place, const std::string& wanted, const Json& found)
    {
        if (problem.empty())
            problem = place + ": expected " + wanted + ", found "
                + std::string(truncateUtf8(dumpJson(found), 60));
    }

    std::string text(const Json& row, std::string_view key, const std::string& place)
    {
        const auto* value = find(row, key);
        if (!value)
            return {};
        if (!value->is_string()) {
            refuse(place + "." + std::string(key), "a string", *value);
            return {};
        }
        return value->get<std::string>();
    }

    std::vector<std::string> texts(const Json& row, std::string_view key, const std::string& place)
    {
        std::vector<std::string> out;
        const auto* value = find(row, key);
        if (!value)
            return out;
        const bool isList =
            value->is_array() && std::all_of(value->begin(), value->end(), [](const Json& name) {
                return name.is_string() && !name.get_ref<const std::string&>().empty();
            });
        if (!isList)
            refuse(place + "." + std::string(key), "a list of names", *value);
        else
            out = value->get<std::vector<std::string>>();
        return out;
    }

    std::optional<std::int64_t> count(const Json& row, std::string_view key,
                                      const std::string& place)
    {
        const auto* value = find(row, key);
        if (!value || value->is_null())
            return std::nullopt;
        const auto number = intAt(row, key);
        if (!number || *number < 0)
            refuse(place + "." + std::string(key), "a number of tokens", *value);
        return number;
    }

    // USD per million tokens are thousands of nano-USD per token.
    std::optional<Money> money(const Json& row, std::string_view key, const std::string& place)
    {
        const auto* value = find(row, key);
        if (!value || value->is_null())
            return std::nullopt;
        const double nano = value->is_number() ? value->get<double>() * 1000 : -1;
        if (!(nano >= 0 && nano <= maxPrice * 1000) || std::abs(nano - std::round(nano)) > 1e-6) {
            refuse(place + "." + std::string(key),
                   "USD per million tokens, at least 0, in steps of 0.001", *value);
            return std::nullopt;
        }
        return Money{std::llround(nano)};
    }

    Price price(const Json& row, const std::string& place)
    {
        return {money(row, "input", place), money(row, "output", place),
                money(row, "cache_read", place), money(row, "cache_write", place)};
    }

    Timestamp day(const Json& row, std::string_view key, const std::string& place)
    {
        const auto value = text(row, key, place);
        if (value.empty())
            return {};
        const auto out = parseRfc3339(value + "T00:00:00Z");
        if (out == Timestamp{})
            refuse(place + "." + std::string(key), "a day such as 2026-11-22", value);
        return out;
    }

    std::vector<PriceTier> tiers(const Json& row, const std::string& place)
    {
        std::vector<PriceTier> out{{-1, price(row, place)}};
        const auto* list = find(row, "tiers");
        if (!list)
            return out;
        if (!list->is_array() || list->size() > 16) {
            refuse(place + ".tiers", "a list", *list);
            return out;
        }
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto where = place + ".tiers[" + std::to_string(i) + "]";
            const auto above = count((*list)[i], "above", where);
            if (!above)
                refuse(where + ".above", "a number of tokens", (*list)[i]);
            out.push_back({above.value_or(0), price((*list)[i], where)});
        }
        std::sort(out.begin(), out.end(),
                  [](const PriceTier& a, const PriceTier& b) { return a.above < b.above; });
        return out;
    }

    ModelFacts facts(const Json& row, const std::string& place)
    {
        ModelFacts out;
        if (!row.is_object()) {
            refuse(place, "an object", row);
            return out;
        }
        out.provider = text(row, "provider", place);
        out.id = text(row, "id", place);
        out.aliases = texts(row, "aliases", place);
        out.prefixes = texts(row, "prefixes", place);
        out.from = day(row, "from", place);
        out.tiers = tiers(row, place);
        out.context = count(row, "context", place);
        out.maxOutput = count(row, "max_output", place);
        out.source = text(row, "source", place);
        out.seen = text(row, "seen", place);
        if (out.provider.empty() || (out.id.empty() && out.prefixes.empty()))
            refuse(place, "\"provider\" and \"id\"", row);
        return out;
    }
};

std::string_view providerOf(Protocol protocol)
{
    switch (protocol) {
    case Protocol::Anthropic:
        return "anthropic";
    case Protocol::OpenAiResponses:
    case Protocol::OpenAiChat:
        return "openai";
    case Protocol::Gemini:
        return "google";
    case Protocol::Ollama:
    case Protocol::Scripted:
        return protocolName(protocol);
    }
    return {};
}

bool areDigits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "claude-haiku-4-5-20251001", "gpt-5.4-2026-03-05", "...@20250514", "...-latest" name the model before them.
// A prefix rule would also take models that are newer and cost something else.
std::string_view withoutSnapshot(std::string_view model)
{
    constexpr std::string_view latest = "-latest";
    if (model.ends_with(latest))
        return model.substr(0, model.size() - latest.size());
    const auto size = model.size();
    if (size > 9 && (model[size - 9] == '-' || model[size - 9] == '@')
        && areDigits(model.substr(size - 8)))
        return model.substr(0, size - 9);
    if (size > 11 && model[size - 11] == '-' && model[size - 6] == '-' && model[size - 3] == '-'
        && areDigits(model.substr(size - 10, 4)) && areDigits(model.substr(size - 5, 2))
        && areDigits(model.substr(size - 2)))
        return model.substr(0, size - 11);
    return model;
}

bool isNamed(const ModelFacts& row, std::string_view model)
{
    return row.id == model
        || std::find(row.aliases.begin(), row.aliases.end(), model) != row.aliases.end();
}

std::size_t longestPrefix(const ModelFacts& row, std::string_view model)
{
    std::size_t out = 0;
    for (const auto& prefix : row.prefixes) {
        if (model.starts_with(prefix))
            out = std::max(out, prefix.size());
    }
    return out;
}

// How closely a row fits, 0: not at all.
std::size_t closeness(const ModelFacts& row, std::string_view model)
{
    constexpr auto most = std::numeric_limits<std::size_t>::max();
    if (isNamed(row, model))
        return most;
    return isNamed(row, withoutSnapshot(model)) ? most - 1 : longestPrefix(row, model);
}
} // namespace

Cost costAt(const Price& price, const Usage& usage)
{
    __extension__ using Wide = __int128;
    Wide sum = 0;
    const std::pair<std::int64_t, const std::optional<Money>&> buckets[] = {
        {usage.input, price.input},
        {usage.output, price.output},
        {usage.cacheRead, price.cacheRead},
        {usage.cacheWrite, price.cacheWrite}};
    for (const auto& [tokens, each] : buckets) {
        if (tokens == 0)
            continue;
        if (tokens < 0 || !each)
            return std::nullopt;
        sum += Wide(tokens) * each->nanoUsd;
    }
    if (sum < 0 || sum > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    // A model without any price is unknown, also when it was not used.
    if (sum == 0 && !price.input && !price.output)
        return std::nullopt;
    return Money{std::int64_t(sum)};
}

const Price* ModelFacts::priceOf(std::int64_t promptTokens) const
{
    const Price* out = nullptr;
    for (const auto& tier : tiers) {
        if (promptTokens > tier.above)
            out = &tier.price;
    }
    return out;
}

Cost ModelFacts::cost(const Usage& usage) const
{
    // each on its own: their sum might not fit
    if (usage.input < 0 || usage.cacheRead < 0 || usage.cacheWrite < 0)
        return std::nullopt;
    std::int64_t prompt = 0;
    if (__builtin_add_overflow(usage.input, usage.cacheRead, &prompt)
        || __builtin_add_overflow(prompt, usage.cacheWrite, &prompt))
        return std::nullopt;
    const auto* price = priceOf(prompt);
    return price ? costAt(*price, usage) : std::nullopt;
}

Result<PriceTable> PriceTable::fromJson(std::string_view text)
{
    JsonLimits limits;
    limits.bytes = maxFileBytes;
    const auto document = parseJson(text, limits);
    if (!document)
        return tl::unexpected<Error>(document.error());
    const auto* rows = signalbox::find(*document, "models");
    if (!rows || !rows->is_array())
        return fail(Errc::Invalid, "a price table has a list \"models\"");
    if (rows->size() > maxRows)
        return fail(Errc::Limit, "a price table has at most " + std::to_string(maxRows) + " rows");
    Reader reader;
    Layer layer;
    layer.reserve(rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
        layer.push_back(reader.facts((*rows)[i], "models[" + std::to_string(i) + "]"));
        if (!reader.problem.empty())
            return fail(Errc::Invalid, reader.problem);
    }
    PriceTable out;
    out.m_layers.push_back(std::move(layer));
    out.m_asOf = stringAt(*document, "as_of");
    return out;
}

Result<PriceTable> PriceTable::builtIn()
{
    return fromJson(embedded::prices);
}

Result<> PriceTable::addFile(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
        return {};
    const auto text = readFile(path, maxFileBytes);
    if (!text)
        return tl::unexpected<Error>(text.error());
    auto own = fromJson(*text);
    if (!own)
        return fail(own.error().code, own.error().message, path.string());
    putBefore(std::move(*own));
    return {};
}

void PriceTable::putBefore(PriceTable other)
{
    m_layers.insert(m_layers.begin(), std::make_move_iterator(other.m_layers.begin()),
                    std::make_move_iterator(other.m_layers.end()));
    if (m_asOf.empty())
        m_asOf = std::move(other.m_asOf);
}

std::optional<ModelFacts> PriceTable::find(Protocol protocol, std::string_view model,
                                           Timestamp at) const
{
    constexpr std::string_view resource = "models/"; // Gemini's full name of a model
    if (protocol == Protocol::Gemini && model.starts_with(resource))
        model.remove_prefix(resource.size());
    const auto provider = providerOf(protocol);
    for (const auto& layer : m_layers) {
        const ModelFacts* best = nullptr;
        std::size_t bestCloseness = 0;
        for (const auto& row : layer) {
            if (row.provider != provider || row.from > at)
                continue;
            const auto close = closeness(row, model);
            if (close == 0 || close < bestCloseness)
                continue;
            if (!best || close > bestCloseness || row.from >= best->from) {
                best = &row;
                bestCloseness = close;
            }
        }
        if (best)
            return *best;
    }
    return std::nullopt;
}

std::size_t PriceTable::size() const
{
    std::size_t out = 0;
    for (const auto& layer : m_layers)
        out += layer.size();
    return out;
}

Cost costOf(const ModelEntry& entry, const PriceTable& table, const Usage& usage, Timestamp at)
{
    if (entry.price) {
        auto price = *entry.price;
        if (!price.cacheRead)
            price.cacheRead = price.input;
        if (!price.cacheWrite)
            price.cacheWrite = price.input;
        return costAt(price, usage);
    }
    const auto facts = table.find(entry.protocol, entry.model, at);
    return facts ? facts->cost(usage) : std::nullopt;
}

} // namespace signalbox::budget
