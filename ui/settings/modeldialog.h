// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "ui/uicontext.h"

#include <QDialog>

#include <memory>
#include <string>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox::ui {

class CodeEdit;
class MemberForm;

// One model of the workspace as a form, with what it changes in signalbox.json in sight. It writes nothing itself, and
// stays open until the file is saved.
class ModelDialog final : public QDialog
{
    Q_OBJECT

public:
    // `name` empty: a new model.
    ModelDialog(UiContext& context, std::string name, QWidget* parent);

    void showFailure(const QString& why);

Q_SIGNALS:
    void saveWanted(const QString& text); // of signalbox.json

private:
    void build();
    void buildFields();
    void addPrice(const QString& label, const char* member);
    void edit(const QString& member, const OrderedJson* value);
    void refresh();
    void save();
    [[nodiscard]] Result<std::string> text() const;

    UiContext& m_context;
    std::string m_was;
    std::shared_ptr<const OrderedJson> m_entry;
    QLineEdit* m_name;
    QCheckBox* m_default;
    MemberForm* m_fields;
    QLabel* m_problem;
    CodeEdit* m_diff;
    QPushButton* m_save;
};

} // namespace signalbox::ui
