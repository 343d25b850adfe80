"""A station: its journal is told everything, and never costs an answer."""

from __future__ import annotations

import pytest

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc.kpasswd import Result
from kdcsim.entrypoints.wire.clock import Clock
from kdcsim.entrypoints.wire.journal import as_journal_line
from kdcsim.entrypoints.wire.station import Estate, Station
from kdcsim.krb5.messages import KrbError, decode
from kdcsim.world.found import found
from tests.ad.kdc.asking import START, as_request
from tests.interop.estate import contoso


def station(journal: object) -> Station:
    """A DC of 2022."""
    estate = Estate(world=found(contoso(), 7), clock=Clock(frozen=START * 1_000_000))
    return Station(estate=estate, dc="DC-1", journal=journal)  # type: ignore[arg-type]


def test_a_journal_that_fails_costs_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """The client is answered; the journal is told no more; the reason is on stderr once."""
    told: list[Exchange] = []

    def fails(exchange: Exchange) -> None:
        told.append(exchange)
        raise BrokenPipeError("gone")

    answering = station(fails)
    for _ in range(3):
        reply = answering.respond(as_request(stamp=0), "127.0.0.1", datagram=True)
        assert decode(KrbError, reply).error_code == 25
    assert len(told) == 1
    assert capsys.readouterr().err.count("BrokenPipeError: gone") == 1


def test_a_refused_change_of_password_is_told() -> None:
    """A request that nobody can read leaves a line with its error and its result."""
    told: list[Exchange] = []
    garbage = (12).to_bytes(2, "big") + b"\0\1\0\4garbag"
    assert station(told.append).respond(garbage, "127.0.0.1", datagram=True)
    (exchange,) = told
    assert (exchange.kind, exchange.service_name, exchange.error) == ("KPASSWD", "kadmin/changepw", 60)
    assert exchange.result == Result.MALFORMED
    assert '"result": "MALFORMED"' in as_journal_line(exchange)
