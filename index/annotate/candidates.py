"""What a chunk may name: the value that the rules give and the reading of persons takes."""

from typing import Literal, NamedTuple

from index.annotate.chunks import Chunk

Label = Literal["person", "place", "maybe", "surname"]


class Candidate(NamedTuple):
    """A chunk with its label. A tuple, as many are made.

    Attributes:
        label: ``surname`` is a person only if the article names one so in full.
        titled: A person with a role or title beside it, worth a point more.
        place_too: A ``maybe`` that is a place unless a person of that name turns up.
        why: Of a person, the code of the rule, as `index.annotate.evidence` lists them.
    """

    chunk: Chunk
    label: Label
    titled: bool = False
    place_too: bool = False
    why: str = ""
