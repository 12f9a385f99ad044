// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/shortcuts.h"

#include <QAction>
#include <QCoreApplication>
#include <QSettings>

namespace signalbox::ui {

namespace {
constexpr const char* usualKeys = "usualKeys"; // properties of an action
constexpr const char* madeName = "madeName"; // texts of some change with what they would do

QString tr(const char* text)
{
    return QCoreApplication::translate("Shortcuts", text);
}

QString place(const KeyedAction& keyed)
{
    auto name = keyed.action->property(madeName).toString();
    name.replace(u'/', u'-');
    return QStringLiteral("shortcuts/%1/%2")
        .arg(keyed.where.isEmpty() ? QStringLiteral("window") : keyed.where, name);
}

// A key that is typed, or that moves about in a form, when nothing is held with it.
bool isForTyping(const QKeySequence& keys)
{
    const auto one = keys[0];
    const auto held = one.keyboardModifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    const auto key = one.key();
    const bool isFunction = key >= Qt::Key_F1 && key <= Qt::Key_F35;
    return held == Qt::NoModifier && !isFunction;
}
} // namespace

QString Shortcuts::name(const QAction& action)
{
    auto text = action.property("paletteText").toString();
    if (text.isEmpty())
        text = action.text();
    text.remove(u'&');
    return text;
}

QKeySequence Shortcuts::usual(const QAction& action)
{
    return action.property(usualKeys).value<QKeySequence>();
}

void Shortcuts::apply(const KeyedAction& keyed) const
{
    auto& action = *keyed.action;
    if (!action.property(madeName).isValid()) {
        action.setProperty(madeName, name(action));
        action.setProperty(usualKeys, action.shortcut());
    }
    const auto kept = m_settings.value(place(keyed));
    if (!kept.isValid())
        return;
    const auto keys = QKeySequence::fromString(kept.toString(), QKeySequence::PortableText);
    const bool isKey = keys.count() > 0 && keys[0].key() != Qt::Key_unknown;
    if (isKey || kept.toString().isEmpty()) // else of another version, or no key at all
        action.setShortcut(keys);
}

void Shortcuts::set(const KeyedAction& keyed, const QKeySequence& keys) const
{
    if (keys == usual(*keyed.action))
        return reset(keyed);
    m_settings.setValue(place(keyed), keys.toString(QKeySequence::PortableText));
    keyed.action->setShortcut(keys);
}

void Shortcuts::reset(const KeyedAction& keyed) const
{
    m_settings.remove(place(keyed));
    keyed.action->setShortcut(usual(*keyed.action));
}

QString Shortcuts::objection(const QList<KeyedAction>& all, const QList<QKeySequence>& fixed,
                             const KeyedAction& keyed, const QKeySequence& keys)
{
    if (keys.isEmpty())
        return {};
    if (isForTyping(keys) && keys != usual(*keyed.action))
        return tr("This key is for typing and moving about: hold Ctrl or Alt with it.");
    if (fixed.contains(keys))
        return tr("A panel of the window has these keys for itself.");
    for (const auto& other : all) {
        const bool meet =
            keyed.where.isEmpty() || other.where.isEmpty() || keyed.where == other.where;
        if (other.action != keyed.action && meet && other.action->shortcuts().contains(keys))
            return tr("%1 has these keys%2.")
                .arg(name(*other.action),
                     other.where.isEmpty() ? QString() : tr(" in %1").arg(other.where));
    }
    return {};
}

} // namespace signalbox::ui
