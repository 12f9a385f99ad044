// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.h"

#include "base/jsonvalue.h"

#include <QDirIterator>
#include <QFile>

#include <algorithm>

// Outside of any namespace, as in document.cpp.
static void keepTemplates()
{
    Q_INIT_RESOURCE(templates);
}

namespace signalbox::workspace {

namespace {
std::string resource(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Json jsonOf(const std::map<std::string, std::string>& files, const std::string& name)
{
    const auto found = files.find(name);
    return found == files.end() ? Json() : parseJson(found->second).value_or(Json());
}

WorkflowTemplate readTemplate(const Json& entry)
{
    WorkflowTemplate one;
    one.name = stringAt(entry, "name");
    one.title = stringAt(entry, "title");
    one.workflow = stringAt(entry, "workflow");
    one.task = stringAt(entry, "task");
    const auto files = templateFiles(one.name);
    one.purpose = stringAt(jsonOf(files, "signalbox.json"), "description");
    for (const auto& [file, text] : files) {
        const auto json = jsonOf(files, file);
        if (file.starts_with("agents/"))
            one.agents.push_back({stringAt(json, "name"), stringAt(json, "description")});
        if (file.starts_with("workflows/"))
            one.workflows.push_back({stringAt(json, "name"), stringAt(json, "kind"), file, text});
    }
    std::stable_partition(one.workflows.begin(), one.workflows.end(),
                          [&](const WorkflowFile& file) { return file.name == one.workflow; });
    return one;
}

std::vector<WorkflowTemplate> readTemplates()
{
    keepTemplates();
    std::vector<WorkflowTemplate> all;
    const auto index = parseJson(resource(QStringLiteral(":/templates/templates.json")));
    for (const auto& entry : index.value_or(Json::array()))
        all.push_back(readTemplate(entry));
    return all;
}
} // namespace

std::map<std::string, std::string> templateFiles(std::string_view name)
{
    keepTemplates();
    std::map<std::string, std::string> files;
    if (name.empty() || name.find_first_of("/.") != std::string_view::npos)
        return files;
    const auto folder =
        QStringLiteral(":/templates/") + QString::fromUtf8(name.data(), qsizetype(name.size()));
    QDirIterator all(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const auto file = all.next();
        files[file.mid(folder.size() + 1).toStdString()] = resource(file);
    }
    return files;
}

const std::vector<WorkflowTemplate>& templates()
{
    static const auto all = readTemplates();
    return all;
}

const WorkflowTemplate* findTemplate(std::string_view name)
{
    const auto& all = templates();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const WorkflowTemplate& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace signalbox::workspace
