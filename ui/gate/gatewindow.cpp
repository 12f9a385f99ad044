// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gatewindow.h"

#include <algorithm>

namespace signalbox::ui {

GateWindow::GateWindow(QWidget* parent)
    : QDialog(parent)
{
    setModal(false);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setWindowFlag(Qt::WindowContextHelpButtonHint, false);
}

// A window manager takes the place of a window that is shown again for that of its frame: told nothing, the window would
// sink by the height of its title each time.
void GateWindow::setVisible(bool visible)
{
    if (visible && !isVisible() && m_at)
        move(*m_at);
    else if (!visible && isVisible())
        m_at = pos();
    QDialog::setVisible(visible);
}

void GateWindow::fitHeight(int wanted, int least, int most)
{
    if (m_fitted != 0 && height() != m_fitted)
        return;
    m_fitted = std::clamp(wanted, least, most);
    resize(width(), m_fitted);
}

} // namespace signalbox::ui
