"""Persons in Spanish, French, German, Ukrainian and Russian text; all sentences are our own."""

import pytest

from index.annotate import PersonForm, annotate, resolve
from index.annotate.cyrillic import given_name, surname

_ES = [
    (
        "El presidente de Ucrania, Volodímir Zelenski, habló ayer. Zelenski pidió ayuda.",
        {"Volodímir Zelenski"},
    ),
    ("Según Pedro Sánchez y Yolanda Díaz, el acuerdo está cerca.", {"Pedro Sánchez", "Yolanda Díaz"}),
    ("La ministra Montero viajó ayer a Sevilla con el señor Prado.", {"Montero", "Prado"}),
    ("El Gobierno de Pedro Sánchez dijo que el Banco Central no lo sabía.", {"Pedro Sánchez"}),
    ("El Partido Popular y la Unión Europea no se han puesto de acuerdo.", set()),
    ("La portavoz del ministerio, María Zajárova, lo negó ante la prensa.", {"María Zajárova"}),
    (
        "El alcalde José Luis Pérez de la Torre no quiso hablar con los medios.",
        {"José Luis Pérez de la Torre"},
    ),
    ("En Buenos Aires, la Corte Suprema de Justicia ha dicho que no.", set()),
]
_FR = [
    ("Le président de la République, Emmanuel Macron, est arrivé. M. Macron a parlé.", {"Emmanuel Macron"}),
    ("Selon Marine Le Pen, la loi ne sert à rien. Mme Le Pen l'a dit hier.", {"Marine Le Pen"}),
    ("Le ministre Darmanin s'est rendu à Marseille avec la maire.", {"Darmanin"}),
    ("Vladimir Poutine et Sergueï Lavrov sont à Paris.", {"Vladimir Poutine", "Sergueï Lavrov"}),
    ("Le Parti socialiste et la Banque de France ont dit non.", set()),
    ("La Cour de cassation est à Paris, la Cour des comptes aussi.", set()),
    ("D'après la porte-parole du gouvernement, Jeanne Dupuis, c'est fait.", {"Jeanne Dupuis"}),
    ("La politique d'Élisabeth Borne n'est pas celle de la gauche.", {"Élisabeth Borne"}),
    ("C'est ce que dit Jean-Luc Mélenchon dans une lettre à la presse.", {"Jean-Luc Mélenchon"}),
]
_DE = [
    ("Der Bundeskanzler Olaf Scholz sagte am Freitag, dass Scholz nicht geht.", {"Olaf Scholz"}),
    ("Die Außenministerin Annalena Baerbock ist in Kiew. Frau Baerbock sprach.", {"Annalena Baerbock"}),
    ("Nach Angaben von Regierungssprecher Steffen Kunze ist das Treffen am Montag.", {"Steffen Kunze"}),
    (
        "Ursula von der Leyen und Charles Michel waren auch in der Stadt.",
        {"Ursula von der Leyen", "Charles Michel"},
    ),
    ("Die Deutsche Bank und die Europäische Union haben sich nicht geeinigt.", set()),
    ("Am Montag war das Wetter in Hamburg gut, die Zahl der Gäste auch.", set()),
    ("Herr Wagner und Herr Müller haben sich in der Sache nicht geeinigt.", {"Wagner", "Müller"}),
    ("Der Vorsitzende der Partei, Friedrich Merz, hat sich nicht geäußert.", {"Friedrich Merz"}),
]
_UK = [
    (
        "Президент Володимир Зеленський заявив про це. За словами Зеленського, це так.",
        {"Володимир Зеленський"},
    ),
    ("Він зустрівся з Еммануелем Макроном і Рішатом Ахметовим у Києві.", {"Еммануель Макрон"}),
    ("Про це повідомила Ірина Верещук, а не Верховна Рада.", {"Ірина Верещук"}),
    (
        "Слова Юлії Тимошенко про Віктора Януковича не підтвердив ніхто.",
        {"Юлія Тимошенко", "Віктор Янукович"},
    ),
    ("Міністру Кулебі подякували за роботу, а президенту Зеленському ні.", {"Кулебі", "Зеленський"}),
]
_RU = [
    ("Президент Владимир Путин сказал это. По словам Путина, это так.", {"Владимир Путин"}),
    ("Он встретился с Сергеем Лавровым и Марией Захаровой в Москве.", {"Сергей Лавров", "Мария Захарова"}),
    (
        "Слова Дмитрия Пескова о Владимире Зеленском не подтвердил никто.",
        {"Дмитрий Песков", "Владимир Зеленский"},
    ),
    ("Алексея Навального перевели, сообщил Интерфакс.", {"Алексей Навальный"}),
    ("Государственная Дума и Верховный Суд об этом не сообщили.", set()),
]
CASES = [
    *(("es", *case) for case in _ES), *(("fr", *case) for case in _FR), *(("de", *case) for case in _DE),
    *(("uk", *case) for case in _UK), *(("ru", *case) for case in _RU),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "persons"), CASES)
def test_persons_of_other_languages(language: str, text: str, persons: set[str]) -> None:
    found = annotate("", text, language=language)
    assert {one.entity.name for one in found.persons} == persons


def test_spans_of_inflected_names_are_those_of_the_text() -> None:
    text = "Слова Дмитрия Пескова ждали. Песковым довольны."
    person = annotate("", text, language="ru").persons[0]
    assert [text[span.start : span.end] for span in person.mentions] == ["Дмитрия Пескова", "Песковым"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Володимира Зеленського", "Володимир Зеленський"),
        ("Володимиром Зеленським", "Володимир Зеленський"),
        ("Владимиру Путину", "Владимир Путин"),
        ("Марии Захаровой", "Мария Захарова"),
        ("Ірині Верещук", "Ірина Верещук"),
        ("Дениса Шмигаля", "Денис Шмигаль"),
        ("Петру Порошенку", "Петро Порошенко"),
        ("Павла Клімкіна", "Павло Клімкін"),
        ("Игоря Стрелкова", "Игорь Стрелков"),
        ("Джо Байдена", "Джо Байден"),
        ("Олени Зеленської", "Олена Зеленська"),
    ],
)
def test_inflected_names_go_back_to_the_nominative(printed: str, name: str) -> None:
    first, last = printed.split()
    given = given_name(first)
    assert given is not None
    assert f"{given[0]} {surname(last, given[1], given[2])}" == name


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("p:володимир_зеленськии", "p:volodymyr_zelensky"),
        ("p:владимир_зеленскии", "p:volodymyr_zelensky"),
        ("p:владимир_путин", "p:vladimir_putin"),
        ("p:сергеи_шоигу", "p:sergei_shoigu"),
        ("p:ігор_конашенков", "p:igor_konashenkov"),
        ("p:юлія_тимошенко", "p:yulia_tymoshenko"),
    ],
)
def test_cyrillic_and_latin_forms_merge(cyrillic: str, latin: str) -> None:
    assert resolve([PersonForm(latin, latin, 3), PersonForm(cyrillic, cyrillic, 1)]) == {cyrillic: latin}


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("es", "El presidente de EE.UU. y el de EE. UU. hablan en EEUU.", {"United States": 3}),
        ("es", "El barco cruzó el mar Negro y el mar de Azov.", {"Black Sea": 1, "Sea of Azov": 1}),
        ("es", "Los soldados siguen en Cisjordania y en el Donbás.", {"West Bank": 1, "Donbas": 1}),
        ("fr", "La flotte est en mer Noire, près de la Crimée.", {"Black Sea": 1, "Crimea": 1}),
        (
            "de",
            "Im Schwarzen Meer, auf der Krim und im Westjordanland.",
            {"Black Sea": 1, "Crimea": 1, "West Bank": 1},
        ),
        ("uk", "Флот стоїть у Чорному морі, а не в Криму.", {"Black Sea": 1, "Crimea": 1}),
        ("ru", "Суда вышли из Чёрного моря, а Крым далеко.", {"Black Sea": 1, "Crimea": 1}),
    ],
)
def test_seas_and_regions_are_found_by_their_own_names(
    language: str, text: str, places: dict[str, int]
) -> None:
    found = annotate("", text, language=language).places
    assert {one.entity.name: len(one.mentions) for one in found} == places


def test_spans_of_seas_with_a_small_letter_are_those_of_the_text() -> None:
    text = "La flotte est en mer Noire."
    (sea,) = annotate("", text, language="fr").places
    assert [text[span.start : span.end] for span in sea.mentions] == ["mer Noire"]
