// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <cstdio>
#include <map>
#include <string>

namespace signalbox::app {

// The way a run took through its graph, a line for each visit in the order they were left: where, kind, time, what it
// changed and the edges it took. Plans and their steps are lines of their own. As JSON each line is an object, a visit with
// the patches of the state, a plan with its steps. Memory grows with the visits that are open.
class GraphPath
{
public:
    enum class Form
    {
        Text,
        Json
    };
    explicit GraphPath(std::FILE* out, Form form = Form::Text)
        : m_out(out)
        , m_form(form)
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
        std::string taken; // the edges as JSON, with commas between them
        std::string patch; // operations as JSON, the same
        std::string error;
        long long milliseconds = 0;
        long long leftAs = 0; // 1: the first that was left; 0: it is open
        bool mayGoOn = false; // it failed, and is entered again where the run is resumed
    };
    void takePlan(const Event& event);
    void takeEdge(const Json& data, Visit& visit) const;
    void print(const std::string& path, const Visit& visit);
    void printJson(const std::string& path, const Visit& visit);
    void printLeft(const std::string& except);

    std::FILE* m_out;
    Form m_form;
    std::map<std::string, Visit> m_open; // by path
    long long m_count = 0;
    long long m_left = 0; // visits
};

} // namespace signalbox::app
