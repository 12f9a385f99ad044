// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/syntax.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <re2/re2.h>

namespace signalbox::expr {

namespace {
constexpr std::size_t maxPatternBytes = 4096;
constexpr int maxPatternProgram = 5'000; // instructions
constexpr std::int64_t maxPatternMemory = 2 << 20; // program and cached states
} // namespace

Syntax::Syntax() = default;
Syntax::Syntax(Syntax&&) noexcept = default;
Syntax& Syntax::operator=(Syntax&&) noexcept = default;
Syntax::~Syntax() = default;

std::string_view binaryName(Binary binary)
{
    static constexpr std::string_view names[] = {
        "", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"};
    return names[std::size_t(binary)];
}

std::string_view functionName(Op op)
{
    switch (op) {
    case Op::Size:
        return "size";
    case Op::StartsWith:
        return "startsWith";
    case Op::EndsWith:
        return "endsWith";
    case Op::Contains:
        return "contains";
    case Op::Matches:
        return "matches";
    case Op::File:
        return "file";
    case Op::All:
        return "all";
    case Op::Exists:
        return "exists";
    case Op::ExistsOne:
        return "exists_one";
    case Op::Filter:
        return "filter";
    case Op::Transform:
        return "map";
    default:
        return "";
    }
}

std::string columnOf(std::string_view source, std::size_t at)
{
    std::size_t line = 1;
    std::size_t column = 1;
    for (std::size_t i = 0; i < at && i < source.size(); ++i) {
        if (source[i] == '\n') {
            ++line;
            column = 1;
        } else if ((source[i] & 0xC0) != 0x80) {
            ++column;
        }
    }
    const std::string text = "column " + std::to_string(column);
    return line == 1 ? text : "line " + std::to_string(line) + ", " + text;
}

tl::unexpected<Error> failAt(Errc code, std::string_view source, std::size_t at,
                             std::string_view message)
{
    return fail(code, columnOf(source, at) + ": " + std::string(message));
}

std::string shown(std::string_view text)
{
    constexpr std::size_t longest = 60;
    auto out = showInvisible(truncateUtf8(text, longest));
    if (text.size() > longest)
        out += "...";
    return "'" + out + "'";
}

std::unique_ptr<re2::RE2> compilePattern(std::string_view pattern, std::string& problem)
{
    if (pattern.size() > maxPatternBytes) {
        problem = "a pattern has at most " + std::to_string(maxPatternBytes) + " bytes";
        return nullptr;
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(maxPatternMemory);
    auto compiled =
        std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (!compiled->ok())
        problem =
            "the pattern " + shown(pattern) + " is wrong: " + showInvisible(compiled->error());
    else if (compiled->ProgramSize() > maxPatternProgram)
        problem = "the pattern " + shown(pattern) + " is too big, use smaller repetition counts";
    else
        return compiled;
    return nullptr;
}

} // namespace signalbox::expr
