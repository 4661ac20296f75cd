"""The resolver in front of every connection hands on only what may be reached."""

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from index.crawl.downloading import GuardedResolver
from index.crawl.guard import Guard


class FixedResolver:
    """Resolves every name to the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    def resolveHostName(self, receiver, name, port=0, **_options):
        receiver.resolutionBegan(self)
        for address in self.addresses:
            receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)("TCP", address, port))
        receiver.resolutionComplete()
        return self


class Receiver:
    """What Twisted would connect to."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, _resolution):
        return

    def addressResolved(self, address):
        self.addresses.append(address.host)

    def resolutionComplete(self):
        self.complete = True


def resolve(resolver: GuardedResolver, name: str, port: int) -> Receiver:
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, portNumber=port, addressTypes=None)
    assert receiver.complete
    return receiver


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1"]
)
def test_name_that_resolves_to_a_private_address_reaches_nothing(address):
    resolver = GuardedResolver(FixedResolver(address), Guard())
    assert resolve(resolver, "Paper.example", 80).addresses == []
    assert resolver.refused == {"paper.example"}


def test_only_the_public_addresses_of_a_name_are_handed_on():
    resolver = GuardedResolver(FixedResolver("10.0.0.1", "93.184.216.34"), Guard())
    assert resolve(resolver, "paper.example", 80).addresses == ["93.184.216.34"]
    assert resolver.refused == set()


def test_allowed_name_reaches_its_private_address_on_that_port_alone():
    resolver = GuardedResolver(FixedResolver("10.0.0.1"), Guard(["inside.example:8080"]))
    assert resolve(resolver, "inside.example", 8080).addresses == ["10.0.0.1"]
    assert resolve(resolver, "inside.example", 80).addresses == []


def test_name_that_resolves_to_nothing_is_not_called_private():
    resolver = GuardedResolver(FixedResolver(), Guard())
    resolve(resolver, "paper.example", 80)
    assert resolver.refused == set()
