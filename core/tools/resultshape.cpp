// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/resultshape.h"

#include "base/jsonvalue.h"
#include "base/text.h"

namespace signalbox::tools {

namespace {
// In one pass, so that what stands for a secret is not searched again. The longest of those that begin at one place counts.
std::size_t redactAll(std::string& text, const std::vector<std::string>& secrets)
{
    constexpr std::string_view word = "[redacted]";
    std::string clean;
    std::size_t count = 0;
    std::size_t at = 0;
    for (;;) {
        auto first = std::string::npos;
        std::size_t size = 0;
        for (const auto& secret : secrets) {
            const auto found = secret.empty() ? std::string::npos : text.find(secret, at);
            if (found < first || (found == first && secret.size() > size)) {
                first = found;
                size = secret.size();
            }
        }
        if (first == std::string::npos)
            break;
        clean.append(text, at, first - at);
        clean += word;
        at = first + size;
        ++count;
    }
    if (count > 0)
        text = clean.append(text, at);
    return count;
}

// In JSON text, where a secret may stand with escapes.
std::size_t redact(std::string& json, const Secrets& secrets)
{
    std::vector<std::string> quoted;
    for (const auto& secret : secrets.values) {
        const auto text = quoteJson(secret);
        quoted.push_back(text.substr(1, text.size() - 2));
    }
    return redactAll(json, quoted);
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
    (void)redactAll(text, secrets.values);
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
