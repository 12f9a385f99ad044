// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/branches.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace signalbox::workflow {

void runBranches(RunScope& scope, std::size_t count, std::size_t most,
                 const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next{0};
    const auto pull = [&] {
        for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1))
            work(i);
    };
    std::atomic<int> alone{0};
    auto& live = scope.branches ? *scope.branches : alone;
    std::vector<std::jthread> threads;
    // short work is done by the first of them before the others are made
    for (std::size_t i = 1; i < std::min(count, most) && next.load() < count; ++i) {
        if (live.fetch_add(1) >= mostBranches) {
            live.fetch_sub(1);
            break;
        }
        try {
            threads.emplace_back([&] {
                pull();
                live.fetch_sub(1);
            });
        } catch (
            const std::system_error&) { // the machine has no more threads: this one does the work
            live.fetch_sub(1);
            break;
        }
    }
    pull();
}

} // namespace signalbox::workflow
