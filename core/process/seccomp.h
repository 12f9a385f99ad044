// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

namespace signalbox::process {

enum class SandboxNetwork
{
    None,
    Host
};

// The system call filter of the sandbox as a file for bubblewrap's --seccomp: what the namespaces do not stop.
// Denied: sockets but those of the internet (a socket of a path inside a bound folder still connects), tracing, mounting,
// namespaces, keys, bpf, userfaultfd, io_uring (it opens sockets past a filter), input faked on a terminal.
[[nodiscard]] Result<FileHandle> seccompFilter(SandboxNetwork network);

} // namespace signalbox::process
