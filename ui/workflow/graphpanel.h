// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/graphscene.h"
#include "ui/workflow/tidy.h"

#include <QWidget>

#include <string>
#include <vector>

class QLabel;

namespace signalbox::ui {

class GraphView;
class Minimap;

// The graph of one document and where its nodes stand: by hand, tidied, or for the moment. GUI thread.
class GraphPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit GraphPanel(const Theme& theme, QWidget* parent = nullptr);
    ~GraphPanel() override;

    // `isOther`: another document than before; it is laid out where its file does not say, and fitted.
    void show(const Graph& graph, bool isOther);
    [[nodiscard]] GraphScene& scene() const { return *m_scene; }
    [[nodiscard]] GraphView& view() const { return *m_view; }
    // A place for a new node: beside the selected one, else in the middle of what is seen.
    [[nodiscard]] GraphPoint freePlace() const;
    void tidy();
    [[nodiscard]] Minimap& minimap() const { return *m_minimap; }
    void setNote(const QString& text, const QString& role); // over the graph; empty: none

Q_SIGNALS:
    // By hand or tidied: to be kept in the document. All nodes.
    void placesChanged(const signalbox::ui::Positions& places, bool tidied);
    void failed(const QString& why);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void orderLayout(bool asked);
    void onTidied(quint64 ticket, const std::vector<GraphPoint>& points);
    void onFailed(quint64 ticket, const QString& why);
    void showEmpty();
    void placeMinimap();

    GraphScene* m_scene;
    GraphView* m_view;
    Minimap* m_minimap;
    Tidier* m_tidier;
    QLabel* m_note;
    QLabel* m_empty;
    Positions m_places; // of all nodes, as shown
    quint64 m_ticket = 0;
    bool m_isAsked = false; // the order under way came from a person
    std::vector<std::string> m_ordered; // nodes of the order under way
};

} // namespace signalbox::ui
