// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.h"

#include "base/file.h"

#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include <unistd.h>

// Outside of any namespace, as in document.cpp.
static void keepExamples()
{
    Q_INIT_RESOURCE(examples);
}

namespace signalbox::workspace {

namespace {
const QString examplesFolder = QStringLiteral(":/examples");

Result<> copyFile(const QString& from, const std::filesystem::path& to)
{
    QFile file(from);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Errc::Internal, "the program lacks a part of the example", to.string());
    const auto bytes = file.readAll().toStdString();
    std::error_code error;
    std::filesystem::create_directories(to.parent_path(), error);
    if (error)
        return fail(Errc::Io, "cannot create the folder: " + error.message(),
                    to.parent_path().string());
    // resources keep no mode: a script says by its first line that it is one
    return writeFileAtomically(to, bytes, bytes.starts_with("#!") ? 0755 : 0644);
}

Result<> copyAll(const QString& example, const std::filesystem::path& target)
{
    QDirIterator files(example, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const auto name = files.next();
        const auto relative = name.mid(example.size() + 1).toStdString();
        if (auto copied = copyFile(name, target / relative); !copied)
            return copied;
    }
    return {};
}

Result<> requireEmpty(const std::filesystem::path& target)
{
    std::error_code error;
    const auto status = std::filesystem::symlink_status(target, error);
    if (!std::filesystem::exists(status))
        return {};
    if (!std::filesystem::is_directory(status))
        return fail(Errc::Exists, "there is a file of this name", target.string());
    if (!std::filesystem::is_empty(target, error) || error)
        return fail(Errc::Exists, "the folder is not empty: choose a new one", target.string());
    return {};
}

// Where the files of an example or a template are; empty: there is none of this name.
QString resourceFolder(std::string_view name)
{
    const auto names = exampleNames();
    const auto folder = std::find(names.begin(), names.end(), name) != names.end() ? examplesFolder
        : findTemplate(name) ? QStringLiteral(":/templates")
                             : QString();
    return folder.isEmpty()
        ? folder
        : folder + QLatin1Char('/') + QString::fromUtf8(name.data(), qsizetype(name.size()));
}

// A folder beside the target that becomes the target in one step.
Result<std::filesystem::path> makeDraft(const std::filesystem::path& target)
{
    std::error_code error;
    std::filesystem::create_directories(target.parent_path(), error);
    if (error)
        return fail(Errc::Io, "cannot create the folder: " + error.message(),
                    target.parent_path().string());
    std::string name =
        (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
    if (!::mkdtemp(name.data()))
        return failErrno(errno, "cannot create a folder", target.parent_path().string());
    std::filesystem::permissions(name, std::filesystem::perms(0755), error);
    return std::filesystem::path(name);
}
} // namespace

std::vector<std::string> exampleNames()
{
    keepExamples();
    std::vector<std::string> names;
    QDirIterator folders(examplesFolder, QDir::Dirs | QDir::NoDotAndDotDot);
    while (folders.hasNext()) {
        folders.next();
        names.push_back(folders.fileName().toStdString());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<> createFromExample(std::string_view name, const std::filesystem::path& target,
                           const UserFolders& user)
{
    const auto example = resourceFolder(name);
    if (example.isEmpty())
        return fail(Errc::NotFound, "there is no example or template of this name",
                    std::string(name));
    std::error_code error;
    auto place = std::filesystem::absolute(target, error).lexically_normal();
    if (!place.has_filename()) // "folder/"
        place = place.parent_path();
    if (auto empty = requireEmpty(place); !empty)
        return empty;
    const auto draft = makeDraft(place);
    if (!draft)
        return tl::unexpected(draft.error());
    auto copied = copyAll(example, *draft);
    if (copied && ::rename(draft->c_str(), place.c_str()) != 0) // replaces an empty folder
        copied = failErrno(errno, "cannot create", place.string());
    if (!copied) {
        std::filesystem::remove_all(*draft, error);
        return copied;
    }
    const auto view = load(place, user);
    if (!view)
        return tl::unexpected(view.error());
    return trust(**view, user);
}

} // namespace signalbox::workspace
