"""Actions on a domain and its DCs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicate:
    """Bring the replicas of a domain together: all of them, or one DC's changes to another."""

    domain: str | None = None
    source: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseFunctionalLevel:
    """Raise a domain's functional level; going from below 2008 to 2008 or later resets krbtgt."""

    domain: str
    level: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateKrbtgt:
    """Give krbtgt a new password; the KDC keeps the older keys for TGTs that are out."""

    domain: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateTrustPassword:
    """Give both ends of a trust a new password; at a named ``dc`` that domain's other DCs do not know it yet."""

    domain: str
    other: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteDc:
    """Add a DC to a domain, with a replica of what the others hold."""

    dc: str
    domain: str
    os: str
    update: str = "rtm"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoteDc:
    """Take a DC out of its domain."""

    dc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartKdc:
    """Start the KDC service of a DC anew: settings that are read at KDC start are read."""

    dc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RebootDc:
    """Start a DC anew, and its KDC with it: settings that are read at KDC start are read."""

    dc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallCumulativeUpdate:
    """Install a monthly update on a DC: its KDC is of that update level from then on, and starts anew.

    ``update`` is an update level such as ``2026-04``; refused where there is none of it for the DC's OS.
    """

    dc: str
    update: str
