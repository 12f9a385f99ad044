// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <QWidget>

#include <cmath>

static void loadResources()
{
    Q_INIT_RESOURCE(ui); // of a static library: must be named outside a namespace
}

namespace signalbox::ui {

namespace {
constexpr std::array<const char*, std::size_t(tintCount)> names = {"window",
                                                                   "panel",
                                                                   "raised",
                                                                   "hover",
                                                                   "border",
                                                                   "text",
                                                                   "muted",
                                                                   "faint",
                                                                   "accent",
                                                                   "on_accent",
                                                                   "selection",
                                                                   "run",
                                                                   "agent",
                                                                   "model",
                                                                   "tool",
                                                                   "node",
                                                                   "ok",
                                                                   "warning",
                                                                   "error",
                                                                   "ok_back",
                                                                   "warning_back",
                                                                   "error_back",
                                                                   "code_back",
                                                                   "code_key",
                                                                   "code_string",
                                                                   "code_number",
                                                                   "code_literal",
                                                                   "code_comment",
                                                                   "invisible_back",
                                                                   "diff_add_back",
                                                                   "diff_remove_back"};

QString firstInstalled(const QStringList& wanted)
{
    for (const auto& family : wanted) {
        if (QFontDatabase::hasFamily(family))
            return family;
    }
    return {};
}

QByteArray resource(const QString& name)
{
    QFile file(QStringLiteral(":/signalbox/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent)
{
    loadResources();
    m_systemDark = QPalette().color(QPalette::Window).lightness() < 128;
    load();
}

void Theme::applyTo(QApplication& application)
{
    m_application = &application;
    m_systemFontSize = std::max(application.font().pointSize(), 8);
    // Fusion draws the same on every desktop, so that light and dark are ours alone.
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    load();
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    load();
}

void Theme::setSystemDark(bool dark)
{
    if (dark == m_systemDark)
        return;
    m_systemDark = dark;
    if (m_choice == ThemeChoice::System)
        load();
}

void Theme::setFontSize(int points)
{
    const int size = points == 0 ? 0 : qBound(7, points, 32);
    if (size == m_fontSize)
        return;
    m_fontSize = size;
    load();
}

QFont Theme::smallFont() const
{
    auto font = m_font;
    font.setPointSizeF(m_font.pointSizeF() * 0.9);
    return font;
}

QFont Theme::titleFont() const
{
    auto font = m_font;
    font.setWeight(QFont::DemiBold);
    return font;
}

int Theme::scaled(int pixels) const
{
    return int(std::lround(pixels * m_font.pointSizeF() / 10.0));
}

QIcon Theme::icon(const QString& name, Tint tint) const
{
    auto svg = resource(QStringLiteral("icons/") + name + QStringLiteral(".svg"));
    const auto draw = [&svg](const QColor& paint) {
        auto colored = svg;
        colored.replace("currentColor", paint.name().toLatin1());
        QSvgRenderer renderer(colored);
        QPixmap pixmap(64, 64);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        return pixmap;
    };
    QIcon icon;
    icon.addPixmap(draw(color(tint)));
    icon.addPixmap(draw(color(Tint::Faint)), QIcon::Disabled);
    return icon;
}

void Theme::repolish(QWidget* widget)
{
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

void Theme::load()
{
    m_dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_systemDark);
    const auto colors =
        QJsonDocument::fromJson(resource(m_dark ? QStringLiteral("themes/dark.json")
                                                : QStringLiteral("themes/light.json")))
            .object();
    for (std::size_t i = 0; i < names.size(); ++i)
        m_colors[i] = QColor(colors.value(QLatin1String(names[i])).toString());

    m_font = m_application ? m_application->font() : QFont();
    const auto sans = firstInstalled({QStringLiteral("Inter"), QStringLiteral("Inter Display")});
    if (!sans.isEmpty())
        m_font.setFamily(sans);
    m_font.setPointSize(m_fontSize > 0 ? m_fontSize : m_systemFontSize);
    m_mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const auto mono =
        firstInstalled({QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono")});
    if (!mono.isEmpty())
        m_mono.setFamily(mono);
    m_mono.setPointSizeF(m_font.pointSizeF() * 0.95);
    m_mono.setStyleStrategy(QFont::PreferNoShaping); // as codeFont()

    if (!m_application)
        return;
    QPalette palette;
    palette.setColor(QPalette::Window, color(Tint::Window));
    palette.setColor(QPalette::Base, color(Tint::Panel));
    palette.setColor(QPalette::AlternateBase, color(Tint::Raised));
    palette.setColor(QPalette::Button, color(Tint::Raised));
    palette.setColor(QPalette::ToolTipBase, color(Tint::Raised));
    palette.setColor(QPalette::ToolTipText, color(Tint::Text));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::BrightText}) {
        palette.setColor(role, color(Tint::Text));
        palette.setColor(QPalette::Disabled, role, color(Tint::Faint));
    }
    palette.setColor(QPalette::PlaceholderText, color(Tint::Faint));
    palette.setColor(QPalette::Highlight, color(Tint::Selection));
    palette.setColor(QPalette::HighlightedText, color(Tint::Text));
    palette.setColor(QPalette::Link, color(Tint::Accent));
    palette.setColor(QPalette::Mid, color(Tint::Border));
    palette.setColor(QPalette::Dark, color(Tint::Border));
    palette.setColor(QPalette::Light, color(Tint::Hover));
    m_application->setPalette(palette);
    m_application->setFont(m_font);
    m_application->setStyleSheet(styleSheet());
    Q_EMIT changed();
}

} // namespace signalbox::ui
