"""Capture: a whole story as files for Wireshark - packets, keytabs per key holder, ticket caches, event logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kdcsim.ad.host.call import Call
from kdcsim.ad.host.session import CachedTicket, LogonSession
from kdcsim.entrypoints.wire.config_directory import write_keytabs
from kdcsim.entrypoints.wire.keytabs import session_name
from kdcsim.entrypoints.wire.private import private_directory, write_private
from kdcsim.entrypoints.wire.station import DATAGRAM_BYTES
from kdcsim.krb5.files.ccache import Credential, CredentialCache, encode_ccache
from kdcsim.krb5.files.pcap import Endpoint, Talk, encode_pcap
from kdcsim.krb5.framing import encode as framed
from kdcsim.krb5.messages import encode
from kdcsim.krb5.numbers import NameType
from kdcsim.krb5.principal import Principal, PrincipalName
from kdcsim.report.as_events import as_event_xml
from kdcsim.world.chronicle import events_of
from kdcsim.world.record import Record
from kdcsim.world.state import MICRO, World

KERBEROS = 88
PACKETS = "story.pcap"
FIRST_PORT = 49152
"""Windows takes client ports from here on (RFC 6335)."""

Told = Iterable[tuple[World, Record]]


def write_capture(told: Told, end: World, directory: Path) -> None:
    """Write a story: ``told`` are its records, each with the world after it; ``end`` is the world at the end."""
    story = tuple(told)
    _emptied(private_directory(directory))
    write_private(directory / PACKETS, encode_pcap(talks(story)))
    write_keytabs(end, directory / "keytabs")
    private_directory(directory / "ccaches")
    for host in end.hosts.values():
        for session in host.sessions.values():
            if session.tickets:
                name = f"{host.name}-{session_name(session)}.ccache"
                write_private(directory / "ccaches" / name, encode_ccache(cache_of(session)))
    private_directory(directory / "events")
    events = [event for world, record in story for event in events_of(record, world)]
    for computer in sorted({event.computer for event in events}):
        logged = tuple(event for event in events if event.computer == computer)
        write_private(directory / "events" / f"{computer}.xml", as_event_xml(logged))


def _emptied(directory: Path) -> None:
    """Take away what a story before left, which would be taken for this one's; nothing else is touched."""
    for folder, kind in (("keytabs", "keytab"), ("ccaches", "ccache"), ("events", "xml")):
        for left in (directory / folder).glob(f"*.{kind}"):
            left.unlink()


def talks(story: Told) -> Iterator[Talk]:
    """Every message that crossed the network, in order.

    A call between hosts is shown as Kerberos over TCP to port 88 of the service's host: on the ports of real services
    it lies inside other protocols, which are not simulated.
    """
    port = FIRST_PORT
    for world, record in story:
        for exchange in record.exchanges:
            port += 1
            server = Endpoint(address=world.dc(exchange.dc).address, port=KERBEROS)
            client = Endpoint(address=exchange.client_address, port=port)
            long = len(exchange.reply) > DATAGRAM_BYTES
            pair = (exchange.request, exchange.reply)
            request, reply = map(framed, pair) if long else pair
            yield Talk(at=exchange.at, client=client, server=server, request=request, reply=reply, stream=long)
        for call in record.calls:
            port += 1
            if not call.anonymous:
                yield _call(world, call, port)


def _call(world: World, call: Call, port: int) -> Talk:
    return Talk(
        at=call.at,
        client=Endpoint(address=call.from_address, port=port),
        server=Endpoint(address=world.host(call.to_host).address, port=KERBEROS),
        request=framed(call.request),
        reply=framed(call.reply) if call.reply else b"",
        stream=True,
    )


def cache_of(session: LogonSession) -> CredentialCache:
    """The tickets of a logon session as a credential cache."""
    owner = Principal(name=PrincipalName(components=(session.account or session.name,)), realm=session.realm)
    return CredentialCache(principal=owner, credentials=tuple(map(_credential, session.tickets)))


def _credential(ticket: CachedTicket) -> Credential:
    client = PrincipalName(components=tuple(ticket.client.split("/")))
    server = PrincipalName(name_type=int(NameType.SRV_INST), components=tuple(ticket.server.split("/")))
    return Credential(
        client=Principal(name=client, realm=ticket.client_realm),
        server=Principal(name=server, realm=ticket.server_realm),
        key=ticket.session_key,
        flags=ticket.flags,
        auth_time=ticket.auth_time // MICRO,
        start_time=ticket.start_time // MICRO,
        end_time=ticket.end_time // MICRO,
        renew_till=(ticket.renew_till or 0) // MICRO,
        ticket=encode(ticket.ticket),
    )
