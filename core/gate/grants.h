// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/gateanswer.h"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::gate {

// What a person allowed beforehand when deciding at a gate. Never answers a deny rule or what must always be asked.
struct Grant
{
    GrantScope scope = GrantScope::TheseArguments;
    std::string tool;
    std::string argumentsHash; // of scope these_arguments
    std::string fromGate;

    bool operator==(const Grant&) const = default;
    [[nodiscard]] std::string matcher() const; // "delete_file in this run", for people
};

// The grants of one run. Thread safe.
class Grants
{
public:
    void add(Grant grant);
    void revoke(std::string_view fromGate);
    [[nodiscard]] std::optional<Grant> covering(std::string_view tool,
                                                std::string_view argumentsHash) const;

private:
    mutable std::mutex m_mutex; // guards m_grants
    std::vector<Grant> m_grants;
};

} // namespace signalbox::gate
