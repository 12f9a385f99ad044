// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"
#include "base/time.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono;

class TestHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Vectors of FIPS 180-2.
    void hashesAsSha256_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hex");
        QTest::newRow("empty")
            << ""
            << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        QTest::newRow("abc") << "abc"
                             << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QTest::newRow("two blocks")
            << "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
            << "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    }

    void hashesAsSha256()
    {
        QFETCH(QString, text);
        QFETCH(QString, hex);
        QCOMPARE(QString::fromStdString(sha256(text.toStdString()).hex()), hex);
    }

    void chainsHashes()
    {
        const auto first = sha256("a");
        QCOMPARE(chain(first, "b"), sha256(std::string(first.view()) + "b"));
        QVERIFY(chain(first, "b") != chain(first, "c"));
        QVERIFY(chain(Hash(), "b") != sha256("b"));
    }

    void writesAndReadsTime_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("text");
        QTest::newRow("epoch") << qint64(0) << "1970-01-01T00:00:00.000000Z";
        QTest::newRow("micros") << qint64(1'795'339'800'123'456) << "2026-11-22T09:30:00.123456Z";
        QTest::newRow("leap day") << qint64(1'709'164'800'000'001) << "2024-02-29T00:00:00.000001Z";
        QTest::newRow("before the epoch") << qint64(-1) << "1969-12-31T23:59:59.999999Z";
    }

    void writesAndReadsTime()
    {
        QFETCH(qint64, micros);
        QFETCH(QString, text);
        const Timestamp time{microseconds(micros)};
        QCOMPARE(QString::fromStdString(formatRfc3339(time)), text);
        QVERIFY(parseRfc3339(text.toStdString()) == time);
    }

    void readsTimesOfOthers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("micros");
        QTest::newRow("no fraction") << "1970-01-01T00:00:01Z" << qint64(1'000'000);
        QTest::newRow("millis") << "1970-01-01T00:00:00.5Z" << qint64(500'000);
        QTest::newRow("nanos are cut") << "1970-01-01T00:00:00.123456789Z" << qint64(123'456);
        QTest::newRow("offset") << "1970-01-01T01:00:00+01:00" << qint64(0);
        QTest::newRow("offset behind a fraction")
            << "1969-12-31T22:30:00.25-01:30" << qint64(250'000);
        QTest::newRow("small letters") << "1970-01-01t00:00:01z" << qint64(1'000'000);
        QTest::newRow("a space") << "1970-01-01 00:00:01Z" << qint64(1'000'000);
        for (const char* bad :
             {"", "now", "1970-01-01", "1970-13-01T00:00:00Z", "1970-02-30T00:00:00Z",
              "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z",
              "1970-01-01T00:00:-1Z", "1970/01/01T00:00:01Z", "1970-01-01T00:00:01Zjunk",
              "1970-01-01T00:00:01+1", "1970-01-01T00:00:01+99:00", "xxxx-01-01T00:00:01Z",
              "1970-01-01T00:00:01.Z", "1970-01-01T00.00.01Z"})
            QTest::addRow("none: %s", bad) << QString::fromUtf8(bad) << qint64(0);
    }

    void readsTimesOfOthers()
    {
        QFETCH(QString, text);
        QFETCH(qint64, micros);
        QCOMPARE(qint64(parseRfc3339(text.toStdString()).time_since_epoch().count()), micros);
    }

    void tellsTheTime()
    {
        const SystemClock clock;
        QVERIFY(clock.now() > parseRfc3339("2020-01-01T00:00:00Z"));
        const auto before = clock.steady();
        QVERIFY(clock.steady() >= before);
    }
};

QTEST_GUILESS_MAIN(TestHash)
#include "tst_hash.moc"
