"""Parse: somebody's klist output as values. Lenient: labels decide, never columns.

Law of the room: what was not shown is None. A quoted, cut, wrapped or flattened page gives what can still be read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from kdcsim.report.as_klist.page import KlistPage, KlistTicket
from kdcsim.report.as_klist.voice import ETYPE_WORDS

_LUID = re.compile(r"(Current|Targeted) LogonId is ([0-9a-f]+):0x([0-9a-f]+)", re.IGNORECASE)
_HEAD = re.compile(r"Cached Tickets:\s*\((\d+)\)", re.IGNORECASE)
_BEGIN = (
    r"#\d+>|(?:Current|Targeted) LogonId is|Cached Tickets:|Client:|Server:|K(?:e)?rbTicket Encryption Type:"
    r"|Ticket Flags:?\s+0x|Start Time:|End Time:|Renew Time:|Session Key Type:|Cache Flags:|Kdc Called:"
)
_INSIDE = re.compile(rf"(?<=\s)(?<!\n)(?={_BEGIN})", re.IGNORECASE)
_QUOTED = r"^[>|\s]*"
_FIRST = re.compile(rf"{_QUOTED}#\d+>\s*")
_LABEL = re.compile(rf"{_QUOTED}([A-Za-z][A-Za-z ]*?)\s*:\s?(.*)$")
_FLAGS = re.compile(rf"{_QUOTED}Ticket Flags:?\s+0x([0-9a-f]+)", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,4})(\D{1,3})(\d{1,2})\D{1,3}(\d{1,4})\.?\s+(\d{1,2})[:.](\d{2})[:.](\d{2})")
_UNKNOWN = re.compile(r"\((-?\d+)\)\s*$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str) -> KlistPage:
    """Read a page; a ticket is kept when its server, its etype or its session key's etype can be read."""
    luids = {m[1].lower(): (int(m[2], 16) << 32) | int(m[3], 16) for m in _LUID.finditer(text)}
    tickets = [_ticket(fields) for fields in _blocks(one_label_a_line(text))]
    announced = _HEAD.search(text)
    return KlistPage(
        current=luids.get("current"),
        targeted=luids.get("targeted"),
        tickets=tuple(t for t in tickets if t is not None),
        announced=int(announced[1]) if announced else None,
    )


def one_label_a_line(text: str) -> str:
    """Put each label of klist at the beginning of a line: chats and forms paste a page as one paragraph."""
    return _INSIDE.sub("\n", text)


def _blocks(text: str) -> list[dict[str, str]]:
    """One mapping of labels per ticket: a block begins at ``#n>``, or where a label comes back."""
    blocks: list[dict[str, str]] = []
    for line in text.splitlines():
        first = _FIRST.match(line)
        rest = line[first.end() :] if first else line
        flags, label = _FLAGS.match(rest), _LABEL.match(rest)
        name, value = ("ticket flags", flags[1]) if flags else (label[1].lower(), label[2]) if label else ("", "")
        if name == "cached tickets" or not (name or first):
            continue
        if first or not blocks or name in blocks[-1]:
            blocks.append({})
        if name:
            blocks[-1][name.replace("krbticket", "kerbticket")] = value
    return blocks


def _ticket(fields: dict[str, str]) -> KlistTicket | None:
    etype, session_etype = _etype(fields.get("kerbticket encryption type")), _etype(fields.get("session key type"))
    server, server_realm = _principal(fields.get("server"))
    if not server and etype is None and session_etype is None:
        return None
    client, client_realm = _principal(fields.get("client"))
    return KlistTicket(
        client=client,
        client_realm=client_realm,
        server=server,
        server_realm=server_realm,
        etype=etype,
        flags=int(fields["ticket flags"], 16) if "ticket flags" in fields else None,
        start_time=_time(fields.get("start time")),
        end_time=_time(fields.get("end time")),
        renew_time=_time(fields.get("renew time")),
        session_etype=session_etype,
        cache_flags=_hex(fields.get("cache flags")),
        kdc_called=fields.get("kdc called"),
    )


def _principal(text: str | None) -> tuple[str | None, str | None]:
    if text is None:
        return None, None
    name, _, realm = text.rpartition("@") if "@" in text else (text, "", "")
    return name.strip(), realm.strip()


def _etype(text: str | None) -> int | None:
    if text is None:
        return None
    shown = text.strip().casefold()
    for number, words in ETYPE_WORDS:
        if shown == words.casefold() or shown.startswith(f"{words.casefold()} "):
            return number
    unknown = _UNKNOWN.search(text)
    return int(unknown[1]) if unknown else None


def _hex(text: str | None) -> int | None:
    found = re.match(r"\s*(0x)?([0-9a-f]+)", text, re.IGNORECASE) if text else None
    return int(found[2], 16) if found else None


def _time(text: str | None) -> int | None:
    """Consoles outside the US print the date twice; the last one counts.

    Month first, unless it cannot be a month or the numbers end in full stops, as in Czech and German.
    """
    found = _DATE.findall(text or "")
    if not found:
        return None
    stop = "." in found[-1][1]
    a, b, c, hour, minute, second = (int(part) for n, part in enumerate(found[-1]) if n != 1)
    year, month, day = (a, b, c) if a > 31 else (c, b, a) if (stop and b <= 12) or a > 12 else (c, a, b)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int((moment - _EPOCH).total_seconds())
