// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "workspace/workspace.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <string_view>

namespace signalbox::testing {

// An empty workspace and an empty folder of the person, both gone at the end of the test.
class TempWorkspace
{
public:
    [[nodiscard]] std::filesystem::path root() const { return base() / "ws"; }
    [[nodiscard]] workspace::UserFolders user() const
    {
        return {base() / "user/config", base() / "user/data"};
    }
    [[nodiscard]] std::filesystem::path base() const
    {
        const std::filesystem::path path = m_folder.path().toStdString();
        std::filesystem::create_directories(path / "ws");
        return path;
    }
    void put(std::string_view file, std::string_view text) const
    {
        const auto path = root() / file;
        std::filesystem::create_directories(path.parent_path());
        (void)writeFileAtomically(path, text);
    }
    // signalbox.json with a scripted model, and the script.
    void putPlain() const
    {
        put("signalbox.json",
            R"({"signalbox":1,"name":"t","models":{"default":"demo","demo":{"provider":"scripted","script":"s.json"}}})");
        put("s.json", "{}");
    }
    [[nodiscard]] std::shared_ptr<const WorkspaceView> load() const
    {
        auto view = workspace::load(root(), user());
        return view ? *view : nullptr;
    }
    // Problems one a line, with "warning: " before the lesser ones.
    [[nodiscard]] std::string problems() const
    {
        const auto view = load();
        std::string text;
        for (const auto& problem : view->problems) {
            text += problem.severity == Severity::Warning ? "warning: " : "";
            text += workspace::problemText(problem) + "\n";
        }
        return text;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace signalbox::testing
