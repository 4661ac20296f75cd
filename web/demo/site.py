"""The invented newspaper as a web site, with what crawlers meet on real ones.

Three layouts, section pages with further pages, a feed, sitemaps, robots rules, a redirect, a dead link, a
page without content, links with tracking parameters, a draft that robots may not see.
"""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web.demo.newspaper import HOST, NAME, SECTIONS, NewsArticle, articles

PER_PAGE = 8
IN_FEED = 20
REDIRECTED = "/go/ferry"
BROKEN = "/world/2025/10/10/page-that-lost-its-text/"
DEAD = "/world/2025/10/11/page-that-never-was/"
DRAFT = "/drafts/the-harbour-master-retires/"


class Newspaper:
    """The site's state: whether the correction is published yet."""

    def __init__(self) -> None:
        self.corrected = False

    def title(self, article: NewsArticle) -> str:
        """The title as it stands now."""
        return article.corrected_title if self.corrected and article.corrected_title else article.title

    def paragraphs(self, article: NewsArticle) -> list[str]:
        """The text as it stands now."""
        if self.corrected and article.corrected_text:
            return article.corrected_text.strip().split("\n")
        return article.paragraphs


def create_site(newspaper: Newspaper) -> Flask:
    """Make the application that serves the newspaper."""
    site = Flask(__name__, static_folder=None)
    site.jinja_env.globals.update(
        name=NAME, host=HOST, sections=SECTIONS, newspaper=newspaper, rfc822=format_datetime
    )
    newest = sorted(articles(), key=lambda item: item.published, reverse=True)
    _add_lists(site, newest)
    _add_pages(site, newest)
    return site


def _add_pages(site: Flask, newest: list[NewsArticle]) -> None:
    """Add what readers see: the front page, the sections and the articles."""
    by_path = {article.path: article for article in newest}

    @site.get("/")
    def home() -> str:
        links = [REDIRECTED, BROKEN, DEAD, DRAFT]
        return render_template("newspaper/home.html", articles=newest[:12], odd_links=links)

    @site.get("/<section>/")
    def section_page(section: str) -> str:
        name = next((name for name in SECTIONS if name.lower() == section), None)
        page = request.args.get("page", 1, type=int)
        found = [article for article in newest if article.section == name]
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        if name is None or page < 1 or not shown:
            abort(404)
        more = page + 1 if page * PER_PAGE < len(found) else None
        return render_template("newspaper/section.html", section=name, articles=shown, more=more)

    @site.get("/<path:path>")
    def page(path: str) -> AnyResponse | str:
        return _page(f"/{path}", by_path, newest)


def _add_lists(site: Flask, newest: list[NewsArticle]) -> None:
    """Add what crawlers read: robots rules, sitemaps and the feed."""

    @site.get("/robots.txt")
    def robots() -> Response:
        return _text(
            render_template("newspaper/robots.txt", drafts=DRAFT.split("the-", maxsplit=1)[0]), "text/plain"
        )

    @site.get("/sitemap.xml")
    def sitemap_index() -> Response:
        months = sorted({f"{article.published:%Y-%m}" for article in newest})
        return _text(render_template("newspaper/sitemap_index.xml", months=months), "application/xml")

    @site.get("/sitemap-<month>.xml")
    def sitemap(month: str) -> Response:
        found = [article for article in newest if f"{article.published:%Y-%m}" == month]
        return _text(render_template("newspaper/sitemap.xml", articles=found), "application/xml")

    @site.get("/feed.xml")
    def feed() -> Response:
        found = render_template("newspaper/feed.xml", articles=newest[:IN_FEED])
        return _text(found, "application/rss+xml")


def _page(path: str, by_path: dict[str, NewsArticle], newest: list[NewsArticle]) -> AnyResponse | str:
    if path == REDIRECTED:
        return redirect(f"{newest[-1].path}?utm_source=short-link", 301)
    if path == BROKEN:
        return Response("", mimetype="text/html")
    if path == DRAFT:
        return render_template("newspaper/draft.html")
    article = by_path.get(path)
    if article is None:
        abort(404)
    others = [item for item in newest if item.section == article.section and item is not article][:3]
    found: dict[str, Any] = {"article": article, "related": others, "day": _day(article.published)}
    response = Response(render_template(f"newspaper/{article.layout}.html", **found))
    response.add_etag()
    return response.make_conditional(request)


def _day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def _text(body: str, mimetype: str) -> Response:
    return Response(body, mimetype=mimetype)
