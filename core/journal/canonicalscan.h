// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "journal/splitcontent.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::journal {

// One pass over JSON text that tells whether it is exactly what dumpJson would write, and notes the values worth keeping
// once. Building a value and dumping it again would cost an append ten times as much.
//
// Worth keeping once, from contentBytes on: strings and objects that are members of the data; the same inside the
// elements of arrays, at any depth of arrays; an element that holds none of those; `tools` as a whole, since
// every request of an agent offers the same ones.
class CanonicalScan
{
public:
    CanonicalScan(std::string_view text, std::vector<Piece>& pieces)
        : m_begin(text.data())
        , m_at(text.data())
        , m_end(text.data() + text.size())
        , m_pieces(pieces)
    { }

    [[nodiscard]] bool run(); // false: not canonical, not an object, or over a limit

private:
    enum class Cut : unsigned char
    {
        No, // inside a piece
        Member, // a member of the data or of an element
        Element, // of an array that is a member
        Whole, // as one piece whatever it is
    };

    bool value(Cut cut);
    bool object(Cut members);
    bool array(Cut elements);
    bool string(bool& escaped);
    bool escape();
    bool number();
    bool word(std::string_view word);
    bool fraction(std::string_view token) const;
    void note(const char* begin, PieceKind kind, bool escaped);
    [[nodiscard]] std::size_t sizeFrom(const char* begin) const
    {
        return std::size_t(m_at - begin);
    }

    const char* m_begin;
    const char* m_at;
    const char* m_end;
    std::vector<Piece>& m_pieces;
    JsonLimits m_limits;
    std::size_t m_depth = 0;
    std::size_t m_nodes = 0;
};

// The characters of a JSON string without its quotes. The text was scanned before.
[[nodiscard]] std::string unescaped(std::string_view literal);

} // namespace signalbox::journal
