// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "llm/modelclient.h"

#include <string>
#include <string_view>

namespace signalbox::llm {

// Whom a request went to: for messages and for what must not stand in them.
struct Addressee
{
    std::string host; // "api.openai.com", "127.0.0.1:8080"
    std::string model;
    std::string keyVariable; // "OPENAI_API_KEY"
    std::string key;
};

// What a server says about an error, in whatever shape it says it.
struct ServerWords
{
    std::string message; // plain, bounded, may be empty
    std::string type;
    std::string code; // numbers as text
    std::string param;
    std::string requestId;
    bool html = false;
};

// {error:{..}}, {error:"text"}, {detail:"text"}, {detail:[{msg}]}, {message:..}, a text, HTML.
[[nodiscard]] ServerWords readErrorBody(std::string_view body);
[[nodiscard]] ServerWords readErrorValue(const Json& value);

// `head` is null for an error inside a stream that began well.
[[nodiscard]] Failure failureOf(const Addressee& to, const net::HttpResponse* head,
                                const ServerWords& words);
// The transfer itself failed.
[[nodiscard]] Failure failureOf(const Addressee& to, const Error& error);
// The stream is not what it should be: broken off, garbage, without its end.
[[nodiscard]] Failure streamFailure(const Addressee& to, std::string what);

// One line of at most `bytes` bytes, without control characters: for words of others inside our messages.
[[nodiscard]] std::string oneLine(std::string_view text, std::size_t bytes = 400);

} // namespace signalbox::llm
