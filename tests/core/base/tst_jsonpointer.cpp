// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonpointer.h"

#include <QTest>

using namespace signalbox;

class TestJsonPointer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKeyComesBack_data()
    {
        QTest::addColumn<std::string>("key");
        QTest::addColumn<std::string>("segment");
        QTest::addRow("plain") << std::string("path") << std::string("/path");
        QTest::addRow("empty") << std::string() << std::string("/");
        QTest::addRow("slash") << std::string("a/b") << std::string("/a~1b");
        QTest::addRow("tilde") << std::string("~") << std::string("/~0");
        QTest::addRow("looks escaped") << std::string("~1~0") << std::string("/~01~00");
        QTest::addRow("a zero byte") << std::string("a\0b", 3) << std::string("/a\0b", 4);
    }

    void everyKeyComesBack()
    {
        QFETCH(std::string, key);
        QFETCH(std::string, segment);
        QCOMPARE(pointerSegment(key), segment);
        QCOMPARE(keyOfSegment(std::string_view(segment).substr(1)), key);
    }

    void aTildeThatEscapesNothingIsATilde()
    {
        QCOMPARE(keyOfSegment("~"), std::string("~"));
        QCOMPARE(keyOfSegment("a~2"), std::string("a~2"));
        QCOMPARE(keyOfSegment("~~1"), std::string("~/"));
    }
};

QTEST_GUILESS_MAIN(TestJsonPointer)
#include "tst_jsonpointer.moc"
