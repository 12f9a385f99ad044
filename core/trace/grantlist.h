// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"
#include "values/gateanswer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace signalbox::trace {

// What a person allowed for later calls at a gate, and what became of it.
struct GrantItem
{
    enum class State : std::uint8_t
    {
        Holds,
        Revoked,
        Over // with the run
    };
    std::string fromGate;
    std::string tool;
    std::string matcher; // "delete_file in this run"
    GrantScope scope = GrantScope::TheseArguments;
    std::string path; // of the call whose gate it was
    Timestamp since{};
    std::int64_t used = 0; // later calls that it let through
    State state = State::Holds;

    bool operator==(const GrantItem&) const = default;
};

// The grants of one run, in the order they were given.
class GrantList
{
public:
    static constexpr std::size_t most = 1000; // further ones are not listed

    void fold(const Event& event, const Json& data);
    [[nodiscard]] const std::vector<GrantItem>& items() const { return m_items; }

private:
    void add(const Event& event, const Json& data);
    void use(const Json& data);

    std::vector<GrantItem> m_items;
};

} // namespace signalbox::trace
