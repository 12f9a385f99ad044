// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tempworkspace.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <QProcess>
#include <QTest>

#include <set>

#include <sys/stat.h>

using namespace signalbox;

namespace {
struct Answer
{
    int code = -1;
    std::string out;
    std::string errors;
};

Answer run(const std::filesystem::path& folder, const QStringList& words, const QByteArray& input)
{
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString(folder.string()));
    process.start(words.first(), words.mid(1));
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput().toStdString(),
            process.readAllStandardError().toStdString()};
}

// Runs a call of the scripted clerk as the tools of the example would.
Answer call(const std::filesystem::path& root, const std::string& name, const Json& arguments)
{
    const auto input = QByteArray::fromStdString(dumpJson(arguments));
    if (name == "file_hash")
        return run(root,
                   {QStringLiteral("python3"), QStringLiteral("scripts/file_hash.py"),
                    QString::fromStdString(stringAt(arguments, "path"))},
                   {});
    if (name == "invoice_total" || name == "file_invoice")
        return run(
            root,
            {QStringLiteral("python3"),
             QStringLiteral("scripts/") + QString::fromStdString(name) + QStringLiteral(".py")},
            input);
    std::error_code error;
    if (name == "move_file")
        std::filesystem::rename(root / stringAt(arguments, "from"),
                                root / stringAt(arguments, "to"), error);
    else if (name == "delete_file")
        std::filesystem::remove(root / stringAt(arguments, "path"), error);
    else if (name == "write_file")
        (void)writeFileAtomically(root / stringAt(arguments, "path"),
                                  stringAt(arguments, "content"));
    else
        return {std::filesystem::exists(root / stringAt(arguments, "path")) ? 0 : 1, {}, {}};
    return {error ? 1 : 0, {}, {}};
}

std::set<std::string> filesIn(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            names.insert(entry.path().lexically_relative(folder).string());
    }
    return names;
}
} // namespace

class TestExample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesWhatTheProgramBrings()
    {
        QCOMPARE(workspace::exampleNames(), std::vector<std::string>{"invoice-desk"});
    }

    void loadsWithoutAProblemAndIsTrusted()
    {
        const testing::TempWorkspace place;
        const auto target = place.base() / "desk";
        const auto made = workspace::createFromExample("invoice-desk", target, place.user());
        QVERIFY2(made, made ? "" : made.error().text().c_str());
        const auto view = workspace::load(target, place.user());
        QVERIFY(view);
        for (const auto& problem : (*view)->problems)
            QFAIL(workspace::problemText(problem).c_str());
        QVERIFY((*view)->trusted);
        QVERIFY(!workspace::trustItems(**view).empty());
        QCOMPARE((*view)->name, std::string("invoice-desk"));
        QCOMPARE((*view)->agents.size(), std::size_t(2));
        QCOMPARE((*view)->tools.size(), std::size_t(3));
        QCOMPARE((*view)->workflows.size(), std::size_t(1));
        QCOMPARE(filesIn(target / "inbox").size(), std::size_t(20));
        struct stat info
        { };
        QCOMPARE(::stat((target / "scripts/file_invoice.py").c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0755));
        QCOMPARE(::stat((target / "vendors.json").c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0644));
    }

    void isWhatLiesInTheSources()
    {
        const testing::TempWorkspace place;
        const auto target = place.base() / "desk";
        QVERIFY(workspace::createFromExample("invoice-desk", target, place.user()));
        const std::filesystem::path source =
            SIGNALBOX_SOURCE_DIR "/resources/examples/invoice-desk";
        QCOMPARE(filesIn(target), filesIn(source));
        for (const auto& file : filesIn(source))
            QCOMPARE(readFile(target / file).value(), readFile(source / file).value());
    }

    void refusesATargetThatHoldsSomething()
    {
        const testing::TempWorkspace place;
        place.put("mine.txt", "x");
        const auto made = workspace::createFromExample("invoice-desk", place.root(), place.user());
        QVERIFY(!made);
        QCOMPARE(made.error().code, Errc::Exists);
        QCOMPARE(filesIn(place.root()), std::set<std::string>{"mine.txt"});
        std::filesystem::create_directories(place.base() / "empty");
        QVERIFY(
            workspace::createFromExample("invoice-desk", place.base() / "empty/", place.user()));
        QVERIFY(
            !workspace::createFromExample("invoice-desk", place.base() / "empty", place.user()));
        QVERIFY(!workspace::createFromExample("../schemas", place.base() / "x", place.user()));
        QCOMPARE(filesIn(place.base() / "ws").size(), std::size_t(1));
    }

    // The turns of the scripted clerk, call by call, on a copy: what the person meets when the run is over.
    void playsToTheEnd_data()
    {
        QTest::addColumn<bool>("approved");
        QTest::newRow("the person approves") << true;
        QTest::newRow("the person denies") << false;
    }
    void playsToTheEnd()
    {
        QFETCH(const bool, approved);
        const testing::TempWorkspace place;
        const auto root = place.base() / "desk";
        QVERIFY(workspace::createFromExample("invoice-desk", root, place.user()));
        const auto script = parseJson(readFile(root / "scripts/demo.json").value());
        QVERIFY(script);
        const auto& turns = (*script)["clerk"];
        QVERIFY(turns.size() <= 15);
        std::string last = "Sort the inbox";
        std::string text;
        std::vector<std::string> failed;
        for (const auto& entry : turns) {
            const Json* turn = &entry;
            for (std::size_t i = 0; entry.is_array(); ++i) {
                QVERIFY(i < entry.size());
                turn = &entry[i];
                const auto when = stringAt(*turn, "when");
                if (when.empty() || last.find(when) != std::string::npos)
                    break;
            }
            text = stringAt(*turn, "text");
            if (!turn->contains("tool_calls"))
                break;
            for (const auto& one : (*turn)["tool_calls"]) {
                const auto name = stringAt(one, "name");
                const auto& arguments = one["arguments"];
                if (name == "delete_file" && !approved) {
                    last = "denied: keep it";
                    continue;
                }
                const auto answer = call(root, name, arguments);
                if (answer.code != 0)
                    failed.push_back(name + " " + arguments.begin()->get<std::string>());
                last = answer.out + answer.errors;
                if (name == "list_files") {
                    last.clear();
                    for (const auto& file : filesIn(root / stringAt(arguments, "path")))
                        last += file + "\n";
                }
                if (name == "read_file")
                    last = readFile(root / stringAt(arguments, "path")).value_or(std::string());
            }
        }
        QCOMPARE(failed,
                 (std::vector<std::string>{"invoice_total inbox/scan-0042.txt",
                                           "file_invoice inbox/evergreen-0310.txt"}));
        QCOMPARE(filesIn(root / "inbox"),
                 approved ? std::set<std::string>{} : std::set<std::string>{"acme-1042-copy.txt"});
        QCOMPARE(filesIn(root / "review"),
                 (std::set<std::string>{".gitkeep", "fwd-delta-55013.eml", "scan-0042.txt"}));
        QCOMPARE(filesIn(root / "vendors").size(), std::size_t(20)); // three of September
        QVERIFY(!filesIn(root / "scripts").contains("__pycache__/invoice.cpython-311.pyc"));
        checkLedger(readFile(root / "ledger/ledger.csv").value());
        const auto summary = readFile(root / "reports/summary.md").value();
        QCOMPARE(summary.find("kept in inbox") != std::string::npos, !approved);
        QVERIFY(text.starts_with("17 invoices are filed, EUR 5,982.40 in all"));
        QCOMPARE(text.find("was kept") != std::string::npos, !approved);
    }

    void filesOneInvoiceOnceOrNotAtAll_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("vendor");
        QTest::newRow("outside") << QStringLiteral("../secret.txt") << QStringLiteral("Acme");
        QTest::newRow("above") << QStringLiteral("inbox/..") << QStringLiteral("Acme");
        QTest::newRow("a link") << QStringLiteral("inbox/link.txt") << QStringLiteral("Acme");
        QTest::newRow("other vendor")
            << QStringLiteral("inbox/acme-1041.txt") << QStringLiteral("Delta");
        QTest::newRow("no vendor")
            << QStringLiteral("inbox/acme-1041.txt") << QStringLiteral("../x");
        QTest::newRow("broken") << QStringLiteral("inbox/scan-0042.txt")
                                << QStringLiteral("Cobalt");
    }
    void filesOneInvoiceOnceOrNotAtAll()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, vendor);
        const testing::TempWorkspace place;
        const auto root = place.base() / "desk";
        QVERIFY(workspace::createFromExample("invoice-desk", root, place.user()));
        std::filesystem::create_symlink("acme-1041.txt", root / "inbox/link.txt");
        const auto before = filesIn(root);
        const auto ledger = readFile(root / "ledger/ledger.csv").value();
        const auto answer = call(root, "file_invoice",
                                 {{"path", path.toStdString()}, {"vendor", vendor.toStdString()}});
        QCOMPARE(answer.code, 1);
        QVERIFY(!answer.errors.empty() && answer.errors.find("Traceback") == std::string::npos);
        QCOMPARE(filesIn(root), before);
        QCOMPARE(readFile(root / "ledger/ledger.csv").value(), ledger);
    }

private:
    static void checkLedger(const std::string& ledger)
    {
        std::int64_t cents = 0;
        std::size_t lines = 0;
        for (const auto line : split(ledger, '\n')) {
            const auto cells = split(line, ',');
            if (cells.size() != 6 || cells[0] == "date")
                continue;
            ++lines;
            cents += std::llround(std::stod(std::string(cells[3])) * 100);
        }
        QCOMPARE(lines, std::size_t(20));
        QCOMPARE(cents, std::int64_t(598240 + 66700)); // EUR 667.00 of September
    }
};

QTEST_GUILESS_MAIN(TestExample)
#include "tst_example.moc"
