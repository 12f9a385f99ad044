// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/secretscan.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "workspace/keynames.h"

#include <algorithm>
#include <array>

namespace signalbox::workspace {

namespace {
struct KeyShape
{
    std::string_view prefix;
    std::size_t tail; // characters that follow at least
};
constexpr std::array<KeyShape, 12> shapes = {{{"sk-", 20},
                                              {"sk_live_", 16},
                                              {"AIza", 35},
                                              {"AKIA", 16},
                                              {"ghp_", 30},
                                              {"gho_", 30},
                                              {"github_pat_", 30},
                                              {"glpat-", 20},
                                              {"xoxb-", 20},
                                              {"xoxp-", 20},
                                              {"hf_", 30},
                                              {"gsk_", 30}}};

bool isKeyCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
        || c == '_';
}

// The length of a tail that a key has behind its prefix, 0: it is none. A digit or a long run tells a key from words with
// hyphens ("sk-learn-based-classification-model").
std::size_t keyTail(std::string_view text, std::size_t least)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isKeyCharacter);
    const auto tail = text.substr(0, std::size_t(end - text.begin()));
    const auto runs = split(tail, '-');
    const bool isKey = tail.size() >= least
        && (std::any_of(tail.begin(), tail.end(), [](char c) { return c >= '0' && c <= '9'; })
            || std::any_of(runs.begin(), runs.end(),
                           [](std::string_view run) { return run.size() >= 16; }));
    return isKey ? tail.size() : 0;
}

bool isBase64(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+'
        || c == '/' || c == '=';
}

// "-----BEGIN ... PRIVATE KEY-----" to the end of its last line; where that was cut off, as far as it looks like one. In a
// text of JSON its lines end with \n as two characters.
void addPrivateKeys(std::string_view text, std::vector<KeySpan>& keys)
{
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view dashes = "-----";
    constexpr std::size_t longestName = 60;
    constexpr std::size_t longestBody = 1u << 16;
    constexpr std::ptrdiff_t leastBody = 24; // less is a word on keys, not a key
    for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
        const auto named = text.substr(at + begin.size(), longestName);
        const auto name = named.substr(0, named.find(dashes));
        if (name.size() == named.size() || name.find("PRIVATE KEY") == std::string_view::npos)
            continue;
        const auto body = at + begin.size() + name.size() + dashes.size();
        auto end = text.substr(body, longestBody).find("-----END ");
        if (end != std::string_view::npos) {
            const auto closed = text.find(dashes, body + end + 9);
            end = closed == std::string_view::npos ? text.size() : closed + dashes.size();
        } else {
            const auto* stop = std::find_if_not(text.begin() + body, text.end(), [](char c) {
                return isBase64(c) || c == '\n' || c == '\r' || c == ' ' || c == '\\';
            });
            end = std::size_t(stop - text.begin());
        }
        if (std::count_if(text.begin() + body, text.begin() + end, isBase64) >= leastBody)
            keys.push_back({at, end - at});
    }
}

constexpr std::string_view whereModel =
    "remove it: set the provider's variable (ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY), "
    "name another one in "
    "api_key_env, or put it into the key store (Settings, Keys)";
constexpr std::string_view whereOther =
    "remove it: put it into the key store and write ${secret:NAME}, or ${env:NAME} for a variable";

struct Scan
{
    const FileCheck& check;

    void report(const std::string& path, std::size_t size, bool model) const
    {
        check.error(path, "no key in a file",
                    "a value of " + std::to_string(size) + " bytes that is or looks like a key",
                    std::string(model ? whereModel : whereOther));
    }

    // `names`: the members are variables or headers.
    void run(const Json& value, const std::string& path, bool model, bool names,
             bool schema) const // NOLINT(misc-no-recursion): depth is bounded by the parser
    {
        if (value.is_string()) {
            const auto& text = value.get_ref<const std::string&>();
            if (looksLikeKey(text))
                report(path, text.size(), model);
            return;
        }
        for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
            run(value[i], elementPath(path, i), model, false, schema);
        if (!value.is_object())
            return;
        for (const auto& [key, member] : value.items())
            visit(key, member, memberPath(path, key), path, model, names, schema);
    }

    void visit(const std::string& key, const Json& member, const std::string& path,
               const std::string& parent, bool model, bool names, bool schema) const
    {
        const auto* text = member.is_string() ? member.get_ptr<const std::string*>() : nullptr;
        const bool literal = text && !text->empty() && text->find("${") == std::string::npos;
        const bool named = !schema && (isKeyField(key) || (names && isKeyVariable(key)));
        if (literal && named) {
            report(path, text->size(), model);
            return;
        }
        run(member, path, model || (parent.empty() && key == "models"),
            key == "env" || key == "headers", schema || key == "parameters" || key == "arguments");
    }
};
} // namespace

bool isKeyField(std::string_view name)
{
    const auto small = lower(name);
    constexpr std::array<std::string_view, 8> fields = {"api_key",    "apikey",       "api-key",
                                                        "secret_key", "access_token", "auth_token",
                                                        "password",   "bearer_token"};
    return std::find(fields.begin(), fields.end(), small) != fields.end();
}

bool isKeyVariable(std::string_view name)
{
    const auto small = lower(name);
    const auto last = small.find_last_of("_-");
    const auto word = last == std::string::npos ? small : small.substr(last + 1);
    constexpr std::array<std::string_view, 7> words = {
        "key", "token", "secret", "password", "apikey", "authorization", "credential"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool looksLikeKey(std::string_view text)
{
    return !findKeys(text).empty();
}

std::vector<KeySpan> findKeys(std::string_view text)
{
    std::vector<KeySpan> keys;
    addPrivateKeys(text, keys);
    for (const auto& shape : shapes) {
        for (auto at = text.find(shape.prefix); at != std::string_view::npos;
             at = text.find(shape.prefix, at + 1)) {
            if (at > 0 && isKeyCharacter(text[at - 1]))
                continue;
            if (const auto tail = keyTail(text.substr(at + shape.prefix.size()), shape.tail))
                keys.push_back({at, shape.prefix.size() + tail});
        }
    }
    std::sort(keys.begin(), keys.end(),
              [](const KeySpan& a, const KeySpan& b) { return a.offset < b.offset; });
    // one begins before each: a second prefix inside a key belongs to it
    std::vector<KeySpan> apart;
    for (const auto& key : keys) {
        if (apart.empty() || key.offset >= apart.back().offset + apart.back().size)
            apart.push_back(key);
    }
    return apart;
}

void findSecrets(const Json& document, const FileCheck& check)
{
    Scan{check}.run(document, {}, false, false, false);
}

} // namespace signalbox::workspace
