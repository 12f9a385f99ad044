// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonpointer.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workspace/keynames.h"
#include "workspace/secretscan.h"

#include <algorithm>

namespace signalbox::workspace {

namespace {
class Redaction
{
public:
    Redaction(const std::vector<std::string>& secrets, std::vector<Redacted>& found)
        : m_secrets(secrets)
        , m_found(found)
    { }

    // `names`: the members are variables or headers. `schema`: names of members say nothing of their values.
    void run(Json& value, const std::string& at, bool names,
             bool schema) // NOLINT(misc-no-recursion): depth is bounded by the parser
    {
        if (value.is_string()) {
            const auto why = clean(value.get_ref<std::string&>());
            if (!why.empty())
                m_found.push_back({at, why});
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i)
                run(value[i], at + "/" + std::to_string(i), false, schema);
        } else if (value.is_object()) {
            members(value, at, names, schema);
        }
    }

private:
    void members(Json& value, const std::string& at, bool names, bool schema)
    {
        std::vector<std::string> renamed;
        for (auto& [key, member] : value.items()) {
            const auto* text = member.is_string() ? member.get_ptr<std::string*>() : nullptr;
            const bool literal = text && !text->empty() && text->find("${") == std::string::npos;
            const bool named = !schema && (isKeyField(key) || (names && isKeyVariable(key)));
            if (literal && named) {
                member = redactedWord;
                m_found.push_back({at + pointerSegment(key), "field that holds a key"});
            } else {
                run(member, at + pointerSegment(key), key == "env" || key == "headers",
                    schema || key == "parameters" || key == "arguments");
            }
            auto name = key;
            if (!clean(name).empty())
                renamed.push_back(key);
        }
        for (const auto& key : renamed) { // two secrets as names of one object become one member
            auto name = key;
            const auto why = clean(name);
            m_found.push_back({at + pointerSegment(name), why + ", a name"});
            auto member = std::move(value[key]);
            value.erase(key);
            value[name] = std::move(member);
        }
    }

    // Why something was taken out; empty: nothing was.
    std::string clean(std::string& text) const
    {
        std::string why;
        for (const auto& secret : m_secrets) {
            for (auto at = text.find(secret); !secret.empty() && at != std::string::npos;
                 at = text.find(secret, at + redactedWord.size())) {
                text.replace(at, secret.size(), redactedWord);
                why = "key in use";
            }
        }
        const auto keys = findKeys(text);
        for (auto key = keys.rbegin(); key != keys.rend(); ++key)
            text.replace(key->offset, key->size, redactedWord);
        return keys.empty() || !why.empty() ? why : "looks like a key";
    }

    const std::vector<std::string>& m_secrets;
    std::vector<Redacted>& m_found;
};
} // namespace

void redactSecrets(Json& value, const std::vector<std::string>& secrets,
                   std::vector<Redacted>& found)
{
    // the longest first: one may begin with another
    auto sorted = secrets;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.size() > b.size(); });
    // only definitions have fields that are there to hold a key: elsewhere a name says what a tool or a model made up
    Redaction redaction(sorted, found);
    if (!value.is_object())
        return redaction.run(value, {}, false, true);
    for (auto& [key, member] : value.items())
        redaction.run(member, pointerSegment(key), false, key != "definitions");
}

} // namespace signalbox::workspace
