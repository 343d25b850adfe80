"""Row: one observation as values - a DC, a request, a target, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import Generation

KDC_START = "KDC start"


@dataclass(frozen=True, slots=True)
class ExpectedEvent:
    """One event of the column ``events``: ``outcome`` is F or S for audits, ``at_start`` for what a KDC logs then."""

    id: int
    outcome: str = ""
    at_start: bool = False

    def __str__(self) -> str:
        return f"{self.id}{self.outcome}" + (f" ({KDC_START})" if self.at_start else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DcSettings:
    """The DC of a row: rows with the same settings share a world."""

    build: Generation
    phase: int | None = None
    domain_default: int | None = None
    filter_policies: int | None = None
    filter_lsa: int | None = None
    use_requested: int | None = None
    forced_rc4_session: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAccount:
    """The target of a row."""

    kind: AccountKind
    supported: int | None
    keys: tuple[int, ...]
    os_version: str | None = None
    protected: bool = False
    des_only: bool = False
    no_preauth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was seen; None and an empty tuple: not recorded."""

    outcome: str | None = None
    ticket_etype: int | None = None
    session_etype: int | None = None
    error: int | None = None
    events: tuple[ExpectedEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One observation. ``exchange`` is AS (the service ticket asked directly) or TGS."""

    id: str
    line: int
    dc: DcSettings
    exchange: str
    target: AskedAccount
    client_etypes: tuple[int, ...]
    expected: Expected
