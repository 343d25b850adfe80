"""Verbs for accounts of the directory: their passwords, names and attributes. No key comes or goes with a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kdcsim.scenario.vocabulary.account import ACCOUNT as ACCOUNT_SHAPE
from kdcsim.scenario.vocabulary.kind import ListOf, OneOf, Text, Truth
from kdcsim.scenario.vocabulary.named import ACCOUNT_NAME, SPN
from kdcsim.scenario.vocabulary.verb import (
    A_PASSWORD,
    AT_DC,
    DOMAIN,
    HOST,
    Verb,
    action,
    key,
    or_unset,
    verb,
    whose,
)
from kdcsim.scenario.vocabulary.windows import Mask
from kdcsim.world.action import Action
from kdcsim.world.plan import AccountPlan

NEW_PASSWORD = key("password", A_PASSWORD, "the new one", "Pa$$w0rd", required=True)
SPN_LIST = ListOf(SPN, single=True)
FLAG = OneOf("an account flag", {name: name for name in action.FLAGS})


def _create(*, account: str, plan: AccountPlan | None = None, **told: Any) -> Action:
    return action.CreateAccount(account=replace(plan or AccountPlan(name=""), name=account), **told)


ACCOUNT_VERBS: tuple[Verb, ...] = (
    verb(
        action.ChangePassword,
        "Set an account's password.",
        lambda a: a.account,
        whose(),
        NEW_PASSWORD,
        AT_DC,
    ),
    verb(
        action.ChangeMachinePassword,
        "Let a host change its machine password.",
        lambda a: a.host,
        key("host", HOST, "which host", "HUB-1", required=True),
        key("rejoin", Truth(), "true: an administrator does it, with `netdom resetpwd` or a new join", "true"),
        AT_DC,
        shorthand="host",
    ),
    verb(
        action.HashOnlyReset,
        "Set an account's password by its NT hash alone, as migrations do: RC4 is the only key left.",
        lambda a: a.account,
        whose(),
        NEW_PASSWORD,
        AT_DC,
    ),
    verb(
        action.SetSupportedEtypes,
        "Set msDS-SupportedEncryptionTypes of an account; `unset` clears it.",
        lambda a: a.account,
        whose("whose; a computer's ends with $, a trust's is the other realm"),
        key("value", Mask(may_be_unset=True), "the new value", "[AES128, AES256]", required=True),
        AT_DC,
        make=or_unset(action.SetSupportedEtypes, "value"),
    ),
    verb(
        action.SetSpn,
        "Add and remove SPNs of an account: `setspn -A` and `-D`, with `checked` `setspn -S`.",
        lambda a: a.account,
        whose(),
        key("add", SPN_LIST, "these", "[HTTP/web.contoso.com]"),
        key("remove", SPN_LIST, "and these no longer", "[HTTP/web.contoso.com]"),
        key("checked", Truth(), "true: refuse an SPN that another account has", "true"),
        AT_DC,
    ),
    verb(
        action.SetFlag,
        "Set or clear a flag of an account.",
        lambda a: f"{a.account} {a.flag}",
        whose(),
        key("flag", FLAG, "which flag", "des-only", required=True),
        key("value", Truth(), "false clears it; true if nothing is said", "false"),
        AT_DC,
    ),
    verb(
        action.SetOsVersion,
        "Write operatingSystemVersion of a computer account; `unset` clears it.",
        lambda a: a.account,
        whose(),
        key("version", Text("a version"), "the new one", "3.10", required=True),
        AT_DC,
        make=or_unset(action.SetOsVersion, "version"),
    ),
    verb(
        action.SetUpn,
        "Set userPrincipalName of an account; `unset` clears it. The salt follows with the next password.",
        lambda a: a.account,
        whose(),
        key("upn", Text("a user principal name"), "the new one", "HTTP/web.contoso.com@CONTOSO.COM", required=True),
        AT_DC,
        make=or_unset(action.SetUpn, "upn"),
    ),
    verb(
        action.RenameAccount,
        "Rename an account. Its keys, and the salt they were made with, stay.",
        lambda a: a.account,
        whose(),
        key("to", ACCOUNT_NAME, "the new name", "svc_portal", required=True),
        AT_DC,
    ),
    verb(
        action.CreateAccount,
        "Create an account.",
        lambda a: a.account.name,
        key("account", ACCOUNT_NAME, "its name", "svc_new", required=True),
        key("domain", DOMAIN, "in which domain", "contoso.com", required=True),
        key("with", ACCOUNT_SHAPE, "what it is", "{password: Pa$$w0rd, spns: [HTTP/new.contoso.com]}", feeds="plan"),
        AT_DC,
        make=_create,
    ),
    verb(
        action.DeleteAccount,
        "Delete an account.",
        lambda a: a.account,
        whose(),
        AT_DC,
        shorthand="account",
    ),
)
