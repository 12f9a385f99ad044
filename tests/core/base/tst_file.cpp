// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>

using namespace signalbox;
namespace fs = std::filesystem;

class TestFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void writesAndReadsBack()
    {
        const auto file = folder() / "a file";
        const std::string bytes("line\n\0\xFF", 7);
        QVERIFY(writeFileAtomically(file, bytes).has_value());
        QCOMPARE(*readFile(file), bytes);
        QVERIFY(writeFileAtomically(file, "", 0600).has_value());
        QCOMPARE(*readFile(file), std::string());
        QCOMPARE(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
        QCOMPARE(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()), 1);
    }

    void leavesNothingBehindWhenItFails()
    {
        fs::create_directory(folder() / "taken");
        std::ofstream(folder() / "taken" / "x") << "x";
        const auto written = writeFileAtomically(folder() / "taken", "bytes");
        QVERIFY(!written);
        QCOMPARE(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()), 1);
        QCOMPARE(writeFileAtomically(folder() / "none" / "x", "bytes").error().code,
                 Errc::NotFound);
    }

    void readsOnlyRegularFiles()
    {
        QCOMPARE(readFile(folder() / "none").error().code, Errc::NotFound);
        QCOMPARE(readFile(folder()).error().code, Errc::Invalid);
        QCOMPARE(readFile("/dev/zero").error().code, Errc::Invalid);
        const auto pipe = folder() / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QCOMPARE(readFile(pipe).error().code, Errc::Invalid); // and does not wait for a writer
    }

    void keepsItsLimit()
    {
        const auto file = folder() / "big";
        QVERIFY(writeFileAtomically(file, std::string(5000, 'x')).has_value());
        QCOMPARE(readFile(file, 5000)->size(), std::size_t(5000));
        const auto tooMuch = readFile(file, 4999);
        QCOMPARE(tooMuch.error().code, Errc::Limit);
        QCOMPARE(tooMuch.error().message, std::string("has 5000 bytes, at most 4999 are read"));
        // A file of the kernel says it has no bytes and has more.
        QVERIFY(!readFile("/proc/self/status")->empty());
        QCOMPARE(readFile("/proc/self/status", 10).error().code, Errc::Limit);
    }

    void closesDescriptorsOnce()
    {
        int number = -1;
        {
            FileHandle handle(::open("/dev/null", O_RDONLY | O_CLOEXEC));
            number = handle.get();
            QVERIFY(handle.isOpen());
            FileHandle other(std::move(handle));
            QVERIFY(!handle.isOpen()); // NOLINT(bugprone-use-after-move): what is tested
            QCOMPARE(other.get(), number);
            other = std::move(other);
            QCOMPARE(other.get(), number);
            handle = std::move(other);
            QCOMPARE(::fcntl(number, F_GETFD), FD_CLOEXEC);
        }
        QCOMPARE(::fcntl(number, F_GETFD), -1);
        FileHandle kept(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const int released = kept.release();
        QVERIFY(!kept.isOpen());
        QCOMPARE(::close(released), 0);
    }

private:
    fs::path folder() const { return m_folder->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestFile)
#include "tst_file.moc"
