// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace signalbox::process {

// What a keeper is told. The descriptors are its own; it closes all others.
struct KeeperOrders
{
    pid_t program = 0; // who forks the keeper: dies it, everything dies
    int report = -1; // write end: takes one KeeperReport when the child has ended
    int lock = -1; // file whose read lock is held until all has ended, -1: none
    void (*become)(void*) = nullptr; // what the child does after its fork; does not return
    void (*failed)(void*) = nullptr; // there could be no child, errno says why; does not return
    void* argument = nullptr;
};

// How the child ended: CLD_EXITED, CLD_KILLED or CLD_DUMPED, and its exit code or signal.
struct KeeperReport
{
    int code = 0;
    int status = 0;
};

// Signals by which the program leads a keeper. Its own death counts as KillAll.
inline constexpr int askChild = 15; // SIGTERM: passed on to the group of the child
inline constexpr int killAll = 10; // SIGUSR1: KILL to all that lives below

// The life of the process between the program and a child: it starts the child in a group of its own, and when that or
// the program has ended it kills what is left below, daemons in sessions of their own too, since as a subreaper it
// inherits them. Then it ends. Called after a fork: nothing here takes memory or a lock.
[[noreturn]] void keep(const KeeperOrders& orders);

} // namespace signalbox::process
