"""A new commit is made ready before anybody searches it: else the first search pays for what all others use.

What is derived from a snapshot once (rows of facets for counting, buckets of days) takes several times
as long as a search. A crawl commits every few seconds, and somebody's search would be the first each time.
"""

import threading
import time

from index.errors import DatelineError
from search.state import SearchState
from web.archive import Archive

LOOK_S = 0.5
"""Between two looks for a commit."""
REST = 10
"""So many times as long as it worked it rests: at most a tenth of a core goes to it, however often there are
commits and however large the archive is."""
EVERYTHING = SearchState(per_page=1)


class Warmer:
    """Searches each new snapshot of an archive for everything, with all facets.

    Args:
        archive: The archive that is served; it may have no store or no index yet.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._seen = ""

    def look(self) -> bool:
        """Make the newest snapshot ready; tell whether there was a new one."""
        try:
            engine = self._archive.engine.held()
            version = engine.version()
            if version == self._seen:
                return False
            engine.search(EVERYTHING)
        except DatelineError:
            return False  # nothing to search yet, or no more: who asks is told
        self._seen = version
        return True

    def run(self) -> None:
        """Look again and again, without an end."""
        while True:
            started = time.monotonic()
            self.look()
            time.sleep(max(LOOK_S, REST * (time.monotonic() - started)))


def keep_warm(archive: Archive) -> threading.Thread:
    """Start a warmer in a thread that ends with the process."""
    thread = threading.Thread(target=Warmer(archive).run, name="warm", daemon=True)
    thread.start()
    return thread
