"""Every misbehaviour that a KDC can be asked for, against the clients that get over it and those that do not.

The guide's table is what is tested: no row may be missing, and no client may be told wrongly.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kdcsim.ad.kdc import Quirk
from kdcsim.entrypoints.wire.clock import Clock
from kdcsim.testing import kdc
from kdcsim.world.found import found
from tests.interop import actors
from tests.interop.actors import ACTORS, QUIET
from tests.interop.estate import WEB, contoso
from tests.interop.peers import ROOT

pytestmark = list(QUIET)
GUIDE = ROOT / "docs" / "guides" / "point-your-client-at-it.md"
ROW = re.compile(r"^\| `(?P<quirk>[a-z0-9-]+)` \| (?P<sentence>[^|]+) \| (?P<broken>[^|]*) \|$", re.MULTILINE)
TOLD = {row["quirk"]: row for row in ROW.finditer(Path(GUIDE).read_text(encoding="utf-8"))}
QUICK = ("MIT", "Heimdal", "impacket", "minikerberos")
YEAR = 365 * 24 * 3600 * 1_000_000


def broken_by(quirk: str) -> set[str]:
    """The clients that the guide names."""
    return {name.strip() for name in TOLD[quirk]["broken"].split(",")} - {""}


def _cells() -> list[tuple[Quirk, str]]:
    """The quick clients with every quirk, Java with those that break it and with the one that breaks all others."""
    java = [quirk for quirk in Quirk if "Java" in broken_by(quirk.value) or quirk is Quirk.NO_E_DATA]
    return [*((quirk, client) for quirk in Quirk for client in QUICK), *((quirk, "Java") for quirk in java)]


def test_the_table_has_every_quirk() -> None:
    """Each with its own sentence, and no client that is not tested."""
    assert {name: row["sentence"] for name, row in TOLD.items()} == {q.value: q.sentence for q in Quirk}
    assert {client for quirk in TOLD for client in broken_by(quirk)} <= {*QUICK, "Java"}


WORLD = found(contoso("2022", "rtm"), 7)


@pytest.mark.parametrize(("quirk", "client"), _cells())
def test_each_client(quirk: Quirk, client: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets its service ticket, or does not, as the guide says. Who is silent for eight seconds does not."""
    monkeypatch.setattr(actors, "SECONDS", 8.0 if quirk is Quirk.UDP_SILENT else 60.0)
    clock = Clock(shift=-YEAR) if quirk is Quirk.IGNORE_SKEW else Clock()
    with kdc(WORLD, quirks=(quirk,), clock=clock) as running:
        got = ACTORS[client](running, WEB, None)
        assert got is (client not in broken_by(quirk.value))
        if quirk is Quirk.DEMAND_CHECKSUM and not got:
            assert running.exchanges[-1].error == 50


def test_without_a_quirk_all_get_over_it() -> None:
    """The same, with nothing wrong."""
    with kdc(WORLD) as running:
        assert all(ACTORS[client](running, WEB, None) for client in QUICK)
