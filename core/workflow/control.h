// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "budget/ledger.h"
#include "journal/seam.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>

namespace signalbox::workflow {

// Holds a run where its person wants it held: before an effect, never in the middle of one. Thread safe.
class Control
{
public:
    void pause();
    void resume();
    void step(); // lets one effect happen, then holds again

    // Waits here while the run is paused; the pause and its end are told at `path`. Cancelled on stop.
    [[nodiscard]] Result<> checkpoint(const std::string& path, journal::Seam& seam,
                                      budget::Ledger& ledger, std::stop_token stop);

private:
    std::mutex m_mutex; // guards all below
    std::condition_variable_any m_changed;
    bool m_paused = false;
    int m_steps = 0; // effects allowed while paused
};

} // namespace signalbox::workflow
