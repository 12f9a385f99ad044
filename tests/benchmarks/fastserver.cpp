// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// A Chat Completions server that costs as little as it can, for measuring what asks it. One thread, loopback only.
// fastserver PORT STEPS: a model answers with a call of list_files until its conversation holds STEPS replies, then with
// a text. The model "fake-N" has N steps of its own; the model "stall" begins a text and never ends it.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

long requests = 0;
int usualSteps = 50;

int countOf(std::string_view text, std::string_view word)
{
    int count = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + word.size()))
        ++count;
    return count;
}

int stepsOf(std::string_view body)
{
    const auto at = body.find("\"fake-");
    return at == body.npos ? usualSteps : std::atoi(body.data() + at + 6);
}

std::string head(std::string_view type, std::size_t length)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type)
        + "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string chunk(const std::string& delta, const std::string& finish)
{
    return R"(data: {"id":"c)" + std::to_string(requests)
        + R"(","object":"chat.completion.chunk","created":1,"model":"fake","choices":[{"index":0,"delta":)"
        + delta + R"(,"finish_reason":)" + finish + "}]}\n\n";
}

std::string streamed(bool call)
{
    std::string out;
    if (call) {
        out +=
            chunk(R"({"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_)"
                      + std::to_string(requests)
                      + R"(","type":"function","function":{"name":"list_files","arguments":""}}]})",
                  "null");
        for (const auto* part : {R"({\"path\")", R"(:\"inbox\"})"})
            out += chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":")"
                             + std::string(part) + R"("}}]})",
                         "null");
    } else {
        out += chunk(R"({"role":"assistant","content":"do"})", "null");
        out += chunk(R"({"content":"ne"})", "null");
    }
    out += chunk("{}", call ? "\"tool_calls\"" : "\"stop\"");
    out +=
        R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"fake","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})"
        "\n\ndata: [DONE]\n\n";
    return head("text/event-stream", out.size()) + out;
}

std::string whole(bool call)
{
    const std::string message = call
        ? R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_)"
            + std::to_string(requests)
            + R"(","type":"function","function":{"name":"list_files","arguments":"{\"path\":\"inbox\"}"}}]},"finish_reason":"tool_calls")"
        : R"({"role":"assistant","content":"done"},"finish_reason":"stop")";
    const auto out =
        R"({"id":"c1","object":"chat.completion","created":1,"model":"fake","choices":[{"index":0,"message":)"
        + message + R"(}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";
    return head("application/json", out.size()) + out;
}

std::string reply(std::string_view body)
{
    ++requests;
    if (body.find("\"stall\"") != body.npos) // the length is never reached
        return head("text/event-stream", 1u << 20)
            + chunk(R"({"role":"assistant","content":"I begin"})", "null");
    const bool call = countOf(body, "\"role\":\"assistant\"") < stepsOf(body);
    return body.find("\"stream\":true") != body.npos ? streamed(call) : whole(call);
}

std::size_t lengthOf(std::string_view head)
{
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = 0; at + name.size() < head.size(); ++at) {
        if (::strncasecmp(head.data() + at, name.data(), name.size()) == 0)
            return std::strtoul(head.data() + at + name.size(), nullptr, 10);
    }
    return 0;
}

bool send(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(std::size_t(sent));
    }
    return true;
}

// Answers every whole request of a connection; false: it is over.
bool serve(int socket, std::string& in)
{
    static std::array<char, 1u << 18> buffer;
    const auto got = ::read(socket, buffer.data(), buffer.size());
    if (got <= 0)
        return false;
    in.append(buffer.data(), std::size_t(got));
    for (;;) {
        const auto end = in.find("\r\n\r\n");
        if (end == in.npos)
            return true;
        const auto total = end + 4 + lengthOf(std::string_view(in).substr(0, end));
        if (in.size() < total)
            return true;
        if (!send(socket, reply(std::string_view(in).substr(end + 4, total - end - 4))))
            return false;
        in.erase(0, total);
    }
}

int listenOn(int port)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    const int one = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0
        || ::listen(listener, 1024) != 0) {
        std::perror("fastserver");
        std::exit(1);
    }
    return listener;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 2)
        usualSteps = std::atoi(argv[2]);
    const int listener = listenOn(argc > 1 ? std::atoi(argv[1]) : 8901);
    const int poll = ::epoll_create1(0);
    const auto watch = [poll](int socket) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = socket;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
    };
    watch(listener);
    std::unordered_map<int, std::string> connections;
    for (;;) {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(poll, events.data(), int(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int socket = events[std::size_t(i)].data.fd;
            if (socket == listener) {
                const int accepted = ::accept4(listener, nullptr, nullptr, 0);
                const int one = 1;
                ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                connections[accepted].clear();
                watch(accepted);
            } else if (!serve(socket, connections[socket])) {
                connections.erase(socket);
                ::close(socket);
            }
        }
    }
}
