"""Place: the world of an observation - a domain, one DC with the row's settings loaded, a client, the target.

The client is an account with keys of every etype that declares nothing: what becomes of a request is then about the
target and the DC. Rows with the same DC share a world; the target stands only in its own row's copy of the directory.
"""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import (
    Account,
    AccountKind,
    KeyStore,
    NewerKeys,
    StoredKey,
    TrustDirection,
    computer_salt,
    trust_salt,
    user_salt,
)
from kdcsim.ad.settings import (
    DEFAULT_DOMAIN_SUPPORTED,
    FILTER_LSA,
    FILTER_POLICIES,
    KDC_USE_REQUESTED,
    RC4_PHASE,
    SAMBA_DEFAULT,
    SAMBA_FORCED_RC4,
    Setting,
)
from kdcsim.krb5.crypto import string_to_key
from kdcsim.study.conformance.row import AskedAccount, DcSettings
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, WorldPlan
from kdcsim.world.state import FUNCTIONAL_LEVELS, World

DNS, REALM, NETBIOS = "observed.example", "OBSERVED.EXAMPLE", "OBSERVED"
OTHER_REALM = "TRUSTED.EXAMPLE"
TESTED, HELPER = "DC-TESTED", "DC-HELPER"
CLIENT = "client"
SPN = f"HTTP/target.{DNS}"
ALL_ETYPES: tuple[int, ...] = (18, 17, 23, 3, 1)
START = 1_767_225_600
"""1 January 2026: nothing here depends on the date."""
_CLIENT_PASSWORD, _TARGET_PASSWORD = "client password", "target password"
_LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")


def world_of(dc: DcSettings, assumptions: Assumptions) -> World:
    """Found the world in which such a DC stands, beside a helper without settings that only gives TGTs."""
    level = _level(dc.build.os)
    tested = DcPlan(name=TESTED, os=dc.build.os, update=dc.build.update, registry=_registry(dc))
    helper = DcPlan(name=HELPER, os="2022", update="2022-11")
    plan = WorldPlan(
        start=START,
        domains=(
            DomainPlan(
                dns=DNS,
                netbios=NETBIOS,
                level=level,
                dcs=(tested, helper) if level not in ("2000", "2003") else (tested,),
                accounts=(AccountPlan(name=CLIENT, password=_CLIENT_PASSWORD),),
            ),
        ),
        assumptions=assumptions.chosen,
    )
    return found(plan, 1)


def client_account(world: World) -> Account:
    """The client, with a key of every etype whatever the DC's age."""
    client = world.dc(TESTED).directory.get(CLIENT)
    assert client is not None
    return replace(client, keys=_store(_CLIENT_PASSWORD, client.salt, ALL_ETYPES))


def target_account(world: World, asked: AskedAccount) -> Account:
    """The target with exactly the keys, the attribute and the flags of the row."""
    kind = asked.kind
    name = {AccountKind.USER: "target", AccountKind.KRBTGT: "krbtgt", AccountKind.TRUST: OTHER_REALM}.get(
        kind, "TARGET$"
    )
    salt = _salt(kind, name)
    sid = f"{world.domain(DNS).sid}-{502 if kind is AccountKind.KRBTGT else 9000}"
    return Account(
        name=name,
        kind=kind,
        keys=_store(_TARGET_PASSWORD, salt, asked.keys),
        salt=salt,
        sid=sid,
        spns=() if kind in (AccountKind.KRBTGT, AccountKind.TRUST) else (SPN,),
        supported_etypes=asked.supported,
        os_version=asked.os_version,
        protected=asked.protected,
        des_only=asked.des_only,
        no_preauth=asked.no_preauth,
        direction=TrustDirection.BOTH if kind is AccountKind.TRUST else None,
    )


def service_name(kind: AccountKind) -> tuple[str, ...]:
    """The name under which a client asks for such a target."""
    if kind is AccountKind.KRBTGT:
        return ("krbtgt", REALM)
    return ("krbtgt", OTHER_REALM) if kind is AccountKind.TRUST else tuple(SPN.split("/"))


def _salt(kind: AccountKind, name: str) -> str:
    if kind is AccountKind.TRUST:
        return trust_salt(OTHER_REALM, REALM)
    return user_salt(REALM, name) if name in ("target", "krbtgt") else computer_salt(REALM, name, DNS)


def _store(password: str, salt: str, etypes: tuple[int, ...]) -> KeyStore:
    def made(etype: int) -> StoredKey:
        return StoredKey(key=string_to_key(etype, password, salt), salt=salt)

    newer = tuple(made(e) for e in (18, 17, 20, 19) if e in etypes)
    return KeyStore(
        kvno=1,
        nt=string_to_key(23, password) if 23 in etypes else None,
        des=tuple(made(e) for e in (3, 1) if e in etypes),
        newer=NewerKeys(keys=newer) if newer else None,
    )


def _level(os: str) -> str:
    """The highest functional level that a domain with such a DC can have."""
    if os not in _LEVELS:
        return "2008R2"  # what Samba provisions
    return [level for level in FUNCTIONAL_LEVELS if _LEVELS.index(level) <= _LEVELS.index(os)][-1]


def _registry(dc: DcSettings) -> dict[str, int]:
    samba = dc.build.reads_smb_conf
    told: tuple[tuple[Setting, int | None], ...] = (
        (SAMBA_DEFAULT if samba else DEFAULT_DOMAIN_SUPPORTED, dc.domain_default),
        (FILTER_POLICIES, dc.filter_policies),
        (FILTER_LSA, dc.filter_lsa),
        (RC4_PHASE, dc.phase),
        (KDC_USE_REQUESTED, dc.use_requested),
        (SAMBA_FORCED_RC4, 1 if dc.forced_rc4_session else None),
    )
    return {setting.full: value for setting, value in told if value is not None}
