// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QDBusVariant>
#include <QObject>

namespace signalbox::ui {

// Asks the desktop (XDG portal) whether it is dark, and follows when it changes. Without a session bus nothing happens.
class SystemColors : public QObject
{
    Q_OBJECT

public:
    explicit SystemColors(Theme& theme, QObject* parent = nullptr);

    void ask(); // does not wait

private Q_SLOTS:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void take(const QVariant& scheme);

    Theme& m_theme;
};

} // namespace signalbox::ui
