// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace signalbox::ui {

// An engine of the tests: keeps the commands, plays the notices it is given, on any thread.
class FakePort final : public engine::Port
{
public:
    void send(engine::Command command) override;
    [[nodiscard]] std::shared_ptr<void>
    subscribe(std::function<void(const engine::Notice&)> onNotice) override;

    void play(const engine::Notice& notice);
    // Answers StartRun with these notices, as an engine would: RunStarted first.
    void answerRunsWith(std::vector<engine::Notice> notices);
    [[nodiscard]] std::vector<engine::Command> commands() const;
    template <class T>
    [[nodiscard]] std::vector<T> sent() const
    {
        std::vector<T> found;
        for (const auto& command : commands()) {
            if (const auto* wanted = std::get_if<T>(&command))
                found.push_back(*wanted);
        }
        return found;
    }

private:
    using Callback = std::function<void(const engine::Notice&)>;

    mutable std::mutex m_mutex; // guards what follows
    std::vector<engine::Command> m_commands;
    std::map<int, std::shared_ptr<Callback>> m_subscribers;
    std::vector<engine::Notice> m_answer;
    int m_next = 0;
};

} // namespace signalbox::ui
