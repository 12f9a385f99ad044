// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "values/modelentry.h"
#include "values/usage.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::budget {

// Prices of a request whose prompt is longer than `above` tokens; they hold for all of it, not for the excess.
struct PriceTier
{
    std::int64_t above = -1;
    Price price;

    bool operator==(const PriceTier&) const = default;
};

// What the table knows of one model on one day.
struct ModelFacts
{
    std::string provider; // "anthropic", "openai", "google", or the name of a protocol
    std::string id; // of the row, without a snapshot's date
    std::vector<std::string> aliases;
    std::vector<std::string> prefixes;
    Timestamp from{}; // first instant the row holds; the epoch: always
    std::vector<PriceTier> tiers; // by `above`, rising
    std::optional<std::int64_t> context; // tokens
    std::optional<std::int64_t> maxOutput;
    std::string source;
    std::string seen; // when the source was read: "2026-11"

    bool operator==(const ModelFacts&) const = default;

    // Exact. Absent where a bucket that was used has no price or the sum does not fit; never zero for unknown.
    [[nodiscard]] Cost cost(const Usage& usage) const;
    [[nodiscard]] const Price* priceOf(std::int64_t promptTokens) const;
};

// Prices by model and day. Read-only after loading and then safe for every thread.
class PriceTable
{
public:
    PriceTable() = default; // knows no model
    // The table that comes with the program.
    [[nodiscard]] static Result<PriceTable> builtIn();
    [[nodiscard]] static Result<PriceTable> fromJson(std::string_view text);
    // Rows of a person's file win over those there. An absent file is none; on an error the table stays as it was.
    [[nodiscard]] Result<> addFile(const std::filesystem::path& path);
    void putBefore(PriceTable other);

    // The row of that very name, else of the name without snapshot date, else of the longest prefix.
    [[nodiscard]] std::optional<ModelFacts> find(Protocol protocol, std::string_view model,
                                                 Timestamp at) const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const std::string& asOf() const
    {
        return m_asOf;
    } // "2026-11-22", of the built-in table

private:
    using Layer = std::vector<ModelFacts>;

    std::vector<Layer> m_layers; // the first that knows the model speaks
    std::string m_asOf;
};

// Exact cost of tokens at one price.
[[nodiscard]] Cost costAt(const Price& price, const Usage& usage);
// The entry's own price wins over the table; where it names none for the cache, cached tokens cost what input costs.
[[nodiscard]] Cost costOf(const ModelEntry& entry, const PriceTable& table, const Usage& usage,
                          Timestamp at);

} // namespace signalbox::budget
