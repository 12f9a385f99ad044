// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What expressions of a node read from files. A file may be another when the run is resumed or replayed: what was read
// stands in node.entered, and holds for the whole visit.
#include "base/text.h"
#include "workflow/graphrun.h"

namespace signalbox::workflow {

Result<Json> GraphRun::fileOf(const Json& files, const std::string& name)
{
    const auto* one = find(files, name);
    const auto* value = one ? find(*one, "value") : nullptr;
    if (value)
        return *value;
    return fail(Errc::NotFound, one ? stringAt(*one, "error") : "it was not read");
}

void GraphRun::readFiles(Walk& walk, const std::string& path) const
{
    const auto& node = nodeAt(walk.at);
    walk.files = nullptr;
    if (!node.inputReadsFiles || !m_scope.file)
        return;
    if (const auto* recorded = m_scope.seam->recorded(path, EventType::NodeEntered)) {
        const auto data = parseJson(recorded->data).value_or(Json::object());
        if (const auto* files = find(data, "files"); files && files->is_object())
            walk.files = *files;
        return;
    }
    auto files = Json::object();
    std::size_t bytes = 0;
    gather(node, walk, nullptr, files, bytes);
    walk.files = std::move(files);
}

// Evaluates what reads files for what it reads alone: errors are told where the node is performed.
void GraphRun::gather(const GraphNode& node, const Walk& walk, // NOLINT(misc-no-recursion)
                      const Item* item, Json& files, std::size_t& bytes) const
{
    constexpr std::size_t mostBytes = 8u << 20; // at one visit
    auto scope = scopeOf(walk, item);
    scope.file = [&](const std::string& name) -> Result<Json> {
        if (!files.contains(name)) {
            auto value = m_scope.file(name);
            bytes += value ? dumpJson(*value).size() : 0;
            if (value && bytes > mostBytes)
                value = fail(Errc::Limit, "a node reads at most 8 MiB");
            files[name] = value ? Json{{"value", std::move(*value)}}
                                : Json{{"error", toUtf8(value.error().text())}};
        }
        return fileOf(files, name);
    };
    for (const auto* one :
         {&node.task, &node.instructions, &node.prompt, &node.arguments, &node.output}) {
        if (one->readsFiles())
            (void)one->evaluate(scope);
    }
    if (item) {
        for (const auto& [key, expression] : node.set)
            (void)expression.evaluate(scope);
    }
    if (!node.inner)
        return;
    const auto over = node.over.evaluate(scope);
    if (!over || !over->is_array() || !(node.inner->inputReadsFiles || node.inner->readsFiles))
        return;
    for (std::size_t i = 0; i < over->size(); ++i) {
        const Item one{(*over)[i], Json(i)};
        gather(*node.inner, walk, &one, files, bytes);
    }
}

} // namespace signalbox::workflow
