// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/jsonrewrite.h"

#include "base/jsonvalue.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestJsonRewrite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsTheSame_data();
    void keepsWhatIsTheSame();
    void saysTheValueWhateverTheTextWas_data();
    void saysTheValueWhateverTheTextWas();
    void replacesTextThatIsNoJson();
};

namespace {
OrderedJson value(const QByteArray& text)
{
    return parseOrderedJson(text.toStdString()).value_or(OrderedJson("no json"));
}
} // namespace

void TestJsonRewrite::keepsWhatIsTheSame_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("expected");

    QTest::addRow("nothing changed")
        << QByteArray(" {\n\t\"a\" : [ 1,2 ]\n}\n\n") << QByteArray("{'a':[1,2]}")
        << QByteArray(" {\n\t\"a\" : [ 1,2 ]\n}\n\n");
    QTest::addRow("one number deep inside")
        << QByteArray("{\n  'a': {'x':1,  'y' : [1,   {'z':2}]},\n  'b': 7\n}\n")
        << QByteArray("{'a':{'x':1,'y':[1,{'z':3}]},'b':7}")
        << QByteArray("{\n  'a': {'x':1,  'y' : [1,   {'z':3}]},\n  'b': 7\n}\n");
    QTest::addRow("a member added to lines")
        << QByteArray("{\n    'a': 1,\n    'b': 2\n}") << QByteArray("{'a':1,'b':2,'c':[1]}")
        << QByteArray("{\n    'a': 1,\n    'b': 2,\n    'c': [1]\n}");
    QTest::addRow("a member added to one line")
        << QByteArray("{'a': 1}") << QByteArray("{'a':1,'b':2}") << QByteArray("{'a': 1, 'b': 2}");
    QTest::addRow("a member added to a tight line")
        << QByteArray("{'a':1,'b':2}") << QByteArray("{'a':1,'b':2,'c':3}")
        << QByteArray("{'a':1,'b':2, 'c': 3}");
    QTest::addRow("the first member removed")
        << QByteArray("{\n  'a': 1,\n  'b' :2\n}") << QByteArray("{'b':2}")
        << QByteArray("{\n  'b' :2\n}");
    QTest::addRow("the last member removed")
        << QByteArray("{ 'a':1, 'b':2 }") << QByteArray("{'a':1}") << QByteArray("{ 'a':1 }");
    QTest::addRow("an element taken out of the middle")
        << QByteArray("[\n  {'n':1},\n  {'n': 2},\n  {'n'  :3}\n]")
        << QByteArray("[{'n':1},{'n':3}]") << QByteArray("[\n  {'n':1},\n  {'n'  :3}\n]");
    QTest::addRow("an element put in the middle")
        << QByteArray("[\n  {'n':1},\n  {'n'  :3}\n]") << QByteArray("[{'n':1},{'n':2},{'n':3}]")
        << QByteArray("[\n  {'n':1},\n  {'n': 2},\n  {'n'  :3}\n]");
    QTest::addRow("a text with brackets and quotes")
        << QByteArray("{'a': '}],\\\\', 'b': '\\u0022{'}") << QByteArray("{'a':'}],\\\\','b':1}")
        << QByteArray("{'a': '}],\\\\', 'b': 1}");
}

void TestJsonRewrite::keepsWhatIsTheSame()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, expected);
    for (auto* each : {&text, &wanted, &expected})
        each->replace('\'', '"');
    QCOMPARE(QString::fromStdString(rewriteJson(text.toStdString(), value(wanted))),
             QString::fromUtf8(expected));
}

void TestJsonRewrite::saysTheValueWhateverTheTextWas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("wanted");
    const QByteArray values[] = {"{}",
                                 "[]",
                                 "7",
                                 "{'a':{}}",
                                 "{'a':[]}",
                                 "{'a':[[1],[2,3],{'b':null}],'c':'x'}",
                                 "[1,2,3,4,5,6]",
                                 "[6,5,4,3,2,1]",
                                 "{'b':1,'a':2}",
                                 "{'a':2,'b':1}",
                                 "{'':'','\\n':[{'':{}}]}"};
    for (const auto& from : values) {
        for (const auto& to : values)
            QTest::addRow("%s to %s", from.constData(), to.constData()) << from << to;
    }
    QByteArray deep;
    for (int i = 0; i < 200; ++i)
        deep += "[";
    deep += "1";
    QByteArray other = deep + ",2";
    for (int i = 0; i < 200; ++i) {
        deep += "]";
        other += "]";
    }
    QTest::addRow("deep") << deep << other;
}

void TestJsonRewrite::saysTheValueWhateverTheTextWas()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, wanted);
    text.replace('\'', '"');
    wanted.replace('\'', '"');
    const auto written = rewriteJson(text.toStdString(), value(wanted));
    QCOMPARE(QString::fromStdString(dumpJson(value(QByteArray::fromStdString(written)))),
             QString::fromStdString(dumpJson(value(wanted))));
}

void TestJsonRewrite::replacesTextThatIsNoJson()
{
    QCOMPARE(QString::fromStdString(rewriteJson("{\"a\": ", value("{\"b\":1}"))),
             QStringLiteral("{\"b\": 1}\n"));
}

QTEST_GUILESS_MAIN(TestJsonRewrite)
#include "tst_jsonrewrite.moc"
