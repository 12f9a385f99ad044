// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/schemaform.h"

#include "ui/fakewindow.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::named;

namespace {
const char* const invoice =
    R"({"type":"object","required":["path","lines"],"additionalProperties":false,)"
    R"("properties":{)"
    R"("path":{"type":"string","description":"<b>file</b>"},)"
    R"("vendor":{"enum":["Acme","Globex"]},)"
    R"("total":{"type":"number","minimum":0},)"
    R"("due":{"type":["string","null"],"format":"date"},)"
    R"("paid":{"type":"boolean"},)"
    R"("lines":{"type":"array","items":{"$ref":"#/$defs/line"}},)"
    R"("extra":{"type":"object","additionalProperties":{"type":"integer"}},)"
    R"("who":{"oneOf":[{"title":"person","type":"object","properties":{"name":{"type":"string"}},"required":["name"]},)"
    R"({"title":"number","type":"integer"}]}},)"
    R"("$defs":{"line":{"type":"object","required":["total"],"properties":{"total":{"type":"number"},"text":{"type":"string"}}}}})";
}

namespace {
const char* const twoKinds =
    R"({"type":"object","properties":{"by":{"oneOf":[)"
    R"({"title":"Card","type":"object","properties":{"card":{"type":"string"}},)"
    R"("required":["card"],"additionalProperties":false},)"
    R"({"title":"Transfer","type":"object","properties":{"iban":{"type":"string"},)"
    R"("bank":{"type":"string","maxLength":4}},"required":["iban"],)"
    R"("additionalProperties":false}]}}})";
} // namespace

class TestSchemaForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackTheValueItWasGiven_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addRow("empty") << QByteArray("{}");
        QTest::addRow("all") << QByteArray(
            R"({"due":null,"extra":{"a":1},"lines":[{"text":"x","total":2.5},{"total":1}],"paid":true,"path":"a.pdf","total":12,"vendor":"Acme","who":{"name":"Ann"}})");
        QTest::addRow("other kind") << QByteArray(R"({"who":7})");
        QTest::addRow("empty text and list") << QByteArray(R"({"lines":[],"path":""})");
        QTest::addRow("several lines") << QByteArray(R"({"path":"a\nb"})");
        QTest::addRow("wrong kinds stay") << QByteArray(
            R"({"lines":"no list","paid":"yes","path":3,"total":"-12,50","vendor":"Initech"})");
        QTest::addRow("unknown members stay") << QByteArray(R"({"surprise":{"deep":[1,2]}})");
        QTest::addRow("null where it may not be") << QByteArray(R"({"path":null})");
    }
    void givesBackTheValueItWasGiven()
    {
        QFETCH(QByteArray, value);
        SchemaForm form;
        QVERIFY(form.setSchema(invoice).has_value());
        form.setValue(value.toStdString());
        QCOMPARE(QByteArray::fromStdString(form.value()), value);
        form.setView(SchemaForm::View::Json);
        QCOMPARE(form.view(), SchemaForm::View::Json);
        form.setView(SchemaForm::View::Form);
        QCOMPARE(QByteArray::fromStdString(form.value()), value);
    }

    void namesEachFieldByItsPath()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        form.setValue(
            R"({"path":"a","lines":[{"total":1},{"total":2}],"who":{"name":"x"},"extra":{"k":1}})");
        for (const char* path :
             {"path", "total", "due", "lines[0].total", "lines[1].total", "who.name", "extra.k"})
            QVERIFY2(named<QLineEdit>(form, path), path);
        QVERIFY(named<QComboBox>(form, "vendor"));
        QVERIFY(named<QCheckBox>(form, "paid"));
    }

    void tellsNullFromAbsent()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        form.setValue(R"({"due":null})");
        auto* due = named<QLineEdit>(form, "due");
        QCOMPARE(due->placeholderText(), QStringLiteral("null"));
        due->setText(QStringLiteral("2026-11-22"));
        QCOMPARE(form.value(), std::string(R"({"due":"2026-11-22"})"));
        due->clear();
        QCOMPARE(form.value(), std::string("{}"));
        QVERIFY(due->placeholderText().startsWith(QStringLiteral("not set")));
        auto* paid = named<QCheckBox>(form, "paid");
        QCOMPARE(paid->checkState(), Qt::PartiallyChecked);
        paid->setChecked(true);
        QCOMPARE(form.value(), std::string(R"({"paid":true})"));
    }

    void saysUnderTheFieldWhatIsWrong()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        form.setValue(R"({"path":"a","lines":[]})");
        QVERIFY(form.isValid());
        auto* total = named<QLineEdit>(form, "total");
        total->setText(QStringLiteral("-12,50"));
        QVERIFY(!form.isValid());
        const auto errors =
            total->parentWidget()->findChildren<QLabel*>(QStringLiteral("errorText"));
        QCOMPARE(errors.size(), 1);
        QVERIFY2(errors[0]->text().contains(QStringLiteral("number")),
                 qPrintable(errors[0]->text()));
        QCOMPARE(errors[0]->textFormat(), Qt::PlainText);
        total->setText(QStringLiteral("-3"));
        QVERIFY(!form.isValid());
        total->setText(QStringLiteral("12.5"));
        QVERIFY(form.isValid());
        QVERIFY(errors[0]->isHidden());
    }

    // What the form calls required is not sent without it, whatever the schema would let through.
    void aKindThatWasChosenIsFilled()
    {
        SchemaForm form;
        (void)form.setSchema(twoKinds);
        form.setValue("{}");
        QVERIFY(form.check()); // neither kind was chosen
        auto* chooser = named<QComboBox>(form, "by: kind");
        chooser->setCurrentIndex(2);
        QVERIFY(!form.check());
        named<QToolButton>(form, "by")->click();
        QCOMPARE(form.value(), std::string("{}"));
        QVERIFY(!form.check());
        named<QToolButton>(form, "by")->click();
        named<QLineEdit>(form, "by.iban")->setText(QStringLiteral("DE1"));
        QVERIFY(form.check());
        QCOMPARE(form.value(), std::string("{\"by\":{\"iban\":\"DE1\"}}"));
        chooser->setCurrentIndex(0);
        QVERIFY(form.check());
    }

    void aChosenKindSpeaksForItselfAlone()
    {
        SchemaForm form;
        (void)form.setSchema(twoKinds);
        form.setValue("{}");
        named<QComboBox>(form, "by: kind")->setCurrentIndex(2);
        named<QLineEdit>(form, "by.bank")->setText(QStringLiteral("too long a name"));
        (void)form.check();
        QStringList said;
        for (const auto* label : form.findChildren<QLabel*>(QStringLiteral("errorText"))) {
            if (label->isVisibleTo(&form) && !label->text().isEmpty())
                said << label->text();
        }
        QCOMPARE(said.join(u'|'),
                 QStringLiteral("required|expected at most 4 characters, found 15 characters: "
                                "\"too long a name\""));
    }

    void saysWhatIsMissingOnlyWhenAsked()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        form.setValue("{}");
        auto* path = named<QLineEdit>(form, "path");
        QVERIFY(!path->parentWidget()->findChild<QLabel*>(QStringLiteral("errorText")));
        QVERIFY(!form.check());
        auto* error = path->parentWidget()->findChild<QLabel*>(QStringLiteral("errorText"));
        QVERIFY(error && !error->isHidden());
    }

    void addsMovesAndRemovesItems()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        form.setValue(R"({"lines":[{"total":1},{"total":2}]})");
        named<QToolButton>(form, "Move lines[1] up")->click();
        QCOMPARE(form.value(), std::string(R"({"lines":[{"total":2},{"total":1}]})"));
        named<QToolButton>(form, "Remove lines[0]")->click();
        named<QToolButton>(form, "Add item to lines")->click();
        named<QLineEdit>(form, "lines[1].total")->setText(QStringLiteral("9"));
        QCOMPARE(form.value(), std::string(R"({"lines":[{"total":1},{"total":9}]})"));
    }

    void choosesAKindOfAUnion()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        auto* chooser = named<QComboBox>(form, "who: kind");
        QCOMPARE(chooser->itemText(1), QStringLiteral("person"));
        chooser->setCurrentIndex(1);
        named<QLineEdit>(form, "who.name")->setText(QStringLiteral("Ann"));
        QCOMPARE(form.value(), std::string(R"({"who":{"name":"Ann"}})"));
        chooser->setCurrentIndex(2);
        named<QLineEdit>(form, "who")->setText(QStringLiteral("5"));
        QCOMPARE(form.value(), std::string(R"({"who":5})"));
        chooser->setCurrentIndex(0);
        QCOMPARE(form.value(), std::string("{}"));
    }

    void staysInJsonUntilItIsJson()
    {
        SchemaForm form;
        (void)form.setSchema(invoice);
        form.setView(SchemaForm::View::Json);
        auto* json = form.findChild<JsonEdit*>();
        json->editor().setPlainText(QStringLiteral("{\"path\": "));
        form.setView(SchemaForm::View::Form);
        QCOMPARE(form.view(), SchemaForm::View::Json);
        QVERIFY(!form.isValid());
        json->editor().setPlainText(QStringLiteral("{\"path\": \"b\", \"lines\": []}"));
        form.setView(SchemaForm::View::Form);
        QCOMPARE(named<QLineEdit>(form, "path")->text(), QStringLiteral("b"));
        QVERIFY(form.isValid());
    }

    void endsForAnySchema_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addRow("recursive")
            << QByteArray(R"({"type":"object","properties":{"next":{"$ref":"@"}}})");
        QTest::addRow("required recursion") << QByteArray(
            R"({"type":"object","properties":{"next":{"$ref":"@"}},"required":["next"]})");
        QTest::addRow("reference to itself") << QByteArray(R"({"$ref":"@"})");
        QTest::addRow("circle") << QByteArray(
            R"({"$defs":{"a":{"$ref":"@/$defs/b"},"b":{"$ref":"@/$defs/a"}},"properties":{"x":{"$ref":"@/$defs/a"}}})");
        QTest::addRow("union of itself") << QByteArray(R"({"anyOf":[{"$ref":"@"},{"$ref":"@"}]})");
        QTest::addRow("allOf of itself") << QByteArray(R"({"allOf":[{"$ref":"@"}]})");
        QTest::addRow("reference to nowhere") << QByteArray(
            R"({"properties":{"x":{"$ref":"@/nothing"},"y":{"$ref":"http:127.0.0.1:1\/z"}}})");
        QTest::addRow("no schema") << QByteArray("not json");
        QTest::addRow("odd members")
            << QByteArray(R"({"type":7,"properties":[1],"required":"x","enum":{}})");
        QTest::addRow("odd properties") << QByteArray(
            R"({"properties":{"a":5,"b":null,"c":{"enum":[]},"d":{"type":[]},"e":{"items":true},"f":true}})");
        QTest::addRow("boolean") << QByteArray("false");
        QTest::addRow("list at the root")
            << QByteArray(R"({"type":"array","items":{"type":"string"}})");
    }
    void endsForAnySchema()
    {
        QFETCH(QByteArray, schema);
        schema.replace('@', '#'); // a hash in a raw string hides the class from moc
        SchemaForm form;
        (void)form.setSchema(schema.toStdString());
        form.setValue(R"({"next":{"next":{}},"x":1,"a":"b"})");
        (void)form.value();
        form.setView(SchemaForm::View::Json);
        form.setView(SchemaForm::View::Form);
        QVERIFY(form.findChildren<QWidget*>().size() < 4000);
    }

    void keepsTheOrderOfTheSchema()
    {
        SchemaForm form;
        (void)form.setSchema(
            R"({"type":"object","properties":{"zeta":{"type":"string"},"alpha":{"type":"string"}}})");
        form.resize(400, 300);
        form.show();
        QVERIFY(named<QLineEdit>(form, "zeta")->mapTo(&form, QPoint()).y()
                < named<QLineEdit>(form, "alpha")->mapTo(&form, QPoint()).y());
    }

    void isDrawn()
    {
        ui::testing::FakeWindow window;
        SchemaForm form;
        form.resize(440, 620);
        (void)form.setSchema(invoice);
        form.setValue(
            R"({"path":"inbox/acme\u202e.pdf","vendor":"Acme","total":"-12,50","lines":[{"total":1,"text":"one"},{"total":2}],"who":{"name":"Ann"}})");
        form.show();
        (void)form.check();
        ui::testing::shoot(window, form, "form");
    }
};

QTEST_MAIN(TestSchemaForm)
#include "tst_schemaform.moc"
