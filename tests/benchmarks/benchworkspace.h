// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace signalbox::benchmarks {

// A workspace in a new folder of its own below `parent`, removed with the object. Its agents: `clerk` asks a server on
// loopback, `teller` streams a scripted text that never seems to end, `waiter` starts a command that takes a minute.
class BenchWorkspace
{
public:
    // `model` is what the server is asked for: "fake-100", "stall".
    BenchWorkspace(const std::filesystem::path& parent, int port, const std::string& model)
    {
        std::string pattern = (parent / "signalbox-bench.XXXXXX").string();
        if (!::mkdtemp(pattern.data())) {
            std::perror(pattern.c_str());
            std::exit(1);
        }
        m_folder = pattern;
        write(
            "signalbox.json",
            R"({"signalbox":1,"name":"bench","models":{"default":"fake","fake":{"provider":"openai-chat","base_url":"http://127.0.0.1:)"
                + std::to_string(port) + R"(/v1","model":")" + model
                + R"("},"script":{"provider":"scripted","script":"scripts/bench.json"}},)"
                  R"("limits":{"steps":1000000,"tokens":1000000000000,"seconds":86400,"tool_calls":1000000},"breakers":false})");
        write("agents/clerk.json", agent("clerk", "default", R"("list_files","read_file")"));
        write("agents/teller.json", agent("teller", "script", ""));
        write("agents/waiter.json", agent("waiter", "script", R"("wait")"));
        write(
            "tools/wait.json",
            R"({"name":"wait","description":"Waits a minute.","kind":"command","command":["sleep","60"],"parameters":{"type":"object","properties":{}},"effects":["read"],"timeout_s":120})");
        std::string words;
        for (int i = 0; i < 2'000; ++i)
            words += "word ";
        write(
            "scripts/bench.json",
            R"({"teller":[{"text":")" + words
                + R"(","chunks_per_second":20}],"waiter":[{"tool_calls":[{"name":"wait","arguments":{}}]}]})");
        write("inbox/a.txt", "40 + 2\n");
    }

    ~BenchWorkspace()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    BenchWorkspace(const BenchWorkspace&) = delete;
    BenchWorkspace& operator=(const BenchWorkspace&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

private:
    static std::string agent(const std::string& name, const std::string& model,
                             const std::string& tools)
    {
        return R"({"name":")" + name + R"(","description":"measures","model":")" + model
            + R"(","instructions":"You test.","tools":[)" + tools + "]}";
    }

    void write(const std::string& name, const std::string& text) const
    {
        std::filesystem::create_directories((m_folder / name).parent_path());
        std::ofstream(m_folder / name) << text;
    }

    std::filesystem::path m_folder;
};

} // namespace signalbox::benchmarks
