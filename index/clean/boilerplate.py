"""Lines that stand in a page's text but are not the article's: named patterns, each with an example.

A pattern applies to a whole line (paragraph) of at most ``max_chars``. ``keep`` says what becomes of it:
nothing, or a credit. Sources are pages as publishers print them, in English, German, French, Spanish,
Italian, Dutch, Portuguese and the Scandinavian languages.
"""

import re
from dataclasses import dataclass
from typing import Literal

Keep = Literal["nothing", "credit", "caption"]

_AGENCY = r"(?:efe|reuters|afp|ap|dpa|ansa|tass|upi|apa|kna|epd|sid|belga|lusa|ntb|tt|ritzau|agencies|agencias|agences?|agenturen|associated press)"
_UPDATED = (
    r"(?:last |first |originally )?(?:updated?|published|posted|modified)|stand|aktualisiert|veröffentlicht|erstellt|"
    r"publiée?|mis à jour|actualizado|publicado|atualizado|pubblicato|aggiornato|oppdatert|publisert|uppdaterad|"
    r"publicerad|opdateret|bijgewerkt|gepubliceerd"
)
_CLOCK_WORDS = (
    r"\d{1,4}(?:st|nd|rd|th|h|er)?(?!\w)|(?:jan|feb|fév|fev|mar|mär|maa|apr|avr|abr|may|mai|maj|mei|mag|jun|jui|giu|jul|lug|"
    r"aug|aoû|ago|sep|set|oct|okt|ott|out|nov|dec|déc|dez|dic|ene|gen|mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|sam|"
    r"lun|mer|jeu|ven|dim|mié|jue|vie|sáb|dom)[^\W\d]{0,8}|(?:on|at|[ap]\.?m\.?|um|uhr|à|a|las|il|el|le|em|den|kl|of|the|de|"
    r"del|h|utc|gmt|[a-z]{1,2}[ds]?t|cest?|mez|mesz|ago|hours?|minutes?|mins?|hrs?)(?!\w)"
)
"""Words of a printed date and clock: numbers, months and weekdays by their beginnings, small words, zones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of line: its name, pattern, longest length, what is kept of it, and an example."""

    name: str
    pattern: re.Pattern[str]
    example: str
    keep: Keep = "nothing"
    max_chars: int = 260


def _line(name: str, pattern: str, example: str, keep: Keep = "nothing", max_chars: int = 260) -> Line:
    return Line(name, re.compile(pattern, re.IGNORECASE), example, keep, max_chars)


LINES = (
    _line("video time", r"^\W*(?:video\W*)?\d{1,2}:\d\d(?::\d\d)?(?:\s*(?:min|mins|uhr))?\W*$", "00:52"),
    _line("caption with copyright", r"^.{12,}[.!?\"”»)]\s*(?:©|\(c\)\s)\s*\S.{0,80}$", "A man rides in Odesa on May 2, 2022. © Ann Roe, Agency", "caption", 600),
    _line("copyright line", r"^\W*(?:©|\(c\)|copyright\b).{0,200}$", "© 2022 The Paper. All rights reserved.", "credit"),
    _line("agencies", rf"^\W*(?:with|con|mit|avec|con información de|com|from|mit material (?:von|der)|source|quelle|quellen|fuente|fonte)\b:?\s.{{0,60}}\b{_AGENCY}\b.{{0,24}}$", "With EFE and Reuters", "credit", 120),
    _line("agencies alone", rf"^\W*(?:\(?{_AGENCY}(?:\s*(?:/|,|and|y|und|et|e)\s*{_AGENCY})*\)?)\W*$", "(AFP/Reuters)", "credit", 60),
    _line("photographer", r"^\W*(?:foto(?:s|grafie|grafía)?|photo(?:s|graph|graphs)?|bild(?:er)?|image|picture|imagen|crédit(?: photo)?|credit|quelle|photo credit|fotografía|beeld|kuva|billede)s?(?: by| von| de| par| av)?\s*[:/]\s*.{2,120}$", "Photo: Ann Roe / Agency", "credit", 160),
    _line("file photo", r"^.{0,200}(?:/ ?(?:file|archive) photo|\(file\)|\(ap photo|\bfile photo\b).{0,60}$", "The old bridge in an undated file photo", "caption", 300),
    _line("getty", r"^.{0,160}\b(?:getty images|shutterstock|picture[- ]alliance|imago images|afp via getty|ullstein bild|epa-efe|ap photo)\b.{0,60}$", "The minister in Lviv. Getty Images", "caption", 260),
    _line("more reading", r"^\W*(?:read (?:more|also|next|the full)|also read|see also|related(?: articles?| stor(?:y|ies)| content| topics?| posts?| news| videos?)?\s*(?::|$)|more on (?:this|this story|the story)\b|lesen sie (?:auch|mehr)|mehr (?:zum thema|dazu|lesen)|auch interessant|zum thema|lire aussi|à lire (?:aussi|également)|lire plus|leggi anche|lee también|le?er más|lea también|más información|te puede interesar|le?es ook|bekijk ook|les også|läs (?:också|mer|även)|læs også|lue myös|leia (?:também|mais)|veja também|you (?:may|might) also like|recommended(?: for you| reading)?\s*:?$|don['’]t miss|more from\b|what to (?:read|know) next|keep reading\W*$|continue reading|explore further\W*$|more about\W*$|czytaj (?:więcej|także|też)|zobacz także|noticias? relacionadas?|читайте также|читайте також|(?:■|・)?関連(?:記事|キーワード|リンク|ニュース)|おすすめ(?:情報|記事)|관련 ?기사|editor['’]s picks?)", "Read more: The bridge that never was", max_chars=220),
    _line("watch", r"^\W*(?:watch|listen|video|ver vídeo|im video|sehen sie|regardez|audio)\s*(?::|\||–|now\b|live\b)", "Watch: the ferry comes in", max_chars=200),
    _line("newsletter", r"^(?=.*\b(?:newsletters?|inbox|posteingang|boîte mail|push alerts?)\b)(?=.*\b(?:sign(?:ed)? up|subscrib\w*|abonn\w*|registrier\w*|inscri\w+|suscr[ií]b\w*|iscriv\w*|get\b.{0,40}|receive|delivered|erhalten|recevez|anmeld\w*|join)\b)", "Sign up for our morning newsletter", max_chars=300),
    _line("sign up", r"^\W*(?:sign up|subscribe|subscribe now|register|abonnieren|jetzt abonnieren|abonnez-vous|suscríbete|suscríbase|iscriviti|inscreva-se|log ?in|already a subscriber|become a (?:member|subscriber)|support (?:our|independent) journalism|to continue reading)\b", "Subscribe now to read on", max_chars=200),
    _line("advertisement", r"^\W*(?:advert(?:isement|ising|s)?|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|sponsored(?: content)?|story continues below(?: this)?(?: ad\w*)?|article continues (?:after|below).{0,40}|scroll (?:down )?to continue.{0,40}|reklam[ea]?|advertentie|annonse?|annons)\W*(?:\W.{0,40})?$", "Story continues below advertisement", max_chars=90),
    _line("follow us", r"^\W*(?:follow (?:us|@|the\b.{0,40}\bon\b|.{2,40} on (?:twitter|facebook|instagram|x|telegram))|folgen sie uns|suivez-nous|síguenos|sigue(?:nos)? a?\b.{0,40}\ben\b|seguici|siga-nos|join our (?:whatsapp|telegram)|download (?:our|the) .{0,30}app|get the .{0,20}app|like us on)", "Follow us on Telegram", max_chars=220),
    _line("cookies", r"^(?=.*\b(?:cookies?|third[- ]party content|extern\w* inhalt\w*|einwilligung|consent|consentement|drittanbieter\w*)\b)(?=.*\b(?:accept\w*|settings|zustimm\w*|laden|load|allow\w*|aktivier\w*|enable\w*|anzeigen|autoris\w*|akzeptier\w*)\b)", "Please accept cookies to load this third-party content", max_chars=320),
    _line("share", r"^\W*(?:share(?: this(?: article| story)?)?|tweet|pin|email|print(?: this)?|copy link|link copied|facebook|twitter|whatsapp|telegram|linkedin|reddit|flipboard|teilen|drucken|merken|partager|imprimer|compartir|condividi|delen|del|dela|compartilhar|comments?|leave a comment|kommentare?n?|commentaires?|comentarios|tags?|topics?|themen|schlagwörter|temas|gift article|save|bookmark|listen to (?:this )?article|artikel anhören|artikel teilen)(?:\s*[|/·,]?\s*(?:tweet|facebook|twitter|whatsapp|email|print|share|pin|linkedin|comments?))*\W*\d*\W*$", "Share | Tweet | Email", max_chars=120),
    _line("updated at", rf"^\W*(?:(?:{_UPDATED})(?!\w)\W*(?:(?:{_CLOCK_WORDS})\W*)*)+$", "Updated: November 11, 2022, 09:05 CET", max_chars=140),
    _line("reading time", r"^\W*(?:(?:lesedauer|reading time|lesezeit|temps de lecture|tiempo de lectura|tempo di lettura)\W*)?\d{1,3}\s*(?:[-–]\s*)?(?:min(?:ute)?s?|minuten|minutes de lecture|minutos)\.?\s*(?:read|lesezeit|de lectura|de lecture|de leitura|lesedauer)?\W*$", "4 min read", max_chars=40),
    _line("rights", r"^\W*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|our standards: the|reproduction (?:in whole|interdite)|this (?:material|article) may not be (?:published|reproduced))", "All rights reserved.", max_chars=300),
    _line("contact the editors", r"^\W*(?:got a (?:news )?tip\b|(?:you can )?(?:follow|e-?mail|reach|contact) (?:him|her|them|me|us|the (?:reporter|author|writer)s?|[A-Z][\w.]+ [A-Z][\w.]+)\b.{0,60}(?:@|\b(?:on|at) (?:twitter|x|facebook|instagram|bluesky|linkedin)\b)|tell us what you think|get in touch (?:with|at)\b|have a tip\b|contact us\b|do you have (?:a|any) (?:story|tip|information)|send (?:us )?(?:your )?tips|report (?:a|an) (?:typo|error|correction)|fehler (?:gefunden|melden)|signaler une erreur|write to\b.{0,30}@|e-?mail:?\s*\S+@)", "Got a tip? Write to desk@example.org", max_chars=220),
    _line("reporting by", r"^\W*\(?(?:(?:additional )?(?:reporting|writing|editing|compiled) by\b|our standards)", "(Reporting by Ann Roe; editing by Max Low)", "credit", 300),
    _line("javascript", r"^\W*(?:(?:to (?:view|watch|see) this \w+,? )?please (?:enable|turn on) javascript|javascript (?:is|must)|your browser (?:does|is)|this (?:video|content) (?:can|could) not be (?:played|loaded|displayed)|enable javascript)", "Please enable JavaScript to play this video", max_chars=220),
    _line("initials", r"^\((?:[^\W\d_]{2,5})(?:[/,] ?[^\W\d_]{2,5}){0,3}\)$", "(dmk)", "credit", 24),
    _line("labels for screen readers", r"^\W*(?:article content|hauptinhalt|main content|content of the article|article body)\W*$", "Article content", max_chars=40),
    _line("image toggle", r"^\W*(?:image(?: caption| source)?|media caption|bild vergrößern|open (?:image|in) .{0,30}|hide caption|toggle caption|enlarge(?: this)? image|view (?:image|gallery)(?: in fullscreen)?|bildunterschrift|\d+ ?/ ?\d+|\d+ of \d+)\W*$", "View image in fullscreen", max_chars=60),
)  # fmt: skip

_PRINTED_DATE = re.compile(
    rf"^\W*(?:(?:{_CLOCK_WORDS}|segunda|terça|quarta|quinta|sexta|feira|às)\W*){{3,16}}$|"
    r"^[\s()（）:/.\-\d年月日時时分秒更新配信発行]+$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTH = re.compile(
    r"[^\W\d_]{3,}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|年"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s)\s*.{2,80}$", re.IGNORECASE)


def kind_of(line: str) -> Line | None:
    """Give the kind of boilerplate that a line is, or None for the article's own text."""
    return next((kind for kind in LINES if len(line) <= kind.max_chars and kind.pattern.search(line)), None)


def is_printed_date(line: str) -> bool:
    """Whether a line is a date with its year, perhaps with a clock, and nothing else."""
    if len(line) >= 90 or "|" in line or not _YEAR.search(line):
        return False
    return bool(_MONTH.search(line) and _PRINTED_DATE.match(line))


def credit_of(line: str, kind: Line) -> str | None:
    """Give what of a boilerplate line is worth keeping as a credit, or None."""
    if kind.keep == "nothing":
        return None
    if kind.keep == "caption" and (found := _COPYRIGHT.search(line)):
        return found[0].strip()
    return line.strip().strip("()") if kind.keep == "credit" else None


def normalised(text: str) -> str:
    """Give the words of a line for comparing it with others, without the hyphens at which they may break."""
    return " ".join(re.findall(r"\w+", text.replace("\xad", "").casefold()))


def split_lines(text: str, title: str) -> tuple[list[str], list[str], list[str]]:
    """Part a text's lines into the article's own, credits, and captions.

    A repeated title among the first lines and a line that repeats the one before it are left out.
    """
    kept: list[str] = []
    credits: list[str] = []
    captions: list[str] = []
    headline, before = normalised(title), ""
    for raw in text.replace("\xad", "").split("\n"):
        line = " ".join(raw.split()) if "\t" not in raw else raw.strip()
        words = normalised(line)
        if not words or words == before or (len(kept) < 3 and words == headline):
            continue
        kind = kind_of(line)
        if kind is None:
            kept.append(line)
            before = words
            continue
        if kind.keep == "caption":
            captions.append(line)
        if credit := credit_of(line, kind):
            credits.append(credit)
    return kept, list(dict.fromkeys(credits)), captions
