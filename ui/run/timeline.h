// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QAbstractScrollArea>

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace signalbox::ui {

// The run by agent over time, painted: one lane each, model calls and tool calls as bars. Ctrl and wheel or + and - zoom,
// a click or the arrow keys select. What waited for a person is hatched.
class Timeline : public QAbstractScrollArea
{
    Q_OBJECT

public:
    Timeline(const Theme& theme, RunView& view, QWidget* parent = nullptr);

    void zoomBy(double factor);
    void resetZoom();
    [[nodiscard]] int zoomPercent() const;
    [[nodiscard]] int laneCount() const { return int(m_lanes.size()); }

Q_SIGNALS:
    void zoomChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    struct Lane
    {
        trace::SpanId agent;
        std::vector<trace::SpanId> bars; // by start
        std::vector<std::size_t> waits; // of m_waits, by start
        int number = 1; // among lanes of this name
    };

    // Where an instant lies, for one painting.
    struct Scale
    {
        double origin = 0;
        double perMicro = 0; // pixels
        Timestamp begin{};
        [[nodiscard]] double x(Timestamp time) const
        {
            return origin + perMicro * double((time - begin).count());
        }
    };

    void showRun();
    void advance();
    void advanceWaits();
    void layoutBars();
    [[nodiscard]] Scale scale() const;
    void shrink(std::uint32_t count);
    [[nodiscard]] int laneOf(trace::SpanId id);
    void addLane(trace::SpanId agent);
    [[nodiscard]] QString laneName(int lane) const;
    void paintGrid(QPainter& painter) const;
    void paintLane(QPainter& painter, int lane, int top) const;
    void paintBars(QPainter& painter, const std::vector<trace::SpanId>& bars, int top) const;
    void paintWaits(QPainter& painter, const Lane& lane, int top) const;
    void paintThin(QPainter& painter, int top) const;
    void paintBar(QPainter& painter, const trace::Span& span, const QRectF& room) const;
    [[nodiscard]] QColor barColor(Tint tint) const;
    [[nodiscard]] bool leadsToLane(const trace::Span& span) const;
    [[nodiscard]] std::size_t firstFrom(const std::vector<trace::SpanId>& bars, std::size_t from,
                                        Timestamp time) const;
    [[nodiscard]] std::size_t firstInSight(const std::vector<trace::SpanId>& bars) const;
    [[nodiscard]] std::chrono::microseconds timeAt(double x) const; // since the begin of the run
    [[nodiscard]] double xOf(std::int64_t micros) const; // since the begin of the run
    [[nodiscard]] std::int64_t length() const; // of the run, microseconds
    [[nodiscard]] int laneAt(const QPoint& position) const; // -1: none
    [[nodiscard]] trace::SpanId barAt(const QPoint& position) const;
    // The row that waited there; invalid: none.
    [[nodiscard]] trace::SpanId waitAt(const QPoint& position) const;
    [[nodiscard]] std::chrono::microseconds waited(int lane, trace::SpanId id) const;
    [[nodiscard]] Timestamp endOf(const trace::Wait& wait) const; // as far as it is shown
    [[nodiscard]] QString tip(const QPoint& position) const;
    void selectBar(int lane, int step);
    [[nodiscard]] int labelWidth() const { return m_theme.scaled(110); }
    [[nodiscard]] int laneHeight() const { return m_theme.scaled(29); }
    [[nodiscard]] int barHeight() const { return m_theme.scaled(15); }
    [[nodiscard]] int axisHeight() const { return m_theme.scaled(22); }

    const Theme& m_theme;
    RunView& m_view;
    std::vector<Lane> m_lanes;
    std::unordered_map<std::uint32_t, int> m_laneOfAgent;
    std::map<std::string, int, std::less<>> m_lanesOfName;
    std::uint32_t m_known = 0;
    std::vector<trace::Wait> m_waits;
    std::size_t m_settled = 0; // waits that are over
    double m_zoom = 1;
    mutable std::vector<std::uint8_t> m_columns; // of the lane that is painted: tint by pixel
};

} // namespace signalbox::ui
