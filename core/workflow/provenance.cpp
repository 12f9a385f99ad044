// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/provenance.h"

#include "base/jsonvalue.h"
#include "expr/template.h"

#include <algorithm>

namespace signalbox::workflow {

namespace {
constexpr std::size_t shortest = 3; // bytes; less stands everywhere by chance
constexpr std::size_t mostParams = 64;

struct Text
{
    std::string param;
    std::string value;
};

void collect(const Json& value, const std::string& param, std::vector<Text>& out)
{
    if (out.size() >= mostParams)
        return;
    if (value.is_string()) {
        out.push_back({param, value.get<std::string>()});
    } else if (value.is_object()) {
        for (const auto& [key, member] : value.items())
            collect(member, param.empty() ? key : param + "." + key, out);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            collect(value[i], param + "[" + std::to_string(i) + "]", out);
    }
}

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || static_cast<unsigned char>(c) >= 0x80;
}

// As a whole, not as a part of a longer word: "13" does not come from "2013".
bool holds(const std::string& text, const std::string& value)
{
    for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + 1)) {
        const bool before = at == 0 || !isWordByte(text[at - 1]) || !isWordByte(value.front());
        const auto end = at + value.size();
        const bool after =
            end == text.size() || !isWordByte(text[end]) || !isWordByte(value.back());
        if (before && after)
            return true;
    }
    return false;
}

Json labelOf(Label label)
{
    return {{"integrity", integrityName(label.integrity)},
            {"confidentiality", confidentialityName(label.confidentiality)}};
}

Json originOf(const Text& text, const std::vector<MessagePtr>& messages,
              const std::vector<std::string>& paths)
{
    Json origin = {{"param", text.param}, {"origin", "model"}};
    if (text.value.size() < shortest)
        return origin;
    for (auto i = messages.size(); i-- > 0;) {
        const auto& message = *messages[i];
        if (message.role == Role::User && holds(message.text, text.value)) {
            origin["origin"] = "user";
            return origin;
        }
        for (std::size_t k = 0; k < message.answers.size(); ++k) {
            if (!holds(message.answers[k].text, text.value))
                continue;
            origin["origin"] = "tool";
            origin["tool"] = message.answers[k].name;
            if (i < paths.size() && !paths[i].empty())
                origin["from"] = paths[i] + "/tool:" + std::to_string(k + 1);
            origin["label"] = labelOf(message.label);
            return origin;
        }
    }
    return origin;
}
} // namespace

Json provenance(const Json& arguments, const std::vector<MessagePtr>& messages,
                const std::vector<std::string>& paths)
{
    std::vector<Text> texts;
    collect(arguments, {}, texts);
    Json origins = Json::array();
    for (const auto& text : texts)
        origins.push_back(originOf(text, messages, paths));
    return origins;
}

Json provenanceOfNode(const Json& arguments, std::string_view templates, Label label)
{
    const auto written = parseJson(templates);
    Json origins = Json::array();
    if (!arguments.is_object())
        return origins;
    for (const auto& [param, value] : arguments.items()) {
        const auto* own = written ? find(*written, param) : nullptr;
        const bool isAsWritten = own && *own == value;
        const auto compiled = expr::Template::json(isAsWritten ? dumpJson(*own) : "null", param);
        if (isAsWritten && compiled && compiled->isConstant())
            origins.push_back({{"param", param}, {"origin", "workflow"}});
        else
            origins.push_back({{"param", param}, {"origin", "state"}, {"label", labelOf(label)}});
        if (origins.size() == mostParams)
            break;
    }
    return origins;
}

} // namespace signalbox::workflow
