"""Spellings of one person merge, different persons stay apart."""

import random

import pytest

from index.annotate import PersonForm, display_names, merged, resolve
from index.annotate.folding import fold


def form(name: str, articles: int = 1) -> PersonForm:
    return PersonForm("p:" + "_".join(fold(name).split()), name, articles)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Volodymyr Zelenskiy", "Volodymyr Zelenski"),
        ("Volodymyr Zelensky", "Vladimir Zelensky"),
        ("Dmitry Peskov", "Dmitri Peskov"),
        ("Sergey Surovikin", "Sergei Surovikin"),
        ("Muammar Gaddafi", "Moammar Qaddafi"),
        ("Mohammed Morsi", "Mohamed Mursi"),
        ("Abdel Fattah al-Sisi", "Abdel-Fattah el-Sissi"),
        ("Bill Clinton", "William Clinton"),
        ("Donald Trump", "Donald J. Trump"),
        ("Deng Xiaoping", "Deng Xiao-ping"),
        ("Viktor Orbán", "Orban Viktor"),
        ("Gerhard Schroeder", "Gerhard Schröder"),
        ("Tedros Adhanom Ghebreyesus", "Tedros Ghebreyesus"),
        ("Володимир Зеленський", "Volodymyr Zelensky"),
        ("Volodymyr Zelensky", "Wolodymyr Selenskyj"),
        ("Volodymyr Zelensky", "Volodimir Zelenski"),
        ("Vladimir Putin", "Vladimir Poutine"),
        ("Vladimir Putin", "Wladimir Putin"),
        ("Nikita Khrushchev", "Nikita Chruschtschow"),
        ("Nikita Khrushchev", "Nikita Khrouchtchev"),
        ("Nikita Khrushchev", "Nikita Jrushchov"),
        ("Mikhail Gorbachev", "Michail Gorbatschow"),
        ("Mikhail Gorbachev", "Mikhaïl Gorbatchev"),
        ("Mikhail Gorbachev", "Mijail Gorbachov"),
        ("Alexander Lukashenko", "Alexander Lukaschenko"),
        ("Alexander Lukashenko", "Alexandre Loukachenko"),
        ("Alexander Lukashenko", "Aliaksandr Lukashenka"),
        ("Sergei Shoigu", "Serguéi Shoigú"),
        ("Sergei Shoigu", "Sergueï Choïgou"),
        ("Sergei Shoigu", "Sergej Schoigu"),
        ("Serhiy Lavrov", "Sergej Lawrow"),
        ("Boris Yeltsin", "Boris Jelzin"),
        ("Boris Yeltsin", "Boris Eltsine"),
        ("Vitali Klitschko", "Vitaliy Klychko"),
        ("Muammar Gaddafi", "Muamar el Kadafi"),
        ("Muammar Gaddafi", "Mouammar Kadhafi"),
        ("Moustafa Kamel", "Mustafa Kamel"),
        ("Bashar al-Assad", "Bachar el-Assad"),
        ("Xi Jinping", "XI JINPING"),
        ("Kim Jong-un", "Jong-un Kim"),
        ("Robert E. Litan", "Robert Litan"),
        ("Osama Mustafa Hassan", "Osama Moustafa Hassan Nasr"),
        ("Brandon Sklenar", "Brandon Skelnar"),
    ],
)
def test_spellings_of_one_person_merge(one: str, other: str) -> None:
    assert len(resolve([form(one, 2), form(other)])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith", "James Smith"),
        ("George W. Bush", "George H. Bush"),
        ("Robert Kennedy", "Robert Kennedy Jr"),
        ("Ali Hassan", "Ali Hussein"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("Maria Ivanova", "Marta Ivanova"),
        ("Peter Schmidt", "Peter Schmitz"),
        ("Jiang Zemin", "Jiang Zhemin Li"),
        ("Thomas Mayer", "Tomas Maier"),
        ("Matt Miller", "Matt Moeller"),
        ("Michael Levi", "Michael Levy"),
        ("Michael Wilson", "Michael Wilbon"),
        ("Michael Jordan", "Michael B. Jordan"),
        ("Robert E. Smith", "Robert W. Smith"),
        ("Daniel Ortega", "Daniela Ortega"),
        ("James John", "John James"),
        ("John Paul I", "John Paul II"),
        ("Mike Brown", "Michael Paul Brown"),
    ],
)
def test_different_persons_stay_apart(one: str, other: str) -> None:
    assert resolve([form(one, 2), form(other)]) == {}


def test_lone_surname_joins_only_the_single_person_it_can_mean() -> None:
    assert resolve([form("Konashenkov"), form("Igor Konashenkov")]) == {"p:konashenkov": "p:igor_konashenkov"}
    assert resolve([form("Klitschko"), form("Vitali Klitschko"), form("Wladimir Klitschko")]) == {}


@pytest.mark.parametrize(
    ("lone", "full"),
    [
        ("Yanukovich", "Viktor Yanukovych"),
        ("Xi", "Xi Jinping"),
        ("Kadafi", "Muammar Gaddafi"),
        ("Muallem", "Walid al-Moallem"),
        ("Saddam", "Saddam Hussein"),
        ("Elizabeth", "Elizabeth II"),
        ("Suu Kyi", "Aung San Suu Kyi"),
        ("Ben Gvir", "Itamar Ben Gvir"),
        ("de Schutter", "Olivier de Schutter"),
        ("Jones", "Doug Jones"),
        ("Stalone", "Sylvester Stallone"),
        ("van der Bellen", "Alexander van der Bellen"),
    ],
)
def test_lone_name_joins_the_person_who_is_called_so(lone: str, full: str) -> None:
    assert resolve([form(full, 3), form(lone)]) == {form(lone).key: form(full).key}


@pytest.mark.parametrize(
    ("lone", "full"),
    [
        ("Salman", "Mohammed bin Salman"),
        ("Zhu", "Zhou Wenzhong"),
        ("Cartier", "Jimmy Carter"),
        ("Yost", "Colin Jost"),
        ("Atlas", "Atlas V"),
        ("John", "Elnathan John"),
        ("Lui", "Lu Kang"),
        ("Beyoncé", "Beyoncé Houston"),
        ("Cruises", "Tom Cruise"),
    ],
)
def test_lone_name_of_another_stays_alone(lone: str, full: str) -> None:
    assert resolve([form(full), form(lone)]) == {}


def test_name_that_is_far_more_often_alone_is_a_companys() -> None:
    assert resolve([form("Tesla", 100), form("Nikola Tesla")]) == {}


def test_surname_of_several_goes_to_the_one_in_many_times_more_articles() -> None:
    forms = [form("Sebastian Kurz", 10), form("Marco Kurz"), form("Kurz")]
    assert resolve(forms) == {"p:kurz": "p:sebastian_kurz"}
    assert resolve([form("Sebastian Kurz", 3), *forms[1:]]) == {}


def test_form_without_a_middle_name_stays_alone_between_two_bearers() -> None:
    assert resolve([form("George Bush"), form("George W. Bush", 3), form("George H. Bush", 3)]) == {}


def test_entity_is_led_by_the_form_in_most_articles() -> None:
    forms = [form("Volodymyr Zelenskyy", 2), form("Volodymyr Zelensky", 5)]
    mapping = resolve(forms)
    assert mapping == {"p:volodymyr_zelenskyy": "p:volodymyr_zelensky"}
    assert display_names(forms, mapping) == {"p:volodymyr_zelensky": "Volodymyr Zelensky"}


def test_result_does_not_depend_on_the_order() -> None:
    names = [
        "Igor Petrov",
        "Ihor Petrov",
        "I. Petrov",
        "Petrov",
        "Ivan Petrov",
        "Igor Petroff",
        "Bill Clinton",
    ]
    forms = [form(name, 1 + at % 3) for at, name in enumerate(names)]
    expected = resolve(forms)
    for seed in range(20):
        random.Random(seed).shuffle(forms)
        assert resolve(forms) == expected


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("Orban Viktor", "Viktor Orban", "order"),
        ("Bashar Assad", "Bashar al-Assad", "particle"),
        ("Sergey Petrov", "Sergei Petroff", "spelling"),
        ("Donald Trump", "Donald J. Trump", "middle-name"),
        ("Bill Clinton", "William Clinton", "given-form"),
        ("I. Konashenkov", "Igor Konashenkov", "initial"),
        ("Konashenkov", "Igor Konashenkov", "surname"),
    ],
)
def test_merge_says_what_speaks_for_it(one: str, other: str, evidence: str) -> None:
    merge = next(iter(merged([form(one), form(other)]).values()))
    assert merge.evidence == evidence
    assert 0.8 < merge.confidence < 1
