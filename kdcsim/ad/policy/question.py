"""Question: everything a KDC looks at before it chooses an etype, without a single key byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.etypes import etype_list, in_mask, removed_from
from kdcsim.ad.policy.fact import asked_fact, fact
from kdcsim.ad.policy.view import LEVEL_2008, KdcView
from kdcsim.ad.supported import etypes_of
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Assumed, Fact

__all__ = [
    "LEVEL_2008",
    "NO_ETYPE",
    "NO_KEY",
    "Choice",
    "Declared",
    "KdcView",
    "Question",
    "Refusal",
    "Target",
    "etype_list",
    "in_mask",
    "removed_from",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The account a ticket is for, as the KDC's directory describes it; ``keys`` are the etypes of its valid keys.

    ``keys_lean_on`` names the readings on which that list of keys rests.
    """

    name: str
    kind: AccountKind
    supported: int | None = None
    keys: tuple[int, ...] = ()
    os_version: str | None = None
    des_only: bool = False
    protected: bool = False
    keys_lean_on: tuple[Assumed, ...] = ()

    def fact(self, what: str, value: object) -> Fact:
        """Name a fact of this account."""
        return fact("account", self.name, what, str(value))


class Question(NamedTuple):
    """One request: this KDC, this target, this list of etypes in the client's order.

    ``client_supported`` is the client's PA-SUPPORTED-ENCTYPES mask when it asks for a forwarded TGT and sends one;
    ``preauth_etype`` the etype of the timestamp that an AS request came with.
    """

    kdc: KdcView
    target: Target
    client_etypes: tuple[int, ...]
    client_supported: int | None = None
    preauth_etype: int | None = None

    def asked(self) -> Fact:
        """The client's list as a fact."""
        return asked_fact("etypes", etype_list(self.client_etypes))

    @property
    def asks_what_the_kdc_knows(self) -> bool:
        """Whether the client offers any etype that this KDC works with at all."""
        known = etypes_of(self.kdc.enabled)
        return any(e in known for e in self.client_etypes)


@dataclass(frozen=True, slots=True)
class Refusal:
    """No etype can be chosen: the error to send, and which event tells of it.

    ``reset_would_help``: events 14 and 16, which ask for a new password; otherwise 26 and 27.
    """

    error: int
    reset_would_help: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """What the target is taken to support, and whether that was assumed rather than declared."""

    mask: int
    assumed: bool

    def __str__(self) -> str:
        return f"{self.mask:#x}"


Choice = int | Refusal
"""The outcome of an etype decision: an etype, or a refusal."""

NO_ETYPE = Refusal(ErrorCode.KDC_ERR_ETYPE_NOSUPP, reset_would_help=False)
NO_KEY = Refusal(ErrorCode.KDC_ERR_ETYPE_NOSUPP, reset_would_help=True)
