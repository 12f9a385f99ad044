// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// From the start of a program to its first mapped window: bench_window_start SETTLE_MS PROGRAM [ARGUMENTS]. Waits for the
// server's events, so that nothing is polled; after SETTLE_MS more it adds up the memory of the program's session and
// ends it. One line of JSON. Needs an X server of its own: any large window that is mapped counts.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <X11/Xlib.h>

namespace {
using Clock = std::chrono::steady_clock;
constexpr int patienceMs = 60'000;
constexpr int leastWidth = 200; // pixels; smaller ones are no main window
constexpr int leastHeight = 150;

// A window may be gone by the time it is asked about.
int ignoreError(Display*, XErrorEvent*)
{
    return 0;
}

pid_t startInOwnSession(char** argv)
{
    const pid_t child = ::fork();
    if (child != 0)
        return child;
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, STDOUT_FILENO);
    ::execvp(argv[0], argv);
    std::perror(argv[0]);
    ::_exit(127);
}

bool isMainWindow(Display* display, const XEvent& event)
{
    if (event.type != MapNotify || event.xmap.override_redirect)
        return false;
    XWindowAttributes attributes{};
    return XGetWindowAttributes(display, event.xmap.window, &attributes)
        && attributes.width >= leastWidth && attributes.height >= leastHeight;
}

bool awaitWindow(Display* display, Clock::time_point began)
{
    for (;;) {
        while (XPending(display)) {
            XEvent event;
            XNextEvent(display, &event);
            if (isMainWindow(display, event))
                return true;
        }
        const auto gone =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
        pollfd entry{ConnectionNumber(display), POLLIN, 0};
        if (gone >= patienceMs || ::poll(&entry, 1, int(patienceMs - gone)) <= 0)
            return false;
    }
}

long kilobytes(const std::filesystem::path& file, const std::string& key)
{
    std::ifstream in(file);
    for (std::string word; in >> word;) {
        if (word == key) {
            long value = 0;
            in >> value;
            return value;
        }
    }
    return 0;
}

// Of every process of the session: {resident, proportional} in KiB.
std::pair<long, long> memoryOf(pid_t session)
{
    long resident = 0;
    long proportional = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const auto id = std::atoi(entry.path().filename().c_str());
        if (id == 0 || ::getsid(id) != session)
            continue;
        resident += kilobytes(entry.path() / "status", "VmRSS:");
        proportional += kilobytes(entry.path() / "smaps_rollup", "Pss:");
    }
    return {resident, proportional};
}

} // namespace

int main(int argc, char** argv)
{
    Display* display = argc > 2 ? XOpenDisplay(nullptr) : nullptr;
    if (!display) {
        std::fputs("bench_window_start SETTLE_MS PROGRAM [ARGUMENTS], with an X display\n", stderr);
        return 2;
    }
    XSetErrorHandler(ignoreError);
    XSelectInput(display, DefaultRootWindow(display), SubstructureNotifyMask);
    XSync(display, False);
    const auto began = Clock::now();
    const auto child = startInOwnSession(argv + 2);
    const bool mapped = awaitWindow(display, began);
    const auto ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(argv[1])));
    const auto [resident, proportional] = memoryOf(child);
    ::kill(-child, SIGTERM);
    for (int i = 0; i < 20 && ::waitpid(child, nullptr, WNOHANG) == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ::kill(-child, SIGKILL);
    if (!mapped) {
        std::fputs("bench_window_start: no window was mapped\n", stderr);
        return 1;
    }
    std::printf(R"({"map_ms":%.1f,"rss_mb":%.1f,"pss_mb":%.1f})"
                "\n",
                ms, double(resident) / 1024, double(proportional) / 1024);
}
