"""Kinds of remedies: the price list, and the list of what a remedy may harm.

The scale is effort and disturbance, not money. One point is a command that nobody notices; below 10 nobody is
interrupted for long; from 10 on a machine or its users stand still for a while; what changes a DC or a whole domain
costs more than the restart of any one computer; from 50 on the domain is rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """What a remedy may harm."""

    PRIVILEGE = "privilege"
    WEAKER = "weaker"
    NAME = "name"
    IRREVERSIBLE = "irreversible"
    WIDE = "wide"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRow:
    """One line of the list of risks. With ``refused`` a plan is shown, and not proposed unless the risk is allowed."""

    risk: Risk
    what: str
    refused: bool


class Kind(StrEnum):
    """What is done."""

    PURGE = "purge"
    RENEW_TGT = "renew-tgt"
    REGISTRY = "registry"
    CLOCK = "clock"
    REPLICATE = "replicate"
    RESTART_SERVICE = "restart-service"
    TELL_PASSWORD = "tell-password"
    ETYPES = "etypes"
    OS_VERSION = "os-version"
    KEYTAB = "keytab"
    SPN = "spn"
    ACCOUNT_FLAG = "account-flag"
    RESTART_KDC = "restart-kdc"
    MACHINE_PASSWORD = "machine-password"
    PASSWORD = "password"
    SERVICE_ACCOUNT = "service-account"
    WAIT = "wait"
    REBOOT = "reboot"
    UPDATE = "update"
    MONTHLY_UPDATE = "monthly-update"
    DC_SETTING = "dc-setting"
    TRUST_PASSWORD = "trust-password"
    KRBTGT = "krbtgt"
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


RISKS: dict[Risk, RiskRow] = {
    risk: RiskRow(risk=risk, what=what, refused=refused)
    for risk, what, refused in (
        (
            Risk.PRIVILEGE,
            "somebody gets more rights than needed: whoever breaks in there owns the computer, or the account",
            True,
        ),
        (Risk.WEAKER, "RC4 or DES is used where AES was, or is let in again", True),
        (Risk.NAME, "a computer loses a HOST name of its own: everything else it offers by that name breaks", True),
        (Risk.IRREVERSIBLE, "there is no way back", True),
        (Risk.WIDE, "it takes etypes away from every account that asks this DC", False),
        (Risk.OUTAGE, "a computer, a DC or somebody else's service stands still for a while", False),
    )
}
"""Every risk, those for which a plan is refused first."""

_ROWS = (
    (Kind.PURGE, 1, "throw away the tickets of one logon session", "nobody"),
    (Kind.RENEW_TGT, 2, "throw away one session's tickets and let it log on anew", "nobody"),
    (Kind.REGISTRY, 2, "set or delete one registry value of a member host", "nobody, until it is read"),
    (Kind.CLOCK, 3, "let a machine take its time from the domain", "nobody"),
    (Kind.REPLICATE, 3, "let the DCs replicate", "nobody"),
    (Kind.RESTART_SERVICE, 4, "stop and start one service", "the users of one service, shortly"),
    (
        Kind.TELL_PASSWORD,
        5,
        "tell a service the password that its account has now",
        "the users of one service, shortly",
    ),
    (Kind.ETYPES, 5, "set or clear msDS-SupportedEncryptionTypes of one account", "whoever asks for its tickets"),
    (Kind.OS_VERSION, 5, "clear operatingSystemVersion of a computer account", "whoever asks for its tickets"),
    (Kind.SPN, 5, "move an SPN to another account", "whoever asks for its tickets"),
    (Kind.ACCOUNT_FLAG, 5, "lift what bars one account, or let it be asked for across a selective trust", "nobody"),
    (Kind.KEYTAB, 6, "export a keytab anew and start its service with it", "the users of one service"),
    (Kind.RESTART_KDC, 6, "restart the KDC service of one DC", "logons at one DC, shortly"),
    (Kind.MACHINE_PASSWORD, 6, "let a computer change its machine password", "tickets that are out"),
    (Kind.PASSWORD, 8, "set the password of an account, and tell whoever uses it", "the users of one account"),
    (Kind.SERVICE_ACCOUNT, 8, "let a service run as another account", "the users of one service; its access rights"),
    (Kind.WAIT, 10, "wait until every ticket has run out, and sessions have logged on anew", "nobody, for ten hours"),
    (Kind.REBOOT, 15, "restart one computer", "the users of one computer"),
    (Kind.UPDATE, 17, "install a named update and restart the computer", "the users of one computer"),
    (Kind.MONTHLY_UPDATE, 20, "bring one DC to a later update level", "logons at one DC"),
    (Kind.DC_SETTING, 22, "change what one DC allows or assumes, for every account", "whoever asks that DC"),
    (Kind.TRUST_PASSWORD, 25, "give both ends of a trust a new password", "whoever goes from one domain to the other"),
    (Kind.KRBTGT, 30, "give krbtgt a new password, and let the DCs replicate", "every TGT of the domain, in time"),
    (Kind.RETIRE_DC, 60, "take one DC out of the domain", "the domain"),
    (Kind.PROMOTE_DC, 70, "add a newer DC to the domain", "the domain"),
    (Kind.RAISE_LEVEL, 80, "raise the domain's functional level, for good", "the domain"),
)
KINDS: dict[Kind, KindRow] = {
    kind: KindRow(kind=kind, cost=cost, what=what, disturbs=disturbs) for kind, cost, what, disturbs in _ROWS
}
"""The price list, cheapest first."""
