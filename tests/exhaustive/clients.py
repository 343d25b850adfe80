"""The space of what clients decide, walked whole: builds x policy x overrides x hints, and salts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from kdcsim.ad.assumption import NAMES, Assumptions
from kdcsim.ad.policy import (
    CLIENTS,
    ClientGeneration,
    ClientView,
    ForwardQuestion,
    HintedQuestion,
    SaltQuestion,
    after_hint,
    client_list,
    first_request,
    forwarded_list,
    session_salt,
)
from kdcsim.reason import Assumed, Decision

FILTERS = (None, 0, 0x4, 0x18, 0x1F, 0x7FFFFFFF)
OVERRIDES = (0, 3, 17, 18, 23)
HINTS = ((), (18, 23), (17,), (23,), (3,))
READINGS: tuple[dict[str, str], ...] = (
    {},
    {"default-encryption-type-order": "kept"},
    {"forwarded-tgt-single-etype": "7-and-later"},
)
GUESSES = (("empty", ""), ("user-form", "CONTOSO.COMHUB-1$"), ("no-aes-key", None))


def views(row: ClientGeneration) -> Iterator[ClientView]:
    """Every setting of one client build; only Windows has a registry."""
    filters, overrides = (FILTERS, OVERRIDES) if row.windows else ((None,), (0,))
    for allowed, value, machine, tgt, chosen in product(filters, overrides, (False, True), (None, 18, 23), READINGS):
        yield ClientView(
            name="PC",
            generation=row,
            filter=allowed,
            default_encryption_type=value,
            machine_as=machine,
            tgt_session=tgt,
            assumptions=Assumptions(chosen),
        )


def client_decisions(row: ClientGeneration) -> Iterator[Decision[Any]]:
    """What this build decides, all over the space."""
    for view in views(row):
        offered = client_list(view)
        yield offered
        yield first_request(view)
        yield from (after_hint(HintedQuestion(client=view, hinted=each, offered=offered.value)) for each in HINTS)
        yield from (forwarded_list(ForwardQuestion(client=view, shared=each), offered.value) for each in (None, 18, 23))


def salt_decisions() -> Iterator[Decision[Any]]:
    """Every way in which a session comes to a salt."""
    for told, machine, computes, update, fallback in product(
        (None, "CONTOSO.COMhosthub-1.contoso.com"),
        (None, "CONTOSO.COMhosthub-1.contoso.com"),
        (None, *NAMES["local-system-salt"].readings),
        (None, "KB2566059"),
        NAMES["salt-fallback"].readings,
    ):
        yield session_salt(
            SaltQuestion(
                host="HUB-1",
                session="0x3e4",
                told=told,
                machine_salt=machine,
                computes=None if computes is None else Assumed("local-system-salt", computes),
                update=update,
                fallback=Assumed("salt-fallback", fallback),
                guesses=GUESSES,
            )
        )


def all_client_decisions() -> Iterator[Decision[Any]]:
    """Those of every build, and those about salts."""
    for row in CLIENTS.values():
        yield from client_decisions(row)
    yield from salt_decisions()
