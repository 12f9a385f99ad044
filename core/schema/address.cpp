// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/address.h"

#include "base/jsonpointer.h"
#include "base/text.h"

#include <algorithm>

namespace signalbox::schema {

namespace {
struct Parts
{
    std::string_view scheme; // without ':'
    std::string_view authority; // with "//"
    std::string_view path;
    std::string_view rest; // query and fragment with their marks
    bool hasAuthority = false;
};

bool isSchemeCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+'
        || c == '-' || c == '.';
}

Parts partsOf(std::string_view address)
{
    Parts parts;
    const auto end = address.find_first_of(":/?#");
    if (end != std::string_view::npos && end > 0 && address[end] == ':'
        && std::all_of(address.begin(), address.begin() + std::ptrdiff_t(end), isSchemeCharacter)) {
        parts.scheme = address.substr(0, end);
        address.remove_prefix(end + 1);
    }
    if (address.starts_with("//")) {
        const auto stop = std::min(address.find_first_of("/?#", 2), address.size());
        parts.authority = address.substr(0, stop);
        parts.hasAuthority = true;
        address.remove_prefix(stop);
    }
    const auto stop = std::min(address.find_first_of("?#"), address.size());
    parts.path = address.substr(0, stop);
    parts.rest = address.substr(stop);
    return parts;
}

std::string withoutDots(std::string_view path)
{
    std::vector<std::string_view> kept;
    const auto pieces = split(path, '/');
    const bool absolute = path.starts_with('/');
    for (std::size_t i = absolute ? 1 : 0; i < pieces.size(); ++i) {
        const bool last = i + 1 == pieces.size();
        if (pieces[i] == "." || pieces[i] == "..") {
            if (pieces[i] == ".." && !kept.empty())
                kept.pop_back();
            if (last)
                kept.emplace_back();
        } else {
            kept.push_back(pieces[i]);
        }
    }
    std::string clean;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (absolute || i > 0)
            clean += '/';
        clean += kept[i];
    }
    return clean;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
} // namespace

std::string resolveAddress(std::string_view base, std::string_view reference)
{
    const auto target = partsOf(reference);
    if (!target.scheme.empty())
        return std::string(reference);
    const auto from = partsOf(splitFragment(base).first);
    std::string out(from.scheme);
    if (!out.empty())
        out += ':';
    if (target.hasAuthority)
        return out + std::string(reference);
    out += from.authority;
    if (target.path.empty()) {
        out += from.path;
        if (!target.rest.starts_with('?'))
            out += from.rest;
        return out + std::string(target.rest);
    }
    if (target.path.starts_with('/')) {
        out += withoutDots(target.path);
    } else if (from.hasAuthority && from.path.empty()) {
        out += withoutDots("/" + std::string(target.path));
    } else {
        const auto slash = from.path.rfind('/');
        std::string merged(slash == std::string_view::npos ? std::string_view()
                                                           : from.path.substr(0, slash + 1));
        out += withoutDots(merged += target.path);
    }
    return out + std::string(target.rest);
}

std::pair<std::string_view, std::string_view> splitFragment(std::string_view address)
{
    const auto mark = address.find('#');
    if (mark == std::string_view::npos)
        return {address, {}};
    return {address.substr(0, mark), address.substr(mark + 1)};
}

std::string percentDecoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
        if (text[i] == '%' && high >= 0 && low >= 0) {
            out += char(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::vector<std::string> pointerTokens(std::string_view pointer)
{
    std::vector<std::string> tokens;
    if (pointer.empty())
        return tokens;
    for (const auto part : split(pointer.substr(1), '/'))
        tokens.push_back(keyOfSegment(part));
    return tokens;
}

} // namespace signalbox::schema
