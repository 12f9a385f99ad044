// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/schema.h"

#include "schema/compiler.h"
#include "schema/evaluator.h"

namespace signalbox::schema {

struct Schema::Compiled
{
    Graph graph;
};

Result<Schema> Schema::compile(const Json& document, const Documents& others, Draft assumed)
{
    auto graph = Compiler(others, assumed).compile(document);
    if (!graph)
        return tl::unexpected(graph.error());
    Schema schema;
    schema.m_compiled = std::make_shared<const Compiled>(Compiled{std::move(*graph)});
    return schema;
}

Result<Schema> Schema::compileText(std::string_view json)
{
    const auto document = parseJson(json);
    if (!document)
        return tl::unexpected(document.error());
    return compile(*document);
}

Result<std::vector<Finding>> Schema::validate(const Json& value, std::size_t most) const
{
    const auto tooMuch = [] {
        return fail(Errc::Limit,
                    "the value cannot be checked: its schema asks for more than "
                        + std::to_string(maxSteps) + " steps or refers to itself");
    };
    if (!m_compiled) // made without compile(): everything fits
        return std::vector<Finding>();
    Evaluator quick(m_compiled->graph, maxSteps);
    if (quick.fits(value))
        return std::vector<Finding>();
    if (quick.exhausted())
        return tooMuch();
    Evaluator slow(m_compiled->graph, maxSteps);
    auto findings = slow.explain(value, std::max<std::size_t>(most, 1));
    if (findings.empty())
        return tooMuch();
    return findings;
}

} // namespace signalbox::schema
