// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runfilter.h"

#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace signalbox::ui {

namespace {
constexpr int mostTerms = 32;

std::string folded(const std::string& text)
{
    return QString::fromStdString(text).toLower().toStdString();
}

std::optional<double> numberOf(const std::string& key, const RunSummary& run)
{
    if (key == "cost")
        return run.cost ? std::optional(run.cost->usd()) : std::nullopt;
    if (key == "tokens")
        return double(run.tokens);
    if (key == "steps")
        return double(run.steps);
    if (key == "time" || key == "seconds")
        return run.seconds;
    if (key == "calls")
        return double(run.toolCalls);
    return std::nullopt;
}

bool isNumberKey(const QString& key)
{
    static const QStringList keys = {QStringLiteral("cost"),    QStringLiteral("tokens"),
                                     QStringLiteral("steps"),   QStringLiteral("time"),
                                     QStringLiteral("seconds"), QStringLiteral("calls")};
    return keys.contains(key);
}
} // namespace

std::string runStatus(const RunSummary& run)
{
    if (!run.outcome.empty())
        return run.outcome;
    return run.runningPid > 0 ? "running" : "interrupted";
}

RunFilter RunFilter::parse(const QString& text)
{
    static const QRegularExpression grammar(
        QStringLiteral("(?<not>-)?(?:(?<key>[A-Za-z]+)\\s*(?<op><=|>=|<|>|=)\\s*\\$?(?<number>[0-9]"
                       "[0-9.,]*)(?<unit>[km]?)\\b"
                       "|(?<field>status|agent|workflow|task|answer|run|tool|outcome):(?:\"(?<"
                       "quoted>[^\"]*)\"|(?<value>\\S+))"
                       "|\"(?<phrase>[^\"]*)\"|(?<word>\\S+))"));
    RunFilter filter;
    auto found = grammar.globalMatch(text.left(2000));
    while (found.hasNext() && int(filter.m_terms.size()) < mostTerms) {
        const auto match = found.next();
        Term term;
        term.negated = match.capturedLength(QStringLiteral("not")) > 0;
        const QString key = match.captured(QStringLiteral("key")).toLower();
        if (isNumberKey(key)) {
            static const QStringList operators = {QStringLiteral("<"), QStringLiteral("<="),
                                                  QStringLiteral("="), QStringLiteral(">="),
                                                  QStringLiteral(">")};
            term.key = key.toStdString();
            term.compare = Compare(1 + operators.indexOf(match.captured(QStringLiteral("op"))));
            term.number = match.captured(QStringLiteral("number")).remove(u',').toDouble();
            const QString unit = match.captured(QStringLiteral("unit"));
            term.number *=
                unit == QStringLiteral("k") ? 1e3 : (unit == QStringLiteral("m") ? 1e6 : 1);
        } else if (!key.isEmpty()) {
            term.text = match.captured(0).toLower().toStdString();
        } else if (match.capturedLength(QStringLiteral("field")) > 0) {
            term.key = match.captured(QStringLiteral("field")).toStdString();
            term.text =
                (match.captured(QStringLiteral("quoted")) + match.captured(QStringLiteral("value")))
                    .toLower()
                    .toStdString();
        } else {
            term.text =
                (match.captured(QStringLiteral("phrase")) + match.captured(QStringLiteral("word")))
                    .toLower()
                    .toStdString();
        }
        if (!term.text.empty() || term.compare != Compare::Contains)
            filter.m_terms.push_back(std::move(term));
    }
    return filter;
}

bool RunFilter::fits(const Term& term, const RunSummary& run)
{
    if (term.compare != Compare::Contains) {
        const auto value = numberOf(term.key, run);
        if (!value)
            return false; // an unknown price is no price
        switch (term.compare) {
        case Compare::Less:
            return *value < term.number;
        case Compare::LessEqual:
            return *value <= term.number;
        case Compare::Equal:
            return *value == term.number;
        case Compare::GreaterEqual:
            return *value >= term.number;
        default:
            return *value > term.number;
        }
    }
    const auto has = [&](const std::string& text) {
        return folded(text).find(term.text) != std::string::npos;
    };
    if (term.key == "status" || term.key == "outcome")
        return runStatus(run) == term.text;
    if (term.key == "agent")
        return has(run.agent);
    if (term.key == "workflow")
        return has(run.workflow);
    if (term.key == "task")
        return has(run.task);
    if (term.key == "answer")
        return has(run.answer);
    if (term.key == "run")
        return has(run.run);
    // A run started by hand from the Tools mode names its tool in the task.
    return has(run.task) || has(run.answer) || has(run.agent) || has(run.workflow) || has(run.run);
}

std::string RunFilter::words() const
{
    std::string words;
    for (const auto& term : m_terms) {
        if (term.key.empty() && term.compare == Compare::Contains && !term.negated)
            words += (words.empty() ? "" : " ") + term.text;
    }
    return words;
}

bool RunFilter::matches(const RunSummary& run, bool isFoundInside) const
{
    for (const auto& term : m_terms) {
        const bool isWord = term.key.empty() && term.compare == Compare::Contains && !term.negated;
        if (isWord && isFoundInside)
            continue;
        if (fits(term, run) == term.negated)
            return false;
    }
    return true;
}

} // namespace signalbox::ui
