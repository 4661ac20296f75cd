"""The language of a page: which one its reader gets, and its texts.

A page's address says nothing of it: a link that is cited shows everybody the same search. The reader's own
choice counts (a cookie that the switch at the foot of each page sets), then the setting ``locale``, then what
the browser asks for. The API, feeds and files are for machines and always in English.

Texts are English in the source, and translated in ``translations/<language>/LC_MESSAGES/messages.po``, which
is read as it is when the language is first asked for, and given to Flask-Babel.
"""

import io
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import flask_babel
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, has_request_context, request
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from index.errors import DatelineError, SettingsError
from web.formats import Formats

LANGUAGES = {"en": "English", "es": "Español", "uk": "Українська"}
"""Languages of the pages, each with its own name."""
ENGLISH = "en"
LOCALES = {"en": "en_GB"}
"""Where days and numbers are written in another way than in the language at large: 11 November 2022."""
TRANSLATIONS = Path(__file__).parent / "translations"
COOKIE = "language"

SETTING = "DATELINE_LOCALE"
"""Where the application keeps the setting."""

MACHINE_BLUEPRINTS = frozenset({"api", "records", "export", "metrics"})
MACHINE_ENDPOINTS = frozenset(
    {"static", "compare.compare", "compare.table", "openapi.openapi", "saved.feed", "article.cite_as"}
)
"""What programs read: in English for everybody."""


class TranslatedError(DatelineError):
    """An error whose texts are in the reader's language."""


class Texts(dict[str, Markup]):
    """The texts of a language as markup, each translated when it is first used."""

    def __init__(self, translations: NullTranslations) -> None:
        super().__init__()
        self._translations = translations

    def __missing__(self, message: str) -> Markup:
        found = self[message] = Markup(self._translations.gettext(message))  # noqa: S704  ours, not a reader's
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language of the pages.

    Attributes:
        code: ISO 639-1, as ``lang`` has it.
        direction: ``ltr`` or ``rtl``.
        locale: For the names of countries and languages.
        texts: Translations of plain texts; ``marked`` the same as markup.
    """

    code: str
    direction: str
    locale: Locale
    formats: Formats
    texts: NullTranslations
    marked: Texts


def msg(message: str) -> str:
    """Mark a text of a table for translation; whoever shows it has it translated."""
    return message


def msgs(singular: str, plural: str) -> tuple[str, str]:
    """Mark a text with a number for translation."""
    return singular, plural


_speaking: ContextVar[Language | None] = ContextVar("language", default=None)
"""The language of the request, once it was asked for: a page does so often, and ``g`` is slow."""


@cache
def load(code: str) -> Language:
    """Give a language; its catalogue is read once."""
    locale = Locale.parse(LOCALES.get(code, code))
    texts = NullTranslations() if code == ENGLISH else read_texts(code)
    return make_language(code, locale, texts)


def make_language(code: str, locale: Locale, texts: NullTranslations) -> Language:
    """Put a language together from its locale and its texts."""
    return Language(
        code=code,
        direction=locale.text_direction,
        locale=locale,
        formats=Formats.of(locale),
        texts=texts,
        marked=Texts(texts),
    )


def read_texts(code: str) -> Translations:
    """Read the catalogue of a language: the text file itself, so that nothing must be compiled beforehand."""
    compiled = io.BytesIO()
    with (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def language() -> Language:
    """Give the language of the page that is being made; English where none is."""
    found = _speaking.get()
    if found is None:
        if not has_request_context():
            return load(ENGLISH)
        found = load(_wanted())
        _speaking.set(found)
    return found


def speak(chosen: Language | None) -> None:
    """Make the rest of the page in a language; None chooses when a text is next asked for."""
    _speaking.set(chosen)


def _wanted() -> str:
    if _for_machines():
        return ENGLISH
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    fixed: str = current_app.config.get(SETTING, "")
    return fixed or _best_of(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1_000)
def _best_of(accepted: str) -> str:
    return str(parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES, ENGLISH))


def _for_machines() -> bool:
    return (
        request.blueprint in MACHINE_BLUEPRINTS
        or request.endpoint in MACHINE_ENDPOINTS
        or request.path.startswith("/api/")
    )


def gettext(message: str, **values: object) -> str:
    """Give a text in the reader's language, with values filled in."""
    text = str(language().texts.gettext(message))
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Give a text with a number, which is ``%(number)s`` in it, in the form that the number asks for."""
    here = language()
    return str(here.texts.ngettext(singular, plural, number)) % {
        "number": here.formats.number(number),
        **values,
    }


def marked_gettext(message: str, /, **values: object) -> Markup:
    """Do the same for a template: values are escaped, whole numbers written as the language writes them."""
    here = language()
    text = here.marked[message]
    return _filled(here, text, values) if values else text


def marked_ngettext(singular: str, plural: str, count: int, /, **values: object) -> Markup:
    """Do the same with a number, which stands in the text under the name that the template gives it."""
    here = language()
    return _filled(here, here.texts.ngettext(singular, plural, count), values)


def _filled(here: Language, text: str, values: dict[str, object]) -> Markup:
    written = {
        name: here.formats.number(value) if type(value) is int else escape(value)
        for name, value in values.items()
    }
    return Markup(str.__mod__(text, written))  # noqa: S704  the text is ours, the values are escaped


class _Domain(flask_babel.Domain):  # type: ignore[misc]
    def get_translations(self) -> NullTranslations:
        return language().texts


class _Babel(flask_babel.Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> _Domain:
        return _Domain()


def register(app: Flask, setting: str) -> None:
    """Let the application speak the languages; ``setting`` is the one for who has not chosen.

    Raises:
        SettingsError: The setting is none of them.
    """
    if setting and setting not in LANGUAGES:
        raise SettingsError(
            f"locale = {setting!r} is no language of the pages.",
            f"Known: {', '.join(LANGUAGES)}; leave it empty to go by the reader's browser.",
        )
    app.config[SETTING] = setting
    _Babel(app, locale_selector=lambda: language().locale)
    app.jinja_env.globals.update(
        gettext=marked_gettext, ngettext=marked_ngettext, _=marked_gettext, language=language,
        languages=LANGUAGES,
    )  # fmt: skip
    app.before_request(lambda: speak(None))
    app.after_request(_add_headers)
    app.teardown_request(lambda _: speak(None))


def _add_headers(response: Response) -> Response:
    """Say in which language the answer is, and what that came from; nothing where no text was asked for."""
    found = _speaking.get()
    if found is not None and not _for_machines():
        response.content_language.add(found.code)
        response.vary.update(("Accept-Language", "Cookie"))
    return response
