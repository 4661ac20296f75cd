"""Random articles of invented words that no stemmer touches, for properties that hold in any archive."""

import random
from calendar import monthrange
from datetime import date, timedelta

from index.article import Annotations, CleanArticle, Entity, FoundDate, FoundEntity, Moment, article_id
from index.store_writer import NewArticle
from index.stories import bands, shingles

WORDS = ("kova", "telu", "mirp", "zont", "bafo", "wupo")
PERSONS = ("p:ada_kova", "p:a_kova", "p:kova", "p:bo_telu", "p:telu", "p:mirp")
PLACES = {"g:1": "PT", "g:2": "PT", "g:3": "KE", "l:sea": None}
VALUES: dict[str, tuple[str, ...]] = {
    "person": PERSONS,
    "place": tuple(PLACES),
    "country": ("PT", "KE", "TR"),
    "source": ("one.example", "two.example", "three.example"),
    "author": ("Jane Roe", "John Poe"),
    "lang": ("en", "fr"),
    "section": ("World", "Sport"),
    "tag": ("grain", "ships"),
    "type": ("news", "opinion"),
}
FIRST, LAST = date(2022, 10, 1), date(2023, 1, 31)


def make_article(rnd: random.Random, number: int) -> NewArticle:
    source = rnd.choice(VALUES["source"])
    # A text begins with its own number, so that equal numbers are copies and others are not.
    copy_of = rnd.randrange(number + 1) if number and rnd.random() < 0.4 else number
    words = random.Random(copy_of).choices(WORDS, k=copy_of % 9)
    mark = "".join("abcdefghij"[int(digit)] for digit in f"{copy_of:03}")
    text = f"q{mark} {' '.join(words)} end."
    day = FIRST + timedelta(days=rnd.randrange((LAST - FIRST).days))
    printed = rnd.choice(
        [None, day.isoformat(), f"{day}T23:30:00-08:00", f"{day}T00:30:00+09:00", f"{day}T12:00:00+00:00"]
    )
    return NewArticle(
        id=article_id(source, str(number)),
        source=source,
        clean=CleanArticle(
            title=" ".join(rnd.choices(WORDS, k=rnd.randrange(4))),
            text=text,
            url=f"https://{source}/{number}",
            description=" ".join(rnd.choices(WORDS, k=rnd.randrange(2))),
            published=Moment.parse(printed, "import") if printed else None,
            authors=tuple(rnd.sample(VALUES["author"], rnd.randrange(3))),
            language=rnd.choice([None, *VALUES["lang"]]),
            section=rnd.choice([None, *VALUES["section"]]),
            tags=tuple(rnd.sample(VALUES["tag"], rnd.randrange(3))),
            kind=rnd.choice(VALUES["type"]),
        ),
        annotations=make_annotations(rnd),
        bands=tuple(bands(shingles(text))),
        cleaner_version=1,
        annotator_version=1,
    )


def name_of(key: str) -> str:
    """A name that shares no word with any key or other name: a query by key must not find by name."""
    return "N" + "".join(char for char in key if char.isalnum())


def make_annotations(rnd: random.Random) -> Annotations:
    persons = rnd.sample(PERSONS, rnd.randrange(4))
    places = rnd.sample(sorted(PLACES), rnd.randrange(4))
    return Annotations(
        persons=tuple(
            FoundEntity(
                entity=Entity(key=key, kind="person", name=name_of(key)),
                points=rnd.randint(1, 4),
                mentions=(),
            )
            for key in persons
        ),
        places=tuple(
            FoundEntity(
                entity=Entity(key=key, kind="place", name=name_of(key), country=PLACES[key]),
                points=rnd.randint(1, 4),
                mentions=(),
            )
            for key in places
        ),
        dates=tuple(make_date(rnd) for _ in range(rnd.randrange(4))),
    )


def make_date(rnd: random.Random) -> FoundDate:
    day = FIRST + timedelta(days=rnd.randrange((LAST - FIRST).days))
    month_end = day.replace(day=monthrange(day.year, day.month)[1])
    start, end, granularity = rnd.choice(
        [
            (day, day, "day"),
            (day.replace(day=1), month_end, "month"),
            (date(day.year, 1, 1), date(day.year, 12, 31), "year"),
            (day, day + timedelta(days=rnd.randrange(60)), "range"),
        ]
    )
    return FoundDate(start=start, end=end, granularity=granularity, mentions=())  # type: ignore[arg-type]
