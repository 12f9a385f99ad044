// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "budget/pricetable.h"
#include "engine/secretstore.h"
#include "workflow/runscope.h"

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox::engine {

// The models of one workspace: clients made when they are first asked for, with the key from the environment or the key
// store, and what they cost. Thread safe.
class ModelSet final : public workflow::Models
{
public:
    ModelSet(std::shared_ptr<const WorkspaceView> workspace, net::HttpClient& http,
             std::shared_future<budget::PriceTable> prices, SecretStore* secrets,
             const Clock& clock);

    [[nodiscard]] const ModelEntry* entry(const std::string& name) const override;
    [[nodiscard]] Result<const llm::ModelClient*> client(const std::string& name) override;
    [[nodiscard]] Cost cost(const ModelEntry& entry, const Usage& usage) const override;
    [[nodiscard]] budget::WorstCase worstCase(const ModelEntry& entry,
                                              std::int64_t input) const override;

    // Keys that were read so far: what must not stand in a result.
    [[nodiscard]] std::vector<std::string> keysInUse() const;
    // Where the key of an entry is: "environment", "key store", "missing" or "none needed".
    [[nodiscard]] std::string keyPlace(const ModelEntry& entry) const;

private:
    [[nodiscard]] Result<std::string> keyFor(const ModelEntry& entry) const;

    std::shared_ptr<const WorkspaceView> m_workspace;
    net::HttpClient& m_http;
    const std::shared_future<budget::PriceTable> m_prices;
    SecretStore* m_secrets;
    const Clock& m_clock;
    mutable std::mutex m_mutex; // guards m_clients and m_keys
    std::map<std::string, std::unique_ptr<llm::ModelClient>> m_clients;
    std::vector<std::string> m_keys;
};

} // namespace signalbox::engine
