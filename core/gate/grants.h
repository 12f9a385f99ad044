// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "journal/seam.h"
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

// The grants of one run. What a person took back stands in the journal (grant.revoked at the run), so that it holds in a
// run that is resumed, too. Thread safe.
class Grants
{
public:
    // Once run.started is told: what the record says was taken back is told again.
    void open(journal::Seam& seam);
    // The run ends: nothing more is taken back.
    void close();

    void add(Grant grant);
    // The next call is asked again. NotFound: there is no such grant, or the run is over.
    [[nodiscard]] Result<> revoke(const std::string& fromGate);
    [[nodiscard]] std::optional<Grant> covering(std::string_view tool,
                                                std::string_view argumentsHash) const;

private:
    mutable std::mutex m_mutex; // guards all below
    journal::Seam* m_seam = nullptr; // while it is open
    std::vector<Grant> m_grants;
    std::vector<std::string> m_revoked; // gates whose grant was taken back
};

} // namespace signalbox::gate
