// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace signalbox {

// Why a function could not do its work. A closed set: callers branch on it, people read the message.
enum class Errc
{
    Invalid, // input that does not follow its format
    NotFound,
    Exists,
    Denied, // permission, policy, trust
    Limit, // a bound of ours was reached: size, depth, budget
    Unavailable, // try again later: network, busy database, overloaded server
    TimedOut,
    Cancelled, // the stop token was used
    Io,
    Unsupported,
    Internal,
};

[[nodiscard]] std::string_view errcName(Errc code);

// `message` is for a person: what failed, on what, what to do. `context` says where (a path, an address).
struct Error
{
    Errc code = Errc::Internal;
    std::string message;
    std::string context = {};

    bool operator==(const Error&) const = default;

    // "context: message", or the message alone.
    [[nodiscard]] std::string text() const
    {
        return context.empty() ? message : context + ": " + message;
    }
};

template <class T = void>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string message,
                                                std::string context = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

// The system's words for `errno`, with what was tried.
[[nodiscard]] tl::unexpected<Error> failErrno(int error, std::string what,
                                              std::string context = {});

} // namespace signalbox
