// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"

#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <clocale>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace signalbox::app;

constexpr const char* help = R"(signalbox: a workbench for LLM agents

  signalbox [WORKSPACE | FILE]                      open the window
  signalbox run WORKSPACE (--agent A | --workflow W) --task TEXT [--model M] [--limit steps=5,cost_usd=0.1]
                [--gates deny|ask|approve] [--events] [--record FILE.run] [--sandbox off] [--trust]
                [--break tool=NAME|agent=NAME|node=NAME|error|cost=USD|text=REGEX]
  signalbox replay RUN [--definitions recorded|present] [--events]
                                                    run it again from its record: nothing is asked or done
  signalbox resume RUN [--in-doubt [PATH=]stop|done|done:RESULT|retry|skip] [--limit ...] [--gates ...] [--events]
  signalbox fork RUN --at PATH [--set KEY=JSON] [--undo] [--gates ...] [--events]
                KEY: instructions, message, result, arguments, model, decision, state, limits
  signalbox runs [--json]                           list the runs
  signalbox show RUN [--graph] [--json]             what a run did, or its way through the graph
  signalbox compare A B [--json]                    two runs side by side
  signalbox export RUN --format run|jsonl|markdown|html -o FILE
  signalbox undo RUN [--at PATH] [--redo] [--list] [--json]
                                                    take back what a run did to files, or do it again
  signalbox search QUERY [--run RUN] [--limit N] [--json]
                                                    full text over all runs of the workspace
  signalbox import FILE.run                         take a run of elsewhere into the workspace's journal
  signalbox tools list|show NAME|call NAME --arguments JSON|test [NAME]
  signalbox example [--folder DIR] [--gates deny|ask|approve] [--events]
                                                    make the example workspace and run its agent
  signalbox new TEMPLATE FOLDER | new --list [--json]
                                                    a workspace from a template, ready to run
  signalbox check WORKSPACE [--json]                every problem of every file
  signalbox trust WORKSPACE                         accept what it wants to do

Every command finds the workspace by -C WORKSPACE, else by its argument or the current folder.
RUN is an id, a unique prefix of one, `last`, or a file that ends in .run. Logs go to stderr.
Exit code: 0 done, 1 failed, 2 usage or invalid workspace, 3 a limit was reached, 4 nothing was left to do
after a refusal, 5 stopped, 6 interrupted, 7 a replay diverged.
)";

// Started with one of them closed, a file that is opened later would take its number, and what is printed would go there.
void keepStandardDescriptors()
{
    for (;;) {
        const int descriptor = ::open("/dev/null", O_RDWR);
        if (descriptor <= STDERR_FILENO && descriptor >= 0)
            continue;
        if (descriptor >= 0)
            ::close(descriptor);
        return;
    }
}

// What was to be read and could not be written, on a full disk for one: it was not done. A reader that went away, or no
// stdout at all, is nobody's failure.
int checkWritten(int code)
{
    struct stat out
    { };
    const bool failed = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
    if (!failed || ::fstat(STDOUT_FILENO, &out) != 0 || S_ISFIFO(out.st_mode)
        || S_ISSOCK(out.st_mode))
        return code;
    std::fputs("signalbox: cannot write to stdout\n", stderr);
    return code == Done ? int(Failed) : code;
}
} // namespace

int main(int argc, char** argv)
{
    keepStandardDescriptors();
    std::setlocale(LC_CTYPE, "C.UTF-8");
    const std::vector<std::string> words(argv + 1, argv + argc);
    static const std::map<std::string, int (*)(const std::vector<std::string>&)> commands = {
        {"run", runCommand},       {"runs", runsCommand},       {"show", showCommand},
        {"check", checkCommand},   {"tools", toolsCommand},     {"export", exportCommand},
        {"trust", trustCommand},   {"compare", compareCommand}, {"replay", replayCommand},
        {"resume", resumeCommand}, {"fork", forkCommand},       {"example", exampleCommand},
        {"new", newCommand},       {"import", importCommand},   {"undo", undoCommand},
        {"search", searchCommand}};
    if (!words.empty()) {
        if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
            std::fputs(help, stdout);
            return Done;
        }
        if (words[0] == "--version") {
            std::puts("signalbox " SIGNALBOX_VERSION);
            return Done;
        }
        const auto found = commands.find(words[0]);
        if (found != commands.end() && words.size() == 2
            && (words[1] == "--help" || words[1] == "-h")) {
            std::fputs(help, stdout);
            return Done;
        }
        if (found != commands.end())
            return checkWritten(found->second({words.begin() + 1, words.end()}));
    }
    return windowCommand(argc, argv, words);
}
