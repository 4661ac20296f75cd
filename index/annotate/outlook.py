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
_AUXILIARY = r"(?:will|would|wo|shall|'ll|’ll|can|could|may|might|must|should|to)"
_SET = (
    r"(?:due|scheduled|set|expected|slated|planned|likely|supposed|poised|bound|about|going|projected|"
    r"forecast)"
)
_CUES = re.compile(
    rf"\b(?:(?P<back>had\s(?:\w+\s)?been\s\w+(?:\sto\s\w+)?|had\s(?:planned|hoped|expected|wanted)\sto\s\w+|"
    r"had\s(?:\w+ly\s|already\s|not\s)?\w+|(?:could|might)\s(?:not\s)?be\s\w+|"
    r"(?:was|were)\s(?:to\shave\s\w+|cancell?ed|postponed)|used\sto\s\w+|as\slate\sas|ended|ago)"
    rf"|(?P<ahead>{_AUXILIARY}\s(?:\w+ly\s|still\s|also\s|not\s)?(?:be|have\sto)\s(?:\w+ly\s)?\w+|"
    rf"{_AUXILIARY}\s(?:be|begin|start|meet|hold|vote|open|go|decide|take|run|visit|discuss|report|leave|arrive|attend|"
    r"play|face|join|return|appear|expire|resume|end|close|launch|sign|become|travel|release|elect|announce|fly|speak)|"
    rf"{_SET}\s(?:to|for)|(?:due|scheduled|expected|slated|planned|likely)\s(?:on|in|by|at)|will|won['’]t|would|could|might|shall|due|payable|effective|of\srecord|expires?|"
    r"resumes?|redeem|redemption|deadline|upcoming|takes?\seffect|terminates?|extended\sto|maturing|expects?|plans?|"
    r"planned|scheduled|slated|hopes?|starts|begins|opens|launches|goes|arrives|leaves|meets|as\s(?:early|soon)\sas)"
    r"|(?P<past>(?:was|were|had|did|said|told|came|went|took|made|began|fell|rose|met|held|won|lost|left|broke|found|gave|"
    r"set(?!\s(?:to|for)\b)|got|saw|sent|spoke|kept|led|ran|shot|quit|born|became|brought|bought|sold|built|drew|flew|grew|knew|paid|stood|"
    r"struck|swept|thought|threw|wrote|sought|caught|taught|beat|been|drove|chose|woke|swore|sank|sprang|stole|wore|"
    r"[a-z]{2,}[^e\W\d_]ed|died|agreed|freed|fled|led)))\b",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"\b(?:the|an?|still|yet|this|that|his|her|its|their|our|my|of|and|or|more|most|less|very|newly|be|for|in|with|to|two|three)\s$",
    re.IGNORECASE,
)
_NO_PAST = frozenset(
    {"need", "indeed", "speed", "united", "hundred", "sacred", "red", "based", "armed", "limited"}
)
_UNTIL = re.compile(
    r"\b(?P<word>until|till|by|before|next|coming)\s(?:the\send\sof\s|noon\s|midnight\s|early\s|late\s|mid-)?$",
    re.IGNORECASE,
)
_EVENT_AHEAD = re.compile(
    r"['’]s\s(?:\w+\s){0,2}?(?:elections?|vote|ballot|referendum|meeting|summit|talks|game|match|final|race|hearing|deadline|"
    r"debate|session|launch|opening|conference)\b"
)
_ONLY_BEFORE = frozenset({"deadline", "planned", "scheduled", "plan", "plans", "due", "effective"})
"""Words that look ahead to a date behind them, but tell nothing of one before them."""
_CANCELLED = re.compile(r"\s(?:was|were|had\sbeen|has\sbeen)\s\w+ed\b")


def outlook(text: str, start: int, end: int) -> Outlook:
    """Tell whether what happens at the date from ``start`` to ``end`` lies behind or ahead."""
    left = _sentence_start(text, start)
    verb, word = _last_cue(text, left, start)
    until = _UNTIL.search(text, max(left, start - 24), start)
    if text.startswith(("'s", "’s"), end):
        return 1 if (verb or _first_cue(text, end)) > 0 and _EVENT_AHEAD.match(text, end) else -1
    if until is not None and not (
        until["word"].lower() == "by"
        and (word.startswith("had ") or (not verb and _first_cue(text, end) < 0))
    ):
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


def _last_cue(text: str, left: int, start: int) -> tuple[Outlook, str]:
    found: Outlook = 0
    word = ""
    for match in _CUES.finditer(text, left, start):
        meaning = _meaning(text, match, left)
        if meaning:
            found, word = meaning, match.group().lower()
    return found, word


def _first_cue(text: str, end: int) -> Outlook:
    stop = _SENTENCE_END.search(text, end, end + _RIGHT_REACH)
    right = stop.start() if stop else min(len(text), end + _RIGHT_REACH)
    for match in _CUES.finditer(text, end, right):
        meaning = _meaning(text, match, end)
        if meaning and match.group().lower().split()[0] not in _ONLY_BEFORE:
            return meaning
    return 0


def _meaning(text: str, match: re.Match[str], left: int) -> Outlook:
    if match["ahead"]:
        return 1
    if match["past"]:
        word = match["past"].lower()
        if word in _NO_PAST or (
            word.endswith("ed") and _DESCRIBES.search(text, max(left, match.start() - 8), match.start())
        ):
            return 0
    return -1
