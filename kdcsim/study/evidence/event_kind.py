"""EventKind: one event number of one source, and what its mere presence says."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    legacy_next: tuple[str, ...] | None = None
    """Where to look next when the record is one of 2000 or 2003, if that is elsewhere."""


NO_TEXT = r"(?!)"
"""The opening of a kind whose wording is not established: it is told by its number alone."""


def either(first: EventKind, second: EventKind) -> EventKind:
    """The kind of a record that may be one or the other: what both say, and that it cannot be told."""
    return replace(
        first,
        name=f"{first.name}; or {second.name}",
        when=first.when.partition(":")[0],
        proves=tuple(each for each in first.proves if each in second.proves),
        not_proved=(
            (
                f"whether it is {first.id} or {second.id}: what was pasted ends before {first.id} would advise"
                f" a password reset and {second.id} does not"
            ),
            *(each for each in first.not_proved if each in second.not_proved),
        ),
        next=("the number of the event, or the rest of its text", *first.next),
    )
