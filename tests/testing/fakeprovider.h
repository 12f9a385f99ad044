// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace signalbox::testing {

using FakeHeaders = std::vector<std::pair<std::string, std::string>>;

struct FakeRequest
{
    std::string method;
    std::string path; // with query
    FakeHeaders headers; // names in lower case
    std::string body;
    int connection = 0; // number of the connection it came on, from 1

    [[nodiscard]] std::string header(std::string_view lowerCaseName) const;
};

// A raw reply. Several pieces are sent as chunks of a chunked body, one piece with its length.
struct FakeReply
{
    enum class End
    {
        Keep, // the connection waits for the next request
        Close, // closed after the body; without a length the close ends it
        Cut, // closed before the end of the body
        Reset, // reset before the end of the body
        Hang, // nothing more comes, the connection stays open until the server ends
    };

    int status = 200;
    FakeHeaders headers = {};
    std::vector<std::string> pieces;
    End end = End::Keep;
    std::chrono::milliseconds pause{0}; // before each piece
    bool raw = false; // the pieces are the whole reply with its status line
};

// A small blocking HTTP/1.1 server on a free port of loopback, one thread for each connection. Replies are taken in the
// order they were given; past the end it answers 400 and says so, which fails the test that asked too often.
class FakeProvider
{
public:
    FakeProvider();
    explicit FakeProvider(std::vector<FakeReply> replies);
    // Answers by the request: for tests with several agents at once. Called on the connection's thread.
    explicit FakeProvider(std::function<FakeReply(const FakeRequest&)> answer);
    ~FakeProvider();

    void add(FakeReply reply);
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::string url() const; // "http://127.0.0.1:PORT", without a slash
    [[nodiscard]] std::vector<FakeRequest> requests() const;
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] std::size_t unused() const; // replies nobody asked for

    // False when there were not so many requests in time.
    [[nodiscard]] bool
    waitForRequests(std::size_t count,
                    std::chrono::milliseconds patience = std::chrono::seconds(5)) const;

private:
    void listen();
    void accept();
    void serve(int socket, int connection);
    [[nodiscard]] FakeReply take(const FakeRequest& request);
    [[nodiscard]] bool answer(int socket, const FakeReply& reply);

    std::function<FakeReply(const FakeRequest&)> m_answer;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex; // guards what follows
    mutable std::condition_variable m_changed;
    std::vector<FakeReply> m_replies;
    std::size_t m_next = 0;
    std::vector<FakeRequest> m_requests;
    std::vector<int> m_sockets;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

struct FakeCall
{
    std::string name; // on the wire: `__` for `/`
    std::string arguments = "{}"; // JSON text
    std::string id;
};

struct FakeUsage
{
    long input = 10; // of the whole prompt, cached ones included
    long output = 5;
    long cached = 0;
    long reasoning = 0;
};

// Streamed replies as the services send them.
[[nodiscard]] FakeReply chatReply(const std::string& text, const std::vector<FakeCall>& calls = {},
                                  FakeUsage usage = {});
[[nodiscard]] FakeReply anthropicReply(const std::string& text,
                                       const std::vector<FakeCall>& calls = {},
                                       FakeUsage usage = {});
[[nodiscard]] FakeReply responsesReply(const std::string& text,
                                       const std::vector<FakeCall>& calls = {},
                                       FakeUsage usage = {});
// Server-sent events out of `data:` texts.
[[nodiscard]] FakeReply eventReply(const std::vector<std::string>& datas);
[[nodiscard]] FakeReply jsonReply(int status, const std::string& body, FakeHeaders headers = {});
// The same bytes, cut after every `bytes`.
[[nodiscard]] FakeReply recut(FakeReply reply, std::size_t bytes);

} // namespace signalbox::testing
