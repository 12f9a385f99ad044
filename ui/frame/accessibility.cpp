// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/accessibility.h"

#include "ui/workflow/graphaccess.h"
#include "ui/workflow/graphview.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessibleWidget>
#include <QComboBox>
#include <QLineEdit>

namespace signalbox::ui {

namespace {

class TabInterface : public QAccessibleWidget
{
public:
    explicit TabInterface(QWidget* widget)
        : QAccessibleWidget(widget, QAccessible::PageTab)
    { }

    QAccessible::State state() const override
    {
        auto state = QAccessibleWidget::state();
        state.selectable = true;
        state.selected = button().isChecked();
        return state;
    }

    QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }

    void doAction(const QString& name) override
    {
        if (name == pressAction())
            button().click();
        else
            QAccessibleWidget::doAction(name);
    }

private:
    QAbstractButton& button() const { return *static_cast<QAbstractButton*>(object()); }
};

class TabListInterface : public QAccessibleWidget
{
public:
    explicit TabListInterface(QWidget* widget)
        : QAccessibleWidget(widget, QAccessible::PageTabList)
    { }
};

class ComboInterface : public QAccessibleWidget
{
public:
    explicit ComboInterface(QWidget* widget)
        : QAccessibleWidget(widget, QAccessible::ComboBox)
    { }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name && !combo().accessibleName().isEmpty())
            return combo().accessibleName();
        if (kind == QAccessible::Name || kind == QAccessible::Value)
            return combo().currentText();
        return QAccessibleWidget::text(kind);
    }

    // The list first, the line of an editable one after it.
    int childCount() const override { return combo().isEditable() ? 2 : 1; }
    QAccessibleInterface* child(int index) const override
    {
        if (index == 0)
            return QAccessible::queryAccessibleInterface(combo().view());
        return index == 1 && combo().isEditable()
            ? QAccessible::queryAccessibleInterface(combo().lineEdit())
            : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        return child && child->object() == combo().view() ? 0 : combo().isEditable() ? 1 : -1;
    }

    QStringList actionNames() const override
    {
        return {showMenuAction(), pressAction(), increaseAction(), decreaseAction(),
                setFocusAction()};
    }

    void doAction(const QString& name) override
    {
        if (name == showMenuAction() || name == pressAction())
            combo().view()->isVisible() ? combo().hidePopup() : combo().showPopup();
        else if (name == increaseAction() && combo().currentIndex() + 1 < combo().count())
            choose(combo().currentIndex() + 1);
        else if (name == decreaseAction() && combo().currentIndex() > 0)
            choose(combo().currentIndex() - 1);
        else
            QAccessibleWidget::doAction(name);
    }

private:
    // As a person does it.
    void choose(int index)
    {
        combo().setCurrentIndex(index);
        Q_EMIT combo().activated(index);
    }

    QComboBox& combo() const { return *static_cast<QComboBox*>(object()); }
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object)
{
    if (!object || !object->isWidgetType())
        return nullptr;
    auto* widget = static_cast<QWidget*>(object);
    if (className == QStringLiteral("signalbox::ui::ModeButton"))
        return new TabInterface(widget);
    if (className == QStringLiteral("signalbox::ui::ModeBar"))
        return new TabListInterface(widget);
    if (className == QStringLiteral("QComboBox"))
        return new ComboInterface(widget);
    if (className == QStringLiteral("signalbox::ui::GraphView"))
        return makeGraphInterface(static_cast<GraphView*>(widget));
    return nullptr;
}

} // namespace

void installAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(&makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace signalbox::ui
