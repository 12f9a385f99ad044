// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "fuzz/fuzztarget.h"

using namespace signalbox;

const std::vector<std::string>& fuzzSeeds()
{
    static const std::vector<std::string> seeds = {
        R"({"name":"clerk","limits":{"steps":12},"tools":["read_file","files/*"],"output_schema":null})",
        R"([1,-2.5e-3,18446744073709551615,-9223372036854775808,true,false,null,"\u00e9\ud83d\udc32\n"])",
        R"({"a":{"b":[{"c":[[[[]]]]}]},"":"","é":"\u0000"})",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        " \t\r\n\"x\" ",
        "1e308",
        "0",
        "{}",
        "\xEF\xBB\xBF[]",
        "[\"\xF0\x9F\x90\xB2\xE2\x82\xAC\"]"};
    return seeds;
}

const std::vector<std::string>& fuzzWords()
{
    static const std::vector<std::string> words = {"{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ":",
                                                   ",",
                                                   "\"",
                                                   "\\u",
                                                   "\\ud800",
                                                   "\\udc00",
                                                   "null",
                                                   "1e999",
                                                   "-0",
                                                   "0.0",
                                                   "\"a\":1,",
                                                   "\xC0\xAF",
                                                   "\xED\xA0\x80",
                                                   "\xFF",
                                                   "99999999999999999999"};
    return words;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = parseJson(text);
    const auto ordered = parseOrderedJson(text);
    fuzzRequire(value.has_value() == ordered.has_value(), "both readers take the same text");
    if (!value) {
        fuzzRequire(isUtf8(value.error().text()) && !value.error().message.empty(),
                    "errors are text");
        fuzzRequire(value.error() == ordered.error(), "both readers say the same");
    } else {
        const auto written = dumpJson(*value);
        const auto again = parseJson(written);
        fuzzRequire(again && *again == *value && dumpJson(*again) == written,
                    "what is written reads back");
        const auto pretty = parseJson(prettyJson(*ordered));
        fuzzRequire(pretty && *pretty == *value, "the pretty form says the same");
    }
    const auto quoted = parseJson(quoteJson(text));
    fuzzRequire(quoted && quoted->get_ref<const std::string&>() == toUtf8(text),
                "a quoted text reads back");
    return 0;
}
