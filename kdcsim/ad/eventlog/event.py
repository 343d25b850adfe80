"""Event: one record of a Windows event log, with its fields spelled as Microsoft spells them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audit(StrEnum):
    """What kind of record it is."""

    SUCCESS = "Audit Success"
    FAILURE = "Audit Failure"
    ERROR = "Error"
    WARNING = "Warning"
    INFORMATION = "Information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. ``at`` is microseconds since the epoch; ``fields`` keep the order of the real record.

    Classic events (the 2003 Security log, KDC and Kerberos sources) have unnamed insertion strings on disk; here each
    has a name so that people and tests can say which they mean.
    """

    computer: str
    log: str
    provider: str
    id: int
    audit: Audit
    at: int
    fields: tuple[tuple[str, str], ...]
    version: int = 0
    task: int = 0
    legacy: bool = False
    """True for the texts of 2000 and 2003."""
    source: str | None = None
    """The EventSourceName where a provider writes under several; None for its usual one."""
    names: tuple[tuple[str, str], ...] = ()
    """Whose the SIDs are: the record holds the SID, and the Event Viewer writes ``CONTOSO\\alice`` for it."""

    def field(self, name: str) -> str | None:
        """Read a field by name."""
        return next((value for key, value in self.fields if key == name), None)
