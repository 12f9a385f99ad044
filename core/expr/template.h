// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/expression.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::expr {

// A text with expressions in ${...}, or a JSON value whose texts are such. A text that is one ${...} and nothing else keeps
// the type of its value; "$${" writes "${". Compiled once, immutable, thread safe, copies share.
class Template
{
public:
    // Errors name the column in `source`.
    [[nodiscard]] static Result<Template> text(std::string_view source,
                                               const std::vector<Declaration>& declarations = {});
    // `source` is JSON; the context of an error is the place of the text that is wrong ("arguments.line", from `at` on).
    [[nodiscard]] static Result<Template> json(std::string_view source, const std::string& at,
                                               const std::vector<Declaration>& declarations = {});

    [[nodiscard]] Result<Json> evaluate(const Scope& scope) const;
    // The same as a text: strings as they are, other values as JSON.
    [[nodiscard]] Result<std::string> render(const Scope& scope) const;
    // Whether it is the same whatever is in scope.
    [[nodiscard]] bool isConstant() const;
    [[nodiscard]] bool readsFiles() const;
    // As Expression::resultType() says it of what evaluate() gives.
    [[nodiscard]] std::string_view resultType() const;
    // Whether it is a text whatever its expressions give: more than one ${...} alone.
    [[nodiscard]] bool isText() const;
    // The sources of all expressions in it.
    [[nodiscard]] std::vector<std::string> expressions() const;

    static constexpr std::size_t maxBytes = 8u << 20; // of what a text becomes

private:
    friend struct TemplateCompiler;
    struct Part;
    std::shared_ptr<const Part> m_root;
};

} // namespace signalbox::expr
