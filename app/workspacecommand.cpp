// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/workspacecommand.h"

#include "app/commands.h"
#include "base/text.h"

#include <charconv>
#include <cmath>
#include <filesystem>

#include <unistd.h>

namespace signalbox::app {

int usage(std::string_view command, const std::string& what)
{
    std::fprintf(stderr, "signalbox %.*s: %s\nsee `signalbox --help`\n", int(command.size()),
                 command.data(), what.c_str());
    return Usage;
}

int complain(const Error& error, int code)
{
    std::fprintf(stderr, "signalbox: %s\n", showInvisible(error.text()).c_str());
    return code;
}

void printAnswer(const std::string& text)
{
    const auto line = (::isatty(STDOUT_FILENO) != 0 ? showInvisible(text) : text) + '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
}

Result<std::string> workspaceOf(const Arguments& arguments, const std::string& argument)
{
    auto folder = arguments.value("-C", argument);
    if (folder.empty()) {
        auto root = workspace::findRoot(std::filesystem::current_path());
        if (!root)
            return tl::unexpected(root.error());
        return root->string();
    }
    std::error_code error;
    const auto path = std::filesystem::canonical(folder, error);
    if (error)
        return fail(Errc::NotFound, "there is no such folder", folder);
    // else a command that only looks would make a journal where nobody works
    if (!std::filesystem::exists(path / "signalbox.json", error)
        && !std::filesystem::exists(path / ".signalbox", error))
        return fail(Errc::NotFound, "is no workspace: there is no signalbox.json in it", folder);
    return path.string();
}

Result<std::filesystem::path> exampleWorkspace(const workspace::UserFolders& user,
                                               const std::filesystem::path& folder)
{
    std::error_code error;
    if (!std::filesystem::exists(folder / "signalbox.json", error)) {
        if (auto created = workspace::createFromExample("invoice-desk", folder, user); !created)
            return tl::unexpected(created.error());
    }
    return folder;
}

Result<std::unique_ptr<journal::Journal>> openJournal(const std::string& root)
{
    const auto folder = root + "/.signalbox";
    if (::access((folder + "/journal.db").c_str(), F_OK) != 0)
        return fail(Errc::NotFound, "there are no runs in this workspace yet", root);
    journal::Options options;
    options.folder = folder;
    return journal::Journal::open(options);
}

Result<Limits> parseLimits(const std::string& text)
{
    Limits limits;
    for (const auto part : split(text, ',')) {
        if (part.empty())
            continue;
        const auto equals = part.find('=');
        const auto name = part.substr(0, equals);
        const auto word =
            equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
        double value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc() || end != word.data() + word.size() || !(value >= 0)
            || value > 1e12 || (name == "cost_usd" && value > 1e6)
            || (name != "cost_usd" && name != "seconds" && value != std::floor(value)))
            return fail(Errc::Invalid,
                        "--limit: " + std::string(part)
                            + " is no limit; write it as steps=5,cost_usd=0.1");
        if (name == "steps")
            limits.steps = std::int64_t(value);
        else if (name == "tokens")
            limits.tokens = std::int64_t(value);
        else if (name == "tool_calls")
            limits.toolCalls = std::int64_t(value);
        else if (name == "cost_usd")
            limits.cost = Money::fromUsd(value);
        else if (name == "seconds")
            limits.seconds = std::chrono::milliseconds(std::int64_t(value * 1000));
        else
            return fail(Errc::Invalid,
                        "--limit: there is no limit " + std::string(name)
                            + "; there are steps, tokens, cost_usd, seconds and tool_calls");
    }
    return limits;
}

Result<bool> isSandboxOff(const Arguments& arguments)
{
    const auto word = arguments.value("--sandbox");
    if (arguments.has("--sandbox") && word != "off")
        return fail(Errc::Invalid, "--sandbox takes off, not " + word);
    return arguments.has("--sandbox");
}

Result<gate::Gates> parseGates(const std::string& word)
{
    if (word.empty() || word == "deny")
        return gate::Gates::HeadlessDeny;
    if (word == "approve")
        return gate::Gates::HeadlessApprove;
    if (word == "ask") // without a terminal nobody can answer
        return ::isatty(STDIN_FILENO) ? gate::Gates::Person : gate::Gates::HeadlessDeny;
    return fail(Errc::Invalid, "--gates takes deny, ask or approve, not " + word);
}

} // namespace signalbox::app
