// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzztarget.h"

#include <algorithm>
#include <random>

// Runs a target without libFuzzer: the seeds, the files named on the command line, and mutations that are the same
// every time.
namespace {
constexpr int mutations = 20'000;
constexpr std::size_t mostBytes = 4096;

class Mutator
{
public:
    std::string next()
    {
        auto text = pick(fuzzSeeds());
        for (std::size_t left = 1 + below(6); left > 0; --left)
            mutate(text);
        if (text.size() > mostBytes)
            text.resize(mostBytes);
        return text;
    }

private:
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : m_random() % bound; }
    const std::string& pick(const std::vector<std::string>& list)
    {
        return list[below(list.size())];
    }

    void mutate(std::string& text)
    {
        const auto at = below(text.size() + 1);
        const auto length = std::min(below(24), text.size() - at);
        switch (below(7)) {
        case 0:
            if (at < text.size())
                text[at] = char(text[at] ^ (1 << below(8)));
            break;
        case 1:
            text.insert(at, 1, char(below(256)));
            break;
        case 2:
            text.erase(at, length);
            break;
        case 3:
            text.insert(below(text.size() + 1), text.substr(at, length));
            break;
        case 4: {
            const auto& other = pick(fuzzSeeds());
            text = text.substr(0, at) + other.substr(below(other.size() + 1));
            break;
        }
        case 5:
            text.insert(at, pick(fuzzWords()));
            break;
        default:
            for (auto times = below(40); times > 0 && text.size() < mostBytes; --times)
                text.insert(at, text.substr(at, length));
        }
    }

    std::mt19937_64 m_random{20261122};
};

void run(const std::string& text)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::string fileText(const char* name)
{
    std::string text;
    if (auto* file = std::fopen(name, "rb")) {
        char buffer[4096];
        for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
            text.append(buffer, count);
        std::fclose(file);
    }
    return text;
}
} // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i)
        run(fileText(argv[i]));
    if (argc > 1)
        return 0;
    for (const auto& seed : fuzzSeeds())
        run(seed);
    Mutator mutator;
    for (int i = 0; i < mutations; ++i) {
        const auto text = mutator.next();
        run(text);
    }
    std::printf("%zu seeds and %d mutations\n", fuzzSeeds().size(), mutations);
    return 0;
}
