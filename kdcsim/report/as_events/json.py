"""Events as JSON: one object per record, fields as a mapping in the record's own order."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kdcsim.ad.eventlog import Event

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_event_json(events: tuple[Event, ...]) -> str:
    """Write events as a JSON document with a version."""
    return json.dumps({"kdcsim": 1, "events": [_plain(e) for e in events]}, indent=2, ensure_ascii=False) + "\n"


def _plain(event: Event) -> dict[str, object]:
    return {
        "computer": event.computer,
        "log": event.log,
        "provider": event.provider,
        "id": event.id,
        "audit": event.audit.value,
        "time": (_EPOCH + timedelta(microseconds=event.at)).isoformat(timespec="microseconds"),
        "fields": dict(event.fields),
    }
