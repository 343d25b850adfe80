"""Toggles: what a page may change, as plain JSON, read strictly into a `WhatIf`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kdcsim.errors import WorldError
from kdcsim.study.what_if import DcChange, WhatIf
from kdcsim.world.action import Action, Boot, DeleteRegistry, PurgeTickets, SetRegistry, SetServiceAccount
from kdcsim.world.action import SetSupportedEtypes as SetEtypes

NAME, PHASE = "DefaultEncryptionType", "RC4DefaultDisablementPhase"
KNOWN = ("dcs", "default_encryption_type", "supported_etypes", "service_account", "reboot", "purge", "before")
MOST = 60


def read_toggles(told: object) -> WhatIf | None:
    """Read what a page sent; None when it changes nothing. Raises WorldError for anything else than toggles."""
    if told is None or told == {}:
        return None
    toggles = _mapping(told, "what_if")
    for name in toggles:
        if name not in KNOWN:
            raise WorldError(f"there is no toggle {name[:40]!r}")
    dcs = {name: _dc(value) for name, value in _mapping(toggles.get("dcs", {}), "dcs").items()}
    before = toggles.get("before")
    if before is not None and not isinstance(before, str):
        raise WorldError("`before` names a step")
    return WhatIf(dcs=dcs, actions=tuple(_actions(toggles)), before=before)


def _actions(toggles: Mapping[str, Any]) -> Iterator[Action]:
    for host, value in _mapping(toggles.get("default_encryption_type", {}), NAME).items():
        number = _number(value, NAME)
        yield (
            DeleteRegistry(machine=host, name=NAME)
            if number is None
            else SetRegistry(machine=host, name=NAME, value=number)
        )
    for account, value in _mapping(toggles.get("supported_etypes", {}), "supported_etypes").items():
        yield SetEtypes(account=account, value=_number(value, "supported_etypes"))
    for service, account in _mapping(toggles.get("service_account", {}), "service_account").items():
        host, _, name = service.partition("/")
        if not isinstance(account, str) or account == "LocalService":
            raise WorldError(f"{service[:60]!r} cannot be switched to that account here")
        yield SetServiceAccount(host=host, service=name, account=account)
    yield from (Boot(host=host) for host in _names(toggles.get("reboot", []), "reboot"))
    for lane in _names(toggles.get("purge", []), "purge"):
        host, _, luid = lane.partition("/")
        try:
            yield PurgeTickets(host=host, session=int(luid, 16))
        except ValueError:
            raise WorldError(f"{lane[:60]!r} names no session") from None


def _dc(told: object) -> DcChange:
    values = _mapping(told, "dcs")
    os, update = values.get("os"), values.get("update")
    if not all(x is None or isinstance(x, str) for x in (os, update)) or set(values) - {"os", "update", "phase"}:
        raise WorldError("a DC is changed by `os`, `update` and `phase`")
    registry = {PHASE: _number(values["phase"], PHASE)} if "phase" in values else {}
    return DcChange(os=os, update=update, registry=registry)


def _mapping(told: object, what: str) -> Mapping[str, Any]:
    if not isinstance(told, dict) or len(told) > MOST or not all(isinstance(k, str) for k in told):
        raise WorldError(f"`{what}` is a mapping of at most {MOST} names")
    return told


def _names(told: object, what: str) -> list[str]:
    if not isinstance(told, list) or len(told) > MOST or not all(isinstance(k, str) for k in told):
        raise WorldError(f"`{what}` is a list of at most {MOST} names")
    return told


def _number(told: object, what: str) -> int | None:
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int) or not 0 <= told <= 0xFFFFFFFF:
        raise WorldError(f"{what} is a number from 0 to 0xffffffff, or null")
    return told
