"""Chronicle: every event that one record leaves in every log, in the order in which it was logged."""

from __future__ import annotations

from kdcsim.ad.directory import Account
from kdcsim.ad.eventlog import Event, acceptor_events, initiator_events, kdc_events
from kdcsim.ad.eventlog.kdc_events import NULL_SID
from kdcsim.ad.host.call import Call
from kdcsim.world.record import Record
from kdcsim.world.state import World


def events_of(record: Record, world: World) -> tuple[Event, ...]:
    """Compute the events of a record; ``world`` is the world in which it was played (before or after it)."""
    events: list[Event] = []
    for exchange in record.exchanges:
        if exchange.dc not in world.dcs:
            continue
        dc = world.dc(exchange.dc)
        domain = world.domain(dc.domain)
        events += kdc_events(exchange, dc.view(domain, world.assumptions), dc.fqdn, domain.netbios)
    for call in record.calls:
        events += _call_events(call, world)
    return tuple(events)


def _call_events(call: Call, world: World) -> list[Event]:
    target = world.host(call.to_host)
    netbios = world.domain(target.domain).netbios
    events = list(acceptor_events(call, target.fqdn, _sid(call, world), netbios, world.assumptions))
    source = world.hosts.get(call.from_host.upper())
    if source is not None:
        events += initiator_events(call, source.fqdn, legacy=source.os in ("XP", "2003"))
    return events


def _sid(call: Call, world: World) -> str:
    for dc in world.dcs.values():
        account = dc.directory.client(call.client or "")
        if isinstance(account, Account):
            return account.sid
    return NULL_SID
