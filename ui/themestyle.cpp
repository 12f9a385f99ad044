// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/theme.h"

#include <QMap>

namespace signalbox::ui {

namespace {
// @name is a colour, #n a length of a 10 point font.
const char* const sheet = R"(
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @window; width: #6; height: #6; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: #4; }
QMenuBar { background: @window; color: @muted; padding: #2 #6; }
QMenuBar::item { padding: #4 #9; border-radius: #4; background: transparent; }
QMenuBar::item:selected { background: @hover; color: @text; }
QMenu { background: @panel; border: 1px solid @border; padding: #4; }
QMenu::item { padding: #5 #22 #5 #12; border-radius: #4; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @border; margin: #4 #6; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="faint"] { color: @faint; }
QLabel[role="error"] { color: @error; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="ok"] { color: @ok; }
QLabel[role="badge"] { color: @muted; border: 1px solid @border; border-radius: #4; padding: 0 #5; background: @raised; }
QLabel[role="badge"][tone="ok"] { color: @ok; border-color: @ok; background: @ok_back; }
QLabel[role="badge"][tone="warning"] { color: @warning; border-color: @warning; background: @warning_back; }
QLabel[role="badge"][tone="error"] { color: @error; border-color: @error; background: @error_back; }
QLabel[role="badge"][tone="accent"] { color: @accent; border-color: @accent; }
*[surface="panel"] { background: @panel; border: 1px solid @border; border-radius: #6; }
*[surface="header"] { background: @panel; border: 1px solid @border; border-top-left-radius: #6; border-top-right-radius: #6; }
*[surface="body"] { background: @panel; border: 1px solid @border; border-top: 0; border-bottom-left-radius: #6; border-bottom-right-radius: #6; }
*[surface="foot"] { background: @panel; border: 0; border-top: 1px solid @border; }
*[surface="bar"] { background: @window; border: 0; border-bottom: 1px solid @border; }
*[surface="status"] { background: @window; border: 0; border-top: 1px solid @border; }
*[surface="modes"] { background: @window; border: 0; border-right: 1px solid @border; }
*[surface="raised"] { background: @raised; border: 1px solid @border; border-radius: #6; }
*[surface="code"] { background: @code_back; border: 1px solid @border; border-radius: #5; }
*[surface="warning"] { background: @warning_back; border: 1px solid @warning; border-radius: #6; }
*[surface="error"] { background: @error_back; border: 1px solid @error; border-radius: #6; }
QPushButton { background: @raised; color: @text; border: 1px solid @border; border-radius: #5; padding: #4 #11; min-height: #17; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @border; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @panel; }
QPushButton:checked { border-color: @accent; color: @accent; }
QPushButton[kind="active"] { border-color: @accent; color: @accent; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600; }
QPushButton[kind="primary"]:focus { border-color: @text; }
QPushButton[kind="primary"]:disabled { background: @raised; color: @faint; border-color: @border; }
QPushButton[kind="danger"] { color: @error; }
QPushButton[kind="danger"]:disabled { color: @faint; }
QPushButton[kind="flat"] { background: transparent; border-color: transparent; color: @muted; padding: #3 #6; }
QPushButton[kind="flat"]:hover { background: @hover; color: @text; }
QPushButton[kind="flat"]:focus { border-color: @accent; }
QPushButton[kind="flat"]:checked { color: @accent; }
QPushButton[kind="flat"]:disabled { color: @faint; }
QPushButton[tone="problem"] { color: @warning; }
QPushButton[tone="clean"]:disabled { color: @ok; }
QPushButton::menu-indicator { image: url(:/signalbox/icons/arrow-@mode.svg); width: #9; height: #9; subcontrol-origin: padding; subcontrol-position: right center; right: #5; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: #4; padding: #3; color: @muted; }
QToolButton:hover { background: @hover; color: @text; }
QToolButton:focus { border-color: @accent; }
QToolButton:checked { color: @accent; background: @raised; }
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QAbstractSpinBox {
  background: @raised; color: @text; border: 1px solid @border; border-radius: #5; selection-background-color: @selection; selection-color: @text; }
QLineEdit, QComboBox, QAbstractSpinBox { padding: #3 #8; min-height: #19; }
QPlainTextEdit { padding: #3; }
QPlainTextEdit[readOnly="true"] { background: @code_back; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled { color: @faint; background: @panel; }
QComboBox::drop-down { border: 0; width: #18; }
QComboBox::down-arrow { image: url(:/signalbox/icons/arrow-@mode.svg); width: #10; height: #10; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; outline: 0; selection-background-color: @selection; selection-color: @text; }
QAbstractItemView { background: @panel; color: @text; border: 0; outline: 0; selection-background-color: @selection; selection-color: @text; }
QAbstractItemView#completions { background: @raised; border: 1px solid @border; }
QTreeView::item, QListView::item { border: 0; padding: #3 #4; }
QTreeView::item:hover, QListView::item:hover { background: @hover; }
QTreeView::item:selected, QListView::item:selected { border: 0; padding: #3 #4; background: @selection; color: @text; }
QTableView::item { border: 0; padding: 0 #5; }
QTableView::item:selected { border: 0; padding: 0 #5; background: @selection; color: @text; }
QTableView[cells="widgets"]::item, QTableView[cells="widgets"]::item:selected { padding: 0; }
QTableView[cells="widgets"] QHeaderView::section { padding: #4 #3; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: 0; padding: #4 #8; font-weight: 400; }
QTableCornerButton::section { background: @panel; border: 0; }
QTabWidget::pane { border: 0; border-top: 1px solid @border; background: @panel; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: #6 #8; border: 0; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { color: @accent; }
QTabBar::tab:disabled { color: @faint; }
QProgressBar { background: @raised; border: 0; border-radius: #3; max-height: #6; min-height: #6; }
QProgressBar::chunk { background: @ok; border-radius: #3; }
QProgressBar[tone="warning"]::chunk { background: @warning; }
QProgressBar[tone="error"]::chunk { background: @error; }
QProgressBar[tone="accent"]::chunk { background: @accent; }
QCheckBox, QRadioButton { spacing: #6; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QCheckBox::indicator, QRadioButton::indicator { width: #13; height: #13; border: 1px solid @muted; background: @raised; }
QCheckBox::indicator { border-radius: #3; }
QRadioButton::indicator { border-radius: #7; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/signalbox/icons/check-mark.svg); }
QCheckBox::indicator:indeterminate { background: @border; }
QRadioButton::indicator:checked { width: #7; height: #7; border: #4 solid @accent; background: @panel; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @faint; }
QGroupBox { border: 1px solid @border; border-radius: #6; margin-top: #9; padding-top: #6; }
QGroupBox::title { subcontrol-origin: margin; left: #8; color: @muted; }
QScrollArea { background: transparent; border: 0; }
QSplitter::handle { background: transparent; width: #6; height: #6; }
QDockWidget { color: @text; }
QScrollBar:vertical { background: transparent; width: #10; margin: 0; }
QScrollBar:horizontal { background: transparent; height: #10; margin: 0; }
QScrollBar::handle { background: @border; border-radius: #4; margin: #2; }
QScrollBar::handle:vertical { min-height: #24; }
QScrollBar::handle:horizontal { min-width: #24; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";
} // namespace

QString Theme::styleSheet() const
{
    const QMap<QString, Tint> colors = {
        {QStringLiteral("window"), Tint::Window},
        {QStringLiteral("panel"), Tint::Panel},
        {QStringLiteral("raised"), Tint::Raised},
        {QStringLiteral("hover"), Tint::Hover},
        {QStringLiteral("border"), Tint::Border},
        {QStringLiteral("text"), Tint::Text},
        {QStringLiteral("muted"), Tint::Muted},
        {QStringLiteral("faint"), Tint::Faint},
        {QStringLiteral("accent"), Tint::Accent},
        {QStringLiteral("on_accent"), Tint::OnAccent},
        {QStringLiteral("selection"), Tint::Selection},
        {QStringLiteral("ok"), Tint::Ok},
        {QStringLiteral("ok_back"), Tint::OkBack},
        {QStringLiteral("warning"), Tint::Warning},
        {QStringLiteral("warning_back"), Tint::WarningBack},
        {QStringLiteral("error"), Tint::Error},
        {QStringLiteral("error_back"), Tint::ErrorBack},
        {QStringLiteral("code_back"), Tint::CodeBack},
    };
    const auto source = QString::fromLatin1(sheet);
    QString out;
    out.reserve(source.size() * 2);
    for (qsizetype at = 0; at < source.size(); ++at) {
        const auto mark = source[at];
        if (mark != u'@' && mark != u'#') {
            out += mark;
            continue;
        }
        qsizetype end = at + 1;
        while (end < source.size() && (source[end].isLetterOrNumber() || source[end] == u'_'))
            ++end;
        const auto word = source.mid(at + 1, end - at - 1);
        if (mark == u'#')
            out += QString::number(scaled(word.toInt())) + QStringLiteral("px");
        else if (word == QStringLiteral("mode"))
            out += isDark() ? QStringLiteral("dark") : QStringLiteral("light");
        else
            out += color(colors.value(word)).name();
        at = end - 1;
    }
    return out;
}

} // namespace signalbox::ui
