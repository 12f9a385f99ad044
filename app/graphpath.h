// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/event.h"

#include <cstdio>
#include <map>
#include <string>

namespace signalbox::app {

// The way a run took through its graph, a line for each visit in the order they were left: where, kind, time, what it
// changed and the edges it took. Plans and their steps are lines of their own. Memory grows with the visits that are open.
class GraphPath
{
public:
    explicit GraphPath(std::FILE* out)
        : m_out(out)
    { }

    void take(const Event& event);
    // Prints what is still open. False: the run has no graph.
    bool end();

private:
    struct Visit
    {
        std::string kind;
        std::string changed; // keys of the state
        std::string outcome;
        std::string edges;
        long long milliseconds = 0;
        long long leftAs = 0; // 1: the first that was left; 0: it is open
        bool mayGoOn = false; // it failed, and is entered again where the run is resumed
    };
    void print(const std::string& path, const Visit& visit);
    void printLeft(const std::string& except);

    std::FILE* m_out;
    std::map<std::string, Visit> m_open; // by path
    long long m_count = 0;
    long long m_left = 0; // visits
};

} // namespace signalbox::app
