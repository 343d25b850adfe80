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
    # what a KDC logs when it starts (42, 205) is for eventlog to compute, once for each of record.kdcs_started
    return tuple(events)


def _call_events(call: Call, world: World) -> list[Event]:
    """What both ends log; a host that is no Windows has no such logs."""
    events: list[Event] = []
    target, source = world.host(call.to_host), world.hosts.get(call.from_host.upper())
    if target.generation.windows:
        netbios = _netbios(call, world) or world.domain(target.domain).netbios
        events += acceptor_events(call, target.fqdn, _sid(call, world), netbios, world.assumptions)
    if source is not None and source.generation.windows:
        events += initiator_events(call, source.fqdn, legacy=source.generation.legacy_events)
    return events


def _netbios(call: Call, world: World) -> str | None:
    """The NetBIOS name of the domain that the client comes from."""
    realm = (call.client_realm or "").lower()
    return world.domains[realm].netbios if realm in world.domains else None


def _sid(call: Call, world: World) -> str:
    """The client's SID, as a DC of its own realm knows it."""
    for dc in world.dcs_of(call.client_realm or ""):
        account = dc.directory.client(call.client or "")
        if isinstance(account, Account):
            return account.sid
    return NULL_SID
