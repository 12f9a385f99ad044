// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/runlock.h"

#include "base/blockingwait.h"

#include <array>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::journal {

namespace {
std::string lockPath(const std::string& folder, const std::string& run)
{
    return folder + "/runs/" + run + ".lock";
}

int writtenPid(int descriptor)
{
    std::array<char, 16> text{};
    const auto size = ::pread(descriptor, text.data(), text.size(), 0);
    int pid = 0;
    if (size > 0)
        std::from_chars(text.data(), text.data() + size, pid);
    return pid;
}

// Whoever finished the run removed the file between our open and our lock: then another one has its name.
bool isStillThere(int descriptor, const std::string& path)
{
    struct stat mine
    { };
    struct stat named
    { };
    return ::fstat(descriptor, &mine) == 0 && ::lstat(path.c_str(), &named) == 0
        && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

// What a killed program started dies a little later than itself, and holds a read lock until then: whoever takes the run
// must not see a world that still changes.
bool waitForTools(int descriptor)
{
    for (int attempt = 0; attempt < 2000; ++attempt) {
        struct flock held
        { };
        held.l_type = F_WRLCK;
        held.l_whence = SEEK_SET;
        if (::fcntl(descriptor, F_OFD_GETLK, &held) != 0 || held.l_type == F_UNLCK)
            return true;
        sleepFor(std::chrono::milliseconds(2), {});
    }
    return false;
}
} // namespace

Result<RunLock> RunLock::take(const std::string& folder, const std::string& run)
{
    RunLock lock;
    lock.m_path = lockPath(folder, run);
    // A reader that asks whether the run is owned holds the lock for an instant: try again before saying no.
    for (int attempt = 0; attempt < 20; ++attempt) {
        lock.m_file = FileHandle(::open(
            lock.m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
        if (!lock.m_file.isOpen())
            return failErrno(errno, "cannot take the run", lock.m_path);
        if (::flock(lock.m_file.get(), LOCK_EX | LOCK_NB) == 0) {
            if (!isStillThere(lock.m_file.get(), lock.m_path))
                continue;
            if (!waitForTools(lock.m_file.get()))
                return fail(Errc::Unavailable, "a tool that the run started still lives", run);
            const auto pid = std::to_string(::getpid()) + "\n";
            if (::ftruncate(lock.m_file.get(), 0) != 0
                || ::pwrite(lock.m_file.get(), pid.data(), pid.size(), 0) < 0)
                return failErrno(errno, "cannot take the run", lock.m_path);
            return lock;
        }
        if (errno != EWOULDBLOCK)
            return failErrno(errno, "cannot take the run", lock.m_path);
        sleepFor(std::chrono::milliseconds(2), {});
    }
    return fail(Errc::Exists,
                "the run is running in process " + std::to_string(writtenPid(lock.m_file.get())),
                run);
}

int RunLock::owner(const std::string& folder, const std::string& run)
{
    const FileHandle file(
        ::open(lockPath(folder, run).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.isOpen() || ::flock(file.get(), LOCK_SH | LOCK_NB) == 0)
        return 0;
    // 0 would mean nobody: an owner that has not written its number yet is some process.
    const int pid = writtenPid(file.get());
    return pid > 0 ? pid : 1;
}

void RunLock::remove()
{
    if (m_file.isOpen())
        ::unlink(m_path.c_str());
    m_file.close();
}

} // namespace signalbox::journal
