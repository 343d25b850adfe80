"""Question: everything a KDC looks at before it chooses an etype, without a single key byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.generation import Enforcement, Generation
from kdcsim.ad.supported import AES, etypes_of
from kdcsim.address import address
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Fact

LEVEL_2008 = 3
"""Functional levels as msDS-Behavior-Version counts them: 0 = 2000, 2 = 2003, 3 = 2008 ... (MS-ADTS 6.1.4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KdcView:
    """What one running KDC believes: its build, its level, and the settings as it has read them."""

    name: str
    generation: Generation
    functional_level: int = LEVEL_2008
    domain_default: int | None = None
    filter_policies: int | None = None
    filter_lsa: int | None = None
    phase: int | None = None
    use_requested: bool = False
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def enforced(self) -> bool:
        """Whether the removal of RC4 as a default is in force here (KB5073381)."""
        match self.generation.enforcement:
            case Enforcement.ALWAYS:
                return True
            case Enforcement.UNLESS_ROLLED_BACK:
                return self.phase in (None, 2)
            case Enforcement.ON_REQUEST:
                return self.phase == 2
            case _:
                return False

    @property
    def filter(self) -> int | None:
        """The SupportedEncryptionTypes in force: the policy path, else the Lsa path where this build reads it."""
        if self.filter_policies is not None:
            return self.filter_policies
        return self.filter_lsa if self.generation.reads_lsa_filter else None

    @property
    def enabled(self) -> int:
        """The etype bits this KDC works with at all."""
        return self.generation.enabled if self.filter is None else self.filter & self.generation.implemented

    @property
    def default_supported(self) -> int:
        """What this build assumes of an account that declares nothing, before DefaultDomainSupportedEncTypes."""
        return AES if self.enforced else self.generation.default_supported

    def fact(self, what: str, value: object) -> Fact:
        """Name a fact of this DC."""
        return Fact(address("dc", self.name, what), str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The account a ticket is for, as the KDC's directory describes it; ``keys`` are the etypes of its valid keys."""

    name: str
    kind: AccountKind
    supported: int | None = None
    keys: tuple[int, ...] = ()
    os_version: str | None = None
    des_only: bool = False
    protected: bool = False

    def fact(self, what: str, value: object) -> Fact:
        """Name a fact of this account."""
        return Fact(address("account", self.name, what), str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: this KDC, this target, this list of etypes in the client's order.

    ``client_supported`` is the client's PA-SUPPORTED-ENCTYPES mask when it asks for a forwarded TGT and sends one.
    """

    kdc: KdcView
    target: Target
    client_etypes: tuple[int, ...]
    client_supported: int | None = None

    def asked(self) -> Fact:
        """The client's list as a fact."""
        return Fact(address("request", "etypes"), etype_list(self.client_etypes))


@dataclass(frozen=True, slots=True)
class Refusal:
    """No etype can be chosen: the error to send, and whether a new password would help (events 14/16, not 26/27)."""

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


def etype_list(etypes: tuple[int, ...]) -> str:
    """Write etypes as events do: decimal, signed, blank-separated."""
    return " ".join(str(int(e)) for e in etypes)


def removed_from(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[str, ...]:
    """Say which etypes went missing, as ``-18``-free words for a reason."""
    return tuple(f"etype {e}" for e in before if e not in after)


def in_mask(etypes: tuple[int, ...], mask: int) -> tuple[int, ...]:
    """Keep the etypes that a mask names, in their order."""
    named = etypes_of(mask)
    return tuple(e for e in etypes if e in named)
