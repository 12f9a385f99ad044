// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/expression.h"
#include "expr/syntax.h"
#include "expr/value.h"

#include <array>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::expr {

// One evaluation of one expression: lives on the stack of its caller, borrows syntax and scope, owns what it makes.
class Evaluator
{
public:
    Evaluator(const Syntax& syntax, const Scope& scope);

    ~Evaluator();

    [[nodiscard]] Result<Json> json();
    [[nodiscard]] Result<bool> boolean();

    static constexpr std::size_t maxBytes = 64u << 20; // of strings, lists and the result
    static constexpr std::size_t maxFiles = 64;
    static constexpr std::size_t patternSteps = 1000; // price of compiling a pattern

private:
    struct Fault
    {
        Errc code = Errc::Invalid;
        std::size_t at = 0;
        std::string message;
    };

    Value evaluate(NodeId id);
    Value evaluateChild(const Node& node, std::uint32_t i);
    Value name(const Node& node);
    Value field(const Node& node);
    Value hasField(const Node& node);
    Value index(const Node& node);
    Value indexList(const Node& node, const Value& list, const Value& at);
    Value list(const Node& node);
    Value map(const Node& node);
    Value negate(const Node& node);
    Value negation(const Node& node);
    Value conditional(const Node& node);
    Value logical(const Node& node, bool decisive);
    Value chain(const Node& node);
    Value join(const Child& child, const Value& left, const Value& right);
    Value append(const Value& left, const Value& right);
    Value contains(const Child& child, const Value& left, const Value& right);
    Value size(const Node& node);
    Value textMethod(const Node& node);
    Value matches(const Node& node, std::string_view text, std::string_view pattern);
    Value file(const Node& node);
    Value quantified(const Node& node); // all, exists
    Value existsOne(const Node& node);
    Value collected(const Node& node); // filter, map
    bool range(const Node& node, Value& out, ValueList& elements);
    bool condition(const Node& node, std::uint32_t child, bool& out);
    Value keep(ValueList items);

    Value failed(Errc code, std::size_t at, std::string message);
    Value wrongType(std::size_t at, std::string_view what, std::string_view wanted,
                    const Value& found);
    Value spent();
    [[nodiscard]] tl::unexpected<Error> error() const;

    const Syntax& m_syntax;
    const Scope& m_scope;
    Allowance m_allowance;
    Fault m_fault;
    std::vector<Value> m_locals;
    std::forward_list<std::string> m_texts;
    std::forward_list<ValueList> m_items;
    std::forward_list<ValueMap> m_fields;
    std::forward_list<std::pair<std::string, Json>> m_files;
    std::size_t m_fileCount = 0;
    // The last pattern that was no literal: a loop mostly repeats it.
    std::unique_ptr<re2::RE2> m_pattern;
    std::string m_patternText;
    std::string* m_lastText =
        nullptr; // made by `append` last, may grow in place while nothing else refers to it
    ValueList* m_lastItems = nullptr;
};

} // namespace signalbox::expr
