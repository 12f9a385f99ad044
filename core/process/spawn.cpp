// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/spawn.h"

#include "base/text.h"
#include "process/keeper.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
constexpr int firstFree = 64; // descriptors of a child are below, what it needs on the way above
constexpr std::size_t maxDescriptors = 32;

struct Move
{
    int own = -1;
    int child = -1;
    int between = -1;
};

// Everything the child needs, made before the fork: after it only async-signal-safe calls are allowed.
struct Plan
{
    const char* program = nullptr;
    char** arguments = nullptr;
    char** environment = nullptr;
    const char* folder = nullptr;
    std::array<Move, maxDescriptors> moves;
    std::size_t moveCount = 0;
    int failure = -1;
};

[[noreturn]] void giveUp(int descriptor, StartFailure::Stage stage)
{
    const StartFailure failure{stage, errno};
    [[maybe_unused]] const auto written = ::write(descriptor, &failure, sizeof failure);
    ::_exit(127);
}

void resetSignals()
{
    struct sigaction standard
    { };
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number)
        ::sigaction(number, &standard, nullptr); // fails for KILL and STOP, which is right
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool arrangeDescriptors(Plan& plan)
{
    for (std::size_t i = 0; i < plan.moveCount; ++i) {
        plan.moves[i].between = ::fcntl(plan.moves[i].own, F_DUPFD_CLOEXEC, firstFree);
        if (plan.moves[i].between < 0)
            return false;
    }
    for (std::size_t i = 0; i < plan.moveCount; ++i) {
        if (::dup2(plan.moves[i].between, plan.moves[i].child) < 0)
            return false;
    }
    for (int descriptor = 3; descriptor < firstFree; ++descriptor) {
        bool listed = false;
        for (std::size_t i = 0; i < plan.moveCount; ++i)
            listed = listed || plan.moves[i].child == descriptor;
        if (!listed)
            ::close(descriptor);
    }
    const auto failure = unsigned(plan.failure);
    if (failure > unsigned(firstFree))
        ::syscall(SYS_close_range, unsigned(firstFree), failure - 1, 0u);
    return ::syscall(SYS_close_range, failure + 1, ~0u, 0u) == 0;
}

void becomeProgram(void* argument)
{
    auto& plan = *static_cast<Plan*>(argument);
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // of the keeper, which nobody else ends
    resetSignals();
    const int failure = ::fcntl(plan.failure, F_DUPFD_CLOEXEC, firstFree);
    if (failure < 0)
        giveUp(plan.failure, StartFailure::Stage::Descriptors);
    plan.failure = failure;
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    if (*plan.folder != '\0' && ::chdir(plan.folder) != 0)
        giveUp(failure, StartFailure::Stage::Folder);
    if (!arrangeDescriptors(plan))
        giveUp(failure, StartFailure::Stage::Descriptors);
    ::execve(plan.program, plan.arguments, plan.environment);
    giveUp(failure, StartFailure::Stage::Program);
}

void tellNoFork(void* argument)
{
    giveUp(static_cast<Plan*>(argument)->failure, StartFailure::Stage::Fork);
}

bool isProgram(const std::string& path)
{
    struct stat info
    { };
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)
        && ::access(path.c_str(), X_OK) == 0;
}

Result<std::string> findProgram(const Command& command)
{
    const auto& name = command.argv.front();
    if (name.find('/') != std::string::npos)
        return name;
    for (const auto& [key, value] : command.environment) {
        if (key != "PATH")
            continue;
        for (const auto folder : split(value, ':')) {
            const auto path = std::string(folder) + "/" + name;
            if (folder.starts_with('/') && isProgram(path))
                return path;
        }
    }
    return fail(Errc::NotFound, "there is no program '" + showInvisible(name) + "' in PATH");
}

Result<> checkTexts(const Command& command)
{
    if (command.argv.empty() || command.argv.front().empty())
        return fail(Errc::Invalid, "a command needs a program");
    for (const auto& argument : command.argv) {
        if (argument.find('\0') != std::string::npos)
            return fail(Errc::Invalid, "an argument of a command holds a NUL byte");
        if (argument.size() >= 128u << 10) // MAX_ARG_STRLEN of the kernel
            return fail(Errc::Limit,
                        "an argument of a command is longer than 128 KiB; pass it on stdin");
    }
    for (const auto& [key, value] : command.environment) {
        if (key.empty() || (key + value).find('\0') != std::string::npos
            || key.find('=') != std::string::npos)
            return fail(Errc::Invalid, "a variable of the environment cannot be passed on");
    }
    if (command.descriptors.size() > maxDescriptors - 3)
        return fail(Errc::Limit, "too many descriptors for a child");
    for (const auto& [own, child] : command.descriptors) {
        if (own < 0 || child < 3 || child >= firstFree)
            return fail(Errc::Invalid, "a descriptor for a child must be 3 to 63");
    }
    return {};
}

struct Pipe
{
    FileHandle reads;
    FileHandle writes;
};

Result<Pipe> makePipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return failErrno(errno, "cannot make a pipe");
    return Pipe{FileHandle(ends[0]), FileHandle(ends[1])};
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> list;
    list.reserve(texts.size() + 1);
    for (auto& text : texts)
        list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

void doNotBlock(const FileHandle& file)
{
    ::fcntl(file.get(), F_SETFL, ::fcntl(file.get(), F_GETFL) | O_NONBLOCK);
}

// `lock`: see KeeperOrders.
Result<Spawned> forkWith(Plan& plan, int lock)
{
    auto input = makePipe();
    auto output = makePipe();
    auto errors = makePipe();
    auto failure = makePipe();
    auto report = makePipe();
    if (!input || !output || !errors || !failure || !report)
        return fail(Errc::Limit, "no pipe for a child: too many open files");
    plan.moves[plan.moveCount++] = {input->reads.get(), 0, -1};
    plan.moves[plan.moveCount++] = {output->writes.get(), 1, -1};
    plan.moves[plan.moveCount++] = {errors->writes.get(), 2, -1};
    plan.failure = failure->writes.get();
    KeeperOrders orders{::getpid(), report->writes.get(), lock, becomeProgram, tellNoFork, &plan};
    const pid_t keeper = ::fork();
    if (keeper < 0)
        return failErrno(errno, "cannot start another process");
    if (keeper == 0)
        keep(orders);
    FileHandle pidfd(int(::syscall(SYS_pidfd_open, keeper, 0u)));
    if (!pidfd.isOpen()) {
        ::kill(keeper, SIGKILL);
        ::waitpid(keeper, nullptr, 0);
        return fail(Errc::Unsupported,
                    "this kernel has no pidfd_open; Linux 5.9 or newer is needed");
    }
    doNotBlock(input->writes);
    doNotBlock(output->reads);
    doNotBlock(errors->reads);
    doNotBlock(failure->reads);
    doNotBlock(report->reads);
    return Spawned{keeper,
                   std::move(pidfd),
                   std::move(report->reads),
                   std::move(input->writes),
                   std::move(output->reads),
                   std::move(errors->reads),
                   std::move(failure->reads)};
}
} // namespace

Result<Spawned> spawn(const Command& command)
{
    if (auto checked = checkTexts(command); !checked)
        return tl::unexpected(checked.error());
    auto program = findProgram(command);
    if (!program)
        return tl::unexpected(program.error());
    auto argv = command.argv;
    std::vector<std::string> variables;
    for (const auto& [key, value] : command.environment)
        variables.push_back(key + "=" + value);
    auto arguments = pointers(argv);
    auto environment = pointers(variables);

    Plan plan;
    plan.program = program->c_str();
    plan.arguments = arguments.data();
    plan.environment = environment.data();
    plan.folder = command.folder.c_str();
    for (const auto& [own, child] : command.descriptors)
        plan.moves[plan.moveCount++] = {own, child, -1};
    FileHandle lock;
    if (!command.lockFile.empty())
        lock = FileHandle(::open(command.lockFile.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    return forkWith(plan, lock.isOpen() ? lock.get() : -1);
}

std::optional<Error> startError(const Spawned& child, const Command& command)
{
    StartFailure failure;
    if (::read(child.failure.get(), &failure, sizeof failure) != sizeof failure)
        return std::nullopt;
    const auto program = showInvisible(command.argv.front());
    switch (failure.stage) {
    case StartFailure::Stage::Fork:
        return failErrno(failure.error, "cannot start another process", program).value();
    case StartFailure::Stage::Folder:
        return failErrno(failure.error, "cannot enter the folder", command.folder).value();
    case StartFailure::Stage::Descriptors:
        return failErrno(failure.error, "cannot pass descriptors on", program).value();
    case StartFailure::Stage::Program:
        break;
    }
    if (failure.error == E2BIG)
        return Error{Errc::Limit, "the arguments are too long; pass them on stdin", program};
    if (failure.error == ENOEXEC)
        return Error{Errc::Invalid,
                     "not a program: it needs a first line such as #!/usr/bin/python3", program};
    return failErrno(failure.error, "cannot start the program", program).value();
}

} // namespace signalbox::process
