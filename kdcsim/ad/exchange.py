"""Exchange: one request to a KDC, its reply, and the decisions between them.

Everything that is told later - events, reports, diagrams - is computed from this value; nothing is logged on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kdcsim.ad.directory import Account
from kdcsim.krb5.key import Key
from kdcsim.reason import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One sealed part of a message and the key that opens it; ``holder`` says whose, ``salt`` what it was made with."""

    part: str
    usage: int
    key: Key
    holder: str
    salt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One KDC exchange. ``error`` is None when a ticket was issued; etypes are None where none was chosen.

    ``kind`` is ``AS`` or ``TGS``, or ``KPASSWD`` for a change of password over the wire: then ``result`` is what
    RFC 3244 calls it. ``at`` is microseconds since the epoch; ``requested`` and ``available`` are etype lists as the
    KDC's events print them; ``preauth_etype`` is the etype of the timestamp, None when there was none.
    """

    dc: str
    realm: str
    kind: str
    at: int
    client_address: str
    request: bytes
    reply: bytes
    client_name: str
    client_realm: str
    service_name: str
    options: int = 0
    error: int | None = None
    status: int | None = None
    """The NTSTATUS that goes with the error, where Windows tells one."""
    requested: tuple[int, ...] = ()
    available: tuple[int, ...] = ()
    reset_would_help: bool = False
    ticket_etype: int | None = None
    session_etype: int | None = None
    reply_etype: int | None = None
    preauth_etype: int | None = None
    result: int | None = None
    client_account: Account | None = None
    service_account: Account | None = None
    service_supported: int | None = None
    decisions: tuple[Decision[Any], ...] = ()
    sealed: tuple[Sealed, ...] = ()
    authenticator: bytes | None = None
    """A digest of the authenticator that a replay cache remembers; None when there was none."""
    client_session: int | None = None
    """The logon session of the client's host that asked. The network notes it, for no byte of the request says so."""

    @property
    def issued(self) -> bool:
        """Whether a ticket was issued."""
        return self.error is None
