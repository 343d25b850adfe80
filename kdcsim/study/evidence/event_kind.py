"""EventKind: one event number of one source, and what its mere presence says."""

from __future__ import annotations

from dataclasses import dataclass

KDC = "Microsoft-Windows-Kerberos-Key-Distribution-Center"
SECURITY = "Microsoft-Windows-Security-Auditing"
CLIENT = "Microsoft-Windows-Security-Kerberos"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """A row of the table. ``proves``, ``not_proved`` and ``next`` hold for every record of this kind."""

    id: int
    name: str
    log: str
    provider: str
    when: str
    proves: tuple[str, ...]
    not_proved: tuple[str, ...]
    next: tuple[str, ...]
    source: str
    opening: str
    """How its text begins or what it always contains, as a regular expression: for pastes without a head."""
