// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include <optional>

namespace signalbox::ui {

// A window that holds nobody: not modal, it takes no focus when it comes, comes back where it was, and is as high as what
// it shows until the person gives it another size.
class GateWindow : public QDialog
{
    Q_OBJECT

public:
    explicit GateWindow(QWidget* parent = nullptr);

    void setVisible(bool visible) override;

protected:
    // `wanted`, within the bounds, in pixels; nothing where the person has chosen.
    void fitHeight(int wanted, int least, int most);

private:
    std::optional<QPoint> m_at; // of its frame when it was hidden
    int m_fitted = 0; // height it was given; another one is the person's
};

} // namespace signalbox::ui
