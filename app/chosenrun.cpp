// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/chosenrun.h"

#include "app/commands.h"
#include "app/keychain.h"
#include "app/workspacecommand.h"
#include "base/text.h"

#include <cstdio>

namespace signalbox::app {

Result<ChosenRun> chooseRun(const Arguments& arguments, const std::string& word)
{
    ChosenRun chosen;
    if (journal::isRunFileName(word)) {
        auto file = journal::RunFileJournal::open(word);
        if (!file)
            return tl::unexpected(file.error());
        chosen.file = file->get();
        chosen.run = (*file)->file().head().run;
        chosen.journal = std::move(*file);
        return chosen;
    }
    const auto root = workspaceOf(arguments);
    if (!root)
        return tl::unexpected(root.error());
    auto journal = openJournal(*root);
    if (!journal)
        return tl::unexpected(journal.error());
    chosen.journal = std::move(*journal);
    auto run = chosen.journal->resolve(word);
    if (!run)
        return tl::unexpected(run.error());
    chosen.run = std::move(*run);
    return chosen;
}

Result<> requireWhole(const ChosenRun& chosen)
{
    return chosen.file ? chosen.file->requireWhole() : Result<>();
}

int tellDamage(const ChosenRun& chosen)
{
    if (!chosen.file || chosen.file->report().damage.empty())
        return Done;
    std::fprintf(stderr, "signalbox: the run file is damaged; what could be read was shown:\n%s\n",
                 showInvisible(chosen.file->report().damageText()).c_str());
    return Failed;
}

Result<journal::Imported> importFile(const std::string& root, const std::string& path)
{
    auto file = journal::RunFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    auto imported = journal::importRun(root + "/.signalbox", *file, SystemClock().now());
    if (!imported)
        return imported;
    if (imported->wasHere)
        std::fprintf(stderr, "run %s is in the journal already\n", imported->run.c_str());
    else
        std::fprintf(stderr, "imported run %s with %lld events\n", imported->run.c_str(),
                     static_cast<long long>(imported->events + imported->inherited));
    return imported;
}

engine::ShareOptions shareOptions(const std::string& root, const budget::PriceTable& prices)
{
    engine::ShareOptions options;
    options.prices = &prices;
    options.now = SystemClock().now();
    if (root.empty())
        return options;
    if (const auto view = workspace::load(root, workspace::userFolders())) {
        const auto keychain = openKeychain();
        options.secrets = engine::secretsOf(**view, keychain.get());
    }
    return options;
}

journal::Sink toStdout()
{
    return [](std::string_view bytes) -> Result<> {
        if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size())
            return fail(Errc::Io, "cannot write");
        return {};
    };
}

} // namespace signalbox::app
