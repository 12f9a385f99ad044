// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// The floor of an agent's loop: the same requests over a plain socket, each message serialised once, nothing else done.
// bareclient PORT STEPS CONCURRENT incr [RESULT_BYTES]: one JSON line like that of other bare clients. The last word is the
// size of what a call puts into the conversation.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

double microsecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

int dial(int port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const int one = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        std::perror("bareclient");
        std::exit(1);
    }
    return socket;
}

std::string ask(int socket, const std::string& body)
{
    const auto request = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                         "application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (std::size_t at = 0; at < request.size();) {
        const auto sent = ::write(socket, request.data() + at, request.size() - at);
        if (sent <= 0)
            std::exit(2);
        at += std::size_t(sent);
    }
    std::string in;
    std::array<char, 1u << 16> buffer{};
    for (;;) {
        const auto got = ::read(socket, buffer.data(), buffer.size());
        if (got <= 0)
            std::exit(3);
        in.append(buffer.data(), std::size_t(got));
        const auto head = in.find("\r\n\r\n");
        if (head == in.npos)
            continue;
        const auto length =
            std::strtoul(in.c_str() + in.find("Content-Length: ") + 16, nullptr, 10);
        if (in.size() >= head + 4 + length)
            return in.substr(head + 4, length);
    }
}

// Microseconds of each step.
std::vector<double> runAgent(int port, int steps, std::size_t resultBytes)
{
    const int socket = dial(port);
    std::string body = R"({"model":"fake-)" + std::to_string(steps)
        + R"(","tools":[{"type":"function","function":{"name":"list_files","description":"List files","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}}],"messages":[{"role":"system","content":"You test."},{"role":"user","content":"go"})";
    std::vector<double> times;
    for (bool done = false; !done;) {
        const auto began = Clock::now();
        const auto message = Json::parse(ask(socket, body + "]}"))["choices"][0]["message"];
        body += "," + message.dump();
        done = !message.contains("tool_calls");
        if (!done) {
            for (const auto& call : message["tool_calls"]) {
                body += ","
                    + Json{{"role", "tool"},
                           {"tool_call_id", call["id"]},
                           {"content", std::string(resultBytes, 'x')}}
                          .dump();
            }
        }
        times.push_back(microsecondsSince(began));
    }
    ::close(socket);
    return times;
}

double medianAround(const std::vector<double>& times, int at)
{
    const auto first = std::size_t(std::max(0, at - 10));
    const auto last = std::min(times.size(), std::size_t(at + 10));
    std::vector<double> part(times.begin() + std::ptrdiff_t(first),
                             times.begin() + std::ptrdiff_t(last));
    std::sort(part.begin(), part.end());
    return part[part.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fputs("usage: bareclient PORT STEPS CONCURRENT incr\n", stderr);
        return 2;
    }
    const int port = std::atoi(argv[1]);
    const int steps = std::atoi(argv[2]);
    const int agents = std::atoi(argv[3]);
    const std::size_t resultBytes = argc > 5 ? std::strtoul(argv[5], nullptr, 10) : 5;
    const auto began = Clock::now();
    std::atomic<std::size_t> done{0};
    std::vector<double> times;
    if (agents == 1) {
        times = runAgent(port, steps, resultBytes);
        done = times.size();
    } else {
        std::vector<std::jthread> threads;
        for (int i = 0; i < agents; ++i)
            threads.emplace_back([&] { done += runAgent(port, steps, resultBytes).size(); });
    }
    const auto wall = microsecondsSince(began);
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    Json told = {{"steps", done.load()},
                 {"us_step", wall / double(done)},
                 {"steps_s", double(done) * 1e6 / wall},
                 {"rss_mb", double(used.ru_maxrss) / 1024}};
    if (steps >= 100 && agents == 1) {
        for (const int at : {10, 50, 100, 500}) {
            if (at <= steps)
                told["at"][std::to_string(at)] = medianAround(times, at);
        }
    }
    std::puts(told.dump().c_str());
}
