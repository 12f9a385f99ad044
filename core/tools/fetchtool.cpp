// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/fetchtool.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "net/url.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace signalbox::tools {

namespace {
constexpr std::size_t maxBody = 1u << 20;
constexpr int maxRedirects = 5;

struct NamedCharacter
{
    std::string_view name;
    char32_t codePoint;
};
constexpr NamedCharacter namedCharacters[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
    {"nbsp", ' '},     {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"lsquo", 0x2018},
    {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"copy", 0xA9},     {"reg", 0xAE},
    {"trade", 0x2122}, {"euro", 0x20AC},  {"bull", 0x2022},  {"middot", 0xB7},   {"laquo", 0xAB},
    {"raquo", 0xBB},   {"times", 0xD7},   {"rarr", 0x2192},  {"larr", 0x2190}};

constexpr std::array<std::string_view, 6> hiddenElements = {"script", "style",    "template",
                                                            "svg",    "noscript", "iframe"};

constexpr std::array<std::string_view, 24> blockElements = {
    "p",       "div",    "br",     "li",  "ul",   "ol",         "tr",  "table",
    "h1",      "h2",     "h3",     "h4",  "h5",   "h6",         "pre", "section",
    "article", "header", "footer", "nav", "main", "blockquote", "hr",  "dd"};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

class HtmlReader
{
public:
    explicit HtmlReader(std::string_view html)
        : m_html(html)
        , m_lower(lower(html))
    { }

    PageText read()
    {
        while (m_at < m_html.size()) {
            if (m_html[m_at] == '<' && !m_noMoreTags)
                readTag();
            else if (m_html[m_at] == '&')
                readCharacter();
            else
                put(m_html.substr(m_at++, 1));
        }
        return {std::string(trim(m_page.title)), std::string(trim(m_page.text))};
    }

private:
    void put(std::string_view character)
    {
        auto& out = m_inTitle ? m_page.title : m_page.text;
        if (character.size() == 1 && isSpace(character[0])) {
            if (!out.empty() && out.back() != ' ' && out.back() != '\n')
                out += ' ';
            return;
        }
        out += character;
    }

    void breakLine()
    {
        auto& text = m_page.text;
        while (!text.empty() && text.back() == ' ')
            text.pop_back();
        if (!text.empty() && !text.ends_with("\n\n"))
            text += '\n';
    }

    // Behind `what`, or at the end.
    void skipBehind(std::string_view what, std::size_t from)
    {
        const auto found = m_lower.find(what, from);
        m_at = found == std::string::npos ? m_html.size() : found + what.size();
    }

    void readTag()
    {
        if (m_html.substr(m_at, 4) == "<!--") {
            skipBehind("-->", m_at + 4);
            return;
        }
        auto nameAt = m_at + 1;
        const bool closes = nameAt < m_html.size() && m_html[nameAt] == '/';
        nameAt += closes ? 1 : 0;
        const char first = nameAt < m_lower.size() ? m_lower[nameAt] : ' ';
        const bool isTag = (first >= 'a' && first <= 'z') || first == '!' || first == '?';
        // looked for by tags alone, which end there: a page of '<' would be read to its end at each of them
        const auto end = isTag ? m_lower.find('>', nameAt) : nameAt;
        m_noMoreTags = end == std::string::npos;
        if (m_noMoreTags || !isTag) {
            put(m_html.substr(m_at++, 1));
            return;
        }
        auto nameEnd = nameAt;
        while (nameEnd < end && !isSpace(m_lower[nameEnd]) && m_lower[nameEnd] != '/')
            ++nameEnd;
        const auto name = std::string_view(m_lower).substr(nameAt, nameEnd - nameAt);
        m_at = end + 1;
        if (!closes
            && std::find(hiddenElements.begin(), hiddenElements.end(), name)
                != hiddenElements.end()) {
            skipBehind("</" + std::string(name), m_at);
            skipBehind(">", m_at);
        } else if (name == "title") {
            m_inTitle = !closes && m_page.title.empty();
        } else if (name == "body") {
            m_inTitle = false;
        } else if (std::find(blockElements.begin(), blockElements.end(), name)
                   != blockElements.end()) {
            breakLine();
        } else if (name == "td" || name == "th") {
            put(" ");
        }
    }

    void readCharacter()
    {
        const auto end = m_html.substr(m_at, 12).find(';');
        auto name =
            end == std::string_view::npos ? std::string_view() : m_html.substr(m_at + 1, end - 1);
        char32_t codePoint = 0;
        if (name.starts_with('#')) {
            const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
            name.remove_prefix(hex ? 2 : 1);
            std::uint32_t number = 0;
            const auto parsed =
                std::from_chars(name.data(), name.data() + name.size(), number, hex ? 16 : 10);
            const bool surrogate = number >= 0xD800 && number < 0xE000;
            if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size()
                && number <= 0x10FFFF && !surrogate)
                codePoint = number;
        } else {
            for (const auto& known : namedCharacters)
                codePoint = known.name == name ? known.codePoint : codePoint;
        }
        if (codePoint == 0) {
            put(m_html.substr(m_at++, 1));
            return;
        }
        std::string character;
        appendUtf8(character, codePoint);
        put(character);
        m_at += end + 1;
    }

    const std::string_view m_html;
    const std::string m_lower; // same length: only ASCII letters differ
    std::size_t m_at = 0;
    bool m_inTitle = false;
    bool m_noMoreTags = false;
    PageText m_page;
};

bool isTextType(std::string_view type)
{
    return type.empty() || type.starts_with("text/") || type == "application/json"
        || type == "application/xml" || type == "application/xhtml+xml"
        || type == "application/javascript" || type == "application/x-ndjson"
        || type.ends_with("+json") || type.ends_with("+xml");
}

// The bytes of a body as UTF-8, by the charset of its type.
std::string decoded(std::string body, std::string_view contentType)
{
    const auto type = lower(contentType);
    if (!isUtf8(body)
        && (type.find("iso-8859-1") != std::string::npos
            || type.find("windows-1252") != std::string::npos)) {
        std::string text;
        for (const char c : body)
            appendUtf8(text, static_cast<unsigned char>(c));
        return text;
    }
    return toUtf8(body);
}

std::string textOf(const net::UrlParts& url)
{
    return url.scheme + "://" + net::displayHost(url) + (url.path.empty() ? "/" : url.path)
        + (url.query.empty() ? "" : "?" + url.query);
}

Result<net::UrlParts> plainUrl(std::string_view text)
{
    auto parts = net::parseUrl(text);
    if (!parts)
        return parts;
    const auto behindScheme = text.substr(text.find("://") + 3);
    if (behindScheme.substr(0, behindScheme.find_first_of("/?#")).find('@')
        != std::string_view::npos)
        return fail(Errc::Denied, "an address with a user name or password is not fetched");
    const bool plain = std::all_of(parts->host.begin(), parts->host.end(),
                                   [](char c) { return c > 0x20 && c < 0x7F; });
    if (!plain)
        return fail(Errc::Denied, "write the host of the address in ASCII (xn--...)");
    while (parts->host.ends_with('.'))
        parts->host.pop_back();
    return parts->host.empty()
        ? Result<net::UrlParts>(fail(Errc::Invalid, "the address names no host"))
        : parts;
}
} // namespace

PageText textOfHtml(std::string_view html)
{
    return HtmlReader(html).read();
}

struct FetchTool::Page
{
    int status = 0;
    std::string url;
    std::string type;
    std::string body;
    std::string location; // where it leads instead
    bool cut = false;
};

FetchTool::FetchTool(net::HttpClient& client, net::AddressPolicy addresses)
    : m_client(client)
    , m_addresses(addresses)
{ }

Result<Resolved> FetchTool::resolve(const Json& arguments) const
{
    const auto url = plainUrl(stringAt(arguments, "url"));
    if (!url)
        return tl::unexpected(url.error());
    if (m_addresses == net::AddressPolicy::PublicOnly
        && (net::isLoopbackHost(url->host)
            || (url->host.find_first_not_of("0123456789.") == std::string::npos
                && net::isSpecialAddress(url->host))
            || (url->host.find(':') != std::string::npos && net::isSpecialAddress(url->host))))
        return fail(
            Errc::Denied,
            "'" + url->host
                + "' is an address of a private or special network; only public ones are fetched");
    Target target;
    target.param = "url";
    target.host = url->host;
    target.identity = net::displayHost(*url);
    Resolved resolved;
    resolved.targets.push_back(std::move(target));
    resolved.arguments = dumpJson(Json{{"url", textOf(*url)}});
    return resolved;
}

Result<FetchTool::Page> FetchTool::getOnce(const std::string& url, std::stop_token stop) const
{
    net::HttpRequest request;
    request.method = "GET";
    request.url = url;
    request.headers = {
        {"accept", "text/html, text/plain, application/json, text/*;q=0.9, */*;q=0.1"},
        {"user-agent", "Signalbox/0.1"}};
    request.addresses = m_addresses;
    request.redirects = 0;
    request.maxBytes = maxBody + (64u << 10); // this function stops before
    request.idleTimeout = std::chrono::seconds(20);
    request.wallTimeout = std::chrono::seconds(60);
    Page page;
    const auto response = m_client.stream(
        std::move(request),
        [&page](const net::HttpResponse&, std::string_view bytes) {
            const auto room = maxBody - page.body.size();
            page.body += bytes.substr(0, room);
            page.cut = bytes.size() > room;
            return !page.cut;
        },
        stop);
    if (!response)
        return tl::unexpected(response.error());
    page.status = response->status;
    page.url = url;
    page.type = std::string(response->header("content-type"));
    if (page.status >= 300 && page.status < 400)
        page.location = std::string(response->header("location"));
    return page;
}

Result<FetchTool::Page> FetchTool::get(std::string url, std::stop_token stop) const
{
    const auto first = plainUrl(url);
    for (int hop = 0; first && hop <= maxRedirects; ++hop) {
        auto page = getOnce(url, stop);
        if (!page || page->location.empty())
            return page;
        const auto next = net::resolveUrl(url, page->location);
        const auto parts = next ? plainUrl(*next) : tl::unexpected(next.error());
        if (!parts)
            return tl::unexpected(parts.error());
        const bool lessSafe = first->scheme == "https" && parts->scheme == "http";
        if (parts->host != first->host || lessSafe
            || (parts->port != first->port && parts->scheme == first->scheme))
            return fail(Errc::Denied,
                        "it redirects to " + textOf(*parts)
                            + "; call fetch_url with that address if it is wanted");
        url = textOf(*parts);
    }
    return fail(Errc::Limit, "it redirects more than " + std::to_string(maxRedirects) + " times");
}

RunnerResult FetchTool::run(const Resolved& call, std::stop_token stop) const
{
    const auto url = stringAt(parseJson(call.arguments).value_or(Json()), "url");
    auto page = get(url, stop);
    if (!page)
        return failedResult(page.error().code == Errc::Cancelled
                                ? "cancelled"
                                : "cannot fetch " + url + ": " + page.error().text());
    const auto type = lower(trim(std::string_view(page->type).substr(0, page->type.find(';'))));
    if (!isTextType(type) || page->body.find('\0') != std::string::npos)
        return failedResult("cannot fetch " + url + ": it is "
                            + (type.empty() ? "binary" : toUtf8(type))
                            + ", and only text is returned");
    auto body = decoded(std::move(page->body), page->type);
    const bool html = type.find("html") != std::string::npos
        || (type.empty() && lower(body.substr(0, 512)).find("<html") != std::string::npos);
    auto text = html ? textOfHtml(body) : PageText{{}, std::move(body)};
    Json result{{"url", page->url}, {"status", page->status}, {"text", std::move(text.text)}};
    if (!text.title.empty())
        result["title"] = text.title;
    if (page->cut)
        result["cut"] = true;
    RunnerResult done;
    done.ok = page->status >= 200 && page->status < 300;
    if (!done.ok)
        result["error"] = "the server answered " + std::to_string(page->status) + " for " + url;
    done.result = dumpJson(result);
    done.cut = page->cut;
    return done;
}

} // namespace signalbox::tools
