"""Agreement: whether what was foreseen is what happened, field by field, for a failure message one can read."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.world.chronicle import events_of
from kdcsim.world.record import Record
from kdcsim.world.state import World

_EXCHANGE = [
    "dc",
    "kind",
    "client_name",
    "service_name",
    "options",
    "error",
    "requested",
    "available",
    "reset_would_help",
    "ticket_etype",
    "session_etype",
    "reply_etype",
    "preauth_etype",
    "client_account",
    "service_account",
    "service_supported",
    "decisions",
]
_CALL = [
    "from_host",
    "to_host",
    "to_service",
    "to_session",
    "spn",
    "client",
    "error",
    "ticket_etype",
    "session_etype",
    "attempts",
]
_RECORD = ("outcome", "error", "said_by", "delivered")


def disagreements(foreseen: Record, happened: Record, world: World) -> tuple[str, ...]:
    """Name every fact in which two records of one action differ; bytes and sentences do not count."""
    return tuple(_differences(foreseen, happened, world))


def _differences(foreseen: Record, happened: Record, world: World) -> Iterator[str]:
    for name in _RECORD:
        yield from _told(name, getattr(foreseen, name), getattr(happened, name))
    yield from _each("exchange", _EXCHANGE, foreseen.exchanges, happened.exchanges)
    yield from _each("call", _CALL, foreseen.calls, happened.calls)
    mine, theirs = ([(e.computer, e.id, e.fields) for e in events_of(r, world)] for r in (foreseen, happened))
    yield from _told("events", mine, theirs)


def _each(
    what: str,
    fields: tuple[str, ...] | list[str],
    mine: tuple[Exchange, ...] | tuple[Call, ...],
    theirs: tuple[Exchange, ...] | tuple[Call, ...],
) -> Iterator[str]:
    yield from _told(f"number of {what}s", len(mine), len(theirs))
    for number, (left, right) in enumerate(zip(mine, theirs, strict=False), 1):
        for name in fields:
            yield from _told(f"{what} {number} {name}", getattr(left, name), getattr(right, name))


def _told(what: str, foreseen: object, happened: object) -> Iterator[str]:
    if foreseen != happened:
        yield f"{what}: foreseen {foreseen!r}, happened {happened!r}"
