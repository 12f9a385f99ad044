// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hash.h"
#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Cuts big members out of an event's data, so that they are kept once. What is cut out is named beside the text and never
// in it: no data can pretend to be a reference.
namespace signalbox::journal {

enum class PieceKind : unsigned char
{
    String,
    Json
};

// One big value inside the canonical text of an event.
struct Piece
{
    std::size_t offset = 0; // of the value's token in the text, quotes included
    std::size_t size = 0;
    PieceKind kind = PieceKind::Json;
    bool escaped = false; // a string with escapes: its bytes are not the token's
    Hash hash = {}; // of the bytes that are kept
    std::string packed =
        {}; // the bytes as they are written; made by the appending thread where they are new
    bool isCompressed = false;
};

struct SplitData
{
    std::string text; // equal to dumpJson of what was given
    std::vector<Piece> pieces; // ascending, none inside another
};

// Text of a JSON object in canonical form, with its big values found and hashed. Invalid where it is none; broken UTF-8
// becomes U+FFFD.
[[nodiscard]] Result<SplitData> splitContents(std::string text);
// Whether `text` is a JSON object exactly as dumpJson writes it.
[[nodiscard]] bool isCanonicalObject(std::string_view text);
// The bytes that are kept of a piece: a string's characters, a subtree's text.
[[nodiscard]] std::string contentOf(std::string_view text, const Piece& piece);

// Makes piece.packed: the content, compressed where that saves a tenth.
void packContent(std::string_view text, Piece& piece);
// Io where the bytes are damaged.
[[nodiscard]] Result<std::string> unpackContent(std::string_view bytes, bool isCompressed);

// What stands in a row: the text without the pieces, and where each goes (a blob of numbers).
struct Row
{
    std::string text;
    std::string references;
};
// `ids[i]` is the number under which pieces[i] is kept.
void makeRow(std::string_view text, const std::vector<Piece>& pieces,
             const std::vector<std::int64_t>& ids, Row& row);

struct Reference
{
    std::size_t offset = 0; // in the row's text
    PieceKind kind = PieceKind::Json;
    std::int64_t content = 0;
};
[[nodiscard]] Result<std::vector<Reference>> readReferences(std::string_view blob,
                                                            std::size_t textSize);

} // namespace signalbox::journal
