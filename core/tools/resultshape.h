// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/runner.h"
#include "values/label.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::tools {

// Secrets that must not stand in a result: API keys and resolved ${secret:NAME}. Immutable.
struct Secrets
{
    std::vector<std::string> values; // each at least 8 bytes
};

// A result as everybody sees it: journal, model and window get the same bytes.
struct ShapedResult
{
    bool ok = true;
    std::string json; // result as JSON text: a string where it was cut
    std::string modelText; // what the model reads
    bool truncated = false;
    std::size_t tagsRemoved = 0; // characters that only a machine reads
    std::size_t redacted = 0;
};

// The text with "[redacted]" in the place of every secret.
[[nodiscard]] std::string withoutSecrets(std::string text, const Secrets& secrets);

// Bounds the result to `maxBytes`, removes tag characters and secrets.
[[nodiscard]] ShapedResult shape(const RunnerResult& result, std::size_t maxBytes,
                                 const Secrets& secrets);

} // namespace signalbox::tools
