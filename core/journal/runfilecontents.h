// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hash.h"
#include "base/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// What a run file is read from: its lines, and the values that stand once for all events. Each is bounded, whoever wrote it.
namespace signalbox::journal {

// Lines of a file with where they stand. One thread; the file is borrowed.
class RunFileLines
{
public:
    explicit RunFileLines(int file)
        : m_file(file)
    { }

    enum class Next
    {
        Line,
        Torn, // the file ends inside it
        TooLong,
        End
    };

    [[nodiscard]] Next next(std::string& line);
    [[nodiscard]] std::int64_t at() const { return m_at; } // offset of the last line, bytes

private:
    bool fill();

    int m_file;
    std::string m_buffer;
    std::size_t m_used = 0;
    std::int64_t m_at = 0;
    std::int64_t m_step = 0;
};

// Invalid: it is no JSON object.
[[nodiscard]] Result<Json> parseRunFileLine(std::string_view line);
// Of 64 lower-case digits.
[[nodiscard]] std::optional<Hash> hashFromHex(std::string_view text);

// The contents of a file by their hashes: their places are kept, their bytes looked up where they stand. One thread; the file is
// borrowed.
class RunFileContents
{
public:
    explicit RunFileContents(int file)
        : m_file(file)
    { }

    // A line that holds one, and its offset. Invalid: it holds none; Limit: there are too many.
    [[nodiscard]] Result<> keep(const Json& line, std::int64_t offset);
    // Puts what `contents` names (JSON pointer -> hash) into its places in `data`. False: one is missing, changed or too much.
    [[nodiscard]] bool fill(Json& data, const Json* contents);

private:
    [[nodiscard]] const Json* contentOf(const Hash& hash);

    int m_file;
    std::map<Hash, std::int64_t> m_places; // content -> offset of its line
    std::map<Hash, Json> m_cache;
    std::map<Hash, std::size_t> m_sizes; // of what is cached, bytes
    std::size_t m_cached = 0; // all of them
};

} // namespace signalbox::journal
