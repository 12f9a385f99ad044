// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// What each target gives: inputs to begin with, words of its language, and the entry point that libFuzzer and the
// plain program both call. A broken promise ends the program, as a crash would.
[[nodiscard]] const std::vector<std::string>& fuzzSeeds();
[[nodiscard]] const std::vector<std::string>& fuzzWords();

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

inline void fuzzRequire(bool holds, std::string_view promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %.*s\n", int(promise.size()), promise.data());
    std::abort();
}
