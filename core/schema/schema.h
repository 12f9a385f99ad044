// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::schema {

// One thing that does not fit, in words a model can act on.
struct Finding
{
    std::string path; // of the value: "lines[0].total", "" for the whole
    std::string keyword; // "type", "required", ...
    std::string expected; // "an integer from 1 to 9"
    std::string found; // "\"ten\"" (shortened)

    bool operator==(const Finding&) const = default;
    [[nodiscard]] std::string text() const; // "lines[0].total: expected an integer, found \"ten\""
};

// Where the text of another schema comes from ("$ref" to an address); nothing is ever fetched.
using Documents = std::vector<std::pair<std::string, const Json*>>;

enum class Draft : std::uint8_t
{
    Draft7,
    Draft202012
};

// A compiled JSON Schema, draft 7 and 2020-12 (by "$schema", `assumed` where it is absent). Immutable, thread safe,
// copies share. Regular expressions are RE2. Bounded: evaluation stops with Limit after `maxSteps` checks.
class Schema
{
public:
    [[nodiscard]] static Result<Schema> compile(const Json& document, const Documents& others = {},
                                                Draft assumed = Draft::Draft202012);
    [[nodiscard]] static Result<Schema> compileText(std::string_view json);

    // Empty: it fits. At most `most` findings, the first in the order of the schema.
    [[nodiscard]] Result<std::vector<Finding>> validate(const Json& value,
                                                        std::size_t most = 16) const;

    static constexpr std::size_t maxSteps = 2'000'000;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> m_compiled;
};

} // namespace signalbox::schema
