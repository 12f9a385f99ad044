// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonpointer.h"

namespace signalbox {

std::string pointerSegment(std::string_view key)
{
    std::string out = "/";
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

std::string keyOfSegment(std::string_view segment)
{
    std::string key;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const bool isEscape = segment[i] == '~' && i + 1 < segment.size()
            && (segment[i + 1] == '0' || segment[i + 1] == '1');
        key += !isEscape ? segment[i] : segment[++i] == '0' ? '~' : '/';
    }
    return key;
}

} // namespace signalbox
