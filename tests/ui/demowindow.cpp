// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "fakeport.h"
#include "runscript.h"

#include "ui/windowentry.h"

#include <cstring>

// The window on a recorded run, without an engine: `demowindow [--finished] [--screenshots FOLDER]`.
int main(int argc, char** argv)
{
    using namespace signalbox;
    ui::WindowOptions options;
    bool finished = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--finished") == 0)
            finished = true;
        else if (std::strcmp(argv[i], "--screenshots") == 0 && i + 1 < argc)
            options.screenshots = argv[++i];
    }
    class DemoPort final : public engine::Port
    {
    public:
        explicit DemoPort(bool isFinished)
            : m_finished(isFinished)
        { }
        void send(engine::Command command) override
        {
            if (std::holds_alternative<engine::OpenWorkspace>(command)) {
                m_port.play(ui::invoiceDesk());
                auto script = m_finished ? ui::finishedInvoiceDeskRun() : ui::invoiceDeskRun();
                script.endAt(SystemClock().now());
                m_port.play(engine::RunStarted{script.run(), "Sort the invoices"});
                m_port.play(script.batch());
            }
        }
        std::shared_ptr<void>
        subscribe(std::function<void(const engine::Notice&)> onNotice) override
        {
            return m_port.subscribe(std::move(onNotice));
        }

    private:
        ui::FakePort m_port;
        bool m_finished;
    };
    DemoPort port(finished);
    return ui::runWindow(argc, argv, port, options);
}
