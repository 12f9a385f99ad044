// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

class QSettings;

namespace signalbox::ui {

// What a person has begun to write at a gate.
struct GateDraft
{
    std::string reason;
    std::string arguments; // JSON of an edit, empty: none begun
    std::string answer;

    bool operator==(const GateDraft&) const = default;
    [[nodiscard]] bool isEmpty() const
    {
        return reason.empty() && arguments.empty() && answer.empty();
    }
};

// Drafts by run and gate; they survive a restart and go with the gate.
class GateDrafts
{
public:
    explicit GateDrafts(QSettings& settings)
        : m_settings(settings)
    { }
    [[nodiscard]] GateDraft load(const std::string& run, const std::string& gateId) const;
    void save(const std::string& run, const std::string& gateId, const GateDraft& draft);
    void remove(const std::string& run, const std::string& gateId);

private:
    QSettings& m_settings;
};

} // namespace signalbox::ui
