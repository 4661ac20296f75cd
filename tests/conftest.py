"""Shared fixtures: an empty store, articles made by hand; the order in which files are run."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from index.article import Annotations, CleanArticle, Moment, article_id
from index.settings import Settings
from index.store import Store, open_store
from index.store_writer import NewArticle
from index.stories import bands, shingles

# How long an example takes says how busy the machine is; speed is measured in benchmarks/.
hypothesis.settings.register_profile("dateline", deadline=None)
hypothesis.settings.load_profile("dateline")


LONG_TESTS = os.environ.get("DATELINE_LONG_TESTS") == "1"
"""Whether the longest tests try every case, not a part of them (README.md)."""

LONGEST = (
    "test_faults.py", "test_identity.py", "test_crawling_a_site.py", "test_engine_against_oracle.py",
    "test_counts_equal_lists.py", "test_corruption.py", "test_openapi.py", "test_hostile_pages.py",
    "test_reclean.py", "test_tasks.py", "test_bad_input.py", "test_importing.py",
)  # fmt: skip
"""Files to begin with, so that no process is left with one of them when the others have nothing to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within a file stays."""
    order = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def long_tests() -> bool:
    return LONG_TESTS


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.store_path, create=True)
    yield opened
    opened.close()


@pytest.fixture
def make_article() -> Callable[..., NewArticle]:
    def make(
        given: str,
        text: str = "A text.",
        *,
        title: str = "A title",
        source: str = "paper",
        published: str | None = "2022-11-11",
        annotations: Annotations | None = None,
        **clean: object,
    ) -> NewArticle:
        return NewArticle(
            id=article_id(source, given),
            source=source,
            clean=CleanArticle(
                title=title,
                text=text,
                published=Moment.parse(published, "import") if published else None,
                **clean,  # type: ignore[arg-type]
            ),
            annotations=annotations or Annotations(),
            bands=tuple(bands(shingles(text))),
            cleaner_version=1,
            annotator_version=1,
        )

    return make
