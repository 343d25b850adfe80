"""A host's view: which registry values its build listens to."""

from __future__ import annotations

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.host.host import Host
from kdcsim.ad.policy import CLIENTS, client_list
from kdcsim.ad.settings import FILTER_LSA, FILTER_POLICIES, Registry, Setting


def offered(os: str, *values: tuple[Setting, int]) -> tuple[int, ...]:
    """The etype list of a host with these registry values."""
    registry = Registry({setting.key: value for setting, value in values})
    host = Host(
        name="PC",
        os=os,
        generation=CLIENTS[os],
        domain="contoso.com",
        address="10.0.0.1",
        password="x",
        registry=registry,
        loaded=registry,
    )
    return client_list(host.view(Assumptions())).value


@pytest.mark.parametrize(("os", "etypes"), [("2022", (23, 24, -135)), ("11", (23, 24, -135)), ("2008", (23, 24, -135))])
def test_the_filter_under_lsa_counts(os: str, etypes: tuple[int, ...]) -> None:
    """SupportedEncryptionTypes under Lsa, where the policy path holds none (StrongWind1 lab notes, registry.md)."""
    assert offered(os, (FILTER_LSA, 0x4)) == etypes
    assert offered(os, (FILTER_LSA, 0x4), (FILTER_POLICIES, 0x18)) == (18, 17)


@pytest.mark.parametrize("os", ["2025", "11 24H2"])
def test_the_filter_under_lsa_is_dead_on_2025_and_24h2(os: str) -> None:
    """The Lsa path is ignored altogether there; the policy path still counts (new fact sheet section 2)."""
    assert offered(os, (FILTER_LSA, 0x4)) == offered(os)
    assert offered(os, (FILTER_LSA, 0x4), (FILTER_POLICIES, 0x18)) == (18, 17)
