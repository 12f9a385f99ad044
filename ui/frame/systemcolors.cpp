// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/systemcolors.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace signalbox::ui {

namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString object = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");
constexpr uint prefersDark = 1; // of the portal's color-scheme: 0 no preference, 1 dark, 2 light

} // namespace

SystemColors::SystemColors(Theme& theme, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
{ }

void SystemColors::ask()
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(service, object, interface, QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    auto call = QDBusMessage::createMethodCall(service, object, interface, QStringLiteral("Read"));
    call << appearance << colorScheme;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher* done) {
                const QDBusPendingReply<QDBusVariant> reply = *done;
                if (reply.isValid())
                    take(reply.value().variant());
                done->deleteLater();
            });
}

void SystemColors::onSettingChanged(const QString& group, const QString& key,
                                    const QDBusVariant& value)
{
    if (group == appearance && key == colorScheme)
        take(value.variant());
}

// Older portals wrap the number once more.
void SystemColors::take(const QVariant& scheme)
{
    const auto plain =
        scheme.canConvert<QDBusVariant>() && scheme.userType() == qMetaTypeId<QDBusVariant>()
        ? scheme.value<QDBusVariant>().variant()
        : scheme;
    m_theme.setSystemDark(plain.toUInt() == prefersDark);
}

} // namespace signalbox::ui
