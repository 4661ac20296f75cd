"""Whether the words around a date look back or ahead: the nearest verb or cue of its clause decides. Pure."""

import re
from typing import Literal

Outlook = Literal[-1, 0, 1]
"""Back, untold, ahead."""

_LEFT_REACH = 90
"""How far before a date its verb is looked for, in characters."""
_RIGHT_REACH = 60
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[\"“'‘(`]*[A-Z])|\n")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Prof|Inc|Corp|Co|Ltd|Bros|No|Jr|Sr|vs|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Calif|Ill|Mass|Mich|Conn|Fla|Pa|Va|Wash|Tex|Ariz|Colo))$"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AUXILIARIES = _words("will would won't won’t shall can could may might must should to wo")
_WAVERING = frozenset({"could", "might"})
"""With "be" they tell of the past as often as not: "he could be seen"."""
_VERBS = _words(
    "begin start meet hold vote open go decide take run visit discuss report leave arrive attend play face "
    "join return appear expire resume end close launch sign become travel release elect announce fly speak"
)
_AHEAD = _words(
    "will won't won’t would could might shall due payable effective expire expires resume resumes redeem "
    "redemption deadline upcoming terminate terminates maturing expect expects plan plans planned "
    "scheduled slated hope hopes starts begins opens launches goes arrives leaves meets"
)
_SET = _words(
    "due scheduled set expected slated planned likely supposed poised bound about going projected forecast"
)
"""Look ahead before "to" and "for", the first ones also before "on", "in", "by" and "at"."""
_SET_FOR = frozenset({"due", "scheduled", "expected", "slated", "planned", "likely"})
_PAST = _words(
    "was were had did said told came went took made began fell rose met held won lost left broke found "
    "gave got saw sent spoke kept led ran shot quit born became brought bought sold built drew flew grew "
    "knew paid stood struck swept thought threw wrote sought caught taught beat been drove chose woke "
    "swore sank sprang stole wore died agreed freed fled ended ago"
)
_DESCRIBED = _words(
    "the a an still yet this that his her its their our my of and or more most less very newly be for in "
    "with to two three"
)
"""Before a word in "-ed" they make it an adjective."""
_NO_PAST = frozenset({"need", "indeed", "speed", "united", "hundred", "sacred", "based", "armed", "limited"})
_UNTIL = re.compile(
    r"\b(?P<word>until|till|by|before|next|coming)\s(?:the\send\sof\s|noon\s|midnight\s|early\s|late\s|mid-)?$",
    re.IGNORECASE,
)
_UNTIL_ENDS = (
    "until",
    "till",
    "by",
    "before",
    "next",
    "coming",
    " of",
    "noon",
    "midnight",
    "early",
    "late",
    "mid-",
)
_EVENT_AHEAD = re.compile(
    r"['’]s\s(?:\w+\s){0,2}?(?:elections?|vote|ballot|referendum|meeting|summit|talks|game|match|final|race|"
    r"hearing|deadline|debate|session|launch|opening|conference)\b"
)
_ONLY_BEFORE = frozenset({"deadline", "planned", "scheduled", "plan", "plans", "due", "effective"})
"""Words that look ahead to a date behind them, but tell nothing of one before them."""
_CANCELLED = re.compile(r"\s(?:was|were|had\sbeen|has\sbeen)\s\w+ed\b")


def outlook(text: str, start: int, end: int) -> Outlook:
    """Tell whether what happens at the date from ``start`` to ``end`` lies behind or ahead."""
    left = _sentence_start(text, start)
    verb, finished = _last_cue(_WORD.findall(text[left:start].lower()))
    if text.startswith(("'s", "’s"), end):
        return 1 if (verb or _first_cue(text, end)) > 0 and _EVENT_AHEAD.match(text, end) else -1
    until = None
    if text[max(left, start - 24) : start].rstrip().lower().endswith(_UNTIL_ENDS):
        until = _UNTIL.search(text, max(left, start - 24), start)
    if until is not None:
        done = finished or (not verb and _first_cue(text, end) < 0)
        if not done or until["word"].lower() != "by":
            return 1
    if verb > 0 and _CANCELLED.match(text, end):
        return -1
    return verb or _first_cue(text, end)


def _sentence_start(text: str, start: int) -> int:
    left = max(0, start - _LEFT_REACH)
    found = left
    for match in _SENTENCE_END.finditer(text, left, start):
        if match.group() == "\n" or not _ABBREVIATED.search(
            text, max(left, match.start() - 6), match.start()
        ):
            found = match.end()
    return found


def _last_cue(words: list[str]) -> tuple[Outlook, bool]:
    """Give the outlook of the last cue, and whether it tells of what was over by then ("had left")."""
    for at in range(len(words) - 1, -1, -1):
        meaning = _meaning(words, at)
        if meaning:
            return meaning, meaning < 0 and (words[at] == "had" or "had" in words[max(0, at - 2) : at])
    return 0, False


def _first_cue(text: str, end: int) -> Outlook:
    stop = _SENTENCE_END.search(text, end, end + _RIGHT_REACH)
    words = _WORD.findall(text[end : stop.start() if stop else end + _RIGHT_REACH].lower())
    for at, word in enumerate(words):
        meaning = _meaning(words, at)
        if meaning and word not in _ONLY_BEFORE:
            return meaning
    return 0


def _meaning(words: list[str], at: int) -> Outlook:
    """Tell what one word says, with those beside it; most say nothing."""
    word = words[at]
    past = word in _PAST or (
        word.endswith("ed") and len(word) > 4 and word[-3] != "e" and word not in _NO_PAST
    )
    if not past and word not in _AHEAD and word not in _VERBS and word not in _SET:
        return 0
    before = words[at - 1] if at else ""
    if before.endswith("ly") and at > 1:
        at, before = at - 1, words[at - 2]
    if before in ("be", "been", "have", "had"):
        return _in_passive(words, at, before)
    after = words[at + 1] if at + 1 < len(words) else ""
    if word in _SET and (
        after in ("to", "for") or (word in _SET_FOR and after in ("on", "in", "by", "at", ""))
    ):
        return 1
    if word in _VERBS and before in _AUXILIARIES:
        return _after_auxiliary(words, at, before)
    if word in _AHEAD:
        return 1
    if word == "set":
        return -1
    if not past or (word.endswith("ed") and word not in _PAST and before in _DESCRIBED):
        return 0
    return -1


def _in_passive(words: list[str], at: int, before: str) -> Outlook:
    """Read "will be paid" as ahead; "had been due", "could be seen" and "would have paid" as back."""
    if before != "be":
        return -1
    said = words[max(0, at - 4) : at - 1]
    if _WAVERING.intersection(said):
        return -1
    return 1 if _AUXILIARIES.intersection(said) else 0


def _after_auxiliary(words: list[str], at: int, before: str) -> Outlook:
    """Read "to meet" and "may meet" as ahead, "had been due to meet" and "used to meet" as back."""
    said = words[max(0, at - 4) : at - 1]
    if before == "to" and ("had" in said or said[-1:] == ["used"]):
        return -1
    return 1
