// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/expression.h"

#include "base/jsonvalue.h"
#include "expr/checker.h"
#include "expr/evaluator.h"
#include "expr/parser.h"

#include <algorithm>

namespace signalbox::expr {

struct Expression::Program
{
    Syntax syntax;
    Type::Kind type;
};

Result<Expression> Expression::compile(std::string_view source,
                                       const std::vector<Declaration>& declarations)
{
    auto syntax = Parser(source).parse();
    if (!syntax)
        return tl::unexpected<Error>(syntax.error());
    const auto type = Checker(*syntax, declarations).check();
    if (!type)
        return tl::unexpected<Error>(type.error());
    Expression out;
    out.m_program = std::make_shared<const Program>(Program{std::move(*syntax), type->kind});
    return out;
}

Result<Json> Expression::evaluate(const Scope& scope) const
{
    if (!m_program)
        return fail(Errc::Invalid, "the expression was not compiled");
    return Evaluator(m_program->syntax, scope).json();
}

Result<bool> Expression::holds(const Scope& scope) const
{
    if (!m_program)
        return fail(Errc::Invalid, "the expression was not compiled");
    return Evaluator(m_program->syntax, scope).boolean();
}

const std::string& Expression::source() const
{
    static const std::string empty;
    return m_program ? m_program->syntax.source : empty;
}

std::string_view Expression::resultType() const
{
    return m_program ? typeName(m_program->type) : typeName(Type::Kind::Any);
}

bool Expression::readsFiles() const
{
    return m_program
        && std::any_of(m_program->syntax.nodes.begin(), m_program->syntax.nodes.end(),
                       [](const Node& node) { return node.op == Op::File; });
}

std::vector<std::string> Expression::names() const
{
    return m_program ? m_program->syntax.names : std::vector<std::string>();
}

} // namespace signalbox::expr
