// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzztarget.h"
#include "net/sse.h"

using namespace signalbox;
using namespace signalbox::net;

namespace {
constexpr SseLimits limits{.lineBytes = 200, .eventBytes = 400};

// The events as text, fed in pieces of `piece` bytes.
std::string eventsOf(std::string_view bytes, std::size_t piece)
{
    std::string out;
    SseParser parser(limits);
    const auto onEvent = [&out](const SseEvent& event) {
        fuzzRequire(event.data.size() <= limits.eventBytes, "an event keeps its limit");
        out += std::string(event.name) + "\x01" + std::string(event.data) + "\x01"
            + std::string(event.id) + "\x02";
        return true;
    };
    while (!bytes.empty()) {
        const auto fed = parser.feed(bytes.substr(0, piece), onEvent);
        if (!fed) {
            fuzzRequire(fed.error().code == Errc::Limit, "only a limit ends a stream");
            return out + "limit";
        }
        fuzzRequire(*fed, "the handler wanted more");
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    const auto ended = parser.finish(onEvent);
    return ended ? out : out + "limit";
}
} // namespace

// The first byte says how the stream is cut.
const std::vector<std::string>& fuzzSeeds()
{
    static const std::vector<std::string> seeds = {
        "1data: {\"a\":1}\n\n", "2event: message_start\ndata: x\ndata: y\n\ndata: z\n\n",
        "3\xEF\xBB\xBF"
        "data: a\r\n\r\n:comment\rid: 7\rdata\r\rdata:\n\n",
        "4data: \xE2\x82\xAC\nevent:\nretry: 10\nid\n\n\n\ndata: [DONE]",
        "5data: " + std::string(190, 'x') + "\ndata: " + std::string(190, 'y') + "\n\n"};
    return seeds;
}

const std::vector<std::string>& fuzzWords()
{
    static const std::vector<std::string> words = {
        "data:", "data: ", "event: e", "id: 1", "id: a\0b", "\n",           "\r",
        "\r\n",  "\n\n",   "\r\r",     ":",     "retry: 5", "\xEF\xBB\xBF", std::string(100, 'x')};
    return words;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = eventsOf(bytes, bytes.size() + 1);
    fuzzRequire(eventsOf(bytes, 1) == whole, "single bytes make the same events");
    fuzzRequire(eventsOf(bytes, 1 + data[0] % 13) == whole, "pieces make the same events");
    return 0;
}
