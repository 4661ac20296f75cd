"""Who, where and when: a text in, the persons, places and dates that it names out. Pure.

Stages: `tongue` (the language), `recase` (shouted lines) -> `chunks` (runs of capitalised words) ->
`classify` and `lone_words` (gazetteer, titles, given names, neighbours; `foreign` and `cyrillic` in other
languages) -> `people` (surnames to full names) and `whereabouts` (which Paris), beside them `dates`;
`salience` counts the points, `evidence` how far to trust them. `resolve` merges spellings across articles.
`tables` reads `data/`, which `tools/build_gazetteer.py` makes (docs/data.md). Not for: storing, deciding what
a facet shows.
"""

from index.annotate.annotator import ANNOTATOR_VERSION, annotate
from index.annotate.person_names import PersonForm
from index.annotate.resolve import display_names, merged, resolve

__all__ = ["ANNOTATOR_VERSION", "PersonForm", "annotate", "display_names", "merged", "resolve"]
