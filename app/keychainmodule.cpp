// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// libsignalbox_keychain.so: QtKeychain behind three plain functions, loaded only when a key is asked for.
#include <string>
#include <thread>

#include <QCoreApplication>
#include <QEventLoop>
#include <QString>
#include <qt6keychain/keychain.h>

namespace {

constexpr auto service = "signalbox";

// Runs a job to its end on a thread of its own: the caller may be any thread but the GUI's.
template <class Prepare, class Finish>
bool runJob(Prepare prepare, Finish finish, std::string& error)
{
    static int argc = 1;
    static char name[] = "signalbox";
    static char* argv[] = {name, nullptr};
    static const auto* application =
        QCoreApplication::instance() ? nullptr : new QCoreApplication(argc, argv);
    (void)application;
    bool good = false;
    std::thread thread([&] {
        QEventLoop loop;
        auto job = prepare();
        job->setAutoDelete(false);
        QObject::connect(job.get(), &QKeychain::Job::finished, &loop, &QEventLoop::quit);
        job->start();
        loop.exec();
        good = job->error() == QKeychain::NoError;
        if (good)
            finish(*job);
        else
            error = job->errorString().toStdString();
    });
    thread.join();
    return good;
}

} // namespace

extern "C" __attribute__((visibility("default"))) bool
signalboxKeychainRead(const std::string& name, std::string& secret, std::string& error)
{
    return runJob(
        [&] {
            auto job = std::make_unique<QKeychain::ReadPasswordJob>(QString::fromLatin1(service));
            job->setKey(QString::fromStdString(name));
            return job;
        },
        [&](QKeychain::ReadPasswordJob& job) { secret = job.textData().toStdString(); }, error);
}

extern "C" __attribute__((visibility("default"))) bool
signalboxKeychainWrite(const std::string& name, const std::string& secret, std::string& error)
{
    return runJob(
        [&] {
            auto job = std::make_unique<QKeychain::WritePasswordJob>(QString::fromLatin1(service));
            job->setKey(QString::fromStdString(name));
            job->setTextData(QString::fromStdString(secret));
            return job;
        },
        [](QKeychain::WritePasswordJob&) {}, error);
}

extern "C" __attribute__((visibility("default"))) bool
signalboxKeychainRemove(const std::string& name, std::string& error)
{
    return runJob(
        [&] {
            auto job = std::make_unique<QKeychain::DeletePasswordJob>(QString::fromLatin1(service));
            job->setKey(QString::fromStdString(name));
            return job;
        },
        [](QKeychain::DeletePasswordJob&) {}, error);
}
