"""Seen: what a tool showed, as values without layout - an event, a ticket cache, a keytab.

Law of the room: what was not shown is None or absent, never guessed. Fields are found by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kdcsim.krb5.numbers import EType

ETYPE_NAMES: dict[str, int] = {
    **{str(e.standard_name): int(e) for e in EType},
    "rc4-hmac-nt": 23,
    "rc4-hmac": 23,
    "rc4-hmac-nt-exp": 24,
    "aes-sha1": 18,
    "aes128-sha96": 17,
    "aes256-sha96": 18,
    "rc4": 23,
    "des": 3,
}
"""Every spelling of an etype that events and keytab listings use, in lower case."""

DASH = 0x2D
"""What ``-`` looks like when an event prints it as a number."""
NO_ETYPE = 0xFFFFFFFF
AES = (18, 17)
MIT_KLIST = "klist of MIT krb5"
_NUMBER = re.compile(r"\s*(-?(?:0x[0-9a-f]+|\d+))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeen:
    """One event record. ``when`` is the text that was shown; ``legacy``: a record of 2000 or 2003.

    ``or_id`` is the other number it may as well have: what was pasted has no number and ends too early to tell.
    """

    id: int
    fields: tuple[tuple[str, str], ...]
    provider: str | None = None
    log: str | None = None
    computer: str | None = None
    when: str | None = None
    legacy: bool = False
    or_id: int | None = None

    def field(self, name: str) -> str | None:
        """A field by name, in whatever case exports wrote it; None when it was not shown, or shown as nothing."""
        value = next((value for key, value in self.fields if key.casefold() == name.casefold()), None)
        return None if value is None or value.strip() in ("", "-", "N/A") else value.strip()

    def number(self, name: str) -> int | None:
        """A field that begins with a number, in decimal or hexadecimal."""
        found = _NUMBER.match(self.field(name) or "")
        return int(found[1], 0 if "x" in found[1].lower() else 10) if found else None

    def etype(self, name: str) -> int | None:
        """A field that names one etype; None also for the two ways in which events say that there is none."""
        number = self.number(name)
        if number is None:
            return ETYPE_NAMES.get((self.field(name) or "").lower())
        return None if number in (DASH, NO_ETYPE) else number

    def has(self, name: str) -> bool:
        """Whether the record has this field at all, even with nothing in it."""
        return any(key.casefold() == name.casefold() for key, _ in self.fields)

    def etypes(self, name: str) -> tuple[int, ...] | None:
        """A list of etypes, as numbers or as names; None when the field was not shown."""
        text = self.field(name)
        if text is None:
            return None
        words = re.split(r"[\s,]+", text)
        read = (int(w) if re.fullmatch(r"-?\d+", w) else ETYPE_NAMES.get(w.lower()) for w in words)
        return tuple(each for each in read if each is not None)

    @property
    def error(self) -> int | None:
        """The Kerberos error it tells, whatever that field is called in this event; 0 for success."""
        for name in ("Status", "Failure Code", "Result Code", "ErrorCode"):
            if self.id not in (4624, 4625) and (found := self.number(name)) is not None:
                return found
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSeen:
    """One ticket of a cache."""

    server: str | None = None
    etype: int | None = None
    session_etype: int | None = None
    client: str | None = None
    kdc_called: str | None = None
    flags: int | None = None

    @property
    def is_tgt(self) -> bool:
        """Whether it is for a KDC."""
        return (self.server or "").casefold().startswith("krbtgt/")

    @property
    def is_service(self) -> bool:
        """Whether it is for a service; neither, when its server was not shown."""
        return bool(self.server) and not self.is_tgt


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSeen:
    """The ticket cache of one logon session, as klist shows it. LUIDs are None when the page does not name them.

    ``announced`` is the number in its head, None when the head is missing. ``tool`` is the verb; ``klist tgt`` shows
    one ticket, and MIT krb5 knows no sessions. ``fetched`` is the name that ``klist get`` brought a ticket for.
    """

    current: int | None
    targeted: int | None
    tickets: tuple[TicketSeen, ...]
    announced: int | None = None
    tool: str = "klist"
    fetched: str | None = None

    @property
    def luid(self) -> int | None:
        """The session that it is the cache of."""
        return self.current if self.targeted is None else self.targeted


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeSeen:
    """The answer of ``klist purge``."""

    luid: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """One row of ``klist sessions``."""

    luid: int
    account: str
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsSeen:
    """The answer of ``klist sessions``."""

    sessions: tuple[SessionSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailedSeen:
    """A klist that failed: which call, its sub status and its status, as unsigned numbers."""

    call: str | None
    substatus: int | None
    status: int | None
    luid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySeen:
    """One row of a keytab; ``etype`` is None when the listing does not tell it (``klist -k`` without ``-e``)."""

    principal: str
    kvno: int
    etype: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeytabSeen:
    """The keys of a keytab file, as listed or as read; key bytes never come this far."""

    name: str | None
    keys: tuple[KeySeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSeen:
    """A Kerberos error that a text names, in whatever it is the text of."""

    code: int


Seen = ErrorSeen | EventSeen | CacheSeen | PurgeSeen | SessionsSeen | CallFailedSeen | KeytabSeen
