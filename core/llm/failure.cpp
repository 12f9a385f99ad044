// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/failure.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "net/headers.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace signalbox::llm {

namespace {
bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool containsOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

std::string textOf(const Json& object, std::string_view key)
{
    const auto* value = find(object, key);
    if (!value || value->is_null())
        return {};
    if (value->is_string())
        return oneLine(value->get_ref<const std::string&>());
    return value->is_number() || value->is_boolean() ? dumpJson(*value) : std::string();
}

// The title of a page says more than its first tags.
std::string pageTitle(std::string_view html)
{
    const auto small = lower(html.substr(0, 65536));
    const auto open = small.find("<title");
    const auto begin = open == std::string::npos ? open : small.find('>', open);
    const auto end = begin == std::string::npos ? begin : small.find("</title", begin);
    return end == std::string::npos ? std::string()
                                    : oneLine(html.substr(begin + 1, end - begin - 1), 120);
}

bool isHtml(std::string_view body)
{
    const auto start = lower(trim(body.substr(0, 256)));
    return start.starts_with("<!doctype html") || start.starts_with("<html")
        || start.starts_with("<head") || start.starts_with("<?xml");
}

int statusFromWords(const ServerWords& words)
{
    int code = 0;
    const auto& text = words.code;
    std::from_chars(text.data(), text.data() + text.size(), code);
    if (code >= 400 && code < 600)
        return code;
    for (const auto& word : {words.type, words.code}) {
        if (word == "overloaded_error")
            return 529;
        if (isOneOf(word, {"rate_limit_error", "rate_limit_exceeded"}))
            return 429;
        if (isOneOf(word, {"authentication_error", "invalid_api_key"}))
            return 401;
        if (word == "permission_error")
            return 403;
        if (isOneOf(word, {"not_found_error", "model_not_found"}))
            return 404;
        if (word == "timeout_error")
            return 504;
        if (isOneOf(word, {"invalid_request_error", "invalid_prompt", "invalid_prompt_error"}))
            return 400;
    }
    return 500;
}

bool isQuota(int status, const ServerWords& words)
{
    for (const auto& word : {words.type, words.code}) {
        if (isOneOf(word,
                    {"insufficient_quota", "billing_error", "enforced_spend_limit_reached",
                     "contract_spend_limit_reached", "billing_hard_limit_reached",
                     "insufficient_credits"}))
            return true;
    }
    return status == 402;
}

bool isContext(int status, const ServerWords& words)
{
    if (status != 400 && status != 413 && status != 422 && status != 500)
        return false;
    if (words.code == "context_length_exceeded" || words.type == "exceed_context_size_error"
        || words.type == "request_too_large" || status == 413)
        return true;
    return (words.param == "input_tokens" && status == 400)
        || containsOneOf(lower(words.message),
                         {"prompt is too long", "maximum context length", "context length",
                          "context window", "context size", "input is too long",
                          "too many tokens"});
}

std::string kindOf(int status, const ServerWords& words)
{
    if (isQuota(status, words))
        return "quota";
    if (isContext(status, words))
        return "context";
    if (status == 529 || status == 503 || words.type == "overloaded_error")
        return "overloaded";
    if (status == 401)
        return "authentication";
    if (status == 403)
        return "permission";
    if (status == 404)
        return "not_found";
    if (status == 429)
        return "rate_limit";
    if (status == 408 || status == 504)
        return "timeout";
    return status >= 500 || status == 409 ? "server" : "invalid_request";
}

bool mayGoWellAgain(const std::string& kind, int status, const net::HttpResponse* head)
{
    if (kind == "quota" || kind == "context")
        return false;
    const auto word = head ? head->header("x-should-retry") : std::string_view();
    if (word == "true" || word == "false")
        return word == "true";
    return status == 408 || status == 409 || status == 429 || status >= 500;
}

constexpr auto keyHomes = " in the environment or in the key store (Settings)";

std::string advice(const std::string& kind, const Addressee& to)
{
    const auto variable = to.keyVariable.empty() ? std::string("the key") : to.keyVariable;
    if (kind == "authentication")
        return to.key.empty() ? to.host + " wants a key; set " + variable + keyHomes
                              : to.host + " refused the key; check " + variable + keyHomes;
    if (kind == "permission")
        return to.host + " does not allow this; check what the key in " + variable + " may use";
    if (kind == "not_found")
        return to.host + " does not know the model \"" + oneLine(to.model, 100)
            + "\" or this address; check \"model\" and \"base_url\"";
    if (kind == "context")
        return "the conversation is too long for " + oneLine(to.model, 100) + " at " + to.host
            + "; compact it or take a model with a larger context";
    if (kind == "quota")
        return "the account at " + to.host
            + " has no credit left or has reached its spend limit; check its billing page";
    if (kind == "rate_limit")
        return to.host + " is asked too often; wait a moment";
    if (kind == "overloaded")
        return to.host + " is overloaded or starting; try again later";
    if (kind == "timeout")
        return to.host + " took too long; try again";
    if (kind == "server")
        return to.host + " has an internal error; try again later";
    return to.host + " refused the request";
}

std::string withoutKey(std::string text, const std::string& key)
{
    if (key.size() < 4)
        return text;
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at))
        text.replace(at, key.size(), "***");
    return text;
}
} // namespace

std::string oneLine(std::string_view text, std::size_t bytes)
{
    std::string line;
    bool blank = false;
    const auto clean = toUtf8(text.substr(0, bytes * 4));
    for (std::size_t at = 0; at < clean.size();) {
        const auto c = nextCodePoint(clean, at);
        if (c == ' ' || c == '\n' || c == '\t' || isInvisible(c)) {
            blank = !line.empty();
            continue;
        }
        if (blank)
            line += ' ';
        blank = false;
        appendUtf8(line, c);
        if (line.size() > bytes)
            return std::string(truncateUtf8(line, bytes)) + "...";
    }
    return line;
}

ServerWords readErrorValue(const Json& value)
{
    ServerWords words;
    const auto* error = find(value, "error");
    const auto* detail = find(value, "detail");
    if (value.is_string()) {
        words.message = oneLine(value.get_ref<const std::string&>());
    } else if (error && error->is_string()) {
        words.message = oneLine(error->get_ref<const std::string&>());
    } else if (detail && detail->is_string()) {
        words.message = oneLine(detail->get_ref<const std::string&>());
    } else if (detail && detail->is_array() && !detail->empty()) {
        words.message = textOf(detail->front(), "msg");
    } else {
        const auto& object = error && error->is_object() ? *error : value;
        words.message = textOf(object, "message");
        words.type = textOf(object, "type");
        words.code = textOf(object, "code");
        words.param = textOf(object, "param");
        if (const auto* details = find(object, "details"))
            words.code = textOf(*details, "error_code").empty() ? words.code
                                                                : textOf(*details, "error_code");
    }
    if (words.message.empty() && !(error && error->is_object()))
        words.message = textOf(value, "message");
    words.requestId = textOf(value, "request_id");
    return words;
}

ServerWords readErrorBody(std::string_view body)
{
    ServerWords words;
    if (isHtml(body)) {
        words.html = true;
        words.message = pageTitle(body);
        return words;
    }
    JsonLimits limits;
    limits.bytes = 1u << 20;
    limits.duplicateKeys = true;
    if (const auto value = parseJson(body, limits))
        return readErrorValue(value->is_array() && !value->empty() ? value->front() : *value);
    words.message = oneLine(body);
    return words;
}

Failure failureOf(const Addressee& to, const net::HttpResponse* head, const ServerWords& words)
{
    Failure failure;
    failure.status = head ? head->status : statusFromWords(words);
    failure.type = kindOf(failure.status, words);
    failure.retry = mayGoWellAgain(failure.type, failure.status, head);
    if (head) {
        failure.retryAfter = net::retryAfter(*head, SystemClock().now());
        const auto id = head->header("request-id").empty() ? head->header("x-request-id")
                                                           : head->header("request-id");
        failure.requestId = oneLine(id, 100);
    }
    if (failure.requestId.empty())
        failure.requestId = words.requestId;
    auto detail = std::to_string(failure.status);
    if (words.html)
        detail +=
            ", a web page" + (words.message.empty() ? "" : " titled \"" + words.message + "\"");
    else if (!words.message.empty())
        detail += ": " + words.message;
    failure.message = withoutKey(advice(failure.type, to) + " (" + detail + ")", to.key);
    return failure;
}

Failure failureOf(const Addressee& to, const Error& error)
{
    Failure failure;
    switch (error.code) {
    case Errc::Cancelled:
        failure.type = "cancelled";
        failure.message = "stopped";
        return failure;
    case Errc::TimedOut:
        failure.type = "timeout";
        failure.retry = true;
        break;
    case Errc::Unavailable:
        failure.type = "network";
        failure.retry = true;
        break;
    case Errc::Limit:
        failure.type = "stream";
        break;
    default:
        failure.type = "invalid_request";
    }
    failure.message = to.host + ": " + error.message;
    return failure;
}

Failure streamFailure(const Addressee& to, std::string what)
{
    Failure failure;
    failure.type = "stream";
    failure.message = to.host + ": " + std::move(what);
    failure.retry = true;
    return failure;
}

} // namespace signalbox::llm
