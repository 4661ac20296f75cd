"""A crawl of several hosts: each page once, also while the store is held by another process."""

from benchmarks.crawl import scale


def test_every_page_of_many_hosts_is_fetched_once_while_the_store_is_busy(tmp_path):
    found = scale.run(hosts=6, total=240, folder=tmp_path, lock_s=1.5)
    assert (found.stored, found.twice, found.forbidden) == (found.pages, 0, 0)
    # Fetching goes on while nothing can be stored; what waits is bounded by its bytes alone.
    assert found.held_requests > 0
    # The frontier was held for as long again: workers wait for it, the loop does not.
    assert found.longest_held_s < 1.0
