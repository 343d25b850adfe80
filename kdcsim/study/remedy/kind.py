"""Kinds of remedies: the price list, and what each kind risks.

The scale is effort and disturbance, not money. One point is a command that nobody notices; below 10 nobody is
interrupted for long; from 10 on a machine or its users stand still for a while; from 50 on the domain is rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """What a remedy may harm: a plan with a risk is shown, and not proposed unless it is allowed."""

    PRIVILEGE = "privilege"
    """A service gets more rights than it needs: whoever breaks into it owns the computer."""
    WEAKER = "weaker"
    """RC4 or DES is used where AES was."""


class Kind(StrEnum):
    """What is done."""

    PURGE = "purge"
    RENEW_TGT = "renew-tgt"
    REGISTRY = "registry"
    REPLICATE = "replicate"
    RESTART_SERVICE = "restart-service"
    ETYPES = "etypes"
    KEYTAB = "keytab"
    SPN = "spn"
    RESTART_KDC = "restart-kdc"
    MACHINE_PASSWORD = "machine-password"
    PASSWORD = "password"
    SERVICE_ACCOUNT = "service-account"
    WAIT = "wait"
    DC_SETTING = "dc-setting"
    UPDATE = "update"
    REBOOT = "reboot"
    MONTHLY_UPDATE = "monthly-update"
    RETIRE_DC = "retire-dc"
    PROMOTE_DC = "promote-dc"
    RAISE_LEVEL = "raise-level"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One line of the price list."""

    kind: Kind
    cost: int
    what: str
    disturbs: str


_ROWS = (
    (Kind.PURGE, 1, "throw away the tickets of one logon session", "nobody"),
    (Kind.RENEW_TGT, 2, "throw away one session's tickets and let it log on anew", "nobody"),
    (Kind.REGISTRY, 2, "set or delete one registry value", "nobody, until it is read"),
    (Kind.REPLICATE, 3, "let the DCs replicate", "nobody"),
    (Kind.RESTART_SERVICE, 4, "stop and start one service", "the users of one service, shortly"),
    (Kind.ETYPES, 5, "set or clear msDS-SupportedEncryptionTypes of one account", "whoever asks for its tickets"),
    (Kind.SPN, 5, "move an SPN to another account", "whoever asks for its tickets"),
    (Kind.KEYTAB, 6, "export a keytab anew and start its service with it", "the users of one service"),
    (Kind.RESTART_KDC, 6, "restart the KDC service of one DC", "logons at one DC, shortly"),
    (Kind.MACHINE_PASSWORD, 6, "let a computer change its machine password", "tickets that are out"),
    (Kind.PASSWORD, 8, "set the password of a service account, and tell its service", "the users of one service"),
    (Kind.SERVICE_ACCOUNT, 8, "let a service run as another account", "the users of one service; its access rights"),
    (Kind.WAIT, 10, "wait until every ticket has run out, and sessions have logged on anew", "nobody, for ten hours"),
    (Kind.DC_SETTING, 12, "change what one DC allows or assumes, for every account", "whoever asks that DC"),
    (Kind.REBOOT, 15, "restart one computer", "the users of one computer"),
    (Kind.UPDATE, 17, "install a named update and restart the computer", "the users of one computer"),
    (Kind.MONTHLY_UPDATE, 20, "bring one DC to a later update level", "logons at one DC"),
    (Kind.RETIRE_DC, 60, "take one DC out of the domain", "the domain"),
    (Kind.PROMOTE_DC, 70, "add a newer DC to the domain", "the domain"),
    (Kind.RAISE_LEVEL, 80, "raise the domain's functional level, for good", "the domain"),
)
KINDS: dict[Kind, KindRow] = {
    kind: KindRow(kind=kind, cost=cost, what=what, disturbs=disturbs) for kind, cost, what, disturbs in _ROWS
}
"""The price list, cheapest first."""
