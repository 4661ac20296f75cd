"""Lines that are not the article's: every row of the table meets its examples, and sentences like them stay."""

import re

import pytest

from index.clean.boilerplate import LINES, kind_of, split_lines

ROWS = [row for line in LINES for row in line.rows]
KEPT = {line.name: line.keep for line in LINES}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind}: {row.text[:30]}")
def test_each_row_meets_its_examples(row):
    for example in row.examples:
        assert re.search(row.pattern, example, re.IGNORECASE), example
        found = kind_of(example)
        assert found is not None, example
        assert (found.name, found.keep) == (row.kind, KEPT[row.kind]), example


def test_each_row_says_its_languages_and_its_source():
    for row in ROWS:
        assert row.languages, row.text
        assert all(re.fullmatch("[a-z]{2}|mul", language) for language in row.languages), row.text
        assert row.source and row.examples, row.text


def test_no_phrase_stands_twice_in_a_kind():
    for line in LINES:
        texts = [row.text.casefold() for row in line.rows]
        assert len(texts) == len(set(texts)), line.name


@pytest.mark.parametrize(
    "line",
    [
        "Published: January 31, 2026, 16:30",
        "Published: January 31, 2026 at 4:30 p.m. ET",
        "Stand: 11.11.2022, 09:05 Uhr",
        "Publié le 3 mars 2022 à 10:00 - Mis à jour le 4 mars 2022 à 11:00",
        "Updated 2 hours ago",
        "01:23:45",
        "Con EFE y Reuters",
        "► LESEN SIE AUCH: Die Brücke",
        "» Lees ook: De brug",
        "【関連記事】橋の話",
        "Czytaj   także: Most",
        "Compartir",
    ],
)
def test_boilerplate_of_several_languages_is_met(line):
    assert kind_of(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Published in 2010, the book was a success.",
        "“We may receive compensation for the flood,” the mayor said.",
        "The village hopes we may get compensation, its council wrote.",
        "Sofern nicht anders geregelt, gilt das Gesetz ab Januar.",
        "First-time subscribers rose by a tenth in a year.",
        "► Erstens: Die Brücke wird gebaut.",
        "Stand by me was published on a Friday, he said.",
        "The city gave its consent under one condition, which the council will hear in open session.",
        "Share prices fell by three percent in Tokyo on Monday.",
        "Follow-up talks will be held in Vienna, the minister said.",
        "Watch makers in Geneva sold more than last year.",
        "The newspaper said that subscribers would be told.",
        "At 00:52 the lights went out.",
        "Updated figures showed that 12 people had died.",
        "Subscribers of the paper were told on Monday.",
        "“Follow us to the harbour,” the pilot told the captains.",
        "„Lesen Sie auch die letzte Seite“, sagte der Richter dem Zeugen.",
        "Zum Thema Hafen sagte die Ministerin am Freitag nichts.",
        "Werbung für Tabak wird im Land vom Herbst an verboten sein, teilte die Regierung mit.",
        "Teilen der Stadt fehlt seit Freitag das Wasser.",
        "«Suivez-nous», a crié le pilote aux marins.",
        "Sur le même sujet, le ministre n'a rien dit vendredi.",
        "Publicité mensongère : le groupe est condamné à une amende de deux millions.",
        "Per approfondire la vicenda, la procura ha sentito tre testimoni.",
        "Abbonati al trasporto pubblico, i pendolari chiedono un rimborso.",
        "Publicado en 2010, el libro fue un éxito.",
        "Comentários do ministro irritaram a oposição na sexta-feira.",
        "Reacties op het besluit van de minister waren vrijdag nog niet bekend.",
        "Lees meer boeken, zei de minister vrijdag tegen de scholieren.",
        "Zobacz też pomyłkę sądu: tak mówił w piątek obrońca.",
        "Opublikowano w piątek raport o stanie dróg.",
        "Aktualizacja prawa wodnego trafi do Sejmu w 2023 roku, a rząd przyjmie ją wcześniej, bo czas nagli.",
        "Del av byen mangler vann siden fredag.",
        "Annonsinkomsterna föll med tre procent under 2022.",
        "Jaa vai ei, kysyi ministeri perjantaina.",
        "Реклама табака будет запрещена с осени, сообщило правительство.",
        "По теме порта министр в пятницу не высказался.",
        "Комментарии министра вызвали споры в парламенте.",
        "Обновлено руководство порта: уволены три директора.",
        "関連記事は金曜日に削除されたと新聞社は述べた。",
        "広告の規制を強める法案が金曜日に可決された。",
        "更新された計画は2023年に始まると港は発表した。",
        "관련 기사를 삭제했다고 신문사가 금요일 밝혔다.",
        "댓글을 조작한 혐의로 세 명이 구속됐다.",
        "相关新闻发布会星期五在港口举行。",
        "إعلان الهدنة جاء يوم الجمعة بعد أسبوع من المحادثات.",
        "İlgili haberleri yalanlayan bakan, cuma günü konuştu.",
        "Σχόλια του υπουργού προκάλεσαν αντιδράσεις την Παρασκευή.",
        "Schon gelesen haben die Richter die Akte, sagte ein Sprecher.",
        "Weitere Themen waren am Freitag der Hafen und die Fähre.",
        "Mire donde mire, el capitán solo ve camiones.",
        "Puedes ver el puerto desde la colina, dijo el capitán.",
        "Sommaire et partielle, la réponse du ministre a déçu.",
        "Hier geht es zum einen um Geld, zum anderen um die Fähre.",
        "Nachrichten aus dem Hafen kamen am Freitag keine.",
        "For more news of the ferry the families waited at the quay.",
        "The broker may receive a commission of two percent, the court heard.",
        "Der Vertrag enthält Werbung für Tabak, sagte die Ministerin.",
        "-> 5 of the lorries were Bulgarian.",
    ],
)
def test_sentences_that_look_like_boilerplate_stay(line):
    assert kind_of(line) is None


def test_lines_are_parted_into_text_credits_and_captions():
    text = "\n".join([
        "The ferry returns", "00:52", "The ferry came back on Friday.", "The ferry came back on Friday.",
        "A man waits in Odesa on May 2, 2022. © Ann Roe, Agency", "With EFE and Reuters",
    ])  # fmt: skip
    kept, credits, captions = split_lines(text, "The ferry returns")
    assert kept == ["The ferry came back on Friday."]
    assert credits == ["© Ann Roe, Agency", "With EFE and Reuters"]
    assert captions == ["A man waits in Odesa on May 2, 2022. © Ann Roe, Agency"]
