"""Contents: what a PAC says of an account (MS-PAC 2.5 to 2.15)."""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.ad.kdc.pac import ndr
from kdcsim.ad.kdc.pac.container import Buffers, BufferType
from kdcsim.ad.kdc.pac.level import PacLevel

GROUP = 7
"""SE_GROUP_MANDATORY, SE_GROUP_ENABLED_BY_DEFAULT and SE_GROUP_ENABLED (MS-PAC 2.2.1)."""
EXTRA_SIDS = 0x20
"""UserFlags D: ExtraSids is there (MS-PAC 2.5)."""
MOST_SERVICES = 64
"""More hops than this no ticket takes."""
BY_AUTHORITY, BY_SERVICE = "S-1-18-1", "S-1-18-2"
"""AUTHENTICATION_AUTHORITY_ASSERTED_IDENTITY and SERVICE_ASSERTED_IDENTITY (MS-DTYP 2.4.2.4)."""

_CONTROL = {
    AccountKind.COMPUTER: 0x80,
    AccountKind.GMSA: 0x80,
    AccountKind.DC: 0x100,
    AccountKind.TRUST: 0x40,
}
_PRIMARY = {AccountKind.COMPUTER: 515, AccountKind.GMSA: 515, AccountKind.DC: 516}
"""Domain Computers and Domain Controllers; anyone else is of Domain Users (MS-ADTS 6.1.1.6)."""

_SIGNATURES = (
    BufferType.SERVER_CHECKSUM,
    BufferType.KDC_CHECKSUM,
    BufferType.TICKET_CHECKSUM,
    BufferType.FULL_CHECKSUM,
)
_OF_TGT = (*_SIGNATURES, BufferType.ATTRIBUTES, BufferType.REQUESTOR)


def user_buffers(kdc: Kdc, account: Account, level: PacLevel, auth_time: int, asserted: str = BY_AUTHORITY) -> Buffers:
    """LOGON_INFO, CLIENT_INFO and UPN_DNS_INFO of an account; all but the time is written once."""
    info, upn = kdc.remembered(
        ("pac", account.name, asserted),
        lambda: (
            logon_info(kdc, account, asserted if level.asserted_identity else None),
            upn_dns_info(kdc, account, level) if level.upn else b"",
        ),
    )
    first = ((int(BufferType.LOGON_INFO), info), (int(BufferType.CLIENT_INFO), client_info(account.name, auth_time)))
    return (*first, (int(BufferType.UPN_DNS_INFO), upn)) if upn else first


def first_buffers(kdc: Kdc, account: Account, level: PacLevel, auth_time: int, wanted: bool | None) -> Buffers:
    """The buffers of a TGT: those of the account, and who asked for them how."""
    buffers = user_buffers(kdc, account, level, auth_time)
    if not level.requestor:
        return buffers
    flags = 2 if wanted is None else int(wanted)
    return (
        *buffers,
        (int(BufferType.ATTRIBUTES), pack("<II", 2, flags)),
        (int(BufferType.REQUESTOR), ndr.sid_bytes(account.sid)),
    )


def service_buffers(buffers: Buffers) -> Buffers:
    """What goes over from a TGT's PAC into a service ticket's: no signature, nothing that is of TGTs alone."""
    return tuple((kind, data) for kind, data in buffers if kind not in _OF_TGT)


def unsigned(buffers: Buffers) -> Buffers:
    """The buffers without the signatures."""
    return tuple((kind, data) for kind, data in buffers if kind not in _SIGNATURES)


def delegated(buffers: Buffers, target: str, through: str) -> Buffers:
    """The same PAC for a ticket by constrained delegation: S4U_DELEGATION_INFO says to whom and through whom.

    Those through whom it came before stay in the list (MS-SFU 3.2.5.2.4).
    """
    rest = tuple((kind, data) for kind, data in buffers if kind != BufferType.DELEGATION_INFO)
    return (*rest, (int(BufferType.DELEGATION_INFO), delegation_info(target, (*delegated_through(buffers), through))))


def delegated_through(buffers: Buffers) -> tuple[str, ...]:
    """The services that S4U_DELEGATION_INFO lists, the first one first."""
    raw = next((data for kind, data in buffers if kind == BufferType.DELEGATION_INFO), None)
    if raw is None:
        return ()
    r = ndr.Reader(raw)
    r.text_header()
    count, there = r.u32(), r.u32()
    r.text()
    if not there or r.u32() != count or count > MOST_SERVICES:
        return ()
    for _ in range(count):
        r.text_header()
    return tuple(r.text() for _ in range(count))


def client_of(buffers: Buffers) -> str:
    """The name in PAC_CLIENT_INFO; empty if there is none."""
    raw = next((data for kind, data in buffers if kind == BufferType.CLIENT_INFO), b"")
    size = int.from_bytes(raw[8:10], "little")
    return raw[10 : 10 + size].decode("utf-16-le", "replace")


def was_requested(buffers: Buffers) -> bool:
    """Whether PAC_ATTRIBUTES_INFO lets the PAC go on into service tickets; without that buffer it does."""
    raw = next((data for kind, data in buffers if kind == BufferType.ATTRIBUTES), None)
    return raw is None or len(raw) < 8 or raw[4] & 3 != 0


def requestor_of(buffers: Buffers) -> bytes | None:
    """The SID in PAC_REQUESTOR."""
    return next((data for kind, data in buffers if kind == BufferType.REQUESTOR), None)


def client_info(name: str, auth_time: int) -> bytes:
    """PAC_CLIENT_INFO (MS-PAC 2.7)."""
    raw = name.encode("utf-16-le", "surrogatepass")
    return ndr.filetime(auth_time) + pack("<H", len(raw)) + raw


def upn_dns_info(kdc: Kdc, account: Account, level: PacLevel) -> bytes:
    """UPN_DNS_INFO (MS-PAC 2.10), with name and SID from KB5008380 on."""
    upn = account.upn or f"{account.name}@{kdc.realm.lower()}"
    flags = (0 if account.upn else 1) | (2 if level.requestor else 0)
    parts = [upn.encode("utf-16-le"), kdc.realm.encode("utf-16-le")]
    if level.requestor:
        parts += [account.name.encode("utf-16-le"), ndr.sid_bytes(account.sid)]
    size = 24 if level.requestor else 16
    places, body = [], b""
    for part in parts:
        places.append((len(part), size + len(body)))
        body += part + bytes(-len(part) % 8)
    head = pack("<HHHH", *places[0], *places[1]) + pack("<I", flags)
    head += pack("<HHHH", *places[2], *places[3]) if level.requestor else b""
    return head.ljust(size, b"\0") + body


def logon_info(kdc: Kdc, account: Account, asserted: str | None) -> bytes:
    """KERB_VALIDATION_INFO (MS-PAC 2.5). The directory keeps no times of logons, so none are told."""
    domain_sid, _, rid = account.sid.rpartition("-")
    primary = _PRIMARY.get(account.kind, 513)
    w = ndr.Writer(_referents=1)
    w.raw(pack("<QQQQQQ", 0, ndr.NEVER, ndr.NEVER, 0, 0, ndr.NEVER))
    for text in (account.name, account.name, "", "", "", ""):
        w.text(text)
    w.u16(0, 0)
    w.u32(int(rid), primary, 1)
    w.pointer(ndr.group_array(((primary, GROUP),)))
    w.u32(EXTRA_SIDS if asserted else 0)
    w.raw(bytes(16))
    w.text(kdc.view.name)
    w.text(kdc.netbios)
    w.sid(domain_sid)
    w.u32(0, 0)
    w.u32(_CONTROL.get(account.kind, 0x10))
    w.u32(0)
    w.raw(bytes(16))
    w.u32(0, 0)
    w.u32(1 if asserted else 0)
    w.pointer(ndr.sid_and_attributes_array(((asserted, GROUP),)) if asserted else None)
    w.sid(None)
    w.u32(0)
    w.pointer(None)
    return ndr.top_level(w.settled())


def delegation_info(target: str, through: Sequence[str]) -> bytes:
    """S4U_DELEGATION_INFO (MS-PAC 2.9)."""
    w = ndr.Writer(_referents=1)
    w.text(target)
    w.u32(len(through))
    inner = ndr.Writer(_referents=16)
    inner.u32(len(through))
    for name in through:
        inner.text(name)
    w.pointer(inner.settled())
    return ndr.top_level(w.settled())
