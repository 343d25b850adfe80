"""Events as text: what the Event Viewer puts on the clipboard, in the manner of 2003 and of 2008 and later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kdcsim.ad.eventlog import NULL_SID, Audit
from kdcsim.report.as_events.body import CLASSIC, KDCSVC, MODERN

if TYPE_CHECKING:
    from kdcsim.ad.eventlog import Event

TASKS = {
    14339: "Kerberos Authentication Service",
    14337: "Kerberos Service Ticket Operations",
    12544: "Logon",
    12545: "Logoff",
    12546: "Account Lockout",
}
CLASSIC_CATEGORY = {"Security": "Account Logon ", "System": "None"}
REASONS = {"%%2304": "An Error occured during Logon.", "%%2313": "Unknown user name or bad password."}
WELL_KNOWN = ((NULL_SID, "NULL SID"), ("S-1-5-18", "SYSTEM"))
"""SIDs that every computer knows by name."""
SIDS = ("TargetSid", "ServiceSid", "SubjectUserSid", "TargetUserSid")
NUMBERS = (
    *("TicketOptions", "Status", "SubStatus", "TicketEncryptionType", "SessionKeyEncryptionType"),
    *("PreAuthEncryptionType", "SubjectLogonId", "TargetLogonId", "ProcessId"),
)
"""Fields that hold a number: lower case in XML, capitals in text (``0xe`` and ``0xE``)."""
LISTED = "ClientAdvertizedEncryptionTypes"
"""The field that XML separates by blanks and text by lines."""
_FIELD = re.compile(r"{([^}]+)}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_event_text(events: tuple[Event, ...]) -> str:
    """Write events one after another, with a blank line between them."""
    return "\n".join("\n".join(_classic(e) if e.legacy else _modern(e)) + "\n" for e in events)


def _modern(event: Event) -> Iterator[str]:
    security = event.log == "Security"
    yield f"Log Name:      {event.log}"
    yield f"Source:        {event.provider}"
    yield f"Date:          {_date(event.at)} {_clock(event.at)}"
    yield f"Event ID:      {event.id}"
    yield f"Task Category: {TASKS.get(event.task, 'None')}"
    yield f"Level:         {'Information' if security else event.audit.value}"
    yield f"Keywords:      {event.audit.value if security else 'Classic'}"
    yield f"User:          {'N/A' if security or event.id != 4 else 'SYSTEM'}"
    yield f"Computer:      {event.computer}"
    yield "Description:"
    yield from _body(event, MODERN)


def _classic(event: Event) -> Iterator[str]:
    kinds = {Audit.SUCCESS: "Success Audit", Audit.FAILURE: "Failure Audit"}
    yield f"Event Type:\t{kinds.get(event.audit, event.audit.value)}"
    yield f"Event Source:\t{event.provider}"
    yield f"Event Category:\t{CLASSIC_CATEGORY.get(event.log, 'None')}"
    yield f"Event ID:\t{event.id}"
    yield f"Date:\t\t{_date(event.at)}"
    yield f"Time:\t\t{_clock(event.at)}"
    yield "User:\t\t" + ("NT AUTHORITY\\SYSTEM" if event.log == "Security" else "N/A")
    yield f"Computer:\t{event.computer.split('.', 1)[0].upper()}"
    yield "Description:"
    yield from _body(event, CLASSIC)


def _body(event: Event, bodies: dict[int, str]) -> Iterator[str]:
    template = bodies.get(event.id)
    if template is None:
        yield from (f"\t{name}:\t{value}" for name, value in event.fields)
        return
    fields = {name: _said(event, name, value) for name, value in event.fields}
    known = [line for line in template.strip("\n").split("\n") if set(_FIELD.findall(line)) <= fields.keys()]
    for line, following in zip(known, [*known, ""][1:], strict=True):
        if not (line.endswith(":") and following == ""):  # a heading with nothing left below it
            lead = (
                " " if event.legacy and line.startswith("\t") else ""
            )  # the texts of 2003 have a blank before the TAB
            yield from (lead + line.format_map(fields)).split("\n")


def _said(event: Event, name: str, value: str) -> str:
    """Where text and XML spell a value differently: numbers, SIDs, lists, and what stands for a sentence."""
    if name == "FailureReason":
        return REASONS.get(value, value)
    if name in NUMBERS and value.startswith("0x"):
        return f"0x{value[2:].upper()}"
    if name in SIDS:
        return dict((*WELL_KNOWN, *event.names)).get(value, value)
    if name == LISTED and value != "-":
        words = value.split(" ")
        return "\n\t\t".join(words if event.id in KDCSVC else ("", *words))
    return value


def _date(microseconds: int) -> str:
    t = _EPOCH + timedelta(microseconds=microseconds)
    return f"{t.month}/{t.day}/{t.year}"


def _clock(microseconds: int) -> str:
    t = _EPOCH + timedelta(microseconds=microseconds)
    return f"{t.hour % 12 or 12}:{t.minute:02}:{t.second:02} {'AM' if t.hour < 12 else 'PM'}"
