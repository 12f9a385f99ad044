// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "fakeport.h"

namespace signalbox::ui {

void FakePort::send(engine::Command command)
{
    std::vector<engine::Notice> answer;
    {
        const std::lock_guard lock(m_mutex);
        if (std::holds_alternative<engine::StartRun>(command))
            answer = m_answer;
        m_commands.push_back(std::move(command));
    }
    for (const auto& notice : answer)
        play(notice);
}

std::shared_ptr<void> FakePort::subscribe(std::function<void(const engine::Notice&)> onNotice)
{
    const std::lock_guard lock(m_mutex);
    const int id = m_next++;
    m_subscribers.emplace(id, std::make_shared<Callback>(std::move(onNotice)));
    return {reinterpret_cast<void*>(this), [this, id](void*) {
                const std::lock_guard guard(m_mutex);
                m_subscribers.erase(id);
            }};
}

void FakePort::play(const engine::Notice& notice)
{
    std::vector<std::shared_ptr<Callback>> callbacks;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, callback] : m_subscribers)
            callbacks.push_back(callback);
    }
    for (const auto& callback : callbacks)
        (*callback)(notice);
}

void FakePort::answerRunsWith(std::vector<engine::Notice> notices)
{
    const std::lock_guard lock(m_mutex);
    m_answer = std::move(notices);
}

std::vector<engine::Command> FakePort::commands() const
{
    const std::lock_guard lock(m_mutex);
    return m_commands;
}

} // namespace signalbox::ui
