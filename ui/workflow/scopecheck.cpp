// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/scopecheck.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "expr/expression.h"
#include "expr/template.h"
#include "ui/format.h"
#include "ui/workflow/graph.h"

#include <QCoreApplication>

namespace signalbox::ui {

namespace {
QString tr(const char* text)
{
    return QCoreApplication::translate("ScopeCheck", text);
}

std::vector<expr::Declaration> declarations(const WorkflowScope& scope)
{
    std::vector<expr::Declaration> names = {{"state", scope.state.get()}, {"task", nullptr}};
    if (scope.hasItem) {
        names.push_back({"item", nullptr});
        names.push_back({"index", nullptr});
    }
    if (scope.hasResult) {
        names.push_back({"result", nullptr});
        names.push_back({"results", nullptr});
    }
    return names;
}
} // namespace

QStringList WorkflowScope::completions() const
{
    QStringList words;
    if (state && state->is_object()) {
        for (const auto& [key, value] : state->items()) {
            if (isName(key) && key.find('-') == std::string::npos)
                words << QStringLiteral("state.") + QString::fromStdString(key);
        }
    }
    words << QStringLiteral("task");
    if (hasItem)
        words << QStringLiteral("item") << QStringLiteral("index");
    if (hasResult)
        words << QStringLiteral("result") << QStringLiteral("results");
    return words;
}

WorkflowScope scopeOf(const OrderedJson& document)
{
    WorkflowScope scope;
    const auto* state = memberOf(document, "state");
    Json keys = Json::object();
    if (state && state->is_object()) {
        for (const auto& [key, declared] : state->items()) {
            const auto* value = memberOf(declared, "default");
            keys[key] = value ? parseJson(dumpJson(*value)).value_or(Json()) : Json();
        }
    }
    scope.state = std::make_shared<const Json>(std::move(keys));
    return scope;
}

QString expressionProblem(const std::string& text, const WorkflowScope& scope, bool isCondition)
{
    if (trim(text).empty())
        return tr("an expression is needed");
    const auto compiled = expr::Expression::compile(text, declarations(scope));
    if (!compiled)
        return format::line(compiled.error().text(), 400);
    const auto type = compiled->resultType();
    if (isCondition && type != "bool" && type != "any")
        return tr("a condition is true or false, this is %1")
            .arg(QString::fromUtf8(type.data(), qsizetype(type.size())));
    return {};
}

QString templateProblem(const std::string& text, const WorkflowScope& scope)
{
    const auto compiled = expr::Template::text(text, declarations(scope));
    return compiled ? QString() : format::line(compiled.error().text(), 400);
}

} // namespace signalbox::ui
