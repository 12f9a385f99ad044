// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/transfer.h"

#include "net/headers.h"
#include "net/transferloop.h"

#include "base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox::net {

namespace {
using SteadyClock = std::chrono::steady_clock;

// curl sends head and body together below 64 KiB when they are in one piece; a bigger body is spliced.
constexpr std::size_t joinedBytes = 60u << 10;
constexpr std::size_t maxHeaderBytes = 256u << 10;
constexpr std::size_t maxLingerBytes = 64u << 10;
constexpr auto lingerTime = std::chrono::milliseconds(500);

std::string textOf(const sockaddr* address)
{
    char text[INET6_ADDRSTRLEN] = {};
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text,
                  sizeof text);
    else if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text,
                  sizeof text);
    return text;
}

// Loopback never goes through a proxy, whatever the environment says.
const std::string& proxyExceptions()
{
    static const std::string hosts = [] {
        std::string list = "localhost,127.0.0.0/8,::1";
        for (const char* name : {"no_proxy", "NO_PROXY"}) {
            if (const char* value = std::getenv(name); value && *value)
                return list + "," + value;
        }
        return list;
    }();
    return hosts;
}

bool isSafeToRepeat(const std::string& method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}
} // namespace

Transfer::Transfer(HttpRequest request, UrlParts url)
    : m_request(std::move(request))
    , m_url(std::move(url))
    , m_lastByte(SteadyClock::now())
{ }

Transfer::~Transfer()
{
    curl_slist_free_all(m_headers);
}

void Transfer::close()
{
    curl_easy_cleanup(m_easy);
    m_easy = nullptr;
}

CURL* Transfer::open(CURLSH* share)
{
    m_easy = curl_easy_init();
    if (!m_easy)
        return nullptr;
    curl_easy_setopt(m_easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(m_easy, CURLOPT_SHARE, share);
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_curlError);
    curl_easy_setopt(m_easy, CURLOPT_URL, m_request.url.c_str());
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    // "identity" keeps the pieces of a stream small; what comes packed all the same is unpacked and counted so.
    curl_easy_setopt(m_easy, CURLOPT_ACCEPT_ENCODING, "identity");
    setConnection();
    setBody();
    setHeaders();
    return m_easy;
}

void Transfer::setConnection()
{
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(m_easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(m_easy, CURLOPT_CONNECTTIMEOUT_MS, long(m_request.connectTimeout.count()));
    curl_easy_setopt(m_easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(m_easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(m_easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::onSocket);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_PREREQFUNCTION, &Transfer::onConnected);
    curl_easy_setopt(m_easy, CURLOPT_PREREQDATA, this);
    if (m_request.addresses == AddressPolicy::PublicOnly || isLoopbackHost(m_url.host))
        curl_easy_setopt(m_easy, CURLOPT_PROXY, ""); // behind a proxy no address could be checked
    else
        curl_easy_setopt(m_easy, CURLOPT_NOPROXY, proxyExceptions().c_str());
}

void Transfer::setBody()
{
    const auto& method = m_request.method;
    std::size_t size = 0;
    for (const auto& bytes : m_request.body)
        size += bytes->size();
    if (method == "HEAD") {
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (size == 0 && method != "POST" && method != "PUT" && method != "PATCH") {
        curl_easy_setopt(m_easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, method.c_str());
        return;
    }
    curl_easy_setopt(m_easy, CURLOPT_POST, 1L);
    curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(size));
    if (size <= joinedBytes) {
        m_joined.reserve(size);
        for (const auto& bytes : m_request.body)
            m_joined += *bytes;
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, m_joined.data());
        return;
    }
    curl_easy_setopt(m_easy, CURLOPT_READFUNCTION, &Transfer::onRead);
    curl_easy_setopt(m_easy, CURLOPT_READDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_SEEKFUNCTION, &Transfer::onSeek);
    curl_easy_setopt(m_easy, CURLOPT_SEEKDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
}

void Transfer::setHeaders()
{
    bool typed = false;
    m_headers = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : m_request.headers) {
        typed = typed || lower(name) == "content-type";
        const auto line = value.empty() ? name + ";" : name + ": " + value;
        m_headers = curl_slist_append(m_headers, line.c_str());
    }
    if (!typed)
        m_headers = curl_slist_append(m_headers, "Content-Type:"); // curl would call it a form
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headers);
}

std::size_t Transfer::onHeader(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<Transfer*>(self)->takeHeader({data, size * count}) ? size * count : 0;
}

bool Transfer::takeHeader(std::string_view line)
{
    m_headerBytes += line.size();
    if (m_headerBytes > maxHeaderBytes) {
        m_refusal = Error{Errc::Limit, "the head of the reply is longer than 256 KiB"};
        return false;
    }
    const std::lock_guard lock(m_mutex);
    m_lastByte = SteadyClock::now();
    if (m_headComplete)
        return true; // a trailer
    if (const int status = statusOfLine(line)) {
        m_head.status = status;
        m_head.headers.clear();
    } else if (trim(line).empty()) {
        m_headComplete = m_head.status >= 200;
    } else {
        appendHeaderLine(m_head.headers, line);
    }
    return true;
}

std::size_t Transfer::onBody(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<Transfer*>(self)->takeBody({data, size * count}) ? size * count : 0;
}

bool Transfer::takeBody(std::string_view bytes)
{
    if (m_detachedAt) {
        m_lingerBytes += bytes.size();
        return m_lingerBytes <= maxLingerBytes;
    }
    m_bodyBytes += bytes.size();
    if (m_bodyBytes > m_request.maxBytes) {
        m_refusal =
            Error{Errc::Limit,
                  "the reply is longer than " + std::to_string(m_request.maxBytes) + " bytes"};
        return false;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_lastByte = SteadyClock::now();
        m_pending.append(bytes);
    }
    m_changed.notify_all();
    return true;
}

std::size_t Transfer::onRead(char* data, std::size_t size, std::size_t count, void* self)
{
    auto& transfer = *static_cast<Transfer*>(self);
    const auto& body = transfer.m_request.body;
    const std::size_t room = size * count;
    std::size_t written = 0;
    while (written < room && transfer.m_segment < body.size()) {
        const auto& bytes = *body[transfer.m_segment];
        const auto take = std::min(room - written, bytes.size() - transfer.m_offset);
        std::memcpy(data + written, bytes.data() + transfer.m_offset, take);
        written += take;
        transfer.m_offset += take;
        if (transfer.m_offset == bytes.size()) {
            ++transfer.m_segment;
            transfer.m_offset = 0;
        }
    }
    transfer.touch();
    return written;
}

int Transfer::onSeek(void* self, curl_off_t offset, int origin)
{
    auto& transfer = *static_cast<Transfer*>(self);
    if (origin != SEEK_SET || offset != 0)
        return CURL_SEEKFUNC_CANTSEEK;
    transfer.m_segment = 0;
    transfer.m_offset = 0;
    return CURL_SEEKFUNC_OK;
}

curl_socket_t Transfer::onSocket(void* self, curlsocktype, curl_sockaddr* address)
{
    auto& transfer = *static_cast<Transfer*>(self);
    const auto text = textOf(&address->addr);
    if (transfer.m_request.addresses == AddressPolicy::PublicOnly && isSpecialAddress(text)) {
        transfer.m_refusal = Error{Errc::Denied, "its address " + text + " is not a public one"};
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::onConnected(void* self, char* address, char*, int, int)
{
    auto& transfer = *static_cast<Transfer*>(self);
    // A kept connection was opened under another policy, perhaps: no socket is opened for it again.
    if (transfer.m_request.addresses == AddressPolicy::PublicOnly && isSpecialAddress(address)) {
        transfer.m_refusal =
            Error{Errc::Denied, "its address " + std::string(address) + " is not a public one"};
        return CURL_PREREQFUNC_ABORT;
    }
    // curl would send a request again by itself when a kept connection dies under it. What may have had an effect is
    // not sent twice in silence.
    if (++transfer.m_timesConnected > 1 && !isSafeToRepeat(transfer.m_request.method)) {
        transfer.m_refusal = Error{Errc::Unavailable, "the connection broke before a reply came"};
        return CURL_PREREQFUNC_ABORT;
    }
    transfer.m_refusal.reset(); // of another address of the same host
    transfer.touch();
    return CURL_PREREQFUNC_OK;
}

void Transfer::touch()
{
    const std::lock_guard lock(m_mutex);
    m_lastByte = SteadyClock::now();
}

void Transfer::finish(CURLcode code)
{
    if (code != CURLE_OK) {
        end(errorOf(code));
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_done = true;
    }
    m_changed.notify_all();
}

void Transfer::end(Error error)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_done)
            return;
        m_done = true;
        m_error = std::move(error);
    }
    m_changed.notify_all();
}

void Transfer::detach()
{
    m_detachedAt = SteadyClock::now();
}

bool Transfer::hasLingered(SteadyClock::time_point now) const
{
    return m_detachedAt && now - *m_detachedAt > lingerTime;
}

Error Transfer::errorOf(CURLcode code) const
{
    const auto host = displayHost(m_url);
    if (m_refusal)
        return {m_refusal->code, m_refusal->message, host};
    const std::string detail = showInvisible(toUtf8(
        truncateUtf8(m_curlError[0] ? m_curlError : curl_easy_strerror(code), CURL_ERROR_SIZE)));
    switch (code) {
    case CURLE_OUT_OF_MEMORY: // curl's word for a line of 100 KiB
        if (m_timesConnected > 0 && !m_headComplete)
            return {Errc::Limit, "a line of the head of the reply is longer than 100 KiB", host};
        return {Errc::Unavailable, "the request failed (" + detail + ")", host};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {Errc::Unavailable,
                "the name of the host is not known; check the address and the network", host};
    case CURLE_COULDNT_CONNECT:
        return {Errc::Unavailable, "cannot connect; is the server running? (" + detail + ")", host};
    case CURLE_OPERATION_TIMEDOUT:
        return {Errc::TimedOut,
                "cannot connect within " + std::to_string(m_request.connectTimeout.count()) + " ms",
                host};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
        return {Errc::Unavailable, "no secure connection: " + detail, host};
    case CURLE_URL_MALFORMAT:
        return {Errc::Invalid, "not an address", host};
    case CURLE_GOT_NOTHING:
        return {Errc::Unavailable, "the server closed the connection without a reply", host};
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP2:
        return {Errc::Unavailable, "the connection broke (" + detail + ")", host};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: // no status line; other schemes were refused before
    case CURLE_BAD_CONTENT_ENCODING:
        return {Errc::Unavailable, "the server does not speak HTTP as expected (" + detail + ")",
                host};
    default:
        return {Errc::Unavailable, "the request failed (" + detail + ")", host};
    }
}

bool Transfer::hasNews()
{
    const std::lock_guard lock(m_mutex);
    return m_done || !m_pending.empty();
}

bool Transfer::isOver()
{
    const std::lock_guard lock(m_mutex);
    return m_done;
}

Result<HttpResponse> Transfer::wait(TransferLoop& loop, const OnBytes& onBytes,
                                    SteadyClock::time_point deadline, std::stop_token stop)
{
    const auto host = displayHost(m_url);
    std::string bytes;
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto until = std::min(deadline, m_lastByte + m_request.idleTimeout);
        if (!m_done && m_pending.empty()) {
            lock.unlock();
            const bool drove = loop.drive(*this, until, stop);
            lock.lock();
            if (!drove)
                m_changed.wait_until(lock, stop, until,
                                     [this] { return m_done || !m_pending.empty(); });
        }
        if (stop.stop_requested())
            return fail(Errc::Cancelled, "stopped", host);
        if (!m_pending.empty()) {
            bytes.swap(m_pending);
            lock.unlock(); // the head does not change once there are bytes of the body
            const bool more = onBytes(m_head, bytes);
            bytes.clear();
            lock.lock();
            if (!more)
                return m_head;
            continue;
        }
        if (m_done) {
            if (m_error)
                return tl::unexpected(*m_error);
            return m_head;
        }
        const auto now = SteadyClock::now();
        if (now >= deadline)
            return fail(Errc::TimedOut,
                        "the request took longer than "
                            + std::to_string(m_request.wallTimeout.count()) + " ms",
                        host);
        if (now - m_lastByte >= m_request.idleTimeout)
            return fail(Errc::TimedOut,
                        "nothing came for " + std::to_string(m_request.idleTimeout.count()) + " ms",
                        host);
    }
}

} // namespace signalbox::net
