"""Events read from JSON: what ``Get-WinEvent | ConvertTo-Json`` writes, and what `kdcsim show events` writes itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kdcsim.report.as_events.read_text import read_event_text
from kdcsim.study.evidence import EventSeen

_HEAD = (
    ("LogName", "Log Name"),
    ("ProviderName", "Source"),
    ("Source", "Source"),
    ("Id", "Event ID"),
    ("EventID", "Event ID"),
    ("InstanceId", "InstanceId"),
    ("TimeCreated", "Date"),
    ("TimeGenerated", "Date"),
    ("MachineName", "Computer"),
)


def read_event_json(text: str) -> tuple[EventSeen, ...]:
    """Read every event of a document; text that is no JSON gives an empty tuple."""
    if not text.lstrip().startswith(("{", "[")):
        return ()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    records = document.get("events", document) if isinstance(document, dict) else document
    found = (seen for each in (records if isinstance(records, list) else [records]) for seen in _event(each))
    return tuple(found)


def _event(record: object) -> Iterator[EventSeen]:
    if not isinstance(record, dict):
        return
    fields = record.get("fields")
    if isinstance(fields, dict) and isinstance(record.get("id"), int):
        yield EventSeen(
            id=record["id"],
            fields=tuple((str(name), str(value)) for name, value in fields.items()),
            provider=_text(record, "provider"),
            log=_text(record, "log"),
            computer=_text(record, "computer"),
            when=_text(record, "time"),
        )
    elif isinstance(record.get("Message"), str):
        head = [f"{label}: {record[name]}" for name, label in _HEAD if isinstance(record.get(name), str | int)]
        message = record["Message"].replace("\r\n", "\n")
        yield from read_event_text("\n".join([*head, "Description:", message]))


def _text(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) and value else None
