"""Chronicle: every event that one record leaves in every log, in the order in which it was logged."""

from __future__ import annotations

from kdcsim.ad.directory import Account
from kdcsim.ad.eventlog import (
    Event,
    acceptor_events,
    initiator_events,
    kdc_error_events,
    kdc_events,
    kdc_start_events,
)
from kdcsim.ad.eventlog.kdc_events import NULL_SID
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.ad.host.host import Host
from kdcsim.ad.settings import LOG_LEVEL
from kdcsim.world.record import Record
from kdcsim.world.state import World


def events_of(record: Record, world: World) -> tuple[Event, ...]:
    """Compute the events of a record; ``world`` is the world in which it was played (before or after it)."""
    events: list[Event] = []
    for name in record.kdcs_started:
        events += _start_events(name, record, world)
    for exchange in record.exchanges:
        events += _client_events(exchange, world)
        if exchange.dc not in world.dcs:
            continue
        dc = world.dc(exchange.dc)
        domain = world.domain(dc.domain)
        events += kdc_events(exchange, dc.view(domain, world.assumptions), dc.fqdn, domain.netbios)
    for call in record.calls:
        events += _call_events(call, world)
    return tuple(events)


def _start_events(name: str, record: Record, world: World) -> tuple[Event, ...]:
    """What a KDC logs as it starts and reads its settings."""
    if name not in world.dcs:
        return ()
    dc = world.dc(name)
    view = dc.view(world.domain(dc.domain), world.assumptions)
    return kdc_start_events(view, dc.directory, dc.fqdn, dc.clock(record.at))


def _client_events(exchange: Exchange, world: World) -> tuple[Event, ...]:
    """What the client's host logs of a KDC's error, if its LogLevel asks for that."""
    host = next((h for h in world.hosts.values() if h.address == exchange.client_address), None)
    if host is None or not host.generation.windows:
        return ()
    level = _log_level(host)
    return kdc_error_events(exchange, host.fqdn, legacy=host.generation.legacy_events, log_level=level)


def _log_level(host: Host) -> int:
    return host.registry.get(LOG_LEVEL) or 0


def _call_events(call: Call, world: World) -> list[Event]:
    """What both ends log; a host that is no Windows has no such logs."""
    events: list[Event] = []
    target, source = world.host(call.to_host), world.hosts.get(call.from_host.upper())
    if target.generation.windows:
        netbios = _netbios(call, world) or world.domain(target.domain).netbios
        events += acceptor_events(call, target.fqdn, _sid(call, world), netbios, world.assumptions)
    if source is not None and source.generation.windows:
        events += initiator_events(
            call, source.fqdn, legacy=source.generation.legacy_events, log_level=_log_level(source)
        )
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
