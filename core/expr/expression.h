// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::expr {

// Names in scope and what they hold, borrowed for one evaluation. `file` answers file('NAME') as JSON (or a string where
// it is not JSON); absent: the function is an error.
struct Scope
{
    std::vector<std::pair<std::string_view, const Json*>>
        names; // "args", "state", "run", "item" ...
    std::function<Result<Json>(const std::string& name)> file;
};

// What a compiler knows of the names: used to refuse unknown ones and wrong types before anything runs.
// A declaration is a JSON Schema-like example: absent members are unknown, `dynamic` names take anything.
struct Declaration
{
    std::string name;
    const Json* fields =
        nullptr; // object of known fields with example values (null: any); nullptr: dynamic
};

// A compiled expression of the CEL subset. Immutable, thread safe, copies share. Errors name the column (1-based).
// Bounded: at most 65,536 bytes of source, depth 64 and `maxSteps` evaluation steps.
class Expression
{
public:
    // `declarations` empty: every name is accepted and checked at evaluation.
    [[nodiscard]] static Result<Expression>
    compile(std::string_view source, const std::vector<Declaration>& declarations = {});

    [[nodiscard]] Result<Json> evaluate(const Scope& scope) const;
    // Invalid where the result is no bool.
    [[nodiscard]] Result<bool> holds(const Scope& scope) const;
    [[nodiscard]] const std::string& source() const;
    // "bool", "int", "double", "number", "string", "list", "map", "null"; "any" where only the evaluation knows.
    [[nodiscard]] std::string_view resultType() const;
    // Names that the scope must give, without the variables of macros.
    [[nodiscard]] std::vector<std::string> names() const;
    // Whether it calls file(): then its value is no function of the scope alone.
    [[nodiscard]] bool readsFiles() const;

    static constexpr std::size_t maxSteps = 1'000'000;

private:
    struct Program;
    std::shared_ptr<const Program> m_program;
};

} // namespace signalbox::expr
