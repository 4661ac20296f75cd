"""The options of commands that ask: a search state on the command line."""

from collections.abc import Callable
from typing import Any

import click

from index.columns import FACETS
from search.errors import BadRequestError
from search.state import FACET_LABELS, SearchState

FLAGS = {
    "undated": ("undated", "1"),
    "group_copies": ("copies", "group"),
    "every_mention": ("mentions", "every"),
    "names_as_typed": ("names", "typed"),
    "prefer_recent": ("recency", "on"),
}
"""Option to the parameter that it sets."""
DAY_FORMS = "YYYY, YYYY-MM or YYYY-MM-DD"


def state_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that make up a search state."""
    options = [
        click.option(f"--{name}", multiple=True, metavar="NAME", help=f"Only this {label}; repeat for OR.")
        for name, label in FACET_LABELS.items()
    ]
    # Two more for each facet: hidden, or the help would be longer than a screen; `--none` names them.
    options += [
        click.option(f"--{mode}-{name}", multiple=True, metavar="NAME", help=help_.format(label), hidden=True)
        for name, label in FACET_LABELS.items()
        for mode, help_ in (("all", "With each of these: {}."), ("not", "Without this {}."))
    ]
    options += [
        click.option(
            "--none",
            multiple=True,
            type=click.Choice(FACETS),
            metavar="FACET",
            help="Only articles without any value of a facet. Each facet also has --all-person (all of "
            "the names) and --not-person (none of them), and so on.",
        ),
        click.option("--from", "from", metavar="DAY", help=f"Published on or after: {DAY_FORMS}."),
        click.option("--to", "to", metavar="DAY", help="Published on or before."),
        click.option("--about-from", metavar="DAY", help="Talks about days on or after."),
        click.option("--about-to", metavar="DAY", help="Talks about days on or before."),
        click.option("--undated", is_flag=True, help="Only articles without a date of publication."),
        click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), help="Order of hits."),
        click.option("--group-copies", is_flag=True, help="Count and list copies of one text once."),
        click.option("--every-mention", is_flag=True, help="Count passing mentions of names too."),
        click.option("--names-as-typed", is_flag=True, help="Do not search other spellings of names."),
        click.option("--time-zone", metavar="ZONE", help="Show times in a zone such as Europe/Kyiv."),
        click.option("--prefer-recent", is_flag=True, help="Rank younger articles a little higher."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def read_state(query: str, options: dict[str, Any], **more: str) -> SearchState:
    """Build the state of a command's options; facet values are asked for by key or by name.

    Raises:
        BadRequestError: An option has a value that cannot be used.
    """
    named = [_any_of(name, options[name]) for name in FACET_LABELS if options[name]]
    for name in FACET_LABELS:
        named += [_clause(name, value) for value in options[f"all_{name}"]]
        named += [f"-{_clause(name, value)}" for value in options[f"not_{name}"]]
    text = " ".join([f"({query})" if named and query.strip() else query, *named]).strip()
    params = [("q", text), *more.items()]
    params += [
        (name, options[name]) for name in ("from", "to", "about_from", "about_to", "sort") if options[name]
    ]
    params += [("none", name) for name in options["none"]]
    params += [("tz", options["time_zone"])] if options["time_zone"] else []
    params += [param for name, param in FLAGS.items() if options[name]]
    state, diagnostics = SearchState.from_params(params)
    if diagnostics:
        raise BadRequestError(diagnostics)
    return state


def _any_of(facet: str, names: tuple[str, ...]) -> str:
    clauses = [_clause(facet, name) for name in names]
    return clauses[0] if len(clauses) == 1 else f"({' OR '.join(clauses)})"


def _clause(facet: str, name: str) -> str:
    return f'{facet}:"{name.replace(chr(34), " ")}"'
