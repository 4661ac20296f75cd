"""The guard: private machines are refused in every spelling, and what is allowed is exactly that."""

from ipaddress import ip_address

import pytest

from index.crawl.guard import Guard, is_public
from index.errors import InputError

PRIVATE_SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.0.2:8801/x", "http://2130706433/", "http://①②⑦。0.0.1/a",
        "http://0x7f.0.0.1/",
    "http://0x7f000001/", "http://0177.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://0.0.0.0/",
    "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/",
    "http://localhost/", "http://LOCALHOST./", "http://printer.local/", "http://intranet/", "http://a.internal/",
    "http://[64:ff9b:1::7f00:1]/", "http://[::ffff:0:127.0.0.1]/", "http://[5f00::1]/", "http://192.0.0.8/",
    "http://metadata.google.internal/", "http://[fec0::1]/", "http://[::10.0.0.1]/", "http://[::127.0.0.1]/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE_SPELLINGS)
def test_private_address_is_refused_in_every_spelling(url):
    assert Guard().refusal(url) == "private-address"


@pytest.mark.parametrize(
    "url", ["https://paper.example/", "http://93.184.216.34/", "http://[2606:4700::1111]/x"]
)
def test_public_address_passes(url):
    assert Guard().refusal(url) is None


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://paper.example/", "data:text/html,x", "gopher://a.b/"]
)
def test_other_schemes_are_refused(url):
    assert Guard(["paper.example:21"]).refusal(url) == "bad-scheme"


@pytest.mark.parametrize("url", ["http://", "http://[bad/", "http://paper.example:99999/"])
def test_unreadable_address_is_refused(url):
    assert Guard().refusal(url) == "bad-url"


def test_exactly_the_allowed_endpoint_is_allowed():
    guard = Guard(["127.0.0.1:8801", "[::1]:8802", "intranet:80"])
    assert guard.refusal("http://127.0.0.1:8801/x") is None
    assert guard.refusal("http://[::1]:8802/x") is None
    assert guard.refusal("http://intranet/x") is None
    for url in ("http://127.0.0.1:8802/", "http://127.0.0.1/", "http://127.1:8801/", "http://localhost:8801/",
                "https://intranet/", "http://127.0.0.2:8801/"):  # fmt: skip
        assert guard.refusal(url) == "private-address"


def test_name_that_resolves_to_a_private_address_is_refused():
    guard = Guard(["inside.example:8080"])
    assert not guard.permits("paper.example", 80, "127.0.0.1")
    assert not guard.permits("paper.example", 80, "169.254.169.254")
    assert not guard.permits("paper.example", 80, "fe80::1%eth0")
    assert not guard.permits("paper.example", 80, "garbage")
    assert guard.permits("paper.example", 80, "93.184.216.34")
    assert guard.permits("inside.example", 8080, "10.0.0.1")
    assert not guard.permits("inside.example", 80, "10.0.0.1")


@pytest.mark.parametrize("pair", ["127.0.0.1", "127.0.0.1:", ":80", "a:b", "a:0", "a:99999", "", "a:²"])
def test_allowed_endpoint_must_name_host_and_port(pair):
    with pytest.raises(InputError, match="is not HOST:PORT"):
        Guard([pair])


def test_transition_addresses_count_as_what_they_carry():
    assert is_public(ip_address("::ffff:93.184.216.34"))
    assert not is_public(ip_address("2001:0:4136:e378:8000:63bf:3fff:fdd2"))
