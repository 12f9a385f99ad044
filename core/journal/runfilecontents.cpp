// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/runfilecontents.h"

#include "base/jsonpointer.h"
#include "base/jsonvalue.h"

#include <cerrno>
#include <charconv>

#include <unistd.h>

namespace signalbox::journal {

namespace {
constexpr std::size_t mostLineBytes = 80u << 20;
constexpr std::size_t mostDataBytes = 64u << 20; // of one event with its contents
constexpr std::size_t mostContents = 2'000'000; // places that are kept
constexpr std::size_t cacheBytes = 16u << 20;

// The value that a JSON pointer names; nullptr where there is none.
Json* valueAt(Json& root, std::string_view pointer)
{
    auto* here = &root;
    while (!pointer.empty()) {
        if (pointer.front() != '/')
            return nullptr;
        pointer.remove_prefix(1);
        const auto name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        const auto key = keyOfSegment(name);
        if (here->is_object()) {
            const auto found = here->find(key);
            if (found == here->end())
                return nullptr;
            here = &*found;
        } else if (here->is_array()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
            if (error != std::errc() || end != key.data() + key.size() || index >= here->size())
                return nullptr;
            here = &(*here)[index];
        } else {
            return nullptr;
        }
    }
    return here;
}
} // namespace

RunFileLines::Next RunFileLines::next(std::string& line)
{
    line.clear();
    m_at += m_step;
    m_step = 0;
    for (;;) {
        const auto end = m_buffer.find('\n', m_used);
        const auto part = std::string_view(m_buffer).substr(
            m_used, end == std::string::npos ? end : end - m_used);
        line += part;
        m_step += std::int64_t(part.size());
        m_used += part.size();
        if (line.size() > mostLineBytes)
            return Next::TooLong;
        if (end != std::string::npos) {
            ++m_used;
            ++m_step;
            return Next::Line;
        }
        if (!fill())
            return line.empty() ? Next::End : Next::Torn;
    }
}
bool RunFileLines::fill()
{
    m_buffer.resize(256u << 10);
    m_used = 0;
    ssize_t count = 0;
    do
        count = ::read(m_file, m_buffer.data(), m_buffer.size());
    while (count < 0 && errno == EINTR);
    m_buffer.resize(count > 0 ? std::size_t(count) : 0);
    return count > 0;
}

Result<Json> parseRunFileLine(std::string_view line)
{
    JsonLimits limits;
    limits.bytes = mostLineBytes;
    limits.stringBytes = mostLineBytes;
    limits.nodes = 4'000'000;
    auto value = parseJson(line, limits);
    if (value && !value->is_object())
        return fail(Errc::Invalid, "is no JSON object");
    return value;
}

std::optional<Hash> hashFromHex(std::string_view text)
{
    Hash hash;
    if (text.size() != hash.bytes.size() * 2)
        return std::nullopt;
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
        const auto* first = text.data() + i * 2;
        const auto [end, error] = std::from_chars(first, first + 2, hash.bytes[i], 16);
        if (error != std::errc() || end != first + 2)
            return std::nullopt;
    }
    if (hash.hex() != text) // lower case alone
        return std::nullopt;
    return hash;
}

Result<> RunFileContents::keep(const Json& line, std::int64_t offset)
{
    const auto hash = hashFromHex(stringAt(line, "content"));
    if (!hash || !find(line, "value"))
        return fail(Errc::Invalid, "holds no content");
    if (m_places.size() >= mostContents)
        return fail(Errc::Limit, "is one content more than are read");
    m_places.emplace(*hash, offset);
    return {};
}

// The bytes of a content, checked against their hash.
const Json* RunFileContents::contentOf(const Hash& hash)
{
    if (const auto found = m_cache.find(hash); found != m_cache.end())
        return &found->second;
    const auto place = m_places.find(hash);
    if (place == m_places.end())
        return nullptr;
    std::string line;
    for (char part[64u << 10];;) {
        const auto at = place->second + std::int64_t(line.size());
        const auto count = ::pread(m_file, part, sizeof part, at);
        if (count <= 0 || line.size() > mostLineBytes)
            return nullptr;
        const std::string_view read(part, std::size_t(count));
        const auto end = read.find('\n');
        line += read.substr(0, end);
        if (end != std::string_view::npos)
            break;
    }
    auto value = parseRunFileLine(line);
    if (!value)
        return nullptr;
    const auto* kept = find(*value, "value");
    if (!kept || sha256(dumpJson(*kept)) != hash)
        return nullptr;
    if (m_cached > cacheBytes) {
        m_cache.clear();
        m_sizes.clear();
        m_cached = 0;
    }
    m_cached += line.size();
    m_sizes[hash] = line.size();
    return &(m_cache[hash] = *kept);
}

bool RunFileContents::fill(Json& data, const Json* contents)
{
    if (!contents)
        return true;
    if (!contents->is_object())
        return false;
    std::size_t bytes = 0;
    for (const auto& [pointer, name] : contents->items()) {
        const auto hash =
            name.is_string() ? hashFromHex(name.get_ref<const std::string&>()) : std::nullopt;
        auto* place = valueAt(data, pointer);
        const auto* content = hash && place && place->is_null() ? contentOf(*hash) : nullptr;
        if (!content)
            return false;
        bytes += m_sizes[*hash];
        if (bytes > mostDataBytes) // a few kept values named again and again
            return false;
        *place = *content;
    }
    return true;
}

} // namespace signalbox::journal
