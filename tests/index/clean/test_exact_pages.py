"""Whole pages, invented, with every kind of boilerplate: the text that is left is exactly the article's."""

import os
from pathlib import Path

import pytest

from index.clean import clean_html

PAGES = sorted(Path(__file__).with_name("pages").glob("*.html"))
CREDITS = {
    "01-captions": ("Photo: Ann Roe / Northern Pictures", "© Max Low, Coast Agency"),
    "02-agency-credit": ("With EFE and Reuters",),
    "11-german": ("Foto: Jens Holt / Küstenbild",),
    "12-french": ("Crédit photo : Anne Roche / Agence du Val", "Avec AFP"),
    "13-spanish": ("Con EFE y Reuters",),
    "17-reporting-by": ("Reporting by Ann Roe; editing by Max Low",),
}
GIVEN = os.environ.get("DATELINE_EVAL_DATA")
SEED = (Path(GIVEN) if GIVEN else Path(__file__).resolve().parents[4] / "shared") / "seed" / "kherson.txt"
SEED_BOILERPLATE = ("00:52", "With EFE and Reuters", "©")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_text_is_exact(page):
    article = clean_html(page.read_bytes(), url=f"https://paper.example/{page.stem}").article
    assert article is not None
    assert article.text.split("\n") == page.with_suffix(".txt").read_text(encoding="utf-8").strip().split(
        "\n"
    )
    assert article.credits == CREDITS.get(page.stem, ())


def test_there_are_twenty_pages():
    assert len(PAGES) >= 20


@pytest.mark.skipif(not SEED.is_file(), reason=f"no seed article at {SEED}")
def test_seed_article_as_a_page_is_exact():
    lines = [" ".join(line.split()) for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = (
        "<html lang='en'><head><title>Kherson | The Paper</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Kherson</h1>{body}<p>Sign up for our newsletter</p></article><footer>Imprint</footer></body></html>"
    )
    article = clean_html(page.encode(), url="https://paper.example/kherson").article
    assert article is not None
    wanted = [line for line in lines if not any(mark in line for mark in SEED_BOILERPLATE)]
    assert article.text.split("\n") == wanted
    assert any("EFE" in credit for credit in article.credits)
