// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/seccomp.h"

#include <cerrno>
#include <memory>

#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
using Filter = std::unique_ptr<void, decltype(&::seccomp_release)>;

constexpr auto refusal = SCMP_ACT_ERRNO(EPERM);

// Names that this libseccomp does not know do not exist for its kernel headers either and are left out.
constexpr const char* deniedCalls[] = {"ptrace",
                                       "process_vm_readv",
                                       "process_vm_writev",
                                       "pidfd_getfd",
                                       "kcmp",
                                       "perf_event_open",
                                       "mount",
                                       "umount",
                                       "umount2",
                                       "pivot_root",
                                       "chroot",
                                       "move_mount",
                                       "open_tree",
                                       "fsopen",
                                       "fsconfig",
                                       "fsmount",
                                       "fspick",
                                       "mount_setattr",
                                       "setns",
                                       "unshare",
                                       "keyctl",
                                       "add_key",
                                       "request_key",
                                       "bpf",
                                       "userfaultfd",
                                       "io_uring_setup",
                                       "io_uring_enter",
                                       "io_uring_register",
                                       "kexec_load",
                                       "kexec_file_load",
                                       "init_module",
                                       "finit_module",
                                       "delete_module",
                                       "reboot",
                                       "swapon",
                                       "swapoff",
                                       "open_by_handle_at",
                                       "name_to_handle_at",
                                       "acct",
                                       "quotactl",
                                       "quotactl_fd",
                                       "syslog",
                                       "lookup_dcookie",
                                       "nfsservctl",
                                       "vhangup",
                                       "iopl",
                                       "ioperm",
                                       "modify_ldt",
                                       "uselib",
                                       "_sysctl",
                                       "settimeofday",
                                       "clock_settime",
                                       "clock_adjtime",
                                       "adjtimex",
                                       "fanotify_init",
                                       "mknod",
                                       "mknodat"};

bool deny(void* filter, int call, scmp_arg_cmp compare)
{
    return ::seccomp_rule_add_array(filter, refusal, call, 1, &compare) == 0;
}

bool denySockets(void* filter, SandboxNetwork network)
{
    const int call = SCMP_SYS(socket);
    bool added = true;
    // The kernel looks at the lower half of the argument alone; a number with an upper half is above the range here.
    for (unsigned family = 0; family <= AF_NETLINK; ++family) {
        if (family == AF_INET || family == AF_INET6
            || (family == AF_NETLINK && network == SandboxNetwork::Host))
            continue;
        added = added && deny(filter, call, SCMP_A0(SCMP_CMP_EQ, family));
    }
    added = added && deny(filter, call, SCMP_A0(SCMP_CMP_GT, AF_NETLINK));
    // A pair of datagram sockets could still send to a path.
    constexpr auto typeBits = 0xfu;
    added = added
        && deny(filter, SCMP_SYS(socketpair), SCMP_A1(SCMP_CMP_MASKED_EQ, typeBits, SOCK_DGRAM));
    added = added
        && deny(filter, SCMP_SYS(socketpair), SCMP_A1(SCMP_CMP_MASKED_EQ, typeBits, SOCK_RAW));
    return added;
}

bool denyNamespaces(void* filter)
{
    bool added = true;
    for (const unsigned long flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET,
                                     CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP})
        added = added && deny(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
    // Its flags lie in memory, where no filter can read them; programs fall back to clone.
    return added
        && ::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, nullptr)
        == 0;
}

bool denyTerminalInput(void* filter)
{
    constexpr auto lower = 0xffffffffu;
    constexpr auto linuxConsole = 0x541Cu; // TIOCLINUX
    return deny(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, lower, TIOCSTI))
        && deny(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, lower, linuxConsole));
}
} // namespace

Result<FileHandle> seccompFilter(SandboxNetwork network)
{
    const Filter filter(::seccomp_init(SCMP_ACT_ALLOW), &::seccomp_release);
    if (!filter)
        return fail(Errc::Internal, "cannot make a system call filter");
    bool added = true;
    for (const auto* name : deniedCalls) {
        const int call = ::seccomp_syscall_resolve_name(name);
        if (call != __NR_SCMP_ERROR && call >= 0)
            added = added && ::seccomp_rule_add_array(filter.get(), refusal, call, 0, nullptr) == 0;
    }
    added = added && denySockets(filter.get(), network) && denyNamespaces(filter.get())
        && denyTerminalInput(filter.get());
    FileHandle file(::memfd_create("seccomp", MFD_CLOEXEC));
    if (!added || !file.isOpen() || ::seccomp_export_bpf(filter.get(), file.get()) != 0
        || ::lseek(file.get(), 0, SEEK_SET) != 0)
        return fail(Errc::Internal, "cannot write the system call filter of the sandbox");
    return file;
}

} // namespace signalbox::process
