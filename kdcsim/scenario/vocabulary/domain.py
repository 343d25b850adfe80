"""The vocabulary of domains: their DCs, and the trusts between them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from kdcsim.ad.directory import TrustDirection
from kdcsim.scenario.vocabulary.account import ACCOUNT
from kdcsim.scenario.vocabulary.kind import ListOf, NamesOf, OneOf, Sort, Text, Truth
from kdcsim.scenario.vocabulary.moment import Clock
from kdcsim.scenario.vocabulary.named import ACCOUNT_NAME, MACHINE_NAME, Named
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.windows import DC_OS, DWORD, KB, LEVEL, UPDATE_LEVEL, Mask, RegistryName
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, MessagePlan, ServicePlan, TrustPlan

T = TypeVar("T")
P = TypeVar("P", AccountPlan, DcPlan, HostPlan, MessagePlan, ServicePlan)
Pairs = tuple[tuple[str, T], ...]

REGISTRY = NamesOf(DWORD, RegistryName(), "a registry value")
UPDATES = Key(name="updates", kind=ListOf(KB, single=True), sentence="updates that are installed", example="[KB948963]")
CLOCK = Key(
    name="clock",
    kind=Clock(),
    sentence="how far its clock is wrong; right if nothing is said",
    example="10 min ahead",
    feeds="clock_offset",
)


def named(pairs: Pairs[P]) -> tuple[P, ...]:
    """Give plans the names that stood before them."""
    return tuple(replace(plan, name=name) for name, plan in pairs)


def default_netbios(dns: str) -> str:
    """The NetBIOS name that a domain gets if nobody says another one."""
    return dns.split(".")[0].upper()[:15]


def _dc(*, registry: Pairs[int] = (), **told: Any) -> DcPlan:
    return DcPlan(name="", registry=dict(registry), **told)


DC = Shape(
    name="dc",
    sentence="A domain controller.",
    shorthand="os",
    make=_dc,
    keys=(
        Key(name="os", kind=DC_OS, sentence="its Windows; service packs may be named", example="2008", required=True),
        Key(
            name="update",
            kind=UPDATE_LEVEL,
            sentence="how far it is patched; `rtm` if nothing is said",
            example="2022-11",
        ),
        Key(
            name="registry",
            kind=REGISTRY,
            sentence="REG_DWORD values; the KDC has read them",
            example="{DefaultDomainSupportedEncTypes: 0x18}",
        ),
        UPDATES,
        Key(name="supported_etypes", kind=Mask(), sentence="what its own account declares, where that is unusual"),
        CLOCK,
    ),
)


def _domain(
    *, dcs: Pairs[DcPlan] = (), accounts: Pairs[AccountPlan] = (), netbios: str = "", **told: Any
) -> DomainPlan:
    return DomainPlan(dns="", netbios=netbios, dcs=named(dcs), accounts=named(accounts), **told)


DOMAIN = Shape(
    name="domain",
    sentence="A domain with its DCs and accounts.",
    make=_domain,
    keys=(
        Key(name="netbios", kind=MACHINE_NAME, sentence="its NetBIOS name; the first label if nothing is said"),
        Key(
            name="functional_level",
            kind=LEVEL,
            sentence="the functional level, never above the oldest DC",
            example="2003",
            required=True,
            feeds="level",
        ),
        Key(name="dcs", kind=NamesOf(DC, MACHINE_NAME, "a name"), sentence="its domain controllers", required=True),
        Key(name="accounts", kind=NamesOf(ACCOUNT, ACCOUNT_NAME, "a name"), sentence="users and service accounts"),
        Key(
            name="krbtgt_set_on",
            kind=DC_OS,
            sentence="the OS of the DC that last set krbtgt's password; the newest DC's if nothing is said",
            example="2003",
        ),
    ),
)
DIRECTIONS = {each.value: each for each in TrustDirection}
TRUST = Shape(
    name="trust",
    sentence="A trust between two domains: each holds an account that is named after the other's realm.",
    make=partial(TrustPlan),
    keys=(
        Key(name="domain", kind=Named(Sort.DOMAIN), sentence="one end", example="contoso.com", required=True),
        Key(name="other", kind=Named(Sort.DOMAIN), sentence="the other end", example="fabrikam.com", required=True),
        Key(
            name="direction",
            kind=OneOf("a direction", DIRECTIONS),
            sentence="as `domain` sees it: outbound if it trusts the other one; two-way if nothing is said",
            example="outbound",
        ),
        Key(name="password", kind=Text("a password"), sentence="the trust password; without one, one is made up"),
        Key(
            name="supported_etypes",
            kind=Mask(),
            sentence="msDS-SupportedEncryptionTypes of the trust account in `domain`; absent if nothing is said",
            example="0x18",
        ),
        Key(
            name="other_supported_etypes",
            kind=Mask(),
            sentence="the same attribute of the trust account in `other`",
            example="0x4",
        ),
        Key(
            name="selective",
            kind=Truth(),
            sentence="selective authentication in `domain`: users of `other` need allowed-to-authenticate there",
            example="true",
        ),
        Key(
            name="other_selective",
            kind=Truth(),
            sentence="the same in `other`, for users of `domain`",
            example="true",
        ),
    ),
)
