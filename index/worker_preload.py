"""Imported by the server that workers are forked from: does a little of everything once.

What is loaded here is shared by all workers. Then the collector is told to leave it alone, as it would
otherwise write into every shared page.
"""

import ctypes
import gc
from datetime import date

from index.annotate import annotate
from index.clean import clean_html

# The date is of no language, so that the date parser loads all of them.
_PAGE = """<html lang="en"><head><title>The ferry</title></head><body><article><h1>The ferry</h1>
<p class="date">31. Gluvember 2022</p>
<p>VARNA, Nov 11 - A ferry left the port of Varna on Friday, minister Olha Demchenko said in Paris.</p>
<p>It will be back on the first of March, she added, and nobody in the city doubted it.</p>
</article></body></html>"""


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names of glibc's ``malloc.h``; its defaults grow with use and keep what one large page needed."""


def _give_memory_back() -> None:
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:
        return
    libc.mallopt(_M_TRIM_THRESHOLD, 128 * 1024)
    libc.mallopt(_M_MMAP_THRESHOLD, 64 * 1024)


def _warm() -> None:
    result = clean_html(_PAGE.encode(), url="https://paper.example/ferry")
    if result.article:
        annotate(result.article.title, result.article.text, date(2022, 11, 11), language="en")
    gc.collect()
    gc.freeze()


_give_memory_back()
_warm()
