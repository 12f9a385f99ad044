// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

class QAction;
class QSettings;

namespace signalbox::ui {

// An action of the window whose keys a person may change.
struct KeyedAction
{
    QAction* action = nullptr;
    QString where; // the mode in which its keys hold; empty: in all of them
};

// The keys that a person gave to actions, kept in the settings under "shortcuts/WHERE/NAME". What is not there is as it
// was made. GUI thread.
class Shortcuts
{
public:
    explicit Shortcuts(QSettings& settings)
        : m_settings(settings)
    { }

    // Gives an action that was just made its keys, and remembers those it was made with.
    void apply(const KeyedAction& keyed) const;
    void set(const KeyedAction& keyed, const QKeySequence& keys) const; // empty: none
    void reset(const KeyedAction& keyed) const;

    [[nodiscard]] static QString name(const QAction& action); // as the palette has it
    [[nodiscard]] static QKeySequence usual(const QAction& action);
    // Why these keys cannot be the action's, in words; empty: they can. `fixed`: what panels have for themselves.
    [[nodiscard]] static QString objection(const QList<KeyedAction>& all,
                                           const QList<QKeySequence>& fixed,
                                           const KeyedAction& keyed, const QKeySequence& keys);

private:
    QSettings& m_settings;
};

} // namespace signalbox::ui
