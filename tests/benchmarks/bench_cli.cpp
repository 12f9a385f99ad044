// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// From the start of the process to the first model request: bench_cli SIGNALBOX EMPTY FOLDER [REPEATS]. The program runs
// an agent whose model is this process; EMPTY is bench_empty. Medians and the largest memory, one line of JSON.
#include "tests/benchmarks/benchworkspace.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using signalbox::benchmarks::BenchWorkspace;

namespace {
using Clock = std::chrono::steady_clock;
constexpr int patienceMs = 10'000;

[[noreturn]] void giveUp(const char* words)
{
    std::fprintf(stderr, "bench_cli: %s\n", words);
    std::exit(1);
}

struct Sample
{
    double ms = 0;
    double mb = 0;
};

pid_t spawn(const std::vector<std::string>& words, const std::string& home, int output)
{
    std::vector<char*> argv;
    for (const auto& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + home};
    std::vector<char*> envp;
    for (auto& variable : environment)
        envp.push_back(variable.data());
    envp.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (output >= 0)
        ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    else
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), envp.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        giveUp("cannot start the program");
    return child;
}

double megabytesAtEnd(pid_t child)
{
    int status = 0;
    rusage used{};
    if (::wait4(child, &status, 0, &used) != child || !WIFEXITED(status)
        || WEXITSTATUS(status) != 0)
        giveUp("the program did not end well");
    return double(used.ru_maxrss) / 1024;
}

double since(Clock::time_point began)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

void awaitReadable(int descriptor)
{
    pollfd entry{descriptor, POLLIN, 0};
    if (::poll(&entry, 1, patienceMs) != 1)
        giveUp("the program did not answer");
}

Sample empty(const std::string& program)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        giveUp("no pipe");
    const auto began = Clock::now();
    const auto child = spawn({program}, "/nonexistent", ends[1]);
    awaitReadable(ends[0]);
    const auto ms = since(began);
    const auto mb = megabytesAtEnd(child);
    ::close(ends[0]);
    ::close(ends[1]);
    return {ms, mb};
}

int listenOnLoopback(int& port)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0
        || ::listen(listener, 16) != 0
        || ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        giveUp("cannot listen on loopback");
    port = ntohs(address.sin_port);
    return listener;
}

void answer(int connection)
{
    const std::string body =
        R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"fake","choices":[{"index":0,"delta":{"role":"assistant","content":"done"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})"
        "\n\ndata: [DONE]\n\n";
    const auto reply = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL) != ssize_t(reply.size()))
        giveUp("the reply was not taken");
}

Sample command(const std::string& program, const BenchWorkspace& workspace, int listener)
{
    const auto folder = workspace.folder().string();
    const auto began = Clock::now();
    const auto child =
        spawn({program, "run", folder, "--agent", "clerk", "--task", "go"}, folder + "/home", -1);
    awaitReadable(listener);
    const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    awaitReadable(connection);
    const auto ms = since(began);
    std::array<char, 1u << 16> request{};
    if (::recv(connection, request.data(), request.size(), 0) <= 0)
        giveUp("the request broke off");
    answer(connection);
    const auto mb = megabytesAtEnd(child);
    ::close(connection);
    return {ms, mb};
}

Sample medianOf(std::vector<Sample> samples)
{
    std::sort(samples.begin(), samples.end(),
              [](const Sample& a, const Sample& b) { return a.ms < b.ms; });
    auto median = samples[samples.size() / 2];
    for (const auto& sample : samples)
        median.mb = std::max(median.mb, sample.mb);
    return median;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4)
        giveUp("usage: bench_cli SIGNALBOX EMPTY FOLDER [REPEATS]");
    const int repeats = argc > 4 ? std::max(1, std::atoi(argv[4])) : 15;
    int port = 0;
    const int listener = listenOnLoopback(port);
    const BenchWorkspace workspace(argv[3], port, "fake-1");
    (void)command(argv[1], workspace, listener); // makes the journal, warms the caches
    (void)empty(argv[2]);
    std::vector<Sample> empties;
    std::vector<Sample> commands;
    for (int i = 0; i < repeats; ++i) {
        empties.push_back(empty(argv[2]));
        commands.push_back(command(argv[1], workspace, listener));
    }
    const auto floor = medianOf(empties);
    const auto measured = medianOf(commands);
    std::printf(R"({"empty_ms":%.1f,"empty_mb":%.1f,"first_request_ms":%.1f,"rss_mb":%.1f})"
                "\n",
                floor.ms, floor.mb, measured.ms, measured.mb);
}
