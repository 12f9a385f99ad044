// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// Loaded before the C library (LD_PRELOAD) by the soak tests: watches what a program writes below one folder, dies at a
// chosen write, answers one with an error, and notes everything so that a power cut can be acted out afterwards. The
// program under test knows nothing of it. Told by variables:
//   FAULT_FOLDER  absolute; nothing outside is touched
//   FAULT_LOG     file that takes every change, see note()
//   FAULT_COUNT   file that takes the number of changes at the end
//   FAULT_KILL    before torn written synced: where to die at the chosen change, `synced` after the next sync of its file
//   FAULT_ERROR   ENOSPC or EIO: what the chosen change is answered with; ENOSPC stays until a file is deleted and 1 MiB
//                 lasts, EIO is told once, EIO* from then on
//   FAULT_AT      which change, from 1; with FAULT_TYPE which commit that brings a new event of that type to the log
//   FAULT_TYPE    name of an event's type
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {
enum class Kill
{
    Never,
    Before,
    Torn,
    Written,
    Synced
};

constexpr std::size_t frameHeaderBytes =
    24; // of SQLite's write-ahead log; its first four are the number of the page
constexpr long reserveBytes = 1 << 20;

struct Plan
{
    std::string folder;
    int log = -1;
    std::string countFile;
    Kill kill = Kill::Never;
    int error = 0;
    bool forEver = false;
    long at = 0;
    std::string type;
};

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

Plan readPlan()
{
    Plan plan;
    plan.folder = variable("FAULT_FOLDER");
    plan.countFile = variable("FAULT_COUNT");
    plan.type = variable("FAULT_TYPE");
    plan.at = std::atol(variable("FAULT_AT").c_str());
    static const std::map<std::string, Kill> kills = {{"before", Kill::Before},
                                                      {"torn", Kill::Torn},
                                                      {"written", Kill::Written},
                                                      {"synced", Kill::Synced}};
    if (const auto found = kills.find(variable("FAULT_KILL")); found != kills.end())
        plan.kill = found->second;
    const auto error = variable("FAULT_ERROR");
    plan.error = error.empty() ? 0 : error == "ENOSPC" ? ENOSPC : EIO;
    plan.forEver = error == "EIO*" || error == "ENOSPC";
    if (const auto log = variable("FAULT_LOG"); !log.empty())
        plan.log = int(::syscall(SYS_openat, AT_FDCWD, log.c_str(),
                                 O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    ::unsetenv("LD_PRELOAD"); // what the program starts is not watched
    return plan;
}

// Made at the first use: other libraries write before ours is initialised.
struct State
{
    Plan plan = readPlan();
    std::recursive_mutex mutex; // guards what follows
    long changes = 0;
    long commits = 0; // that brought a new event of the type
    bool isCommitCounted = false;
    bool diesAtSync = false;
    bool failing = false;
    long room = -1; // bytes until the disk is full again, -1: no file was deleted yet
    std::uint32_t page = 0;
    std::map<std::uint32_t, long> seen; // events of the type on a page
};

State& state()
{
    static auto* one = new State; // never deleted: threads write until the end
    return *one;
}

template <class Function>
Function real(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

[[noreturn]] void die()
{
    ::syscall(SYS_kill, ::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

std::string pathOf(int descriptor)
{
    std::array<char, PATH_MAX> path{};
    const auto link = "/proc/self/fd/" + std::to_string(descriptor);
    const auto size = ::readlink(link.c_str(), path.data(), path.size());
    return size > 0 ? std::string(path.data(), std::size_t(size)) : std::string();
}

bool isWatched(const std::string& path)
{
    const auto& folder = state().plan.folder;
    return !folder.empty() && path.starts_with(folder + "/");
}

bool isLog(const std::string& path)
{
    return path.ends_with("-wal");
}

// One line "KIND OFFSET SIZE PATH", then SIZE bytes: write, truncate, sync, syncfolder, create, remove, rename (the bytes
// are the new name).
void note(const char* kind, const std::string& path, long offset, std::string_view bytes)
{
    const int log = state().plan.log;
    if (log < 0)
        return;
    auto record = std::string(kind) + ' ' + std::to_string(offset) + ' '
        + std::to_string(bytes.size()) + ' ' + path + '\n';
    record += bytes;
    ::syscall(SYS_write, log, record.data(), record.size());
}

long countOf(std::string_view bytes, std::string_view word)
{
    long count = 0;
    for (auto at = bytes.find(word); at != std::string_view::npos; at = bytes.find(word, at + 1))
        ++count;
    return count;
}

// Whether this is the change that was chosen.
bool isChosen(const std::string& path, std::string_view bytes)
{
    auto& now = state();
    ++now.changes;
    if (now.plan.type.empty())
        return now.changes == now.plan.at;
    if (!isLog(path))
        return false;
    if (bytes.size() == frameHeaderBytes) {
        const auto* head = reinterpret_cast<const unsigned char*>(bytes.data());
        now.page = std::uint32_t(head[0]) << 24 | std::uint32_t(head[1]) << 16
            | std::uint32_t(head[2]) << 8 | head[3];
        return false;
    }
    auto& seen = now.seen[now.page];
    const auto count = countOf(bytes, now.plan.type);
    const bool isNew = count > seen;
    seen = count;
    if (!isNew || now.isCommitCounted)
        return false;
    now.isCommitCounted = true;
    return ++now.commits == now.plan.at;
}

// The error that this change is answered with, 0: none.
int errorOf(bool chosen, std::size_t bytes)
{
    auto& now = state();
    if (now.plan.error == 0)
        return 0;
    now.failing = now.failing || chosen;
    if (!now.failing)
        return 0;
    if (!now.plan.forEver)
        now.failing = false;
    if (now.plan.error != ENOSPC)
        return now.plan.error;
    if (bytes == 0) // a sync needs no room
        return 0;
    if (now.room < long(bytes))
        return ENOSPC;
    now.room -= long(bytes);
    return 0;
}

template <class Write>
ssize_t change(int descriptor, const void* bytes, std::size_t size, long offset, Write&& write)
{
    auto& now = state();
    const auto path = pathOf(descriptor);
    if (!isWatched(path)) // without the lock: a child writes between fork and exec
        return write(size);
    const std::lock_guard lock(now.mutex);
    const std::string_view text(static_cast<const char*>(bytes), size);
    const bool chosen = isChosen(path, text);
    if (const int error = errorOf(chosen, size); error != 0) {
        errno = error;
        return -1;
    }
    if (chosen && now.plan.kill == Kill::Before)
        die();
    if (chosen && now.plan.kill == Kill::Torn) {
        note("write", path, offset, text.substr(0, size / 2));
        write(size / 2);
        die();
    }
    note("write", path, offset, text);
    const auto written = write(size);
    now.diesAtSync = now.diesAtSync || (chosen && now.plan.kill != Kill::Never);
    if (chosen && now.plan.kill == Kill::Written && now.plan.type.empty())
        die();
    return written;
}

template <class Sync>
int synced(int descriptor, Sync&& sync)
{
    auto& now = state();
    const auto path = pathOf(descriptor);
    if (!isWatched(path) && path != now.plan.folder)
        return sync();
    struct stat info
    { };
    const bool isFolder = ::fstat(descriptor, &info) == 0 && S_ISDIR(info.st_mode);
    const std::lock_guard lock(now.mutex);
    const bool chosen = now.plan.type.empty() && ++now.changes == now.plan.at;
    if (const int error = errorOf(chosen, 0); error != 0) {
        errno = error;
        return -1;
    }
    const bool dies = chosen || (now.diesAtSync && (isLog(path) || now.plan.type.empty()));
    if (dies
        && (now.plan.kill == Kill::Before || now.plan.kill == Kill::Torn
            || now.plan.kill == Kill::Written))
        die();
    const int result = sync();
    note(isFolder ? "syncfolder" : "sync", path, 0, {});
    if (dies && now.plan.kill == Kill::Synced)
        die();
    if (isLog(path))
        now.isCommitCounted = false;
    return result;
}

template <class Truncate>
int truncated(int descriptor, long size, Truncate&& truncate)
{
    auto& now = state();
    const auto path = pathOf(descriptor);
    if (!isWatched(path))
        return truncate();
    const std::lock_guard lock(now.mutex);
    const bool chosen = isChosen(path, {});
    if (const int error = errorOf(chosen, 1); error != 0) {
        errno = error;
        return -1;
    }
    if (chosen && (now.plan.kill == Kill::Before || now.plan.kill == Kill::Torn))
        die();
    note("truncate", path, size, {});
    const int result = truncate();
    now.diesAtSync = now.diesAtSync || (chosen && now.plan.kill != Kill::Never);
    return result;
}

int removed(const char* path, int (*remove)(const char*))
{
    auto& now = state();
    if (!isWatched(path))
        return remove(path);
    const std::lock_guard lock(now.mutex);
    note("remove", path, 0, {});
    if (now.failing && now.room < 0 && std::string_view(path).ends_with("/reserve"))
        now.room = reserveBytes;
    return remove(path);
}

__attribute__((destructor)) void writeCount()
{
    const auto& file = state().plan.countFile;
    if (file.empty())
        return;
    const auto text = std::to_string(state().changes) + "\n";
    const int out =
        int(::syscall(SYS_openat, AT_FDCWD, file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    ::syscall(SYS_write, out, text.data(), text.size());
    ::syscall(SYS_close, out);
}
} // namespace

// The names are the C library's.
extern "C" {
ssize_t write(int descriptor, const void* bytes, std::size_t size)
{
    static const auto next = real<ssize_t (*)(int, const void*, std::size_t)>("write");
    return change(descriptor, bytes, size, -1,
                  [&](std::size_t part) { return next(descriptor, bytes, part); });
}

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t offset)
{
    static const auto next = real<ssize_t (*)(int, const void*, std::size_t, off_t)>("pwrite");
    return change(descriptor, bytes, size, offset,
                  [&](std::size_t part) { return next(descriptor, bytes, part, offset); });
}

ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off64_t offset)
{
    return pwrite(descriptor, bytes, size, offset);
}

int fsync(int descriptor)
{
    static const auto next = real<int (*)(int)>("fsync");
    return synced(descriptor, [&] { return next(descriptor); });
}

int fdatasync(int descriptor)
{
    static const auto next = real<int (*)(int)>("fdatasync");
    return synced(descriptor, [&] { return next(descriptor); });
}

int ftruncate(int descriptor, off_t size) noexcept
{
    static const auto next = real<int (*)(int, off_t)>("ftruncate");
    return truncated(descriptor, size, [&] { return next(descriptor, size); });
}

int ftruncate64(int descriptor, off64_t size) noexcept
{
    return ftruncate(descriptor, size);
}

int rename(const char* from, const char* to) noexcept
{
    static const auto next = real<int (*)(const char*, const char*)>("rename");
    auto& now = state();
    if (!isWatched(from))
        return next(from, to);
    const std::lock_guard lock(now.mutex);
    const bool chosen = isChosen(from, {});
    if (const int error = errorOf(chosen, 1); error != 0) {
        errno = error;
        return -1;
    }
    if (chosen && now.plan.kill == Kill::Before)
        die();
    note("rename", from, 0, to);
    const int result = next(from, to);
    if (chosen && now.plan.kill != Kill::Never)
        die();
    return result;
}

int unlink(const char* path) noexcept
{
    static const auto next = real<int (*)(const char*)>("unlink");
    return removed(path, next);
}
}
