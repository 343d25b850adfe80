"""Credential cache: tickets and session keys as a file of MIT krb5.

Format: doc/formats/ccache_file_format, version 4: big-endian, lengths of four bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.files.octets import Octets, counted, counted_text
from kdcsim.krb5.key import Key
from kdcsim.krb5.principal import Principal, PrincipalName

VERSION = b"\x05\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One ticket (DER) with its session key. Times are seconds since the epoch, 0 when there is none."""

    client: Principal
    server: Principal
    key: Key
    flags: int
    auth_time: int
    start_time: int
    end_time: int
    renew_till: int = 0
    ticket: bytes
    second_ticket: bytes = b""
    is_skey: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialCache:
    """A cache: whose it is, and what is in it."""

    principal: Principal
    credentials: tuple[Credential, ...] = ()


def encode_ccache(cache: CredentialCache) -> bytes:
    """Write a credential cache, without a KDC time offset."""
    return b"".join(
        (VERSION, counted(b"", 2), _principal(cache.principal), *(_credential(c) for c in cache.credentials))
    )


def decode_ccache(data: bytes) -> CredentialCache:
    """Read a credential cache; configuration entries come as the credentials that they are. Raises MalformedMessage."""
    octets = Octets(data, "credential cache")
    if octets.take(2) != VERSION:
        raise MalformedMessage(f"credential cache: expected the version {VERSION.hex()}, found {data[:2].hex()}")
    octets.counted(2)
    principal = _read_principal(octets)
    credentials = []
    while octets.left:
        credentials.append(_read_credential(octets))
    return CredentialCache(principal=principal, credentials=tuple(credentials))


def _principal(principal: Principal) -> bytes:
    name = principal.name
    head = (name.name_type & 0xFFFFFFFF).to_bytes(4, "big") + len(name.components).to_bytes(4, "big")
    return head + b"".join(counted_text(part, 4) for part in (principal.realm, *name.components))


def _credential(c: Credential) -> bytes:
    times = (c.auth_time, c.start_time, c.end_time, c.renew_till)
    return b"".join(
        (
            _principal(c.client),
            _principal(c.server),
            (c.key.etype & 0xFFFF).to_bytes(2, "big"),
            counted(c.key.value, 4),
            *(time.to_bytes(4, "big") for time in times),
            bytes((c.is_skey,)),
            c.flags.to_bytes(4, "big"),
            bytes(8),  # neither addresses nor authorization data
            counted(c.ticket, 4),
            counted(c.second_ticket, 4),
        )
    )


def _read_principal(octets: Octets) -> Principal:
    name_type, count = octets.number(4, signed=True), octets.number(4)
    if count > octets.left:
        raise MalformedMessage(f"credential cache: a name of {count} components in {octets.left} bytes")
    realm = octets.text(4)
    name = PrincipalName(name_type=name_type, components=tuple(octets.text(4) for _ in range(count)))
    return Principal(name=name, realm=realm)


def _read_credential(octets: Octets) -> Credential:
    client, server = _read_principal(octets), _read_principal(octets)
    key = Key(etype=octets.number(2, signed=True), value=octets.counted(4))
    auth, start, end, renew = (octets.number(4) for _ in range(4))
    is_skey, flags = bool(octets.number(1)), octets.number(4)
    for _ in range(2):
        count = octets.number(4)
        for _ in range(min(count, octets.left)):
            octets.number(2)
            octets.counted(4)
    return Credential(
        client=client,
        server=server,
        key=key,
        flags=flags,
        auth_time=auth,
        start_time=start,
        end_time=end,
        renew_till=renew,
        is_skey=is_skey,
        ticket=octets.counted(4),
        second_ticket=octets.counted(4),
    )
