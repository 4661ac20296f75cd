"""The word tables of the gazetteer: parts of names, notable people, ordinary words, demonyms."""

import collections
import re
from collections.abc import Iterator

from index.annotate.folding import fold
from tools.gazetteer_sources import hand_rows, notable, package_file, split_names


def name_parts() -> Iterator[str]:
    """Count how often each word opens or closes the name of a notable person."""
    given: collections.Counter[str] = collections.Counter()
    family: collections.Counter[str] = collections.Counter()
    for name in notable("full"):
        words = fold(name).split()
        if len(words) < 2 or re.search(r"\b(?:of|the|von|zu)\b", name) or re.search(r"\d", name):
            continue
        given[words[0]] += 1
        family[words[-1]] += 1
    for tier, count in (("given", 20), ("given_corroboration", 3)):
        for name in notable(tier):
            given[fold(name)] = max(given[fold(name)], count)
    for word in sorted(given.keys() | family.keys()):
        if len(word) > 1 and given[word] + family[word] >= 2 and " " not in word:
            yield f"{word}\t{given[word]}\t{family[word]}"


def people() -> Iterator[str]:
    """Give the folded full names of notable people, and the lone names that mean one of them."""
    names = {name for name in map(fold, notable("full")) if name.count(" ") in (1, 2, 3)}
    names |= {name for name in map(fold, notable("short")) if name.isalpha()}
    return iter(sorted(names))


def ordinary_words() -> Iterator[str]:
    """Give the lower-case English words: known to the spelling dictionary and frequent in books.

    The mark after a word is ``2`` for the frequent ones, ``1`` for the others.
    """
    from spylls.hunspell import Dictionary

    speller = Dictionary.from_files(str(package_file("spylls", "hunspell", "data", "en", "en_US")))
    counted = (
        package_file("symspellpy", "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").split("\n")
    )
    found = {}
    for line in counted[:60_000]:
        word, _, count = line.strip().partition(" ")
        if word.isalpha() and len(word) > 1 and speller.lookup(word):
            found[word] = "2" if int(count) > 3_000_000 else "1"
    for word in sorted(found):
        yield f"{word}\t{found[word]}"


def demonyms() -> Iterator[str]:
    """Give each demonym of our table with its country, plurals added."""
    found: dict[str, str] = {}
    for row in hand_rows("countries.tsv"):
        for form in split_names(row[3]) if len(row) > 3 else []:
            found.setdefault(fold(form), row[0])
            if not re.search(r"(?:ese|ish|ch|men|man|woman|ss)$", form):
                found.setdefault(fold(form) + "s", row[0])
    return (f"{form}\t{code}" for form, code in sorted(found.items()))
