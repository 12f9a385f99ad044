// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace signalbox::schema {

// A regular expression of ECMA-262 (as with its flag `u`) run by RE2: linear time, bounded memory. Look-around is
// exact where it stands behind a leading '^' ("^(?=.*x)(?!y)z"); else it is refused, as are back references.
class Pattern
{
public:
    [[nodiscard]] static Result<Pattern> compile(std::string_view ecma);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    [[nodiscard]] bool matches(std::string_view text) const;
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] std::size_t size() const; // instructions

private:
    struct Part // all must hold
    {
        std::unique_ptr<re2::RE2> expression;
        bool wanted = true;
    };
    Pattern();

    std::vector<Part> m_parts;
    std::string m_text;
};

// The same language in the syntax of RE2, without captures.
[[nodiscard]] Result<std::string> toRe2(std::string_view ecma);

} // namespace signalbox::schema
