"""The vocabulary of accounts: users, service accounts, and what stands on them."""

from __future__ import annotations

from typing import Any

from kdcsim.ad.directory import AccountKind
from kdcsim.scenario.vocabulary.kind import ListOf, OneOf, Text, Truth
from kdcsim.scenario.vocabulary.named import ACCOUNT_NAME, MACHINE_NAME, SPN
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.windows import DC_OS, Mask
from kdcsim.world import action
from kdcsim.world.plan import AccountPlan

FLAGS: dict[str, str] = dict(action.FLAGS)
"""Account flags by the name in the file, and the column of the plan that each one sets."""

KINDS = {each.value: each for each in (AccountKind.USER, AccountKind.COMPUTER, AccountKind.GMSA)}
SPNS = Key(
    name="spns",
    kind=ListOf(SPN, single=True),
    sentence="service principal names beside those that Windows makes itself",
    example="[HTTP/web.contoso.com]",
)


def _account(*, flags: tuple[str, ...] = (), duplicate_spns: str = "refused", **told: Any) -> AccountPlan:
    told.update(dict.fromkeys(flags, True))
    return AccountPlan(name="", **told)


ACCOUNT = Shape(
    name="account",
    sentence="A user or service account. Computers make theirs themselves when they are told as hosts.",
    make=_account,
    keys=(
        Key(
            name="password",
            kind=Text("a password"),
            sentence="the password; without one, one is made up",
            example="Pa$$w0rd",
        ),
        Key(name="kind", kind=OneOf("a kind of account", KINDS), sentence="what it is; `user` if nothing is said"),
        Key(name="upn", kind=Text("a user principal name"), sentence="userPrincipalName", example="alice@contoso.com"),
        SPNS,
        Key(
            name="supported_etypes",
            kind=Mask(),
            sentence="msDS-SupportedEncryptionTypes; absent if nothing is said",
            example="0x18",
        ),
        Key(
            name="password_set_on",
            kind=DC_OS,
            sentence="the OS of the DC that wrote its keys; the newest DC's if nothing is said",
            example="2003",
        ),
        Key(
            name="hash_only",
            kind=Truth(),
            sentence="only an NT hash was ever stored: migrated, or older than functional level 2008",
            example="true",
        ),
        Key(
            name="flags",
            kind=ListOf(OneOf("an account flag", FLAGS), single=True),
            sentence="account flags, Protected Users, and what else is simply so or not",
            example="[no-preauth]",
        ),
        Key(
            name="os_version",
            kind=Text("a version"),
            sentence="operatingSystemVersion, for kind computer",
            example="6.0",
        ),
        Key(name="salt", kind=Text("a salt"), sentence="the salt of its keys, where it is not the usual one"),
        Key(
            name="delegates_to",
            kind=ListOf(SPN, single=True),
            sentence="msDS-AllowedToDelegateTo: the services to which it may act for others",
            example="[cifs/files.contoso.com]",
        ),
        Key(
            name="acted_for_by",
            kind=ListOf(ACCOUNT_NAME, single=True),
            sentence="msDS-AllowedToActOnBehalfOfOtherIdentity: accounts that may act for others towards it",
            example="[svc_web]",
        ),
        Key(
            name="workstations",
            kind=ListOf(MACHINE_NAME, single=True),
            sentence="userWorkstations: the machines from which it may log on; any if nothing is said",
            example="[PC-1]",
        ),
        Key(
            name="duplicate_spns",
            kind=OneOf("a choice", {"allowed": "allowed"}),
            sentence="`allowed`: this account may claim an SPN that another one has, because the story is about that",
            example="allowed",
        ),
    ),
)
