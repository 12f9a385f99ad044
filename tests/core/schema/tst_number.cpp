// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "schema/number.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::schema;

namespace {
Json value(const QString& text)
{
    return parseJson(text.toStdString()).value();
}
} // namespace

class TestNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordersValuesExactly_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<int>("order");
        QTest::newRow("1 is 1.0") << "1"
                                  << "1.0" << 0;
        QTest::newRow("-0 is 0") << "-0.0"
                                 << "0" << 0;
        QTest::newRow("2^53 + 1 is above 2^53") << "9007199254740993"
                                                << "9007199254740992.0" << 1;
        QTest::newRow("2^53 is below 2^53 + 1") << "9007199254740992.0"
                                                << "9007199254740993" << -1;
        QTest::newRow("largest uint64 below 2^64") << "18446744073709551615"
                                                   << "18446744073709551616.0" << -1;
        QTest::newRow("smallest int64") << "-9223372036854775808"
                                        << "-9223372036854775808.0" << 0;
        QTest::newRow("int64 above a huge negative") << "-9223372036854775808"
                                                     << "-1e300" << 1;
        QTest::newRow("negative below unsigned") << "-1"
                                                 << "18446744073709551615" << -1;
        QTest::newRow("fraction") << "3"
                                  << "3.5" << -1;
        QTest::newRow("negative fraction") << "-3"
                                           << "-3.5" << 1;
        QTest::newRow("true is not 1") << "true"
                                       << "1" << -1;
        QTest::newRow("lists") << "[1,2]"
                               << "[1.0,2]" << 0;
        QTest::newRow("longer list") << "[1,2]"
                                     << "[9]" << 1;
        QTest::newRow("objects") << R"({"a":1,"b":2})"
                                 << R"({"b":2.0,"a":1})" << 0;
        QTest::newRow("other key") << R"({"a":1})"
                                   << R"({"b":1})" << -1;
        QTest::newRow("deep") << R"([{"a":[1]}])"
                              << R"([{"a":[2]}])" << -1;
        QTest::newRow("text") << R"("a")"
                              << R"("b")" << -1;
    }

    void ordersValuesExactly()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(int, order);
        const auto sign = [](int n) { return n < 0 ? -1 : n > 0; };
        QCOMPARE(sign(compareJson(value(a), value(b))), order);
        QCOMPARE(sign(compareJson(value(b), value(a))), -order);
    }

    void knowsMultiplesOfDecimals_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("divisor");
        QTest::addColumn<bool>("multiple");
        QTest::newRow("0.3 of 0.1") << "0.3"
                                    << "0.1" << true;
        QTest::newRow("19.99 of 0.01") << "19.99"
                                       << "0.01" << true;
        QTest::newRow("1.005 of 0.01") << "1.005"
                                       << "0.01" << false;
        QTest::newRow("0.0075 of 0.0001") << "0.0075"
                                          << "0.0001" << true;
        QTest::newRow("0.00751 of 0.0001") << "0.00751"
                                           << "0.0001" << false;
        QTest::newRow("4.5 of 1.5") << "4.5"
                                    << "1.5" << true;
        QTest::newRow("-4.5 of 1.5") << "-4.5"
                                     << "1.5" << true;
        QTest::newRow("35 of 1.5") << "35"
                                   << "1.5" << false;
        QTest::newRow("0 of anything") << "0"
                                       << "7.3" << true;
        QTest::newRow("1e308 of 1e-8") << "1e308"
                                       << "1e-8" << true;
        QTest::newRow("1e308 of 0.5") << "1e308"
                                      << "0.5" << true;
        QTest::newRow("1e308 of 3") << "1e308"
                                    << "3" << false;
        QTest::newRow("smallest of itself") << "5e-324"
                                            << "5e-324" << true;
        QTest::newRow("2^64 - 1 of 3") << "18446744073709551615"
                                       << "3" << true;
        QTest::newRow("2^64 - 2 of 3") << "18446744073709551614"
                                       << "3" << false;
        QTest::newRow("smallest int64 of 2") << "-9223372036854775808"
                                             << "2" << true;
        QTest::newRow("0.1 of 2^64 - 1") << "0.1"
                                         << "18446744073709551615" << false;
    }

    void knowsMultiplesOfDecimals()
    {
        QFETCH(QString, number);
        QFETCH(QString, divisor);
        QFETCH(bool, multiple);
        QCOMPARE(isMultiple(value(number), value(divisor)), multiple);
    }

    void knowsIntegers_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<bool>("integer");
        QTest::newRow("3") << "3" << true;
        QTest::newRow("3.0") << "3.0" << true;
        QTest::newRow("1e300") << "1e300" << true;
        QTest::newRow("3.1") << "3.1" << false;
        QTest::newRow("text") << "\"3\"" << false;
    }

    void knowsIntegers()
    {
        QFETCH(QString, number);
        QFETCH(bool, integer);
        QCOMPARE(isInteger(value(number)), integer);
    }
};

QTEST_GUILESS_MAIN(TestNumber)
#include "tst_number.moc"
