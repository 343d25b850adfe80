"""Events as XML: the envelope of the Windows event log, elements and attributes in the order of the real one.

Classic records (the 2003 texts) have unnamed insertion strings. Numbers that a simulator cannot know - process,
thread - are 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kdcsim.ad.eventlog import Audit

if TYPE_CHECKING:
    from kdcsim.ad.eventlog import Event

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
GUIDS = {
    "Microsoft-Windows-Security-Auditing": ("{54849625-5478-4994-a5ba-3e3b0328c30d}", None),
    "Microsoft-Windows-Kerberos-Key-Distribution-Center": ("{3FD9DA1A-5A54-46C5-9A26-9BD7C0685056}", "KDC"),
    "Microsoft-Windows-Security-Kerberos": ("{98E6CFCB-EE0A-41E0-A57B-622D4E1B30B1}", "Kerberos"),
}
KEYWORDS = {Audit.SUCCESS: "0x8020000000000000", Audit.FAILURE: "0x8010000000000000"}
CLASSIC_KEYWORDS = "0x80000000000000"
LEVELS = {Audit.ERROR: 2, Audit.WARNING: 3, Audit.INFORMATION: 4}
QUALIFIERS = {2: 49152, 3: 32768, 4: 16384}
"""The high word of a classic event's number: 27 is 3221225499 = 0xC000001B in the message table."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_event_xml(events: tuple[Event, ...]) -> str:
    """Write events as one XML document; record numbers count per computer and log."""
    numbers: dict[tuple[str, str], int] = {}
    lines = ["<?xml version='1.0' encoding='utf-8' standalone='yes'?>", "<Events>"]
    for event in events:
        place = (event.computer, event.log)
        numbers[place] = numbers.get(place, 0) + 1
        lines += _event(event, numbers[place])
    return "\n".join([*lines, "</Events>"]) + "\n"


def _event(event: Event, number: int) -> Iterator[str]:
    level = LEVELS.get(event.audit, 0)
    yield f"<Event xmlns={quoteattr(NAMESPACE)}>"
    yield "  <System>"
    yield f"    {_provider(event)}"
    yield f"    <EventID{_qualifiers(event, level)}>{event.id}</EventID>"
    for tag, number_in_it in (("Version", event.version), ("Level", level), ("Task", event.task), ("Opcode", 0)):
        yield f"    <{tag}>{number_in_it}</{tag}>"
    yield f"    <Keywords>{KEYWORDS.get(event.audit, CLASSIC_KEYWORDS)}</Keywords>"
    yield f"    <TimeCreated SystemTime={quoteattr(_time(event.at))}/>"
    yield f"    <EventRecordID>{number}</EventRecordID>"
    yield "    <Correlation/>"
    yield '    <Execution ProcessID="0" ThreadID="0"/>'
    yield f"    <Channel>{escape(event.log)}</Channel>"
    yield f"    <Computer>{escape(event.computer)}</Computer>"
    yield "    <Security/>"
    yield "  </System>"
    yield "  <EventData>"
    for name, value in event.fields:
        named = "" if event.legacy else f" Name={quoteattr(name)}"
        yield f"    <Data{named}>{escape(value)}</Data>"
    yield "  </EventData>"
    yield "</Event>"


def _provider(event: Event) -> str:
    guid, source = GUIDS.get(event.provider, (None, None))
    source = event.source or source
    attributes = f"Name={quoteattr(event.provider)}"
    attributes += f" Guid={quoteattr(guid)}" if guid else ""
    attributes += f" EventSourceName={quoteattr(source)}" if source else ""
    return f"<Provider {attributes}/>"


def _qualifiers(event: Event, level: int) -> str:
    return f' Qualifiers="{QUALIFIERS[level]}"' if event.log == "System" and level in QUALIFIERS else ""


def _time(microseconds: int) -> str:
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond * 10:07}Z"
