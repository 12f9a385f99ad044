// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "base/text.h"
#include "fuzz/fuzztarget.h"
#include "schema/schema.h"

using namespace signalbox;
using namespace signalbox::schema;

// An input is a schema, a line feed and a value.
const std::vector<std::string>& fuzzSeeds()
{
    static const std::vector<std::string> seeds = {
        R"({"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"],"additionalProperties":false})"
        "\n{\"a\":0,\"b\":1}",
        R"({"$ref":"#/$defs/n","$defs":{"n":{"properties":{"n":{"$ref":"#/$defs/n"}},"unevaluatedProperties":false}}})"
        "\n{\"n\":{\"n\":{\"x\":1}}}",
        R"({"anyOf":[{"type":"string"},{"items":{"enum":[1,2,"c"]},"uniqueItems":true}],"not":{"const":3}})"
        "\n[1,1.0,\"c\"]",
        R"({"$id":"http://x.example/a","$dynamicAnchor":"m","prefixItems":[{"$dynamicRef":"#m"}],"contains":{"type":"null"},"unevaluatedItems":false})"
        "\n[[null],null,2]",
        R"({"patternProperties":{"^(?!x)[a-z]{1,3}$":{"pattern":"^\\p{L}+\\s?$"}},"propertyNames":{"maxLength":4}})"
        "\n{\"ab\":\"é 1\",\"xylo\":\"z\"}",
        R"({"if":{"multipleOf":0.01},"then":{"exclusiveMaximum":10},"else":{"type":["null","number"]}})"
        "\n10.005",
        R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[{"dependencies":{"a":["b"]}}],"additionalItems":{"$ref":"#"}})"
        "\n[{\"a\":1},[]]",
        R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})"
        "\n{\"type\":\"strange\",\"minLength\":-1}",
        R"({"dependentSchemas":{"a":{"minProperties":2}},"dependentRequired":{"b":["c"]},"oneOf":[true,{"maxProperties":1}]})"
        "\n{\"a\":1,\"b\":2}"};
    return seeds;
}

const std::vector<std::string>& fuzzWords()
{
    static const std::vector<std::string> words = {"\"$ref\":\"#\",",
                                                   "\"allOf\":[{\"$ref\":\"#\"}],",
                                                   "\"$id\":\"b\",",
                                                   "\"$anchor\":\"m\",",
                                                   "\"$dynamicRef\":\"#m\",",
                                                   "\"not\":",
                                                   "{\"type\":\"null\"}",
                                                   "true",
                                                   "false",
                                                   "1e308",
                                                   "\"minContains\":0,",
                                                   "\"unevaluatedProperties\":false,",
                                                   "[]",
                                                   "{}",
                                                   "\"\":",
                                                   "\n",
                                                   "\"pattern\":\"(a{1000}){9}\",",
                                                   "\"items\":",
                                                   "{\"items\":",
                                                   "-1",
                                                   "[[[[",
                                                   "\\u202e"};
    return words;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return 0;
    const auto schema = Schema::compileText(text.substr(0, end));
    if (!schema) {
        fuzzRequire(!schema.error().message.empty() && isUtf8(schema.error().text()),
                    "errors are text");
        return 0;
    }
    const auto value = parseJson(text.substr(end + 1));
    if (!value)
        return 0;
    const auto findings = schema->validate(*value, 4);
    if (!findings) {
        fuzzRequire(findings.error().code == Errc::Limit, "a check ends or reaches its limit");
        return 0;
    }
    fuzzRequire(findings->size() <= 4, "no more findings than asked for");
    for (const auto& finding : *findings) {
        const auto words = finding.text();
        fuzzRequire(!finding.keyword.empty() && isUtf8(words) && words.size() < 2000
                        && findInvisible(words).empty(),
                    "a finding is a short, visible text");
    }
    const auto once = schema->validate(*value, 1);
    fuzzRequire(once && once->empty() == findings->empty(),
                "the verdict does not depend on what is asked");
    return 0;
}
