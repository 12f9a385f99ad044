// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace signalbox::ui {

class MainWindow;
class Theme;

// Draws every mode of the window in both themes as FOLDER/MODE-light.png and FOLDER/MODE-dark.png. False where a file
// could not be written.
[[nodiscard]] bool takeScreenshots(MainWindow& window, Theme& theme, const QString& folder);

} // namespace signalbox::ui
