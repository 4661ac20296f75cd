"""How far to trust each rule: the share of what it found that hand-marked news calls the same. Data only.

Source: mentions of persons overlapping a gold one in the development parts of CoNLL-2003 (stories of 80 words
or more), IEER 1999 and GUM news. Merges: Deutsche Welle's linked names (DWIE), where three of 530 were wrong,
and merges read by eye in headlines of 2025; kinds too rare there to be counted are set lower than seen.
"""

_PERSONS = {
    "known": 0.98,  # a notable person's full name
    "given-name": 0.97,
    "rare-given-name": 0.95,
    "initial": 0.93,
    "family-first": 0.93,  # East Asian order
    "title": 0.97,  # inside the name: "President Macron"
    "role": 0.86,  # before the name: "the spokesman, Konashenkov"
    "beside": 0.86,  # a role, an age or a verb of speech beside unlisted words
    "verb": 0.66,  # a verb of speech behind a lone word
    "unlisted": 0.75,  # two or three capitalised words that no list knows
    "surname": 0.97,  # of a full name in the article
    "first-name": 0.85,  # of a full name in the article
    "lone": 0.7,  # a word that is a person elsewhere in the article
    "family-name": 0.35,  # of notable persons, with nothing else to be
    "spacy": 0.7,  # a pipeline of the user's, not counted: set as a lone word; places have it too
}
_MERGES = {
    "particle": 0.99,  # Bashar Assad, Bashar al-Assad
    "order": 0.97,  # Orban Viktor, Viktor Orban
    "spelling": 0.98,  # Sergey, Sergei; Putin, Poutine
    "middle-name": 0.97,  # Donald Trump, Donald J. Trump
    "given-form": 0.95,  # Bill, William; Volodymyr, Vladimir
    "double-surname": 0.97,  # Pena Nieto, Enrique Pena Nieto
    "initial": 0.95,  # I. Petrov, Igor Petrov
    "slip": 0.95,  # Konashenkov, Konasehnkov
    "surname": 0.97,  # Konashenkov, Igor Konashenkov
    "common-surname": 0.85,  # Jones, Doug Jones: the only Jones of the collection
    "first-name": 0.85,  # Saddam, Saddam Hussein; Benedict, Benedict XVI
}


def confidence(why: str) -> float:
    """Give how sure a mention is that the rule of this code found, 0 to 1; 1 when no rule is named."""
    return _PERSONS.get(why, 1.0)


def merge_confidence(evidence: str) -> float:
    """Give how sure a merge of two forms by this evidence is, 0 to 1."""
    return _MERGES[evidence]
