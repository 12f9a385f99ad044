// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/keeper.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
static_assert(askChild == SIGTERM && killAll == SIGUSR1);

void closeAllBut(int one, int other)
{
    const auto low = unsigned(std::min(one, other));
    const auto high = unsigned(std::max(one, other));
    if (int(low) >= 0 && low > 0)
        ::syscall(SYS_close_range, 0u, low - 1, 0u);
    const auto first = int(low) < 0 ? 0u : low + 1;
    if (high > first)
        ::syscall(SYS_close_range, first, high - 1, 0u);
    ::syscall(SYS_close_range, high + 1, ~0u, 0u);
}

// KILL to every child of this process. Those of its children come to it when they have died.
void killChildren()
{
    const int file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    char text[4096];
    pid_t child = 0;
    for (ssize_t count = 0; (count = ::read(file, text, sizeof text)) > 0;) {
        for (ssize_t i = 0; i < count; ++i) {
            if (text[i] >= '0' && text[i] <= '9') {
                child = child * 10 + (text[i] - '0');
            } else if (child > 0) {
                ::kill(child, SIGKILL);
                child = 0;
            }
        }
    }
    ::close(file);
}

struct Keeping
{
    const KeeperOrders& orders;
    pid_t child = 0; // 0: it has ended
    bool isEnding = false; // of everything
};

// Reaps what has ended. False when nothing lives below any more.
bool reap(Keeping& keeping)
{
    for (;;) {
        siginfo_t info{};
        if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG) != 0)
            return errno != ECHILD;
        if (info.si_pid == 0)
            return true;
        if (info.si_pid != keeping.child)
            continue;
        keeping.child = 0;
        keeping.isEnding = true;
        const KeeperReport report{info.si_code, info.si_status};
        [[maybe_unused]] const auto written =
            ::write(keeping.orders.report, &report, sizeof report);
    }
}
} // namespace

void keep(const KeeperOrders& orders)
{
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::setpgid(0, 0); // what is typed at the program's terminal does not concern it
    ::prctl(PR_SET_PDEATHSIG, killAll);
    if (::getppid() != orders.program) // died before the line above
        ::_exit(127);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_NAME, "signalbox-keep");
    if (orders.lock >= 0) {
        struct flock held
        { };
        held.l_type = F_RDLCK;
        held.l_whence = SEEK_SET;
        ::fcntl(orders.lock, F_OFD_SETLK,
                &held); // of this opening alone: the program has the file open too
    }
    Keeping keeping{orders};
    keeping.child = ::fork();
    if (keeping.child < 0)
        orders.failed(orders.argument);
    if (keeping.child == 0)
        orders.become(orders.argument);
    ::setpgid(keeping.child, keeping.child); // also here: it may be signalled before it has run
    closeAllBut(orders.report, orders.lock);
    [[maybe_unused]] const auto away = ::chdir("/"); // holds no folder of others
    for (;;) {
        const int number = ::sigwaitinfo(&all, nullptr);
        if (number == askChild && keeping.child > 0)
            ::kill(-keeping.child, SIGTERM);
        keeping.isEnding = keeping.isEnding || number == killAll;
        if (!reap(keeping))
            ::_exit(0);
        if (!keeping.isEnding)
            continue;
        if (keeping.child > 0)
            ::kill(-keeping.child, SIGKILL);
        killChildren();
    }
}

} // namespace signalbox::process
