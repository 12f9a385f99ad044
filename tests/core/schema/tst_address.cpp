// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/address.h"

#include <QTest>

using namespace signalbox::schema;

class TestAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Examples of RFC 3986, 5.4.
    void resolvesReferences_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("address");
        const QString rfc = QStringLiteral("http://a/b/c/d;p?q");
        const std::pair<const char*, const char*> rows[] = {{"g:h", "g:h"},
                                                            {"g", "http://a/b/c/g"},
                                                            {"./g", "http://a/b/c/g"},
                                                            {"g/", "http://a/b/c/g/"},
                                                            {"/g", "http://a/g"},
                                                            {"//g", "http://g"},
                                                            {"?y", "http://a/b/c/d;p?y"},
                                                            {"g?y", "http://a/b/c/g?y"},
                                                            {"#s", "http://a/b/c/d;p?q#s"},
                                                            {"g#s", "http://a/b/c/g#s"},
                                                            {"", "http://a/b/c/d;p?q"},
                                                            {".", "http://a/b/c/"},
                                                            {"..", "http://a/b/"},
                                                            {"../g", "http://a/b/g"},
                                                            {"../../g", "http://a/g"},
                                                            {"../../../g", "http://a/g"},
                                                            {"/../g", "http://a/g"},
                                                            {"g;x=1/../y", "http://a/b/c/y"}};
        for (const auto& [reference, address] : rows)
            QTest::addRow("rfc %s", reference)
                << rfc << QString::fromUtf8(reference) << QString::fromUtf8(address);
        QTest::newRow("urn and fragment") << "urn:example:a"
                                          << "#/$defs/b"
                                          << "urn:example:a#/$defs/b";
        QTest::newRow("no base") << ""
                                 << "#/a"
                                 << "#/a";
        QTest::newRow("no base, a file") << ""
                                         << "a.json"
                                         << "a.json";
        QTest::newRow("host alone") << "http://a"
                                    << "b"
                                    << "http://a/b";
        QTest::newRow("fragment of the base is dropped") << "http://a/b#c"
                                                         << "#d"
                                                         << "http://a/b#d";
        QTest::newRow("hostile dots") << "http://a/b"
                                      << "../../../../../x"
                                      << "http://a/x";
        QTest::newRow("colon without a scheme") << "http://a/b/c"
                                                << "1 2:3"
                                                << "http://a/b/1 2:3";
    }

    void resolvesReferences()
    {
        QFETCH(QString, base);
        QFETCH(QString, reference);
        QFETCH(QString, address);
        QCOMPARE(
            QString::fromStdString(resolveAddress(base.toStdString(), reference.toStdString())),
            address);
    }

    void readsPointers_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QStringList>("tokens");
        QTest::newRow("root") << "" << QStringList();
        QTest::newRow("plain") << "/a/b" << QStringList{QStringLiteral("a"), QStringLiteral("b")};
        QTest::newRow("escapes") << "/a~1b/~0c/~01"
                                 << QStringList{QStringLiteral("a/b"), QStringLiteral("~c"),
                                                QStringLiteral("~1")};
        QTest::newRow("empty tokens") << "//" << QStringList{QString(), QString()};
        QTest::newRow("broken escape stays")
            << "/~2/~" << QStringList{QStringLiteral("~2"), QStringLiteral("~")};
    }

    void readsPointers()
    {
        QFETCH(QString, pointer);
        QFETCH(QStringList, tokens);
        QStringList read;
        for (const auto& token : pointerTokens(pointer.toStdString()))
            read << QString::fromStdString(token);
        QCOMPARE(read, tokens);
    }

    void decodesPercentSigns()
    {
        QCOMPARE(percentDecoded("a%22b%C3%A9"), std::string("a\"b\xC3\xA9"));
        QCOMPARE(percentDecoded("%"), std::string("%"));
        QCOMPARE(percentDecoded("%4"), std::string("%4"));
        QCOMPARE(percentDecoded("%zz%41"), std::string("%zzA"));
    }
};

QTEST_GUILESS_MAIN(TestAddress)
#include "tst_address.moc"
