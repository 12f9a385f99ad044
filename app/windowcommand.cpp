// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/keychain.h"
#include "app/signals.h"
#include "app/workspacecommand.h"
#include "journal/runfile.h"
#include "ui/windowentry.h"

#include <csignal>
#include <cstdio>
#include <filesystem>

#include <dlfcn.h>

namespace signalbox::app {

namespace {
using RunWindow = int (*)(int&, char**, engine::Port&, const ui::WindowOptions&);

// libsignalbox_ui.so stands beside the program, or in the library folder it was installed to.
Result<RunWindow> loadWindow()
{
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    void* library = nullptr;
    for (const auto& folder : {program.parent_path(), program.parent_path() / "../lib/signalbox"}) {
        const auto file = folder / "libsignalbox_ui.so";
        if (!std::filesystem::exists(file, error))
            continue;
        library = ::dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
        if (!library)
            return fail(Errc::Unavailable, "cannot load the window: " + std::string(::dlerror()));
        break;
    }
    if (!library)
        return fail(Errc::NotFound,
                    "the window (libsignalbox_ui.so) is not installed beside the program");
    auto* symbol = ::dlsym(library, "signalboxRunWindow");
    if (!symbol)
        return fail(Errc::Internal, "the window does not belong to this program");
    return reinterpret_cast<RunWindow>(symbol);
}
} // namespace

int windowCommand(int& argc, char** argv, const std::vector<std::string>& words)
{
    // options that Qt itself knows stay in argv
    const auto arguments =
        parseArguments(words, {"-C", "--screenshots", "-platform", "-style", "-display"}, {});
    if (!arguments)
        return usage("", arguments.error().text());
    if (arguments->words.size() > 1)
        return usage("", "there is no command " + arguments->words[0]);
    const auto user = workspace::userFolders();
    ui::WindowOptions options;
    options.version = SIGNALBOX_VERSION;
    options.screenshots = arguments->value("--screenshots");
    auto named = arguments->words;
    if (!named.empty() && journal::isRunFileName(named[0])) {
        if (const auto file = journal::RunFile::open(named[0]); !file)
            return complain(file.error(), Usage);
        options.file = named[0];
        named.clear();
    }
    if (!named.empty() || arguments->has("-C")) {
        auto root = workspaceOf(*arguments, named.empty() ? std::string() : named[0]);
        if (!root)
            return complain(root.error(), Usage);
        options.workspace = *root;
    } else if (auto root = workspace::findRoot(std::filesystem::current_path())) {
        options.workspace = root->string();
    } else {
        auto example = exampleWorkspace(user, user.data / "invoice-desk");
        if (!example)
            return complain(example.error());
        options.workspace = example->string();
    }
    const auto window = loadWindow();
    if (!window)
        return complain(window.error());
    const auto secrets = openKeychain();
    engine::EngineOptions engineOptions;
    engineOptions.user = user;
    engineOptions.secrets = secrets.get();
    engine::Engine engine(engineOptions);
    return (*window)(argc, argv, engine, options);
}

} // namespace signalbox::app
