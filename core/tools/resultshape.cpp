// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/resultshape.h"

#include "base/jsonvalue.h"
#include "base/text.h"

namespace signalbox::tools {

namespace {
std::size_t redactOne(std::string& text, std::string_view secret)
{
    constexpr std::string_view word = "[redacted]";
    std::size_t count = 0;
    for (auto at = text.find(secret); !secret.empty() && at != std::string::npos;
         at = text.find(secret, at + word.size())) { // a secret may be a part of the word
        text.replace(at, secret.size(), word);
        ++count;
    }
    return count;
}

// In JSON text, where a secret may stand with escapes.
std::size_t redact(std::string& json, const Secrets& secrets)
{
    std::size_t count = 0;
    for (const auto& secret : secrets.values) {
        const auto quoted = quoteJson(secret);
        count += redactOne(json, std::string_view(quoted).substr(1, quoted.size() - 2));
    }
    return count;
}

// What the model reads: a text as it is, {"error": "..."} as its words, anything else as JSON.
std::string plainText(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_object() && value.size() == 1) {
        const auto* error = find(value, "error");
        if (error && error->is_string())
            return error->get<std::string>();
    }
    return dumpJson(value);
}
} // namespace

std::string withoutSecrets(std::string text, const Secrets& secrets)
{
    for (const auto& secret : secrets.values)
        (void)redactOne(text, secret);
    return text;
}

ShapedResult shape(const RunnerResult& result, std::size_t maxBytes, const Secrets& secrets)
{
    ShapedResult shaped;
    shaped.ok = result.ok;
    auto parsed = parseJson(toUtf8(result.result));
    Json value = parsed ? std::move(*parsed) : Json(toUtf8(result.result));
    auto text = dumpJson(value);
    shaped.tagsRemoved = stripTags(text);
    shaped.redacted = redact(text, secrets);
    if (shaped.tagsRemoved + shaped.redacted > 0) {
        auto clean = parseJson(text);
        value = clean ? std::move(*clean) : Json(text);
    }
    shaped.modelText = plainText(value);
    shaped.truncated = result.cut;
    if (shaped.modelText.size() > maxBytes) {
        const auto whole = shaped.modelText.size();
        shaped.modelText = std::string(truncateUtf8(shaped.modelText, maxBytes));
        shaped.modelText += "\n[cut: " + std::to_string(shaped.modelText.size()) + " of "
            + std::to_string(whole) + " bytes are shown; ask for a smaller part]";
        shaped.truncated = true;
        value = shaped.modelText;
    }
    shaped.json = dumpJson(value);
    return shaped;
}

} // namespace signalbox::tools
