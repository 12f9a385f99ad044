// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

enum class Integrity : std::uint8_t
{
    Trusted,
    Endorsed,
    Untrusted
};
enum class Confidentiality : std::uint8_t
{
    Public,
    Private,
    Secret
};

// What may be believed and who may read it. The label of what was made of several things is the worst of each.
struct Label
{
    Integrity integrity = Integrity::Trusted;
    Confidentiality confidentiality = Confidentiality::Public;

    bool operator==(const Label&) const = default;
};

[[nodiscard]] inline Label join(Label a, Label b)
{
    return {a.integrity > b.integrity ? a.integrity : b.integrity,
            a.confidentiality > b.confidentiality ? a.confidentiality : b.confidentiality};
}

[[nodiscard]] std::string_view integrityName(Integrity integrity);
[[nodiscard]] std::string_view confidentialityName(Confidentiality confidentiality);
[[nodiscard]] bool integrityFromName(std::string_view name, Integrity& out);
[[nodiscard]] bool confidentialityFromName(std::string_view name, Confidentiality& out);

} // namespace signalbox
