// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/placeholders.h"
#include "process/process.h"
#include "process/seccomp.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <mutex>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
namespace fs = std::filesystem;

constexpr std::int64_t fileMb = 1024; // of one file: RLIMIT_FSIZE
constexpr std::int64_t openFiles = 1024;
constexpr std::int64_t leastMemoryMb = 64; // less, and the loader itself fails

// The strictest set of namespaces that works here.
enum class Profile
{
    Full,
    WithoutUserLock,
    WithoutUserNamespace
};

std::vector<std::string> namespaceArguments(Profile profile)
{
    std::vector<std::string> arguments = {"--unshare-all", "--cap-drop", "ALL", "--die-with-parent",
                                          "--new-session"};
    if (profile != Profile::WithoutUserNamespace)
        arguments.push_back("--unshare-user");
    if (profile == Profile::Full)
        arguments.push_back("--disable-userns");
    return arguments;
}

void add(std::vector<std::string>& arguments, std::initializer_list<std::string> more)
{
    arguments.insert(arguments.end(), more);
}

// /usr, and the names in / that lead into it.
void addPrograms(std::vector<std::string>& arguments)
{
    add(arguments, {"--ro-bind", "/usr", "/usr"});
    for (const std::string name : {"/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32"}) {
        std::error_code error;
        const auto status = fs::symlink_status(name, error);
        if (fs::is_symlink(status))
            add(arguments, {"--symlink", fs::read_symlink(name, error).string(), name});
        else if (fs::is_directory(status))
            add(arguments, {"--ro-bind", name, name});
    }
}

Result<Profile> probe(const std::string& program)
{
    if (::access(program.c_str(), X_OK) != 0)
        return fail(Errc::Unsupported,
                    "bubblewrap is not installed (" + program
                        + "), and without it no command runs in a sandbox; install the package "
                          "bubblewrap, or choose --sandbox off yourself");
    Processes processes;
    std::string reason;
    for (const auto profile :
         {Profile::Full, Profile::WithoutUserLock, Profile::WithoutUserNamespace}) {
        if (profile == Profile::WithoutUserNamespace && ::geteuid() != 0)
            break;
        Command command;
        command.argv = {program};
        const auto namespaces = namespaceArguments(profile);
        command.argv.insert(command.argv.end(), namespaces.begin(), namespaces.end());
        addPrograms(command.argv);
        add(command.argv, {"--proc", "/proc", "--dev", "/dev", "--", "/usr/bin/true"});
        command.folder = "/";
        const auto outcome = processes.run(std::move(command), {});
        if (outcome && outcome->exitCode == 0)
            return profile;
        reason = outcome ? outcome->errors : outcome.error().text();
    }
    return fail(Errc::Unsupported,
                "bubblewrap does not work here, so no command runs in a sandbox: " + reason);
}

Result<Profile> availableProfile(std::string_view program)
{
    static std::mutex mutex; // guards known
    static std::map<std::string, Result<Profile>, std::less<>> known;
    const std::lock_guard lock(mutex);
    const auto found = known.find(program);
    if (found != known.end())
        return found->second;
    return known.emplace(program, probe(std::string(program))).first->second;
}

// Builds the command line of bubblewrap; owns what is handed to it until it is taken.
class Wrapping
{
public:
    Wrapping(Command& command, const Sandbox& sandbox)
        : m_command(command)
        , m_sandbox(sandbox)
        , m_network(sandbox.effects.has(Effect::Network) && sandbox.spec.network
                        ? SandboxNetwork::Host
                        : SandboxNetwork::None)
    { }

    Result<> wrap(Profile profile)
    {
        m_arguments = {m_sandbox.program};
        const auto namespaces = namespaceArguments(profile);
        m_arguments.insert(m_arguments.end(), namespaces.begin(), namespaces.end());
        if (m_network == SandboxNetwork::Host)
            add(m_arguments, {"--share-net"});
        addPrograms(m_arguments);
        for (const auto step : {&Wrapping::addSystem, &Wrapping::addWorkspace,
                                &Wrapping::addReadOnly, &Wrapping::addGuards}) {
            if (auto added = (this->*step)(); !added)
                return added;
        }
        addEnvironment();
        addLimits();
        m_arguments.insert(m_arguments.end(), m_command.argv.begin(), m_command.argv.end());
        m_command.argv = std::move(m_arguments);
        m_command.folder = "/";
        // The kernel does not hold root to RLIMIT_NPROC.
        if (::geteuid() == 0)
            m_command.processes =
                std::size_t(processLimit()) + 4; // bubblewrap's own two and the limiter
        return {};
    }

private:
    std::int64_t processLimit() const
    {
        return std::clamp<std::int64_t>(m_sandbox.spec.processes, 1, 4096);
    }
    std::int64_t memoryBytes() const
    {
        return std::clamp<std::int64_t>(m_sandbox.spec.memoryMb, leastMemoryMb, 1 << 20) << 20;
    }

    // The number under which the child sees `file`.
    int hand(FileHandle file)
    {
        int number = 3;
        for (const auto& [own, child] : m_command.descriptors)
            number = std::max(number, child + 1);
        m_command.handed.push_back(std::make_shared<FileHandle>(std::move(file)));
        m_command.descriptors.emplace_back(m_command.handed.back()->get(), number);
        return number;
    }

    Result<> addText(const std::string& path, const std::string& text)
    {
        FileHandle file(::memfd_create("text", MFD_CLOEXEC));
        if (!file.isOpen()
            || ::pwrite(file.get(), text.data(), text.size(), 0) != ssize_t(text.size()))
            return failErrno(errno, "cannot make a file of the sandbox", path);
        add(m_arguments,
            {"--perms", "0444", "--file", std::to_string(hand(std::move(file))), path});
        return {};
    }

    Result<> addSystem()
    {
        for (const std::string name : {"ld.so.cache", "alternatives", "localtime", "nsswitch.conf",
                                       "mime.types", "protocols", "services"})
            add(m_arguments, {"--ro-bind-try", "/etc/" + name, "/etc/" + name});
        if (m_network == SandboxNetwork::Host) {
            for (const std::string name : {"resolv.conf", "hosts", "gai.conf", "ssl/certs",
                                           "ssl/openssl.cnf", "ca-certificates"})
                add(m_arguments, {"--ro-bind-try", "/etc/" + name, "/etc/" + name});
        }
        const auto user = std::to_string(::getuid());
        const auto group = std::to_string(::getgid());
        std::string users = "root:x:0:0:root:/tmp:/bin/sh\n";
        std::string groups = "root:x:0:\n";
        if (::getuid() != 0)
            users += "user:x:" + user + ":" + group + "::/tmp:/bin/sh\n";
        if (::getgid() != 0)
            groups += "user:x:" + group + ":\n";
        if (auto added = addText("/etc/passwd", users); !added)
            return added;
        if (auto added = addText("/etc/group", groups); !added)
            return added;
        const auto size = std::to_string(memoryBytes());
        add(m_arguments,
            {"--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--size", size, "--tmpfs",
             "/dev/shm", "--remount-ro", "/dev", "--size", size, "--tmpfs", "/tmp"});
        return {};
    }

    Result<> addWorkspace()
    {
        std::string start = m_command.folder.empty() ? m_sandbox.workspace : m_command.folder;
        if (m_sandbox.spec.files == "none") {
            start = "/tmp";
        } else {
            std::error_code error;
            const auto root = fs::path(m_sandbox.workspace).lexically_normal();
            if (!root.is_absolute() || root == "/" || !fs::is_directory(root, error))
                return fail(Errc::Invalid, "the workspace of a sandbox must be a folder below /",
                            m_sandbox.workspace);
            const bool writes =
                m_sandbox.effects.has(Effect::Write) || m_sandbox.effects.has(Effect::Destroy);
            add(m_arguments,
                {writes ? "--bind" : "--ro-bind", m_sandbox.workspace, m_sandbox.workspace});
            if (writes) {
                if (auto guarded = protectNames(); !guarded)
                    return guarded;
            }
        }
        add(m_arguments, {"--chdir", start});
        return {};
    }

    Result<> protectNames()
    {
        auto held = holdNames(m_sandbox.workspace, m_sandbox.protectedNames);
        if (!held)
            return tl::unexpected(held.error());
        m_command.keep = std::move(*held);
        for (const auto& name : m_sandbox.protectedNames) {
            const auto path = m_sandbox.workspace + "/" + name;
            add(m_arguments, {"--ro-bind-try", path, path});
        }
        return {};
    }

    Result<> addReadOnly()
    {
        for (const auto& folder : m_sandbox.spec.readOnly) {
            std::error_code error;
            const auto path = (fs::path(m_sandbox.workspace) / folder).lexically_normal();
            if (path == "/" || !fs::exists(path, error))
                return fail(Errc::NotFound, "'read_only' of the sandbox names no folder", folder);
            add(m_arguments, {"--ro-bind", path.string(), path.string()});
        }
        return {};
    }

    Result<> addGuards()
    {
        auto filter = seccompFilter(m_network);
        if (!filter)
            return tl::unexpected(filter.error());
        add(m_arguments,
            {"--remount-ro", "/", "--seccomp", std::to_string(hand(std::move(*filter)))});
        return {};
    }

    // Variables go by bubblewrap's own environment, not its arguments: those every user can read in /proc. What
    // would change how bubblewrap itself is loaded does not go at all.
    void addEnvironment()
    {
        std::vector<std::pair<std::string, std::string>> environment = {
            {"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", "/tmp"}, {"LANG", "C.UTF-8"}};
        for (auto& variable : m_command.environment) {
            const auto& name = variable.first;
            if (name != "PATH" && name != "HOME" && name != "LANG" && !name.starts_with("LD_")
                && name != "GLIBC_TUNABLES" && !name.starts_with("MALLOC_"))
                environment.push_back(std::move(variable));
        }
        m_command.environment = std::move(environment);
    }

    // Set inside, by prlimit of util-linux: outside, the number of processes would be counted against all of the user's.
    void addLimits()
    {
        add(m_arguments, {"--", "/usr/bin/prlimit"});
        const auto limit = [this](const std::string& name, int resource, std::int64_t wanted) {
            rlimit own{};
            ::getrlimit(decltype(RLIMIT_AS)(resource), &own);
            const auto value = std::to_string(std::min<rlim_t>(own.rlim_max, rlim_t(wanted)));
            m_arguments.push_back("--" + name + "=" + value + ":" + value);
        };
        limit("as", RLIMIT_AS, memoryBytes());
        limit("nproc", RLIMIT_NPROC, processLimit());
        limit("fsize", RLIMIT_FSIZE, fileMb << 20);
        limit("nofile", RLIMIT_NOFILE, openFiles);
        limit("core", RLIMIT_CORE, 0);
        m_arguments.push_back("--");
    }

    Command& m_command;
    const Sandbox& m_sandbox;
    const SandboxNetwork m_network;
    std::vector<std::string> m_arguments;
};
} // namespace

Result<> sandboxAvailable(std::string_view program)
{
    return availableProfile(program).map([](Profile) {});
}

Result<Command> sandboxed(Command command, const Sandbox& sandbox)
{
    const auto profile = availableProfile(sandbox.program);
    if (!profile)
        return tl::unexpected(profile.error());
    if (command.argv.empty())
        return fail(Errc::Invalid, "a command needs a program");
    if (auto wrapped = Wrapping(command, sandbox).wrap(*profile); !wrapped)
        return tl::unexpected(wrapped.error());
    return command;
}

} // namespace signalbox::process
