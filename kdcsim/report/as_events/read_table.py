"""Events read from a table: what ``Get-WinEvent`` and ``Get-EventLog`` print when nobody asks for a list.

The number stands in a column of its own and counts; the message is cut, so most fields are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kdcsim.report.as_events.read_text import sentence_fields
from kdcsim.study.evidence import EventSeen

_HEAD = re.compile(r"^\s*(?:TimeCreated\s.*\bId\s|Index\s+Time\s.*\bInstanceID\s).*\bMessage\s*$", re.IGNORECASE)
_PROVIDER = re.compile(r"^\s*ProviderName:\s*(\S+)", re.IGNORECASE)
_WINEVENT = re.compile(r"^\s*(?P<when>\S.*?)\s+(?P<id>\d{1,5})\s+[A-Z]\S*(?:\s\S+)?\s{1,}(?P<message>\S.*)$")
_EVENTLOG = re.compile(
    r"^\s*\d+\s+(?P<when>\w+ \d+ [\d:.]+)\s+\S+\s+(?P<source>\S+(?: \S+)*?)\s+(?P<id>\d{1,10})\s+(?P<message>\S.*)$"
)


def read_event_table(text: str) -> tuple[EventSeen, ...]:
    """Read every row; text without such a table gives an empty tuple."""
    lines = text.splitlines()
    head = next((n for n, line in enumerate(lines) if _HEAD.match(line)), None)
    if head is None:
        return ()
    winevent = "timecreated" in lines[head].casefold()
    provider = next((m[1] for line in lines[:head] if (m := _PROVIDER.match(line))), None)
    return tuple(_event(row, provider) for row in _rows(lines[head + 1 :], _WINEVENT if winevent else _EVENTLOG))


def _rows(lines: list[str], pattern: re.Pattern[str]) -> Iterator[dict[str, str]]:
    """A line that begins no row goes on with the message of the one before."""
    row: dict[str, str] | None = None
    for line in lines:
        begins = pattern.match(line)
        if begins and re.match(r"\s*\S*\d", line):
            if row is not None:
                yield row
            row = begins.groupdict()
        elif row is not None and line.strip():
            row["message"] += f" {line.strip()}"
    if row is not None:
        yield row


def _event(row: dict[str, str], provider: str | None) -> EventSeen:
    number = int(row["id"]) & 0xFFFF
    fields = sentence_fields(number, " ".join(row["message"].split()))
    return EventSeen(id=number, fields=tuple(fields.items()), provider=row.get("source") or provider, when=row["when"])
