"""Lines that are not the article's: each kind is met, and sentences that look like them stay."""

import pytest

from index.clean.boilerplate import LINES, kind_of, split_lines


@pytest.mark.parametrize("kind", LINES, ids=lambda kind: kind.name)
def test_each_kind_meets_its_example(kind):
    found = kind_of(kind.example)
    assert found is not None
    assert found.keep == kind.keep


@pytest.mark.parametrize(
    "line",
    [
        "Published: January 31, 2026, 16:30",
        "Published: January 31, 2026 at 4:30 p.m. ET",
        "Stand: 11.11.2022, 09:05 Uhr",
        "Publié le 3 mars 2022 à 10:00 - Mis à jour le 4 mars 2022 à 11:00",
        "Updated 2 hours ago",
        "01:23:45",
        "Con EFE y Reuters",
        "Lesen Sie auch: Die Brücke",
        "Compartir",
    ],
)
def test_boilerplate_of_several_languages_is_met(line):
    assert kind_of(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Published in 2010, the book was a success.",
        "Stand by me was published on a Friday, he said.",
        "The city gave its consent under one condition, which the council will hear in open session.",
        "Share prices fell by three percent in Tokyo on Monday.",
        "Follow-up talks will be held in Vienna, the minister said.",
        "Watch makers in Geneva sold more than last year.",
        "The newspaper said that subscribers would be told.",
        "At 00:52 the lights went out.",
        "Updated figures showed that 12 people had died.",
    ],
)
def test_sentences_that_look_like_boilerplate_stay(line):
    assert kind_of(line) is None


def test_lines_are_parted_into_text_credits_and_captions():
    text = "\n".join([
        "The ferry returns", "00:52", "The ferry came back on Friday.", "The ferry came back on Friday.",
        "A man waits in Odesa on May 2, 2022. © Ann Roe, Agency", "With EFE and Reuters",
    ])  # fmt: skip
    kept, credits, captions = split_lines(text, "The ferry returns")
    assert kept == ["The ferry came back on Friday."]
    assert credits == ["© Ann Roe, Agency", "With EFE and Reuters"]
    assert captions == ["A man waits in Odesa on May 2, 2022. © Ann Roe, Agency"]
