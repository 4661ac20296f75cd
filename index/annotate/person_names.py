"""A person's key taken apart: given name, middle names, surname, suffix. Pure."""

from dataclasses import dataclass

from index.annotate.tables import is_notable, words

KEPT_PARTICLES = frozenset({"abu", "ben"})
"""Particles that make another name of what follows: Abu Omar is not Omar."""
_PATRONYMICS = frozenset({"bin", "ibn", "bint"})
"""Before the father's name: Mohammed bin Salman is not Salman."""
_NUMERALS = frozenset(
    [
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
        "xvii",
        "xviii",
        "xix",
        "xx",
        "xxiii",
    ]
)


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person key as extraction made it, its spelling, and the number of articles that hold it."""

    key: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a form.

    Attributes:
        words: Without particles and suffix; the surname last.
        suffix: ``jr``, ``sr`` or a numeral that tells two of one family apart, else empty.
        particle: The small word before the last one ("von", "al" for "el" too), or empty.
        numbered: Whether it is a ruler's or a pope's name with a numeral ("Benedict XVI").
    """

    form: PersonForm
    words: tuple[str, ...]
    suffix: str
    particle: str
    numbered: bool

    @classmethod
    def of(cls, form: PersonForm) -> "PersonName":
        """Take a form apart."""
        parts = [word for word in form.key.removeprefix("p:").split("~")[0].split("_") if word]
        suffix = parts[-1] if len(parts) > 1 and parts[-1] in words("suffixes") else ""
        dropped = (words("connectors") - KEPT_PARTICLES) | words("suffixes")
        core = tuple(word for word in parts if word not in dropped or _is_initial(form.name, word))
        particle = _particle(parts, core[-1]) if core else ""
        numbered = len(parts) > 1 and parts[-1] in _NUMERALS
        if numbered and len(core) == 1 and suffix:
            core, suffix = (*core, suffix), ""
        return cls(form, core or tuple(parts), suffix, particle, numbered)

    @property
    def surname(self) -> str:
        """The last word."""
        return self.words[-1]

    @property
    def given(self) -> str:
        """The first word, empty for a lone surname."""
        return self.words[0] if len(self.words) > 1 else ""

    @property
    def patronymic(self) -> bool:
        """Whether the last word is the father's name, by which nobody is called alone."""
        return self.particle in _PATRONYMICS

    @property
    def middle(self) -> tuple[str, ...]:
        """What stands between."""
        return self.words[1:-1]

    @property
    def family_first(self) -> bool:
        """Whether the first word is a family name of East Asia, which comes first there."""
        return len(self.words) > 1 and self.words[0] in words("east_asian_families")

    @property
    def notable(self) -> bool:
        """Whether the name, with or without its particles, is that of a notable person."""
        printed = self.form.key.removeprefix("p:").replace("_", " ")
        return is_notable(printed) or is_notable(" ".join(self.words))

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Full names first, then those in most articles, then by alphabet."""
        return (len(self.words) < 2, -self.form.articles, self.form.key)


def _is_initial(name: str, word: str) -> bool:
    """Whether one letter is an initial ("Robert E. Lee"), not a small word ("Vieira e Silva")."""
    return len(word) == 1 and f" {word} " not in f" {name} "


def _particle(parts: list[str], surname: str) -> str:
    at = len(parts) - 1 - parts[::-1].index(surname)
    before = parts[at - 1] if at else ""
    return "al" if before == "el" else before if before in words("connectors") else ""
