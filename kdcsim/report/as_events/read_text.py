"""Events read from text: what somebody copied from the Event Viewer, from PowerShell, or out of a ticket system.

Lenient: the head may be missing, TABs may have become blanks, sections may come in any order. Fields are found by
section and label, or by the words around them; never by their position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kdcsim.report.as_events.labels import labels, one_label_a_line, sections
from kdcsim.report.as_events.text import REASONS
from kdcsim.study.evidence import EVENT_KINDS, EventSeen

HEAD = {
    "log name": "log",
    "source": "provider",
    "event source": "provider",
    "providername": "provider",
    "provider name": "provider",
    "date": "date",
    "time": "time",
    "timecreated": "date",
    "event id": "id",
    "eventid": "id",
    "id": "id",
    "instanceid": "instance",
    "index": "index",
    "timegenerated": "date",
    "computer": "computer",
    "machinename": "computer",
    "logname": "log",
    "event type": "type",
    "type": "type",
    "task category": "category",
    "event category": "category",
    "level": "level",
    "leveldisplayname": "level",
    "keywords": "keywords",
    "user": "user",
    "opcode": "opcode",
}
"""Labels of the head, by Event Viewer (2003 and later) and by Format-List of ``Get-WinEvent`` and ``Get-EventLog``."""

FIRST = ("log name", "event type", "timecreated", "index")
_LABEL = re.compile(r"([^:]{1,60}?)\s*:(?:\s+(.*))?$")
"""For lines without blanks at either end: those of a hostile paste may be very long."""
_OPENINGS = tuple((number, re.compile(kind.opening, re.IGNORECASE | re.DOTALL)) for number, kind in EVENT_KINDS.items())
_PROPERTY = re.compile(r"^[A-Za-z]+ +: ?")
_RESET = re.compile(r"changing or resetting the password", re.IGNORECASE)
_AFTER_LISTS = re.compile(r"available etypes\s*(?:were|:)\s*[-\d\s]*?\s*\.\s*\S", re.IGNORECASE)
_WITHOUT_RESET = {14: 26, 16: 27}
_NO_KEY = {
    "Target": re.compile(r"target (?:server|service) (.{0,512}?),\s+the account", re.IGNORECASE),
    "Account": re.compile(r"the account (.{0,512}?) did not have a suitable key", re.IGNORECASE),
    "ID": re.compile(r"missing key has an ID of (\d+)", re.IGNORECASE),
    "RequestedEtypes": re.compile(r"requested etypes\s*(?:were|:)\s*([-\d\s]*?)\s*\.", re.IGNORECASE),
    "AvailableEtypes": re.compile(r"available etypes\s*(?:were|:)\s*([-\d\s]*?)\s*\.", re.IGNORECASE),
    "AccountToReset": re.compile(r"resetting the password of (.{0,512}?) will generate", re.IGNORECASE),
}
_MODIFIED = {
    "Server": re.compile(r"error from the server (.{0,512}?)\.\s+(?:The target name|This indicates)", re.IGNORECASE),
    "TargetName": re.compile(r"target name used was (.{0,512}?)\.\s+This indicates", re.IGNORECASE),
    "TargetRealm": re.compile(r"target (?:domain|realm) \((.{0,512}?)\)", re.IGNORECASE),
}
_CIPHER = {"Cipher": re.compile(r"(?:detected|blocked) (?!cipher )(\S+) usage", re.IGNORECASE)}
_CLIENT_ERROR = {
    "LogonSession": re.compile(r"on logon session\s+(\S+)", re.IGNORECASE),
    "ErrorCode": re.compile(r"Error Code:\s*(0x[0-9a-f]+)", re.IGNORECASE),
    "ErrorMessage": re.compile(r"Error Code:\s*0x[0-9a-f]+\s+(K\w+)", re.IGNORECASE),
}
_WEAK_KRBTGT = {"Account": re.compile(r"strong keys for account:?\s+(\S+?)\.?(?:\s|$)", re.IGNORECASE)}
SENTENCES: dict[int, dict[str, re.Pattern[str]]] = {
    **dict.fromkeys((14, 16, 26, 27), _NO_KEY),
    **dict.fromkeys((201, 202, 203, 204, 206, 207, 208, 209), _CIPHER),
    3: _CLIENT_ERROR,
    4: _MODIFIED,
    42: _WEAK_KRBTGT,
}
"""Fields that stand in the middle of a sentence, by event."""


_ONLY_IN_THE_NEWER_FORM = {
    "ClientAdvertizedEncryptionTypes": "advertized etypes",
    "SessionKeyEncryptionType": "session encryption type",
}
"""A record in which one of these labels stands is of the newer form, even where its value cannot be read."""
_SHOWN_BY = {(number, name) for number in (4768, 4769) for name in _ONLY_IN_THE_NEWER_FORM}


@dataclass(slots=True)
class _Block:
    """The lines of one record: its head by name, and the rest."""

    head: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)


def read_event_text(text: str) -> tuple[EventSeen, ...]:
    """Read every event that can be told; text without any gives an empty tuple."""
    found = (_event(block) for block in _blocks(text))
    return tuple(each for each in found if each is not None)


def _blocks(text: str) -> Iterator[_Block]:
    """Cut the text where a head begins, or where the first sentence of another event stands."""
    block, seen_opening = _Block(), False
    for line in one_label_a_line(text, HEAD).splitlines():
        if not line.strip():
            block.body.append(line)
            continue
        label, late = _LABEL.match(line.strip()), _PROPERTY.match(line) is not None
        name = label[1].strip().casefold() if label else ""
        opening = _opens(line)
        first = name in FIRST and (not late or HEAD[name] in block.head)
        if (first and (block.head or seen_opening)) or (opening and seen_opening):
            yield block
            block, seen_opening = _Block(), False
        seen_opening = seen_opening or opening
        if label and name in HEAD and (late or not seen_opening):
            block.head.setdefault(HEAD[name], (label[2] or "").strip())
        elif name not in ("description", "message"):
            block.body.append(line)
        elif label and label[2]:
            block.body.append(label[2])
            seen_opening = seen_opening or _opens(label[2])
    yield block


def begins_event(line: str) -> bool:
    """Whether a line is the first of a head, or holds the first words of a known event."""
    if not line.strip():
        return False
    label = _LABEL.match(line.strip())
    return (label is not None and label[1].strip().casefold() in FIRST) or _opens(line)


def _opens(line: str) -> bool:
    return any(pattern.search(line) for _, pattern in _OPENINGS)


def _event(block: _Block) -> EventSeen | None:
    body = "\n".join(block.body)
    told = _told(block.head)
    number, other = (told, None) if told is not None else guessed(body)
    if number is None:
        return None
    legacy = "type" in block.head or number in (672, 673, 675)
    when = " ".join(block.head[name] for name in ("date", "time") if block.head.get(name))
    return EventSeen(
        id=number,
        fields=tuple(_fields(number, legacy, block.body, body)),
        provider=block.head.get("provider") or None,
        log=block.head.get("log") or None,
        computer=block.head.get("computer") or None,
        when=when or None,
        legacy=legacy,
        or_id=other,
    )


def _told(head: dict[str, str]) -> int | None:
    """The number in the head; the low half of ``Get-EventLog``'s InstanceId is one (3221225499 is 27)."""
    for name, mask in (("id", 0xFFFFFFFF), ("instance", 0xFFFF)):
        found = re.match(r"\d{1,10}", head.get(name, ""))
        if found:
            return int(found[0]) & mask
    return None


def guessed(body: str) -> tuple[int | None, int | None]:
    """The event that begins with these words, and the other one it may be as well.

    A KDC's refusal with advice to reset is 14 or 16. Without it it is 26 or 27, but only when the text goes on after
    the lists: one that ends there may have been cut.
    """
    flat = " ".join(body.split())
    number = next((n for n, pattern in reversed(_OPENINGS) if pattern.search(flat)), None)
    refusal = next((n for n, other in _WITHOUT_RESET.items() if number in (n, other)), None)
    if refusal is None:
        return number, None
    if _RESET.search(flat):
        return refusal, None
    without = _WITHOUT_RESET[refusal]
    return (without, None) if _AFTER_LISTS.search(flat) else (refusal, without)


def _fields(number: int, legacy: bool, lines: list[str], body: str) -> Iterator[tuple[str, str]]:
    known: dict[str, str] = {}
    if labels(number, legacy):
        known.update(_labelled(number, legacy, lines))
    flat = " ".join(body.split())
    known.update(sentence_fields(number, flat))
    yield from known.items()
    for field_name, label in _ONLY_IN_THE_NEWER_FORM.items():
        if field_name not in known and label in flat.casefold() and (number, field_name) in _SHOWN_BY:
            yield field_name, ""


def sentence_fields(number: int, flat: str) -> dict[str, str]:
    """The fields that stand in the middle of a sentence."""
    found = ((name, pattern.search(flat)) for name, pattern in SENTENCES.get(number, {}).items())
    return {name: match[1].strip() for name, match in found if match}


def _labelled(number: int, legacy: bool, lines: list[str]) -> dict[str, str]:
    """Read label by label; a label repeats between sections, so the section is part of its name."""
    names, headings = labels(number, legacy), sections(number, legacy)
    found: dict[str, str] = {}
    section, last = "", ""
    for line in lines:
        label = _LABEL.match(line.strip())
        heading = line.strip().rstrip(":").casefold()
        if heading in headings:
            section, last = heading, ""
        elif label and (name := _name(names, section, label[1].strip().casefold())):
            found[name], last = _value(name, (label[2] or "").strip()), name
        elif last == "ClientAdvertizedEncryptionTypes" and line.strip() and not label:
            found[last] = f"{found[last]} {line.strip()}".strip()
        else:
            last = ""
    return found


def _name(names: dict[tuple[str, str], str], section: str, label: str) -> str | None:
    """The field of a label in its section; one that stands in a single section is known without it."""
    exact = names.get((section, label)) or names.get(("", label))
    alike = {field for (_, name), field in names.items() if name == label}
    return exact or (alike.pop() if len(alike) == 1 else None)


def _value(name: str, text: str) -> str:
    if name != "FailureReason":
        return text
    return next((code for code, words in REASONS.items() if words.casefold() == text.casefold()), text)
