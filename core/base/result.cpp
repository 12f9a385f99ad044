// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace signalbox {

std::string_view errcName(Errc code)
{
    switch (code) {
    case Errc::Invalid:
        return "invalid";
    case Errc::NotFound:
        return "not_found";
    case Errc::Exists:
        return "exists";
    case Errc::Denied:
        return "denied";
    case Errc::Limit:
        return "limit";
    case Errc::Unavailable:
        return "unavailable";
    case Errc::TimedOut:
        return "timed_out";
    case Errc::Cancelled:
        return "cancelled";
    case Errc::Io:
        return "io";
    case Errc::Unsupported:
        return "unsupported";
    case Errc::Internal:
        return "internal";
    }
    return "internal";
}

tl::unexpected<Error> failErrno(int error, std::string what, std::string context)
{
    Errc code = Errc::Io;
    if (error == ENOENT || error == ENOTDIR)
        code = Errc::NotFound;
    else if (error == EEXIST || error == ENOTEMPTY)
        code = Errc::Exists;
    else if (error == EACCES || error == EPERM || error == EROFS || error == ELOOP
             || error == EXDEV)
        code = Errc::Denied;
    else if (error == EAGAIN || error == EBUSY)
        code = Errc::Unavailable;
    return fail(code, std::move(what) + ": " + std::generic_category().message(error),
                std::move(context));
}

} // namespace signalbox
