"""From addresses and configured sources to what one run is to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from index.crawl.frontier import Frontier
from index.crawl.links import Kind, Link, kind_of
from index.crawl.messages import Patience, Site
from index.crawl.sources import Source
from index.settings import Settings
from index.urls import check_url, source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """How a crawl is to go about it.

    Attributes:
        max_pages: Articles to fetch at most; None for no limit.
        max_site_pages: Articles to fetch at most of a site whose source does not say.
        delay_s: Pause between two requests to one host of a site whose source does not say; None takes the
            setting.
        allow: Private ``HOST:PORT`` that may be reached.
        hosts: Where to really connect for some host names (``{"www.paper.example": "127.0.0.1:8000"}``);
            the endpoints are allowed, and pages keep the address under their host name.
        sources: Configured sources: their rules hold for seeds on their sites; without seeds, what is due
            of them is crawled.
        refresh: Whether to visit everything known of these sites again.
        patience: How long to wait for sites that fail.
    """

    max_pages: int | None = None
    max_site_pages: int | None = None
    delay_s: float | None = None
    allow: Sequence[str] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[Source] = ()
    refresh: bool = False
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do: the sites, and where to begin on each.

    Attributes:
        sites: In the order asked for.
        seeds: Addresses by site.
        allow: Private ``HOST:PORT`` that the sources allow.
        is_scheduled: Whether lists wait for their time, as learnt, rather than being read now.
    """

    sites: tuple[Site, ...]
    seeds: Mapping[str, list[Link]]
    allow: tuple[str, ...]
    is_scheduled: bool


def make_plan(settings: Settings, addresses: Iterable[str], options: CrawlOptions) -> Plan:
    """Plan a run over some addresses, or, without any, over all sources that are not paused.

    Raises:
        InputError: An address cannot be used.
    """
    given = list(addresses)
    known = {source.root: source for source in options.sources}
    active = [source for source in options.sources if not source.paused]
    seeds: dict[str, list[Link]] = {}
    for address in given or [url for source in active for url in source.addresses]:
        url = check_url(address)
        seeds.setdefault(source_of(url), []).append(Link(url=url, kind=_seed_kind(url), fresh=True))
    default_s = settings.crawl_delay_s if options.delay_s is None else options.delay_s
    sites = tuple(
        _site(root, links, known.get(root), default_s, options.max_site_pages, is_scheduled=not given)
        for root, links in seeds.items()
    )
    allow = tuple(pair for root in seeds if root in known for pair in known[root].allow)
    return Plan(sites, seeds, allow, not given)


def _site(
    root: str,
    links: list[Link],
    source: Source | None,
    delay_s: float,
    max_pages: int | None,
    *,
    is_scheduled: bool,
) -> Site:
    whole = any(link.kind == "home" for link in links)
    if source is None:
        return Site(root=root, whole=whole, delay_s=delay_s, max_pages=max_pages)
    return Site(
        root=root, whole=whole, include=source.include, exclude=source.exclude,
        delay_s=delay_s if source.delay_s is None else source.delay_s,
        max_pages=source.max_pages or max_pages, max_depth=source.max_depth,
        pause_s=source.every_s if is_scheduled else 0.0,
    )  # fmt: skip


def _seed_kind(address: str) -> Kind:
    """Guess what a seed is; a file that is no page is taken for a feed until its body says otherwise."""
    return kind_of(address) or "feed"


def seed(frontier: Frontier, plan: Plan, run_start: float, *, refresh: bool, allowed: bool = False) -> None:
    """Put where to begin into the frontier: due now, or when their time has come.

    A name may have led to a private address for an hour, so where to begin is tried again; the rest of the
    sites only when private addresses are ``allowed``.
    """
    frontier.readmit(plan.seeds, whole=allowed)
    if refresh:
        frontier.force_all(plan.seeds)
    for site in plan.sites:
        links = plan.seeds[site.root]
        if plan.is_scheduled and not refresh:
            frontier.add(links, root=site.root, depth=0, run_start=run_start, pause_s=site.pause_s)
        else:
            frontier.force(links, root=site.root)


def user_agent(settings: Settings) -> str:
    """Give the name under which we visit: product, version and, when set, a contact."""
    try:
        product = f"Dateline/{version('dateline')}"
    except PackageNotFoundError:
        product = "Dateline"
    return f"{product} (+{settings.contact})" if settings.contact else product
