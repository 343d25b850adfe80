"""Questions to the ladders, in few words, and what of an answer is compared."""

from __future__ import annotations

from typing import Any

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, KdcView, Question, Refusal, Target
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision

AES256, AES128, RC4, DES, DES_CRC = 18, 17, 23, 3, 1
MODERN = (AES256, AES128, RC4)
RESET = Refusal(ErrorCode.KDC_ERR_ETYPE_NOSUPP, reset_would_help=True)
"""Refused with event 14 or 16: another key would help."""
NO_RESET = Refusal(ErrorCode.KDC_ERR_ETYPE_NOSUPP, reset_would_help=False)
"""Refused with event 26 or 27: no key would."""


def kdc(build: str, reading: dict[str, str] | None = None, /, **settings: Any) -> KdcView:
    """A KDC of a build such as ``2022 2026-04``, under some readings."""
    os, _, update = build.partition(" ")
    return KdcView(
        name="DC", generation=GENERATIONS[os, update or "rtm"], assumptions=Assumptions(reading or {}), **settings
    )


def account(supported: int | None = None, kind: AccountKind = AccountKind.USER, **told: Any) -> Target:
    """An account, with AES and RC4 keys unless told otherwise."""
    return Target(**{"name": "T", "kind": kind, "supported": supported, "keys": MODERN, **told})


def asked(view: KdcView, target: Target, *etypes: int, **told: Any) -> Question:
    """A request with these etypes, or those of a modern client."""
    return Question(kdc=view, target=target, client_etypes=etypes or MODERN, **told)


def leaned(decision: Decision[Any]) -> list[str]:
    """The names of the readings that a decision leaned on."""
    return [each.name for each in decision.reason.assumed]


def ruled(decision: Decision[Any]) -> tuple[Any, str]:
    """What came out, and by which rule."""
    return decision.value, decision.reason.decided.rule


def facts(decision: Decision[Any]) -> dict[str, str]:
    """Every fact that was read, by the last part of its address."""
    return {str(f.address).rsplit("/", 1)[-1]: f.value for rung in decision.reason.rungs for f in rung.facts}


def removed(decision: Decision[Any]) -> dict[str, tuple[str, ...]]:
    """What each rule that narrowed took away."""
    return {rung.rule: rung.removed for rung in decision.reason.narrowed}
