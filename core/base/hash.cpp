// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <algorithm>

#include <QCryptographicHash>

namespace signalbox {

namespace {
Hash take(const QByteArray& digest)
{
    Hash hash;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(digest.constData()),
                std::min<std::size_t>(hash.bytes.size(), std::size_t(digest.size())),
                hash.bytes.begin());
    return hash;
}
} // namespace

std::string Hash::hex() const
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

Hash sha256(std::string_view bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
    return take(hash.result());
}

Hash chain(const Hash& previous, std::string_view next)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(previous.view().data(), qsizetype(previous.bytes.size())));
    hash.addData(QByteArrayView(next.data(), qsizetype(next.size())));
    return take(hash.result());
}

} // namespace signalbox
