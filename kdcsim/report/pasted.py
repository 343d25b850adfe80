"""Pasted: text or bytes that somebody brings, recognised by their marks and read as what they are.

The one room that knows several readers. Nothing is guessed beyond the kind: what no reader finds is refused.
"""

from __future__ import annotations

import re

from kdcsim.diagnostic import Span
from kdcsim.errors import MalformedMessage
from kdcsim.krb5.files.keytab import decode_keytab
from kdcsim.report.as_events import read_event_text, read_event_xml
from kdcsim.report.as_keytab import read_keytab_listing
from kdcsim.report.as_klist import parse
from kdcsim.report.paper import clean
from kdcsim.study.evidence import CacheSeen, EventSeen, KeySeen, KeytabSeen, PurgeSeen, Seen, TicketSeen, kind_of
from kdcsim.study.evidence.refusal import NOT_KERBEROS, NOT_TEXT, TOO_MUCH, UNRECOGNISED, refusal

MOST_BYTES = 4 << 20
KEYTAB_MAGIC = b"\x05\x02"
_XML = re.compile(r"<(?:\w+:)?Events?[\s>]|<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_KLIST = re.compile(r"Cached Tickets:|KerbTicket Encryption Type:|KrbTicket Encryption Type:", re.IGNORECASE)
_PURGE = re.compile(r"Ticket\(s\) purged!|Deleting all tickets:", re.IGNORECASE)
_KEYTAB = re.compile(r"^\s*(?:Keytab name:|KVNO\s+(?:Timestamp\s+)?Principal)", re.IGNORECASE | re.MULTILINE)
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_SOURCES = re.compile(r"kerberos|\bkdc(?:svc)?\b|security", re.IGNORECASE)


def recognised(data: bytes, file: str = "<pasted>") -> tuple[Seen, ...]:
    """Read what somebody brings. Raises ScenarioError with one diagnostic when it is nothing that is known."""
    if len(data) > MOST_BYTES:
        raise refusal(TOO_MUCH, f"{file} is larger than {MOST_BYTES >> 20} MiB", help="cut out the records in question")
    if data.startswith(KEYTAB_MAGIC):
        return (_keytab_file(data, file),)
    found = _read(_text(data, file), file)
    if not found:
        raise refusal(UNRECOGNISED, f"nothing in {file} looks like the output of a tool that kdcsim knows")
    return found


def _read(text: str, file: str) -> tuple[Seen, ...]:
    if _XML.search(text):
        return _of_kerberos(read_event_xml(text, file))
    if _KLIST.search(text):
        return (_cache(text),)
    if _PURGE.search(text):
        return (PurgeSeen(luid=_luid(text)),)
    if _KEYTAB.search(text):
        return (read_keytab_listing(text),)
    return _of_kerberos(read_event_text(text))


def _of_kerberos(events: tuple[EventSeen, ...]) -> tuple[Seen, ...]:
    """Event numbers are used by many sources: 27 of a network card is no event of a KDC."""
    ours = tuple(e for e in events if kind_of(e.id) is not None and _known_source(e))
    if events and not ours:
        other = events[0]
        raise refusal(NOT_KERBEROS, f"event {other.id} of {other.provider or 'an unnamed source'} tells of no Kerberos")
    return ours


def _known_source(event: EventSeen) -> bool:
    return event.provider is None or _SOURCES.search(event.provider.replace("-", " ")) is not None


def _cache(text: str) -> CacheSeen:
    page = parse(text)
    tickets = tuple(
        TicketSeen(
            server=t.server,
            etype=t.etype or None,
            session_etype=t.session_etype,
            client=t.client,
            kdc_called=t.kdc_called,
            flags=t.flags,
        )
        for t in page.tickets
    )
    return CacheSeen(current=page.current, targeted=page.targeted, tickets=tickets)


def _luid(text: str) -> int | None:
    page = parse(text)
    return page.targeted if page.targeted is not None else page.current


def _keytab_file(data: bytes, file: str) -> KeytabSeen:
    try:
        entries = decode_keytab(data)
    except MalformedMessage as error:
        raise refusal(NOT_TEXT, f"{file} begins like a keytab and is none: {error}") from None
    keys = tuple(KeySeen(principal=str(e.principal), kvno=e.kvno, etype=int(e.key.etype)) for e in entries)
    return KeytabSeen(name=file, keys=keys)


def _text(data: bytes, file: str) -> str:
    """Decode as PowerShell, the console or an editor may have saved it."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        place = Span(file=file, line=1, column=1)
        help = "save events as XML: wevtutil qe System.evtx /lf:true /f:xml" if data.startswith(b"ElfFile\0") else None
        raise refusal(NOT_TEXT, f"{file} is a binary file", place, help=help)
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))
