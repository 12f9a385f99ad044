// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/format.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace signalbox::ui::format {

namespace {
QString tr(const char* source)
{
    return QCoreApplication::translate("Format", source);
}

QString fixed(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

QString grouped(QString digits)
{
    const auto end = digits.indexOf(u'.') < 0 ? digits.size() : digits.indexOf(u'.');
    const auto first = digits.startsWith(u'-') ? 1 : 0;
    for (auto at = end - 3; at > first; at -= 3)
        digits.insert(at, u',');
    return digits;
}

QDateTime local(Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count() / 1000);
}
} // namespace

QString count(std::int64_t value)
{
    return grouped(QString::number(value));
}

QString shortCount(std::int64_t value)
{
    if (value < 1000)
        return QString::number(value);
    const bool millions = value >= 999'950;
    const double scaled = double(value) / (millions ? 1e6 : 1e3);
    return grouped(fixed(scaled, scaled < 99.95 ? 1 : 0))
        + (millions ? QStringLiteral(" M") : QStringLiteral(" k"));
}

QString narrowCount(std::int64_t value, std::int64_t from)
{
    return value < from ? count(value) : shortCount(value);
}

QString money(Cost cost)
{
    if (!cost)
        return tr("price unknown");
    const double usd = cost->usd();
    const double size = std::abs(usd);
    // Three digits where they matter: a step costs thousandths, a day tens.
    const int decimals = size == 0 ? 3 : size < 0.0001 ? 5 : size < 0.001 ? 4 : size < 10 ? 3 : 2;
    return (usd < 0 ? QStringLiteral("-$") : QStringLiteral("$")) + grouped(fixed(size, decimals));
}

QString duration(std::chrono::microseconds time)
{
    const auto ms = std::max<std::int64_t>(time.count(), 0) / 1000;
    if (ms < 1000)
        return tr("%1 ms").arg(ms);
    if (ms < 99'950)
        return tr("%1 s").arg(fixed(double(ms) / 1000, 1));
    return clock(time);
}

QString clock(std::chrono::microseconds time)
{
    const auto seconds = std::max<std::int64_t>(time.count(), 0) / 1'000'000;
    const auto two = [](std::int64_t n) { return QString::number(n).rightJustified(2, u'0'); };
    if (seconds < 3600)
        return QString::number(seconds / 60) + u':' + two(seconds % 60);
    return QString::number(seconds / 3600) + u':' + two(seconds / 60 % 60) + u':'
        + two(seconds % 60);
}

QString bytes(std::int64_t size)
{
    if (size < 1024)
        return tr("%1 B").arg(size);
    if (size < 1024 * 1024)
        return tr("%1 KiB").arg(fixed(double(size) / 1024, 1));
    return tr("%1 MiB").arg(fixed(double(size) / (1024 * 1024), 1));
}

QString percent(double ratio)
{
    return tr("%1 %").arg(std::isfinite(ratio) ? std::lround(std::clamp(ratio, 0.0, 1e6) * 100)
                                               : 0);
}

QString dateTime(Timestamp time)
{
    return local(time).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString ago(Timestamp then, Timestamp now)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - then).count();
    if (seconds < 60)
        return tr("just now");
    if (seconds < 3600)
        return tr("%1 min ago").arg(seconds / 60);
    const auto at = local(then);
    const auto days = at.date().daysTo(local(now).date());
    const auto time = at.toString(QStringLiteral("HH:mm"));
    if (days <= 0)
        return tr("today %1").arg(time);
    if (days == 1)
        return tr("yesterday %1").arg(time);
    return at.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString runId(const std::string& run)
{
    const auto id = line(run, 64);
    return id.size() <= 10 ? id : id.left(4) + u'\u2026' + id.right(3);
}

QString text(std::string_view utf8, std::size_t most)
{
    const auto cut = truncateUtf8(utf8, most);
    auto shown = QString::fromStdString(showInvisible(toUtf8(cut)));
    return cut.size() < utf8.size() ? shown + u'\u2026' : shown;
}

QString line(std::string_view utf8, std::size_t most)
{
    auto shown = text(utf8.substr(0, most + 4), most);
    std::replace(shown.begin(), shown.end(), QChar(u'\n'), QChar(u' '));
    std::replace(shown.begin(), shown.end(), QChar(u'\t'), QChar(u' '));
    return shown;
}

QString verbatim(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace signalbox::ui::format
