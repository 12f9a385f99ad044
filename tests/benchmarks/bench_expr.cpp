// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "expr/expression.h"

#include <chrono>
#include <cstdio>

using namespace signalbox;
using namespace signalbox::expr;

// Nanoseconds of one compilation and one evaluation of typical expressions.
namespace {
template <class Work>
double nanosecondsOf(int rounds, Work work)
{
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds; ++i)
        work();
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    return time.count() / rounds;
}
} // namespace

int main()
{
    Json state = {{"n", 1500},  {"verdict", "fix"},     {"rounds", 2},
                  {"list", {}}, {"path", "out/a.json"}, {"invoice", {{"total", 12.5}}}};
    for (int i = 0; i < 1000; ++i)
        state["list"].push_back(i);
    Scope scope;
    scope.names = {{"state", &state}};
    std::printf("%-62s %12s %12s\n", "expression", "compile ns", "evaluate ns");
    for (const char* source : {
             "state.n % 500 == 0",
             "state.verdict == 'fix' && state.rounds < 3",
             "state.path.startsWith('out/') && !state.path.endsWith('.exe')",
             "state.path.matches('^out/[a-z]+\\\\.json$')",
             "state.verdict in ['ok', 'fix', 'ask']",
             "state.invoice.total * 1.2 > 10 ? 'pay' : 'ask'",
             "state.rounds + 1",
             "state.list.all(x, x >= 0)",
             "state.list.filter(x, x % 2 == 0).size()",
             "state.list",
         }) {
        const auto expression = Expression::compile(source);
        if (!expression || !expression->evaluate(scope)) {
            std::printf("%s fails\n", source);
            return 1;
        }
        const double compile =
            nanosecondsOf(2'000, [&] { (void)Expression::compile(source).has_value(); });
        const double evaluate =
            nanosecondsOf(5'000, [&] { (void)expression->evaluate(scope).has_value(); });
        std::printf("%-62s %12.0f %12.0f\n", source, compile, evaluate);
    }
    return 0;
}
