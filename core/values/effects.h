// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

enum class Effect : std::uint8_t
{
    Read,
    Write,
    Destroy,
    Network,
    Secret,
    Spend,
    Execute
};
inline constexpr int effectCount = 7;

// What a tool may do to the world: a set of Effect. A tool that declares none has all of them.
class Effects
{
public:
    constexpr Effects() = default;
    constexpr Effects(std::initializer_list<Effect> effects)
    {
        for (const auto effect : effects)
            add(effect);
    }
    [[nodiscard]] static constexpr Effects all()
    {
        Effects effects;
        effects.m_bits = (1u << effectCount) - 1;
        return effects;
    }

    constexpr void add(Effect effect) { m_bits |= std::uint8_t(1u << unsigned(effect)); }
    [[nodiscard]] constexpr bool has(Effect effect) const
    {
        return (m_bits & (1u << unsigned(effect))) != 0;
    }
    [[nodiscard]] constexpr bool isEmpty() const { return m_bits == 0; }
    [[nodiscard]] constexpr bool intersects(Effects other) const
    {
        return (m_bits & other.m_bits) != 0;
    }
    [[nodiscard]] constexpr bool covers(Effects other) const
    {
        return (other.m_bits & ~m_bits) == 0;
    }
    // Does something that cannot simply be done again: any effect but read.
    [[nodiscard]] constexpr bool isEffectful() const
    {
        return (m_bits & ~(1u << unsigned(Effect::Read))) != 0;
    }
    [[nodiscard]] std::vector<Effect> list() const;
    [[nodiscard]] std::vector<std::string> names() const;
    constexpr bool operator==(const Effects&) const = default;

private:
    std::uint8_t m_bits = 0;
};

[[nodiscard]] std::string_view effectName(Effect effect);
[[nodiscard]] bool effectFromName(std::string_view name, Effect& out);

} // namespace signalbox
