// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "testing/fakeprovider.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox::testing {

namespace {
bool sendAll(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(std::size_t(sent));
    }
    return true;
}

// What came on a connection and was not used yet.
class Input
{
public:
    explicit Input(int socket)
        : m_socket(socket)
    { }

    std::optional<std::string> line()
    {
        for (;;) {
            if (const auto end = m_bytes.find("\r\n"); end != std::string::npos) {
                auto text = m_bytes.substr(0, end);
                m_bytes.erase(0, end + 2);
                return text;
            }
            if (!more())
                return std::nullopt;
        }
    }

    std::optional<std::string> bytes(std::size_t count)
    {
        while (m_bytes.size() < count) {
            if (!more())
                return std::nullopt;
        }
        auto text = m_bytes.substr(0, count);
        m_bytes.erase(0, count);
        return text;
    }

private:
    bool more()
    {
        char buffer[65536];
        const auto got = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (got <= 0)
            return false;
        m_bytes.append(buffer, std::size_t(got));
        return true;
    }

    int m_socket;
    std::string m_bytes;
};

std::optional<FakeRequest> readRequest(Input& input)
{
    const auto first = input.line();
    if (!first)
        return std::nullopt;
    FakeRequest request;
    const auto words = split(*first, ' ');
    if (words.size() < 2)
        return std::nullopt;
    request.method = words[0];
    request.path = words[1];
    for (;;) {
        const auto line = input.line();
        if (!line)
            return std::nullopt;
        if (line->empty())
            break;
        const auto colon = line->find(':');
        if (colon != std::string::npos)
            request.headers.emplace_back(lower(line->substr(0, colon)),
                                         trim(std::string_view(*line).substr(colon + 1)));
    }
    std::size_t length = 0;
    const auto text = request.header("content-length");
    std::from_chars(text.data(), text.data() + text.size(), length);
    auto body = input.bytes(length);
    if (!body)
        return std::nullopt;
    request.body = std::move(*body);
    return request;
}

std::string chunk(const std::string& bytes)
{
    char size[32];
    const auto end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
    return std::string(size, end) + "\r\n" + bytes + "\r\n";
}

std::string head(const FakeReply& reply, bool chunked)
{
    std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Status\r\n";
    for (const auto& [name, value] : reply.headers)
        text += name + ": " + value + "\r\n";
    if (chunked)
        text += "transfer-encoding: chunked\r\n";
    else if (reply.end != FakeReply::End::Close)
        text += "content-length: "
            + std::to_string((reply.pieces.empty() ? 0 : reply.pieces.front().size())
                             + (reply.end == FakeReply::End::Keep ? 0 : 100))
            + "\r\n";
    return text + "\r\n";
}
} // namespace

std::string FakeRequest::header(std::string_view lowerCaseName) const
{
    for (const auto& [name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

FakeProvider::FakeProvider()
{
    listen();
}

FakeProvider::FakeProvider(std::vector<FakeReply> replies)
    : m_replies(std::move(replies))
{
    listen();
}

FakeProvider::FakeProvider(std::function<FakeReply(const FakeRequest&)> answer)
    : m_answer(std::move(answer))
{
    listen();
}

FakeProvider::~FakeProvider()
{
    std::vector<std::thread> threads;
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        for (const int socket : m_sockets)
            ::shutdown(socket, SHUT_RDWR);
        threads.swap(m_threads);
    }
    m_changed.notify_all();
    for (auto& thread : threads)
        thread.join();
    ::close(m_listener);
}

void FakeProvider::listen()
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(m_listener, 512);
    socklen_t size = sizeof address;
    ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

void FakeProvider::accept()
{
    for (;;) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard lock(m_mutex);
        m_sockets.push_back(socket);
        m_threads.emplace_back([this, socket, number = ++m_connections] { serve(socket, number); });
    }
}

void FakeProvider::serve(int socket, int connection)
{
    Input input(socket);
    while (auto request = readRequest(input)) {
        request->connection = connection;
        if (!answer(socket, take(*request)))
            break;
    }
    const std::lock_guard lock(m_mutex);
    std::erase(m_sockets, socket);
    ::close(socket);
}

FakeReply FakeProvider::take(const FakeRequest& request)
{
    std::optional<FakeReply> reply;
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
        if (!m_answer)
            reply = m_next < m_replies.size()
                ? m_replies[m_next++]
                : jsonReply(400,
                            R"({"error":{"message":"the test gave no reply for this request"}})");
    }
    m_changed.notify_all();
    return reply ? *reply : m_answer(request);
}

bool FakeProvider::answer(int socket, const FakeReply& reply)
{
    using End = FakeReply::End;
    const bool chunked = reply.pieces.size() > 1 && !reply.raw && reply.end != End::Close;
    if (!reply.raw && !sendAll(socket, head(reply, chunked)))
        return false;
    for (const auto& piece : reply.pieces) {
        if (reply.pause.count() > 0) {
            std::unique_lock lock(m_mutex);
            if (m_changed.wait_for(lock, reply.pause, [this] { return m_ending; }))
                return false;
        }
        if (!piece.empty() && !sendAll(socket, chunked ? chunk(piece) : piece))
            return false;
    }
    if (reply.end == End::Keep)
        return !chunked || sendAll(socket, "0\r\n\r\n");
    if (reply.end == End::Reset) {
        const linger now{1, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    if (reply.end == End::Hang) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_ending; });
    }
    return false;
}

void FakeProvider::add(FakeReply reply)
{
    const std::lock_guard lock(m_mutex);
    m_replies.push_back(std::move(reply));
}

std::string FakeProvider::url() const
{
    return "http://127.0.0.1:" + std::to_string(m_port);
}

std::vector<FakeRequest> FakeProvider::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::size_t FakeProvider::unused() const
{
    const std::lock_guard lock(m_mutex);
    return m_replies.size() - m_next;
}

bool FakeProvider::waitForRequests(std::size_t count, std::chrono::milliseconds patience) const
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [&] { return m_requests.size() >= count; });
}

} // namespace signalbox::testing
