// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/exchange.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "net/sse.h"

#include <cctype>

namespace signalbox::llm {

namespace {
constexpr std::size_t maxErrorBody = 256u << 10;
constexpr std::size_t maxWholeBody = 16u << 20;

// Half a surrogate pair in an escape: some servers cut a character between two pieces.
std::string withoutLoneSurrogates(std::string text)
{
    const auto unit = [&text](std::size_t at) -> int {
        if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
            return -1;
        for (std::size_t i = at + 2; i < at + 6; ++i) {
            if (!std::isxdigit(static_cast<unsigned char>(text[i])))
                return -1;
        }
        return std::stoi(text.substr(at + 2, 4), nullptr, 16);
    };
    for (std::size_t at = 0; at + 6 <= text.size(); ++at) {
        if (text[at] != '\\')
            continue;
        const int first = unit(at);
        if (first >= 0xD800 && first < 0xDC00) {
            const int second = unit(at + 6);
            if (second >= 0xDC00 && second < 0xE000)
                at += 11;
            else
                text.replace(at, 6, "\\ufffd");
        } else if (first >= 0xDC00 && first < 0xE000) {
            text.replace(at, 6, "\\ufffd");
        } else {
            ++at; // the escaped character
        }
    }
    return text;
}

Result<Json> parseWire(std::string_view text)
{
    JsonLimits limits;
    limits.duplicateKeys = true;
    auto value = parseJson(text, limits);
    if (value || value.error().code == Errc::Limit)
        return value;
    return parseJson(withoutLoneSurrogates(toUtf8(text)), limits);
}

enum class Shape
{
    Unknown,
    Events,
    Json,
    Error,
    Foreign
};

// By the first bytes: servers err about their content type more often than about this.
Shape sniff(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return Shape::Unknown;
    text.remove_prefix(first);
    if (text.front() == '{')
        return Shape::Json;
    for (const std::string_view field : {":", "data:", "event:", "id:", "retry:"}) {
        if (text.starts_with(field))
            return Shape::Events;
        if (field.starts_with(text))
            return Shape::Unknown;
    }
    return Shape::Foreign;
}

// One reply on its way from bytes to the reader.
class Intake
{
public:
    Intake(const Provider& provider, ReplyReader& reader)
        : m_provider(provider)
        , m_reader(reader)
    { }

    bool take(const net::HttpResponse& head, std::string_view bytes)
    {
        if (m_shape == Shape::Unknown)
            begin(head, bytes);
        else if (m_shape == Shape::Events)
            feed(bytes);
        else
            m_body.append(bytes);
        const auto limit = m_shape == Shape::Json ? maxWholeBody : maxErrorBody;
        return !m_failed && !m_reader.isOver() && m_body.size() <= limit;
    }

    std::optional<ExchangeError> end(const net::HttpResponse& head)
    {
        if (m_failed)
            return m_failed;
        if (head.status < 200 || head.status >= 300)
            return refusal(head);
        if (m_shape == Shape::Events)
            endEvents();
        else if (m_shape == Shape::Json)
            readWhole(head);
        else
            foreign(head);
        return m_failed;
    }

private:
    void begin(const net::HttpResponse& head, std::string_view bytes)
    {
        m_body.append(bytes);
        if (head.status < 200 || head.status >= 300) {
            m_shape = Shape::Error;
            return;
        }
        const bool events = lower(head.header("content-type")).starts_with("text/event-stream");
        m_shape =
            events && !m_body.empty() && m_body.find('{') != 0 ? Shape::Events : sniff(m_body);
        if (m_shape == Shape::Events) {
            const auto first = std::move(m_body);
            m_body.clear();
            feed(first);
        }
    }

    void feed(std::string_view bytes)
    {
        const auto fed =
            m_parser.feed(bytes, [this](const net::SseEvent& e) { return onEvent(e); });
        if (!fed)
            fail(streamFailure(m_provider.to, fed.error().message));
    }

    bool onEvent(const net::SseEvent& event)
    {
        const auto data = trim(event.data);
        if (data == "[DONE]") {
            m_reader.endMarker();
            return !m_reader.isOver();
        }
        if (data.empty())
            return true;
        const auto value = parseWire(data);
        if (!value) {
            fail(streamFailure(m_provider.to,
                               "a broken event in the stream (" + value.error().message
                                   + "): " + oneLine(data, 120)));
            return false;
        }
        if (auto failure = m_reader.event(event.name, *value)) {
            m_failed = ExchangeError{std::move(*failure), readErrorValue(*value)};
            return false;
        }
        return !m_reader.isOver();
    }

    void endEvents()
    {
        if (m_reader.isOver())
            return;
        const auto ended = m_parser.finish([this](const net::SseEvent& e) { return onEvent(e); });
        if (!ended && !m_failed)
            fail(streamFailure(m_provider.to, ended.error().message));
    }

    void readWhole(const net::HttpResponse& head)
    {
        const auto value = parseWire(m_body);
        if (!value) {
            fail(
                streamFailure(m_provider.to, "the reply is broken JSON: " + value.error().message));
            return;
        }
        const auto* error = find(*value, "error");
        if (error && !error->is_null()) {
            const auto words = readErrorValue(*value);
            auto failure = failureOf(m_provider.to, nullptr, words);
            if (failure.requestId.empty())
                failure.requestId = oneLine(head.header("x-request-id"), 100);
            m_failed = ExchangeError{std::move(failure), words};
            return;
        }
        if (auto failure = m_reader.whole(*value))
            fail(std::move(*failure));
    }

    ExchangeError refusal(const net::HttpResponse& head) const
    {
        auto words = readErrorBody(m_body);
        auto failure = failureOf(m_provider.to, &head, words);
        if (head.status >= 300 && head.status < 400)
            failure.message = m_provider.to.host + " sends requests elsewhere ("
                + std::to_string(head.status) + " to " + oneLine(head.header("location"), 200)
                + "); put that address into \"base_url\"";
        return {std::move(failure), std::move(words)};
    }

    void foreign(const net::HttpResponse& head)
    {
        if (trim(m_body).empty()) {
            fail(streamFailure(m_provider.to, "the reply is empty"));
            return;
        }
        const auto words = readErrorBody(m_body);
        Failure failure;
        failure.type = "content_type";
        failure.status = head.status;
        failure.message = m_provider.to.host + " answered with "
            + (words.html ? "a web page" : "what is no model's reply") + " ("
            + oneLine(head.header("content-type"), 80) + ")"
            + (words.message.empty() ? "" : ": " + oneLine(words.message, 200))
            + "; check \"base_url\"";
        fail(std::move(failure));
    }

    void fail(Failure failure)
    {
        if (!m_failed)
            m_failed = ExchangeError{std::move(failure), {}};
    }

    const Provider& m_provider;
    ReplyReader& m_reader;
    net::SseParser m_parser;
    Shape m_shape = Shape::Unknown;
    std::string m_body;
    std::optional<ExchangeError> m_failed;
};
} // namespace

ReplyReader::ReplyReader(const Provider& provider, const Request& request, const OnDelta& onDelta)
    : m_provider(provider)
    , m_request(request)
    , m_onDelta(onDelta)
{ }

void ReplyReader::show(Delta::Kind kind, std::string_view text)
{
    if (text.empty() && kind != Delta::Kind::Restart)
        return;
    if (!m_firstToken)
        m_firstToken = std::chrono::steady_clock::now();
    if (m_onDelta)
        m_onDelta({kind, text});
}

void ReplyReader::addText(std::string_view text)
{
    m_reply.text.append(text);
    m_outputBytes += text.size();
    show(Delta::Kind::Text, text);
}

void ReplyReader::addThinking(std::string_view text)
{
    m_reply.thinking.append(text);
    m_outputBytes += text.size();
    show(Delta::Kind::Thinking, text);
}

Failure ReplyReader::failureFrom(const Json& error) const
{
    return failureOf(m_provider.to, nullptr, readErrorValue(error));
}

Usage ReplyReader::usage(std::size_t requestBytes) const
{
    if (m_usageKnown)
        return m_reply.usage;
    Usage usage = m_reply.usage;
    if (usage.prompt() == 0)
        usage.input = estimateTokens(requestBytes);
    usage.output = std::max(usage.output, estimateTokens(m_outputBytes));
    usage.estimated = true;
    return usage;
}

Reply ReplyReader::takeReply(std::size_t requestBytes)
{
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    m_reply.usage = usage(requestBytes);
    const auto now = std::chrono::steady_clock::now();
    m_reply.time = duration_cast<milliseconds>(now - m_begin);
    m_reply.firstToken = duration_cast<milliseconds>(m_firstToken.value_or(now) - m_begin);
    return std::move(m_reply);
}

tl::expected<void, ExchangeError> exchange(const Provider& provider, net::HttpRequest request,
                                           ReplyReader& reader, std::stop_token stop)
{
    const auto bytes = sizeOf(request);
    Intake intake(provider, reader);
    net::HttpResponse head;
    const auto response = provider.context.http->stream(
        std::move(request),
        [&](const net::HttpResponse& seen, std::string_view piece) {
            if (head.status == 0)
                head = seen;
            return intake.take(seen, piece);
        },
        stop);
    std::optional<ExchangeError> error;
    if (response) {
        head = *response;
        error = intake.end(*response);
    } else if (!reader.isComplete()) { // what was complete does not break with its connection
        error = ExchangeError{failureOf(provider.to, response.error()), {}};
    }
    const auto id =
        head.header("request-id").empty() ? head.header("x-request-id") : head.header("request-id");
    reader.setRequestId(oneLine(id, 100));
    if (!error && !reader.isComplete())
        error = ExchangeError{streamFailure(provider.to, "the reply broke off before its end"), {}};
    if (!error) {
        if (auto failure = reader.finish())
            error = ExchangeError{std::move(*failure), {}};
    }
    if (!error)
        return {};
    if (error->failure.requestId.empty())
        error->failure.requestId = oneLine(id, 100);
    if (head.status >= 200 && head.status < 300)
        error->failure.usage = reader.usage(bytes);
    return tl::unexpected(std::move(*error));
}

std::size_t sizeOf(const net::HttpRequest& request)
{
    std::size_t size = 0;
    for (const auto& bytes : request.body)
        size += bytes->size();
    return size;
}

} // namespace signalbox::llm
