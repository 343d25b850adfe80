"""Parse: somebody's klist output as values. Lenient: labels decide, never columns."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from kdcsim.report.as_klist.page import KlistPage, KlistTicket
from kdcsim.report.as_klist.voice import ETYPE_WORDS

_LUID = re.compile(r"(Current|Targeted) LogonId is ([0-9a-f]+):0x([0-9a-f]+)", re.IGNORECASE)
_FIRST = re.compile(r"^\s*#\d+>\s*")
_LABEL = re.compile(r"^\s*([A-Za-z][A-Za-z ]*?)\s*:\s?(.*)$")
_FLAGS = re.compile(r"^\s*Ticket Flags:?\s+0x([0-9a-f]+)", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,4})\D(\d{1,2})\D(\d{1,4})\s+(\d{1,2})[:.](\d{2})[:.](\d{2})")
_UNKNOWN = re.compile(r"\((-?\d+)\)\s*$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str) -> KlistPage:
    """Read a page; tickets without a server or an end are passed over."""
    luids = {m[1].lower(): (int(m[2], 16) << 32) | int(m[3], 16) for m in _LUID.finditer(text)}
    tickets = [_ticket(fields) for fields in _blocks(text)]
    return KlistPage(
        current=luids.get("current"),
        targeted=luids.get("targeted"),
        tickets=tuple(t for t in tickets if t is not None),
    )


def _blocks(text: str) -> list[dict[str, str]]:
    """One mapping of labels per ticket: a block begins at ``#n>``, or where a label comes back."""
    blocks: list[dict[str, str]] = []
    for line in text.splitlines():
        first = _FIRST.match(line)
        rest = line[first.end() :] if first else line
        flags, label = _FLAGS.match(rest), _LABEL.match(rest)
        name, value = ("ticket flags", flags[1]) if flags else (label[1].lower(), label[2]) if label else ("", "")
        if name in ("", "cached tickets"):
            continue
        if first or not blocks or name in blocks[-1]:
            blocks.append({})
        blocks[-1][name] = value
    return blocks


def _ticket(fields: dict[str, str]) -> KlistTicket | None:
    end = _time(fields.get("end time"))
    if "server" not in fields or end is None:
        return None
    server, server_realm = _principal(fields["server"])
    client, client_realm = _principal(fields["client"]) if "client" in fields else (None, None)
    return KlistTicket(
        client=client,
        client_realm=client_realm,
        server=server,
        server_realm=server_realm,
        etype=_etype(fields.get("kerbticket encryption type")) or 0,
        flags=int(fields["ticket flags"], 16) if "ticket flags" in fields else None,
        start_time=_time(fields.get("start time")),
        end_time=end,
        renew_time=_time(fields.get("renew time")),
        session_etype=_etype(fields.get("session key type")),
        cache_flags=_hex(fields.get("cache flags")),
        kdc_called=fields.get("kdc called"),
    )


def _principal(text: str) -> tuple[str, str]:
    name, _, realm = text.rpartition("@") if "@" in text else (text, "", "")
    return name.strip(), realm.strip()


def _etype(text: str | None) -> int | None:
    if text is None:
        return None
    for number, words in ETYPE_WORDS:
        if words.casefold() == text.strip().casefold():
            return number
    unknown = _UNKNOWN.search(text)
    return int(unknown[1]) if unknown else None


def _hex(text: str | None) -> int | None:
    found = re.match(r"\s*(0x)?([0-9a-f]+)", text, re.IGNORECASE) if text else None
    return int(found[2], 16) if found else None


def _time(text: str | None) -> int | None:
    """Consoles outside the US print the date twice; the last one counts. Month first, unless it cannot be a month."""
    found = _DATE.findall(text or "")
    if not found:
        return None
    a, b, c, hour, minute, second = (int(part) for part in found[-1])
    year, month, day = (a, b, c) if a > 31 else (c, a, b) if a <= 12 else (c, b, a)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int((moment - _EPOCH).total_seconds())
