// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/httpclient.h"
#include "net/url.h"

#include <chrono>
#include <condition_variable>
#include <curl/curl.h>
#include <mutex>
#include <optional>

namespace signalbox::net {

class TransferLoop;

// One request on its way: shared by the caller, who waits on it, and whoever drives the loop. Only the driver touches curl.
class Transfer
{
public:
    Transfer(HttpRequest request, UrlParts url);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Caller: waits and hands on bytes as they come, until the end, a timeout, or false from `onBytes`. Drives the loop
    // meanwhile where nobody else does.
    [[nodiscard]] Result<HttpResponse> wait(TransferLoop& loop, const OnBytes& onBytes,
                                            std::chrono::steady_clock::time_point deadline,
                                            std::stop_token stop);

    // Driver: makes the handle ready. Called once.
    [[nodiscard]] CURL* open(CURLSH* share);
    // Driver: the handle is given back to curl.
    void close();
    // Driver: curl has ended with `code`.
    void finish(CURLcode code);
    // Any thread: the first end counts.
    void end(Error error);
    // Any thread: something is there that the caller has not seen.
    [[nodiscard]] bool hasNews();
    [[nodiscard]] bool isOver();

    // Driver: the caller left; what still comes is read and dropped for a moment, so that the connection can be kept.
    void detach();
    [[nodiscard]] bool isDetached() const { return m_detachedAt.has_value(); }
    [[nodiscard]] bool hasLingered(std::chrono::steady_clock::time_point now) const;
    [[nodiscard]] CURL* handle() const { return m_easy; }

private:
    static std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onRead(char* data, std::size_t size, std::size_t count, void* self);
    static int onSeek(void* self, curl_off_t offset, int origin);
    static curl_socket_t onSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int onConnected(void* self, char* address, char*, int, int);

    void setBody();
    void setHeaders();
    void setConnection();
    [[nodiscard]] bool takeHeader(std::string_view line);
    [[nodiscard]] bool takeBody(std::string_view bytes);
    [[nodiscard]] Error errorOf(CURLcode code) const;
    void touch();

    const HttpRequest m_request;
    const UrlParts m_url;

    // The driver only.
    CURL* m_easy = nullptr;
    curl_slist* m_headers = nullptr;
    std::string m_joined; // a small body in one piece
    std::size_t m_segment = 0;
    std::size_t m_offset = 0;
    std::size_t m_headerBytes = 0;
    std::size_t m_bodyBytes = 0;
    std::size_t m_lingerBytes = 0;
    int m_timesConnected = 0;
    std::optional<Error> m_refusal; // why a callback made curl stop
    std::optional<std::chrono::steady_clock::time_point> m_detachedAt;
    char m_curlError[CURL_ERROR_SIZE] = {};

    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    HttpResponse m_head;
    bool m_headComplete = false;
    std::string m_pending; // body bytes the caller has not seen
    bool m_done = false;
    std::optional<Error> m_error;
    std::chrono::steady_clock::time_point m_lastByte;
};

} // namespace signalbox::net
