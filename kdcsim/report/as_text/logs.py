"""What the step left in the event logs, one line per record: what an administrator would see first."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.eventlog import Event
from kdcsim.report.paper import Paper
from kdcsim.study.run import Played
from kdcsim.world.chronicle import events_of

TELLING: dict[int, tuple[str, ...]] = {
    3: ("ErrorCode", "ErrorMessage", "TargetName"),
    4: ("Server", "TargetName"),
    14: ("Account", "RequestedEtypes", "AvailableEtypes"),
    16: ("Account", "RequestedEtypes", "AvailableEtypes"),
    26: ("Target", "RequestedEtypes", "AvailableEtypes"),
    27: ("Target", "RequestedEtypes", "AvailableEtypes"),
    42: ("Account",),
    104: ("TargetUserName",),
    201: ("ServiceName", "ServiceSupportedEncryptionTypes", "ClientAdvertizedEncryptionTypes"),
    202: ("ServiceName", "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys"),
    203: ("ServiceName", "ServiceSupportedEncryptionTypes", "ClientAdvertizedEncryptionTypes"),
    204: ("ServiceName", "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys"),
    205: ("DefaultDomainSupportedEncTypes", "Ciphers"),
    206: ("ServiceName", "ServiceSupportedEncryptionTypes", "ClientAdvertizedEncryptionTypes"),
    207: ("ServiceName", "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys"),
    208: ("ServiceName", "ServiceSupportedEncryptionTypes", "ClientAdvertizedEncryptionTypes"),
    209: ("ServiceName", "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys"),
    672: ("User Name", "Ticket Encryption Type"),
    673: ("Service Name", "Ticket Encryption Type"),
    675: ("User Name", "Failure Code"),
    4624: ("TargetUserName", "AuthenticationPackageName"),
    4625: ("TargetUserSid", "AuthenticationPackageName", "FailureReason"),
    4768: ("TargetUserName", "TicketEncryptionType", "Status"),
    4769: ("ServiceName", "TicketEncryptionType", "Status"),
    4771: ("TargetUserName", "Status"),
}
"""The fields that tell most, by event id."""


def log_lines(played: Played, paper: Paper) -> Iterator[str]:
    """Write the events of one step."""
    events = events_of(played.record, played.after)
    rows = [(e.computer.split(".", 1)[0].upper(), e.log, str(e.id), _words(e)) for e in events]
    widths = [max((len(row[n]) for row in rows), default=0) for n in range(3)]
    for row in rows:
        head = "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        first, *more = paper.wrapped(row[3], 4 + len(head) + 2)
        yield f"    {head}  {first.lstrip()}"
        yield from more


def _words(event: Event) -> str:
    told = [f"{name} {event.field(name)}" for name in TELLING.get(event.id, ()) if event.field(name)]
    return ", ".join(told) or event.audit.value
