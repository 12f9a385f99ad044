// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace signalbox::ui {

class CodeEdit;
class PanelHeader;

// Everything about the selected row: arguments with checks and origin, result, messages, usage, provenance, raw events.
// A tab is filled when it is looked at.
class Inspector : public QWidget
{
    Q_OBJECT

public:
    Inspector(const Theme& theme, RunView& view, PanelHeader& header, QWidget* parent = nullptr);

    enum class Tab
    {
        Arguments,
        Result,
        Messages,
        Usage,
        Provenance,
        Raw
    };
    void showTab(Tab tab);
    [[nodiscard]] QString shownText(Tab tab) const; // of the tab's main text

Q_SIGNALS:
    void reviewRequested(const QString& gateId);

private:
    QWidget* makeArguments();
    CodeEdit* makeCode(const QString& name, bool json);
    void refresh();
    void refreshIfChanged();
    void refreshSoon();
    void appendStream();
    [[nodiscard]] const Stream* stream() const;
    void fill();
    void fillHeader();
    void fillArguments();
    void fillMessages(const Stream* live);
    void fillResult();
    void fillExecuted();
    void fillOrigins();
    void addLine(QVBoxLayout& layout, const QString& mark, const QString& text,
                 const QString& role);
    void showText(CodeEdit& edit, const std::string& text, bool json);

    const Theme& m_theme;
    RunView& m_view;
    PanelHeader& m_header;
    QTabWidget* m_tabs;
    CodeEdit* m_arguments = nullptr;
    CodeEdit* m_executed = nullptr; // shown where it ran with others than were asked for
    CodeEdit* m_result = nullptr;
    CodeEdit* m_messages = nullptr;
    CodeEdit* m_usage = nullptr;
    CodeEdit* m_provenance = nullptr;
    CodeEdit* m_raw = nullptr;
    QLabel* m_argumentsNote = nullptr;
    QLabel* m_executedNote = nullptr;
    QVBoxLayout* m_checks = nullptr;
    QVBoxLayout* m_origins = nullptr;
    QPushButton* m_review = nullptr;
    trace::SpanDetails m_details;
    std::string m_messagesOf; // run and path whose messages were brought into sight
    QTimer m_soon; // while a run is played back: not for every event
    QElapsedTimer m_sinceMoved;
    std::size_t m_seenEvents = 0;
    std::size_t m_shownText = 0; // bytes of the stream that are in the view
    std::size_t m_shownThinking = 0;
    trace::SpanStatus m_seenStatus = trace::SpanStatus::Running;
};

} // namespace signalbox::ui
