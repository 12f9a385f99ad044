// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gatedrafts.h"

#include "base/hash.h"

#include <QSettings>

namespace signalbox::ui {

namespace {
// Ids are foreign text: hashed, they cannot name another key.
QString keyOf(const std::string& run, const std::string& gateId)
{
    return QStringLiteral("gate/drafts/")
        + QString::fromStdString(sha256(run + '\n' + gateId).hex().substr(0, 24));
}
} // namespace

GateDraft GateDrafts::load(const std::string& run, const std::string& gateId) const
{
    const QStringList parts = m_settings.value(keyOf(run, gateId)).toStringList();
    if (parts.size() != 3)
        return {};
    return {parts[0].toStdString(), parts[1].toStdString(), parts[2].toStdString()};
}

void GateDrafts::save(const std::string& run, const std::string& gateId, const GateDraft& draft)
{
    if (draft.isEmpty()) {
        remove(run, gateId);
        return;
    }
    m_settings.setValue(keyOf(run, gateId),
                        QStringList{QString::fromStdString(draft.reason),
                                    QString::fromStdString(draft.arguments),
                                    QString::fromStdString(draft.answer)});
}

void GateDrafts::remove(const std::string& run, const std::string& gateId)
{
    m_settings.remove(keyOf(run, gateId));
}

} // namespace signalbox::ui
