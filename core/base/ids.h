// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace signalbox {

// A number that cannot be mixed up with another kind of number: `using SpanId = StrongId<struct SpanTag>`.
template <class Tag, class Number = std::uint32_t>
struct StrongId
{
    static constexpr Number invalid = static_cast<Number>(-1);
    Number value = invalid;

    auto operator<=>(const StrongId&) const = default;
    [[nodiscard]] constexpr bool isValid() const { return value != invalid; }
};

} // namespace signalbox

template <class Tag, class Number>
struct std::hash<signalbox::StrongId<Tag, Number>>
{
    std::size_t operator()(signalbox::StrongId<Tag, Number> id) const noexcept
    {
        return std::hash<Number>{}(id.value);
    }
};
