// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/modelset.h"

#include "base/text.h"

#include <algorithm>
#include <cstdlib>

namespace signalbox::engine {

namespace {
// The host of an http address, lower case, without port.
std::string hostOf(std::string_view url)
{
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos)
        url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const auto at = url.rfind('@'); at != std::string_view::npos)
        url.remove_prefix(at + 1);
    if (url.starts_with('['))
        return lower(url.substr(0, url.find(']') + 1));
    return lower(url.substr(0, url.find(':')));
}

bool isLoopback(const std::string& host)
{
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

bool isOwnHost(const ModelEntry& entry)
{
    return entry.baseUrl.empty()
        || hostOf(entry.baseUrl) == hostOf(llm::providerAddress(entry.protocol));
}
} // namespace

ModelSet::ModelSet(std::shared_ptr<const WorkspaceView> workspace, net::HttpClient& http,
                   std::shared_future<budget::PriceTable> prices, SecretStore* secrets,
                   const Clock& clock)
    : m_workspace(std::move(workspace))
    , m_http(http)
    , m_prices(std::move(prices))
    , m_secrets(secrets)
    , m_clock(clock)
{ }

const ModelEntry* ModelSet::entry(const std::string& name) const
{
    return m_workspace->model(name);
}

Result<std::string> ModelSet::keyFor(const ModelEntry& entry) const
{
    const auto variable = keyVariable(entry);
    if (variable.empty())
        return std::string();
    const auto host = hostOf(entry.baseUrl);
    const bool own = isOwnHost(entry);
    if (!own && !isLoopback(host) && !m_workspace->trusted)
        return fail(Errc::Denied,
                    "the workspace is not trusted to reach " + host
                        + " with a key; look at it and "
                          "run `signalbox trust "
                        + m_workspace->root + "`",
                    "model " + entry.name);
    if (const char* value = std::getenv(variable.c_str()); value && *value)
        return std::string(value);
    if (m_secrets && (own || m_workspace->trusted)) {
        if (auto stored = m_secrets->read(variable))
            return *stored;
    }
    if (own)
        return fail(Errc::Denied,
                    "no key for " + std::string(protocolName(entry.protocol)) + ": set " + variable
                        + " in the environment or store it in the settings",
                    "model " + entry.name);
    return std::string(); // servers at home go without
}

Result<const llm::ModelClient*> ModelSet::client(const std::string& name)
{
    const auto* found = entry(name);
    if (!found)
        return fail(Errc::NotFound, "there is no model \"" + name + "\" in signalbox.json");
    const std::lock_guard lock(m_mutex);
    auto& client = m_clients[found->name];
    if (client)
        return client.get();
    auto key = keyFor(*found);
    if (!key)
        return tl::unexpected(key.error());
    if (key->size() >= 8)
        m_keys.push_back(*key);
    llm::ClientContext context;
    context.http = &m_http;
    context.apiKey = *key;
    context.workspaceRoot = m_workspace->root;
    auto made = llm::makeModelClient(*found, std::move(context));
    if (!made)
        return tl::unexpected(made.error());
    client = std::move(*made);
    return client.get();
}

Cost ModelSet::cost(const ModelEntry& entry, const Usage& usage) const
{
    return budget::costOf(entry, m_prices.get(), usage, m_clock.now());
}

budget::WorstCase ModelSet::worstCase(const ModelEntry& entry, std::int64_t input) const
{
    constexpr std::int64_t sample = 1000; // tokens: tiers depend on the prompt, not on the output
    Usage prompt;
    prompt.input = input;
    Usage both = prompt;
    both.output = sample;
    const auto withoutOutput = cost(entry, prompt);
    const auto withOutput = cost(entry, both);
    if (!withoutOutput || !withOutput)
        return {};
    return {withoutOutput,
            Money{(withOutput->nanoUsd - withoutOutput->nanoUsd + sample - 1) / sample}};
}

std::vector<std::string> ModelSet::keysInUse() const
{
    const std::lock_guard lock(m_mutex);
    return m_keys;
}

std::string ModelSet::keyPlace(const ModelEntry& entry) const
{
    const auto variable = keyVariable(entry);
    if (variable.empty())
        return "none needed";
    if (const char* value = std::getenv(variable.c_str()); value && *value)
        return "environment";
    if (m_secrets && m_secrets->read(variable))
        return "key store";
    return isOwnHost(entry) ? "missing" : "none needed";
}

} // namespace signalbox::engine
