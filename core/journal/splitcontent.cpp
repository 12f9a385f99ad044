// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/splitcontent.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/canonicalscan.h"
#include "journal/journal.h"

#include <QByteArray>

namespace signalbox::journal {

namespace {
// Below, nothing is saved; above, the appending thread would feel it.
constexpr std::size_t compressFrom = 512;
constexpr std::size_t compressTo = 1u << 20;

void appendNumber(std::string& out, std::uint64_t number)
{
    while (number >= 0x80) {
        out += char(number | 0x80);
        number >>= 7;
    }
    out += char(number);
}

bool takeNumber(std::string_view& blob, std::uint64_t& number)
{
    number = 0;
    for (unsigned shift = 0; shift < 63 && !blob.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(blob.front());
        blob.remove_prefix(1);
        number |= std::uint64_t(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

Result<std::string> canonicalText(const std::string& text)
{
    auto value = parseJson(isUtf8(text) ? text : toUtf8(text));
    if (!value)
        return tl::unexpected(value.error());
    if (!value->is_object())
        return fail(Errc::Invalid, "the data of an event is a JSON object");
    return dumpJson(*value);
}
} // namespace

bool isCanonicalObject(std::string_view text)
{
    std::vector<Piece> pieces;
    return CanonicalScan(text, pieces).run();
}

std::string contentOf(std::string_view text, const Piece& piece)
{
    const auto token = text.substr(piece.offset, piece.size);
    if (piece.kind == PieceKind::Json)
        return std::string(token);
    return unescaped(token.substr(1, token.size() - 2));
}

Result<SplitData> splitContents(std::string text)
{
    SplitData split;
    if (!CanonicalScan(text, split.pieces).run()) {
        auto canonical = canonicalText(text);
        if (!canonical)
            return tl::unexpected(canonical.error());
        text = std::move(*canonical);
        split.pieces.clear();
        if (!CanonicalScan(text, split.pieces).run())
            return fail(Errc::Limit, "the data of an event is too big");
    }
    split.text = std::move(text);
    for (auto& piece : split.pieces) {
        const auto token = std::string_view(split.text).substr(piece.offset, piece.size);
        if (piece.kind == PieceKind::Json)
            piece.hash = sha256(token);
        else if (!piece.escaped)
            piece.hash = sha256(token.substr(1, token.size() - 2));
        else
            piece.hash = sha256(contentOf(split.text, piece));
    }
    return split;
}

void packContent(std::string_view text, Piece& piece)
{
    piece.packed = contentOf(text, piece);
    piece.isCompressed = false;
    if (piece.packed.size() < compressFrom || piece.packed.size() > compressTo)
        return;
    const auto small = qCompress(reinterpret_cast<const uchar*>(piece.packed.data()),
                                 qsizetype(piece.packed.size()), 1);
    if (std::size_t(small.size()) * 10 > piece.packed.size() * 9)
        return;
    piece.packed.assign(small.constData(), std::size_t(small.size()));
    piece.isCompressed = true;
}

Result<std::string> unpackContent(std::string_view bytes, bool isCompressed)
{
    if (!isCompressed)
        return std::string(bytes);
    const auto damaged = fail(Errc::Io, "a content of the journal is damaged");
    if (bytes.size() < 4)
        return damaged;
    std::size_t size = 0; // qCompress writes it in front, big end first
    for (std::size_t i = 0; i < 4; ++i)
        size = size << 8 | static_cast<unsigned char>(bytes[i]);
    if (size < compressFrom || size > compressTo)
        return damaged;
    const auto full =
        qUncompress(reinterpret_cast<const uchar*>(bytes.data()), qsizetype(bytes.size()));
    if (std::size_t(full.size()) != size)
        return damaged;
    return std::string(full.constData(), size);
}

void makeRow(std::string_view text, const std::vector<Piece>& pieces,
             const std::vector<std::int64_t>& ids, Row& row)
{
    row.text.clear();
    row.references.clear();
    std::size_t done = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        row.text += text.substr(done, pieces[i].offset - done);
        done = pieces[i].offset + pieces[i].size;
        appendNumber(row.references, row.text.size() - last);
        appendNumber(row.references,
                     std::uint64_t(ids[i]) << 1 | std::uint64_t(pieces[i].kind == PieceKind::Json));
        last = row.text.size();
    }
    row.text += text.substr(done);
}

Result<std::vector<Reference>> readReferences(std::string_view blob, std::size_t textSize)
{
    std::vector<Reference> references;
    std::size_t offset = 0;
    while (!blob.empty()) {
        std::uint64_t step = 0;
        std::uint64_t content = 0;
        if (!takeNumber(blob, step) || !takeNumber(blob, content) || step > textSize - offset)
            return fail(Errc::Io, "an event refers to nothing: the journal is damaged");
        offset += std::size_t(step);
        references.push_back({offset, (content & 1) != 0 ? PieceKind::Json : PieceKind::String,
                              std::int64_t(content >> 1)});
    }
    return references;
}

} // namespace signalbox::journal
