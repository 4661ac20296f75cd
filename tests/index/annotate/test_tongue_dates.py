"""Invented sentences of other languages, resolved against Friday, 11 November 2022."""

from datetime import date

import pytest

from index.annotate import annotate
from index.annotate.dates import find_dates

FRIDAY = date(2022, 11, 11)

SPANISH = (
    ("El viernes 11 de noviembre llegó el barco.", ["2022-11-11"]),
    ("La feria abrió el pasado 3 de octubre de 2021.", ["2021-10-03"]),
    ("Murió el 24 de febrero.", ["2022-02-24"]),
    ("El puerto cerró el lunes.", ["2022-11-07"]),
    ("El puerto abrirá el lunes.", ["2022-11-14"]),
    ("Volvió ayer y se irá mañana.", ["2022-11-10", "2022-11-12"]),
    ("Salió hace dos semanas.", ["2022-10-24..2022-10-30"]),
    ("La semana pasada y el mes que viene.", ["2022-10-31..2022-11-06", "2022-12"]),
    ("El año pasado llovió; este año no.", ["2021", "2022"]),
    ("En marzo de 2014 y en septiembre hubo fiestas.", ["2014-03", "2022-09"]),
    ("Del 3 al 5 de mayo cerraron las escuelas.", ["2022-05-03", "2022-05-03..2022-05-05", "2022-05-05"]),
    ("Entre marzo y mayo de 2021 subió.", ["2021-03", "2021-03-01..2021-05-31", "2021-05"]),
    ("Nació en 1956 y escribió las elecciones de 2014.", ["1956", "2014"]),
    (
        "El tercer trimestre de 2021 y el verano de 2019.",
        ["2021-07-01..2021-09-30", "2019-06-01..2019-08-31"],
    ),
    ("Los años 90 y la década de 1980.", ["1980-01-01..1989-12-31", "1990-01-01..1999-12-31"]),
    ("El 5/6/2022 a las 00:52, con 2000 euros y más de 1999 personas.", ["2022-06-05"]),
    (
        "Entre 2004 y 2019 trabajó; en 2014 y 2016 no.",
        ["2004", "2004-01-01..2019-12-31", "2014", "2016", "2019"],
    ),
    ("El próximo martes se verá.", ["2022-11-15"]),
    ("En noviembre del año pasado.", ["2021-11"]),
    ("El sospechoso llegó por la mañana, a los 45 años, con 2000 soldados.", []),
)
FRENCH = (
    ("Le vendredi 11 novembre 2022, le port a fermé.", ["2022-11-11"]),
    ("Le 1er janvier, il était parti.", ["2022-01-01"]),
    ("Lundi, le ministre a parlé.", ["2022-11-07"]),
    ("Il sera jugé lundi.", ["2022-11-14"]),
    ("Hier et avant-hier.", ["2022-11-09", "2022-11-10"]),
    ("Aujourd'hui, rien.", ["2022-11-11"]),
    ("Il y a deux semaines, il est venu.", ["2022-10-24..2022-10-30"]),
    ("La semaine dernière, l'an dernier et le mois prochain.", ["2021", "2022-10-31..2022-11-06", "2022-12"]),
    ("En mars 2014 et depuis septembre.", ["2014-03", "2022-09"]),
    ("Du 3 au 5 mai, les écoles ont fermé.", ["2022-05-03", "2022-05-03..2022-05-05", "2022-05-05"]),
    ("Le troisième trimestre 2021 et l'été 2019.", ["2019-06-01..2019-08-31", "2021-07-01..2021-09-30"]),
    ("Les années 1990.", ["1990-01-01..1999-12-31"]),
    ("Mardi dernier, puis vendredi prochain.", ["2022-11-08", "2022-11-18"]),
    ("La planète Mars, 2000 manifestants et 1500 euros, à 20h22.", []),
    ("Il est né en 1956.", ["1956"]),
)
GERMAN = (
    ("Am Freitag, dem 11. November 2022, schloss der Hafen.", ["2022-11-11"]),
    ("Am 24. Februar begann es.", ["2022-02-24"]),
    ("Am Montag sagte der Minister nichts.", ["2022-11-07"]),
    ("Am Montag soll das Gericht entscheiden.", ["2022-11-14"]),
    ("Gestern und vorgestern.", ["2022-11-09", "2022-11-10"]),
    ("Heute Morgen kam er am Morgen an.", ["2022-11-11"]),
    ("Vor zwei Wochen kam er.", ["2022-10-24..2022-10-30"]),
    (
        "In der letzten Woche, im vergangenen Jahr, im nächsten Monat.",
        ["2021", "2022-10-31..2022-11-06", "2022-12"],
    ),
    ("In den letzten Jahren stieg es.", []),
    ("Im März 2014 und seit September.", ["2014-03", "2022-09"]),
    ("Vom 3. bis 5. Mai waren die Schulen zu.", ["2022-05-03", "2022-05-03..2022-05-05", "2022-05-05"]),
    ("Im dritten Quartal 2021 und im Sommer 2019.", ["2019-06-01..2019-08-31", "2021-07-01..2021-09-30"]),
    ("In den 1990er Jahren und im Jahr 1956.", ["1956", "1990-01-01..1999-12-31"]),
    ("Am 05.06.2022 um 20.22 Uhr kamen 2000 Menschen.", ["2022-06-05"]),
    ("Am Mittwochabend kam August Meier im milchigen Morgen.", ["2022-11-09"]),
    ("Von 2008 bis 2020 war er Chef.", ["2008", "2008-01-01..2020-12-31", "2020"]),
    ("Es gibt sie bis heute. Drei Jahre zuvor war es anders.", []),
)
UKRAINIAN = (
    ("У п'ятницю, 11 листопада 2022 року, порт закрили.", ["2022-11-11"]),
    ("У пʼятницю порт закрили.", ["2022-11-11"]),
    ("Війна почалася 24 лютого.", ["2022-02-24"]),
    ("У понеділок міністр мовчав.", ["2022-11-07"]),
    ("У понеділок відбудеться суд.", ["2022-11-14"]),
    ("Вчора та позавчора.", ["2022-11-09", "2022-11-10"]),
    ("Два тижні тому він приїхав.", ["2022-10-24..2022-10-30"]),
    ("Минулого тижня, минулого року, наступного місяця.", ["2021", "2022-10-31..2022-11-06", "2022-12"]),
    ("У березні 2014 року і у вересні.", ["2014-03", "2022-09"]),
    ("З 3 по 5 травня школи не працювали.", ["2022-05-03", "2022-05-03..2022-05-05", "2022-05-05"]),
    (
        "У третьому кварталі 2021 року, влітку 2019 року.",
        ["2019-06-01..2019-08-31", "2021-07-01..2021-09-30"],
    ),
    ("У 1990-х роках, у 1956 році.", ["1956", "1990-01-01..1999-12-31"]),
    ("Цього року і торік прийшли 2000 людей о 20:22.", ["2022"]),
)
RUSSIAN = (
    ("В пятницу, 11 ноября 2022 года, порт закрыли.", ["2022-11-11"]),
    ("Война началась 24 февраля.", ["2022-02-24"]),
    ("В понедельник министр молчал.", ["2022-11-07"]),
    ("В понедельник состоится суд.", ["2022-11-14"]),
    ("Вчера и позавчера.", ["2022-11-09", "2022-11-10"]),
    ("Две недели назад он приехал.", ["2022-10-24..2022-10-30"]),
    ("На прошлой неделе, в прошлом году, в следующем месяце.", ["2021", "2022-10-31..2022-11-06", "2022-12"]),
    ("В марте 2014 года и в сентябре.", ["2014-03", "2022-09"]),
    ("С 3 по 5 мая школы не работали.", ["2022-05-03", "2022-05-03..2022-05-05", "2022-05-05"]),
    ("В третьем квартале 2021 года, летом 2019 года.", ["2019-06-01..2019-08-31", "2021-07-01..2021-09-30"]),
    ("В 1990-х годах, в 1956 году.", ["1956", "1990-01-01..1999-12-31"]),
    ("Через три дня он будет здесь.", ["2022-11-14"]),
    ("Актриса Марта Петрова и 2000 человек в 20:22.", []),
)
ITALIAN = (
    ("Venerdì 11 novembre 2022 il porto ha chiuso.", ["2022-11-11"]),
    ("Ieri, la settimana scorsa e due anni fa.", ["2020", "2022-10-31..2022-11-06", "2022-11-10"]),
    ("Una decina di anni fa.", []),
    ("Il 24 febbraio è cominciata, a settembre è finita.", ["2022-02-24", "2022-09"]),
)
PORTUGUESE = (
    ("Na sexta-feira, 11 de novembro de 2022, o porto fechou.", ["2022-11-11"]),
    ("Ontem, na semana passada e há dois anos.", ["2020", "2022-10-31..2022-11-06", "2022-11-10"]),
    ("Em março de 2014 e em setembro.", ["2014-03", "2022-09"]),
)
TABLES = {
    "es": SPANISH, "fr": FRENCH, "de": GERMAN, "uk": UKRAINIAN, "ru": RUSSIAN, "it": ITALIAN, "pt": PORTUGUESE,
}  # fmt: skip


def read(text: str, language: str, published: date | None = FRIDAY) -> list[str]:
    """Give each reading as day, month, year, or first..last."""
    sizes = {"day": 10, "month": 7, "year": 4}
    return sorted(
        at.start.isoformat()[: sizes[at.granularity]] if at.granularity in sizes else f"{at.start}..{at.end}"
        for _, _, at in find_dates(text, published, day_first=True, language=language)
    )


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [(language, text, meant) for language, table in TABLES.items() for text, meant in table],
)
def test_sentence_is_resolved(language: str, text: str, meant: list[str]) -> None:
    assert read(text, language) == sorted(meant)


@pytest.mark.parametrize(
    ("text", "surface", "meant"),
    [
        (
            "La ministra dijo que el barco no llegó hasta el pasado 3 de octubre a la ciudad.",
            "3 de octubre",
            (2022, 10, 3),
        ),
        (
            "Das Schiff ist nach dem Sturm erst am 3. Oktober in der Stadt angekommen.",
            "3. Oktober",
            (2022, 10, 3),
        ),
    ],
)
def test_the_language_is_told_by_the_text(text: str, surface: str, meant: tuple[int, int, int]) -> None:
    found = annotate("", text, FRIDAY).dates
    assert [(text[span.start : span.end], at.start) for at in found for span in at.mentions] == [
        (surface, date(*meant))
    ]


def test_a_full_date_gives_the_year_of_others_without_a_day_of_publication() -> None:
    text = "El 24 de febrero llegó. El viernes no vino. El 3 de marzo de 2021 se fue."
    assert read(text, "es", None) == ["2021-02-24", "2021-03-03"]


def test_letters_that_grow_in_small_keep_offsets() -> None:
    text = "İİİ İstanbul, el 24 de febrero."
    (found,) = find_dates(text, FRIDAY, language="es")
    assert text[found[0] : found[1]] == "24 de febrero"
