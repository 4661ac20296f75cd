"""Everything that sites do to crawlers, in one crawl: nothing unwanted arrives, nothing good is lost."""

import pytest

from benchmarks.crawl import traps
from benchmarks.crawl.trap_sites import TRAPS


@pytest.fixture(scope="module")
def fates(tmp_path_factory):
    return {fate.trap.name: fate for fate in traps.run(tmp_path_factory.mktemp("traps"))}


@pytest.mark.parametrize("name", [trap.name for trap in TRAPS])
def test_trap_holds_nobody(fates, name):
    assert fates[name].wrong == ()


def test_servers_on_addresses_are_reached_only_when_allowed_and_certified(tmp_path):
    found = traps.run_on_addresses(tmp_path)
    assert [(fate.trap.what, fate.wrong) for fate in found if fate.wrong] == []
    assert [fate.requests > 0 for fate in found] == [True, False, False, False, False]


def test_name_that_is_bound_anew_reaches_nothing_inside(tmp_path):
    fate = traps.run_rebinding(tmp_path / "rebinding")
    assert fate.wrong == ()
    assert fate.requests > 0
