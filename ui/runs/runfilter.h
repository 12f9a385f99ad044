// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/runsummary.h"

#include <QString>

#include <string>
#include <vector>

namespace signalbox::ui {

// What is typed above the list of runs: `cost > 0.05 status:failed agent:clerk duplicates`. All terms must fit; a word
// without a key is looked for in task, answer, names and id. A term that cannot be read is looked for as text.
class RunFilter
{
public:
    RunFilter() = default;
    [[nodiscard]] static RunFilter parse(const QString& text);
    // `isFoundInside`: a search has found the words without a key in its events.
    [[nodiscard]] bool matches(const RunSummary& run, bool isFoundInside = false) const;
    // The words without a key as they were typed: what a search inside events looks for.
    [[nodiscard]] std::string words() const;
    [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }

private:
    enum class Compare
    {
        Contains,
        Less,
        LessEqual,
        Equal,
        GreaterEqual,
        Greater
    };
    struct Term
    {
        std::string key; // empty: anywhere
        Compare compare = Compare::Contains;
        std::string text; // lower case
        double number = 0;
        bool negated = false;
    };
    [[nodiscard]] static bool fits(const Term& term, const RunSummary& run);

    std::vector<Term> m_terms;
};

// "running", or the outcome; "interrupted" where a run without end has no owner.
[[nodiscard]] std::string runStatus(const RunSummary& run);

} // namespace signalbox::ui
