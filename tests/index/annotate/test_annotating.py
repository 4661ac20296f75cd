"""Texts to persons, places and dates: our own sentences, every trap that news set for us."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.annotate import annotate
from index.article import Annotations, FoundEntity

PUBLISHED = date(2022, 11, 11)

KHERSON = """The Ukrainian army has retaken the city of Kherson, the spokesman for the ministry, Igor Konashénkov,
confirmed on Friday, November 11. Konashenkov added that kyiv was silent. In September troops had left the
Kharkov region. Konashénkov spoke of the invasion that began on February 24.

00:52

A man rides a tricycle in Blahodatne, Kherson region on November 11, 2022. © A Photographer"""


def names(entities: tuple[FoundEntity, ...]) -> set[str]:
    return {item.entity.name for item in entities}


def entity(found: Annotations, name: str) -> FoundEntity:
    return next(item for item in (*found.persons, *found.places) if item.entity.name == name)


def test_two_spellings_and_the_full_name_are_one_person() -> None:
    found = annotate("", KHERSON)
    konashenkovs = [item for item in found.persons if "konashenkov" in item.entity.key]
    assert [item.entity.key for item in konashenkovs] == ["p:igor_konashenkov"]
    assert len(konashenkovs[0].mentions) == 3


def test_old_and_lower_case_names_of_cities_give_the_city_of_today() -> None:
    found = annotate("", KHERSON)
    assert entity(found, "Kyiv").entity.geonames_id == 703448
    assert any(name.startswith("Kharkiv") for name in names(found.places))


def test_city_and_region_of_one_name_are_told_apart() -> None:
    found = annotate("", KHERSON)
    assert entity(found, "Kherson").entity.place_kind == "city"
    assert entity(found, "Kherson Oblast").entity.place_kind == "region"


def test_demonyms_count_for_their_country() -> None:
    found = annotate("", "Ukrainian forces advanced. The French and German leaders met.")
    assert {item.entity.country for item in found.places} == {"UA", "FR", "DE"}


def test_caption_gives_the_year_of_dates_without_one() -> None:
    found = annotate("", KHERSON)
    values = {(item.start.isoformat(), item.granularity) for item in found.dates}
    assert values == {("2022-11-11", "day"), ("2022-09-01", "month"), ("2022-02-24", "day")}


def test_spans_are_code_points_of_the_given_strings() -> None:
    title, text = "Müller 😀 visits Paris", "😀😀 In Paris, Angela Müller met Jean Dupont on Friday."
    found = annotate(title, text, PUBLISHED)
    fields = {"title": title, "text": text}
    surfaces = {
        fields[span.field][span.start : span.end]
        for item in (*found.persons, *found.places)
        for span in item.mentions
    }
    assert surfaces == {"Müller", "Paris", "Angela Müller", "Jean Dupont"}
    assert [text[span.start : span.end] for item in found.dates for span in item.mentions] == ["Friday"]


def test_title_counts_three_lead_two_body_one_and_a_role_one_more() -> None:
    filler = "Nothing else happened there at all. " * 40
    found = annotate("Lagos floods", f"Lagos was hit. {filler}The mayor, Ada Okafor, left. Lagos waits.")
    assert entity(found, "Lagos").points == 3 + 2 + 1
    assert entity(found, "Ada Okafor").points == 1 + 1


def test_place_of_the_dateline_has_three_points() -> None:
    found = annotate("", "NAIROBI, Nov 11 (Reuters) - Rain fell on the coast for days, officials said.")
    assert entity(found, "Nairobi").points == 3


@pytest.mark.parametrize(
    ("text", "country", "kind"),
    [
        ("He lives in Paris, Texas, with his dog.", "US", "city"),
        ("The mayor of Paris spoke in France.", "FR", "city"),
        ("Shops in Moscow, Idaho, were shut.", "US", "city"),
        ("In Russia, U.S. officials said no.", "RU", "country"),
        ("The London rally was for Syria. Call 519-661-5670.", "CA", "city"),
        ("A man from Clacton, Essex, was held.", "GB", "city"),
        ("Georgia and Armenia share a border with Turkey.", "GE", "country"),
        ("He moved to Manchester in May.", "GB", "city"),
        ("Tony Blair stands in Sedgefield again. The Tories had hoped for less.", "GB", "city"),
        ("A Tory MP spoke in Worcester.", "GB", "city"),
        ("Workers of the BJP met in Salem.", "IN", "city"),
        ("A story on Whitehallers was told in Worcester.", "US", "city"),
        ("A fire broke out in Southampton on Monday.", "GB", "city"),
    ],
)
def test_ambiguous_place_goes_where_the_text_says(text: str, country: str, kind: str) -> None:
    first = annotate("", text).places[0].entity
    assert (first.country, first.place_kind) == (country, kind)


def test_town_and_its_division_give_the_way_down_from_the_country() -> None:
    found = annotate("", "He lives in Austin, Texas, not in France.")
    austin, texas, france = (entity(found, name).entity for name in ("Austin", "Texas", "France"))
    assert austin.admin1_key == texas.admin1_key == texas.key
    assert (austin.country, austin.admin1) == ("US", "Texas")
    assert france.admin1_key is None


def test_source_country_settles_a_doubtful_place() -> None:
    text = "The council of Birmingham met on rubbish."
    assert annotate("", text).places[0].entity.country == "GB"
    assert (
        annotate("", "Schools in Springfield will shut.", source_country="US").places[0].entity.country
        == "US"
    )


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("President Emmanuel Macron spoke. Macron left.", {"Emmanuel Macron"}),
        ("Ursula von der Leyen said so; von der Leyen left.", {"Ursula von der Leyen"}),
        ("Crown Prince Mohammed bin Salman arrived.", {"Mohammed bin Salman"}),
        ("Deng Xiaoping ruled. Deng retired.", {"Deng Xiaoping"}),
        ("Paris Hilton sang, said Michael Jordan. Jordan laughed.", {"Paris Hilton", "Michael Jordan"}),
        ("Goldman Sachs and the Washington Post declined to comment.", set()),
        ("Robert Kennedy Jr. spoke to Sam Nujoma.", {"Robert Kennedy Jr.", "Sam Nujoma"}),
        ("President Bashar al-Assad denied it. Assad left. Al-Assad returned.", {"Bashar al-Assad"}),
        ("Oscar de la Cruz and David Ben-Gurion met.", {"Oscar de la Cruz", "David Ben-Gurion"}),
        ("Vincent van Gogh painted it. Van Gogh died.", {"Vincent van Gogh"}),
        ("Xi Jinping met Kim Jong Un. Xi smiled. Kim nodded.", {"Xi Jinping", "Kim Jong Un"}),
        ("President Moon Jae-in spoke. Moon left.", {"Moon Jae-in"}),
        ("J. K. Rowling wrote it. Rowling smiled.", {"J. K. Rowling"}),
        ('"I know," said Conan O\'Brien. O’Brien laughed.', {"Conan O'Brien"}),
        ("Jean-Claude Juncker's plan failed.", {"Jean-Claude Juncker"}),
        ("JPMorgan Chase, Wells Fargo and Ernst & Young grew.", set()),
        ("Morgan Stanley and Charles Schwab Corp. cut it.", set()),
        ("Louis Vuitton and Mercedes Benz opened shops.", set()),
        ("Tropical Storm Alberto and Hurricane Katrina came.", set()),
        ("Ginnie Mae, El Al and Air France said no.", set()),
        ("Roman Catholic leaders and Christian Democrats met.", set()),
        ("Officials at the Smithsonian said the closing of it hurt.", set()),
        ("Giorgia Meloni met Georgia's president.", {"Giorgia Meloni"}),
        ("Anthony Hill played Walter Wood. Hill won the game.", {"Anthony Hill", "Walter Wood"}),
        ("Billie Jean King said so. King won.", {"Billie Jean King"}),
        ("Bill Gross, president of it, left. Gross was sad.", {"Bill Gross"}),
        ("Adam Clayton Powell III agreed. Powell, who is old, sat.", {"Adam Clayton Powell III"}),
        ("Trevor Holland, a 52-year-old man, fled. Holland was found.", {"Trevor Holland"}),
        ("Will Smith slapped Chris Rock. Smith cried.", {"Will Smith", "Chris Rock"}),
        ("Michael Jordan retired. Jordan was 40.", {"Michael Jordan"}),
        ("Bob Dole ran. Few liked Dole's plan.", {"Bob Dole"}),
        ("Jude Law sang. The Law Society did not, nor did Law enforcement men.", {"Jude Law"}),
        ("Sen. Ted Cruz met Rep. Alexandria Ocasio-Cortez, D-N.Y.", {"Ted Cruz", "Alexandria Ocasio-Cortez"}),
        ("Queen Elizabeth II died. Elizabeth was 96.", {"Elizabeth II"}),
        ("Army Staff Sgt. Maria Lopez and Lance Cpl. John Doe fell.", {"Maria Lopez", "John Doe"}),
        ("former President Donald Trump's lawyer, Rudy Giuliani, left.", {"Donald Trump", "Rudy Giuliani"}),
        ("Osama bin Laden was killed. Bin Laden hid.", {"Osama bin Laden"}),
        ("Gabriel García Márquez wrote to Lula da Silva.", {"Gabriel García Márquez", "Lula da Silva"}),
        ("The choir heard Caren Velmo and Nevin Velmo.", {"Caren Velmo", "Nevin Velmo"}),
        ("The vote was won by General de Gaulle, she said.", {"de Gaulle"}),
    ],
)
def test_persons_are_named_in_full_and_companies_are_not_persons(text: str, persons: set[str]) -> None:
    assert names(annotate("", text).persons) == persons


def test_person_named_like_a_place_is_no_place() -> None:
    found = annotate("", "Michael Jordan played. Jordan said he was tired.")
    assert found.places == ()


def test_shouted_text_is_read_like_any_other() -> None:
    found = annotate("", "PRESIDENT JACQUES CHIRAC VISITS TURKEY AND THE CITY OF ANKARA ON MONDAY")
    assert {item.entity.key for item in found.persons} == {"p:jacques_chirac"}
    assert {"Turkey", "Ankara"} <= names(found.places)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "😀" * 50, "שלום עולם", "a\u200bb", "\x00", "A" * 5000, "Иван"]
)
def test_odd_texts_pass(text: str) -> None:
    assert isinstance(annotate(text, text, PUBLISHED), Annotations)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from([None, PUBLISHED]))
def test_any_text_gives_spans_inside_it(text: str, published: date | None) -> None:
    found = annotate("", text, published)
    for item in (*found.persons, *found.places, *found.dates):
        for span in item.mentions:
            assert 0 <= span.start < span.end <= len(text)


def test_name_over_the_end_of_a_wrapped_line_is_one_name() -> None:
    text = (
        "    LAGOS, March 2 - The minister of finance of the country, Ada\n"
        "Okafor, told reporters that no new loans would be sought before\n"
        "the end of the year, and that the budget would be balanced by\n"
        "then, in spite of the fall in the price of oil on all markets.\n"
    )
    found = annotate("", text, date(1987, 3, 2))
    person = entity(found, "Ada Okafor")
    assert [text[span.start : span.end] for span in person.mentions] == ["Ada\nOkafor"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ruth Bell, 41, of Grovetown, was there.", "Grovetown"),
        ("The jail in Beaver, West Virginia, is full.", "Beaver"),
        ("The Seattle-based company said so.", "Seattle"),
        ("Sen. Mary Poe, D-Wash., voted.", "Washington"),
        ("He came to Athens, Ga., by bus.", "Athens"),
        ("The Douglas County Sheriff said so.", "Douglas County"),
        ("The City of Oxford pays.", "Oxford"),
        ("A school in East Leeds is shut.", "Leeds"),
        ("A fire on Spencer Street was put out.", "Spencer Street"),
        ("Schools in Walton and Oconee counties are shut.", "Oconee County"),
        ("Mary Poe of Ravenel spoke.", "Ravenel"),
        ("Deputies held a Pointe Coupee teen.", "Pointe Coupee"),
        ("Mass. lawmakers said no.", "Massachusetts"),
        ("They met in New York Saturday.", "New York"),
        ("Two died. BANTAM, Conn. (AP) -- A man fell.", "Bantam"),
        ("The Northern Ireland runner won.", "Northern Ireland"),
        ("The Hague court met.", "The Hague"),
        ("In Ohio it rained. Shelby waited.", "Shelby"),
    ],
)
def test_place_is_found_by_what_stands_beside_it(text: str, place: str) -> None:
    assert any(name.startswith(place) for name in names(annotate("", text).places))


@pytest.mark.parametrize(
    "text",
    ["The Boston Red Sox won.", "The White House said no.", "Xinhua said so.", "They went North and South."],
)
def test_teams_houses_and_agencies_are_neither_persons_nor_places(text: str) -> None:
    found = annotate("", text)
    assert (found.persons, found.places) == ((), ())


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_mention_is_found_where_it_stands_behind_any_text(before: str) -> None:
    text = before + "\n\nEmmanuel Macron came to Kyiv."
    found = annotate("", text, language="en")
    said = {text[span.start : span.end] for item in (*found.persons, *found.places) for span in item.mentions}
    assert {"Emmanuel Macron", "Kyiv"} <= said


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("KILLINGTON, Vt., March 2 - Profits fell.", "Killington", "US"),
        ("ST. LOUIS, March 2 - Profits fell.", "St. Louis", "US"),
        ("MILWAUKEE, Wis., March 2- Profits fell.", "Milwaukee", "US"),
        ("Winnipeg, Manitoba, March 2 - Profits fell.", "Winnipeg", "CA"),
    ],
)
def test_place_of_a_dateline_counts_however_it_is_printed(text: str, place: str, country: str) -> None:
    first = annotate("", text).places[0]
    assert (first.entity.name, first.entity.country, first.points) == (place, country, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Sam Houston State University said so.",
        "It cost US$ 5.",
        "Gold Mining Co said so.",
        "I am here, I’ll stay.",
        "Profits of Velmo <LIMA> rose.",
    ],
)
def test_names_of_people_money_and_short_forms_are_no_places(text: str) -> None:
    assert annotate("", text).places == ()


def test_place_inside_a_longer_name_is_no_demonym() -> None:
    found = annotate("", "The British Columbia Finance Minister, Ann Poe, said no.")
    assert {item.entity.country for item in found.places} == {"CA"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Emmanuel Macron left.", "known"),
        ("The door was shut by Boris Grubelmann.", "given-name"),
        ("President Grubelmann left.", "title"),
        ("The spokesman, Grubelmann, left.", "role"),
        ("Nobody left, Grubelmann said.", "verb"),
        ("On Monday, J. Grubelmann left.", "initial"),
    ],
)
def test_person_carries_the_reason_and_how_sure_it_is(text: str, why: str) -> None:
    person = annotate("", text).persons[0]
    assert person.why == why
    assert 0 < person.confidence < 1


def test_place_of_the_gazetteer_is_sure() -> None:
    assert annotate("", "It rained in Kyiv.").places[0].confidence == 1


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Jo\u200bhn Smith met Barack\u200b Obama.", ["Jo\u200bhn Smith", "Barack\u200b Obama"]),
        ("\ufeffBarack Obama left.", ["Barack Obama"]),
        ("\u202bBarack Obama\u202c left", ["Barack Obama"]),
        ("😀Bob Dylan😀 sang", ["Bob Dylan"]),
        ("Ange\u00adla Mer\u00adkel spoke.", ["Ange\u00adla Mer\u00adkel"]),
        ("Franc\u0327ois Hollande left.", ["Franc\u0327ois Hollande"]),
        ("Barack\u00a0Obama left.", ["Barack\u00a0Obama"]),
        ("שלום Barack Obama عرب", ["Barack Obama"]),
        ("BARACK OBAMA MET ANGELA MERKEL IN PARIS", ["BARACK OBAMA", "ANGELA MERKEL"]),
        (
            "president barack obama met angela merkel. merkel left",
            ["barack obama", "angela merkel", "merkel"],
        ),
    ],
)
def test_persons_are_read_through_odd_characters_and_cases(text: str, surfaces: list[str]) -> None:
    found = annotate("", text)
    spans = sorted((span.start, span.end) for one in found.persons for span in one.mentions)
    assert [text[start:end] for start, end in spans] == surfaces


def test_places_in_text_without_capitals_are_found() -> None:
    found = annotate("", "the minister flew from new york to france on monday, and then to kyiv")
    assert {"France", "Kyiv"} <= names(found.places)
    assert any(name.startswith("New York") for name in names(found.places))


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["Word ", "in 1998 the Paris of ", "A. ", "Bank of the ", "will be on Monday ", "NICE "]
)
def test_time_grows_with_the_length_and_not_faster(unit: str) -> None:
    def cost(copies: int) -> float:
        text = unit * copies
        started = time.process_time()
        annotate("", text, PUBLISHED)
        return time.process_time() - started

    cost(1000)
    assert cost(20_000) < 12 * cost(5_000) + 0.5
