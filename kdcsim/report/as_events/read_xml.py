"""Events read from XML: the Event Viewer's XML view, its export, wevtutil's output - several in a row or one alone.

Law of the room: the text is hostile. A DTD or an entity of its own is refused before anything is read; sizes are
limited. Fields are found by name; insertion strings without names get those of the event's text, where their order is
known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

from kdcsim.diagnostic import Span
from kdcsim.report.as_events.labels import labels
from kdcsim.study.evidence import EventSeen
from kdcsim.study.evidence.refusal import BROKEN_XML, HOSTILE_XML, TOO_MUCH, refusal

MOST_EVENTS = 5_000
MOST_DEPTH = 24
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_DTD = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b", re.IGNORECASE)
_NO_KEY = ("Target", "Account", "ID", "RequestedEtypes", "AvailableEtypes", "AccountToReset")
_CLIENT_ERROR = (
    "LogonSession",
    "ClientTime",
    "ServerTime",
    "ErrorCode",
    "ErrorMessage",
    "ExtendedError",
    "ClientRealm",
    "ClientName",
    "ServerRealm",
    "ServerName",
    "TargetName",
    "ErrorText",
    "File",
    "Line",
)
_REMOVAL = (
    "AccountName",
    "SuppliedRealmName",
    "AccountSupportedEncryptionTypes",
    "AccountAvailableKeys",
    "ServiceName",
    "ServiceID",
    "ServiceSupportedEncryptionTypes",
    "ServiceAvailableKeys",
    "DCSupportedEncryptionTypes",
    "DefaultDomainSupportedEncTypes",
    "DCAvailableKeys",
    "ClientAddress",
    "ClientPort",
    "ClientAdvertizedEncryptionTypes",
)
STRINGS: dict[int, tuple[str, ...]] = {
    3: _CLIENT_ERROR,
    4: ("Server", "TargetRealm", "TargetName"),
    14: _NO_KEY,
    16: _NO_KEY,
    26: _NO_KEY[:5],
    27: _NO_KEY[:5],
    42: ("Account",),
    205: ("Ciphers", "DefaultDomainSupportedEncTypes"),
    672: (
        "User Name",
        "Supplied Realm Name",
        "User ID",
        "Service Name",
        "Service ID",
        "Ticket Options",
        "Result Code",
        "Ticket Encryption Type",
        "Pre-Authentication Type",
        "Client Address",
    ),
    673: (
        "User Name",
        "User Domain",
        "Service Name",
        "Service ID",
        "Ticket Options",
        "Ticket Encryption Type",
        "Client Address",
        "Failure Code",
    ),
    675: ("User Name", "User ID", "Service Name", "Pre-Authentication Type", "Failure Code", "Client Address"),
}
"""The order of insertion strings where records have no names for them.

KB2002141, KB977321, KB2706695 for the KDC's and the client's; detection wiki's manifest dump for 3, with its error code
and name as two strings; the order of their labels in the text for 672, 673 and 675.
"""
REMOVAL_IDS = (201, 202, 203, 204, 206, 207, 208, 209)
_CIPHER_NAME = re.compile(r"\s*(?:RC4|DES|AES)\S*(?:\s*,\s*(?:RC4|DES|AES)\S*)*\s*", re.IGNORECASE)


@dataclass(slots=True)
class _Record:
    system: dict[str, str] = field(default_factory=dict)
    data: list[tuple[str | None, str]] = field(default_factory=list)


class _Reader:
    """The events so far, and where the parser stands."""

    def __init__(self) -> None:
        self.records: list[_Record] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._name: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        self._path.append(name)
        self._text.clear()
        if len(self._path) > MOST_DEPTH or len(self.records) > MOST_EVENTS:
            raise refusal(TOO_MUCH, f"more than {MOST_EVENTS} events, or nested deeper than {MOST_DEPTH}")
        if name == "Event":
            self.records.append(_Record())
        elif self.records and name in ("Provider", "TimeCreated"):
            self.records[-1].system.update({f"{name}@{key}": value for key, value in attributes.items()})
        self._name = attributes.get("Name") if name == "Data" else None

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        name = self._path.pop()
        text = "".join(self._text)
        self._text.clear()
        if not self.records:
            return
        inside = self._path[-1] if self._path else ""
        if name == "Data" and inside == "EventData":
            self.records[-1].data.append((self._name, text))
        elif inside == "System":
            self.records[-1].system.setdefault(name, text.strip())


def read_event_xml(text: str, file: str = "<pasted>") -> tuple[EventSeen, ...]:
    """Read every event of a document or fragment. Raises ScenarioError with one diagnostic."""
    hostile = _DTD.search(text)
    if hostile:
        raise refusal(HOSTILE_XML, "this XML brings a DTD or entities of its own", _span(text, hostile.start(), file))
    reader = _Reader()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    bare = _DECLARATION.sub("", text)
    begin, end = bare.find("<"), bare.rfind(">")
    try:
        parser.Parse(f"<paste>{bare[begin : end + 1]}</paste>".encode(errors="replace"), True)
    except ExpatError as error:
        line = error.lineno + bare.count("\n", 0, max(begin, 0))
        column = error.offset + 1 - (len("<paste>") if error.lineno == 1 else 0)
        place = Span(file=file, line=line, column=max(column, 1))
        raise refusal(BROKEN_XML, f"this XML cannot be read: {ErrorString(error.code)}", place) from None
    return tuple(_event(each) for each in reader.records if each.system.get("EventID", "").isdigit())


def _span(text: str, position: int, file: str) -> Span:
    before = text[:position]
    return Span(file=file, line=before.count("\n") + 1, column=position - (before.rfind("\n") + 1) + 1, length=9)


def _event(record: _Record) -> EventSeen:
    system, number = record.system, int(record.system["EventID"][:10]) & 0xFFFF
    order = _order(number, [value for _, value in record.data])
    names = [name or (order[n] if n < len(order) else f"Data{n + 1}") for n, (name, _) in enumerate(record.data)]
    return EventSeen(
        id=number,
        fields=tuple(zip(names, (value for _, value in record.data), strict=True)),
        provider=system.get("Provider@Name"),
        log=system.get("Channel"),
        computer=system.get("Computer"),
        when=system.get("TimeCreated@SystemTime"),
        legacy=bool(record.data) and all(name is None for name, _ in record.data),
    )


def _order(number: int, values: list[str]) -> tuple[str, ...]:
    """The names of unnamed strings, in their order; where sources differ, what stands in them tells.

    They differ on where 201 to 209 put the cipher's name, first or last of fifteen, and on whether an error's number
    and name are one string of event 3 or two. Records of 672 to 675 may have the fields of the text alone.
    """
    shown = tuple(labels(number, True).values()) if number in (672, 673, 675) else ()
    if shown and len(values) == len(shown):
        return shown
    if number == 3 and len(values) > 4 and not values[4].startswith("K"):
        return tuple(name for name in _CLIENT_ERROR if name != "ErrorMessage")
    if number not in REMOVAL_IDS:
        return STRINGS.get(number, ())
    if values and _CIPHER_NAME.fullmatch(values[0]) and len(values) != len(_REMOVAL):
        return ("Cipher", *_REMOVAL)
    return (*_REMOVAL, "Cipher")
