"""Verbs for domains and their DCs: levels rise, krbtgt and trusts get new keys, DCs come, go and start anew."""

from __future__ import annotations

from typing import Any

from kdcsim.scenario.vocabulary.kind import Sort
from kdcsim.scenario.vocabulary.named import MACHINE_NAME, Named
from kdcsim.scenario.vocabulary.verb import AT_DC, DC, DOMAIN, Verb, action, key, verb
from kdcsim.scenario.vocabulary.windows import DC_OS, LEVEL, UPDATE_LEVEL
from kdcsim.world.action import Action

WHICH_DC = key("dc", DC, "which DC", "DC-2008", required=True)
WHICH_DOMAIN = key("domain", DOMAIN, "which domain", "contoso.com", required=True)


def _replicate(*, domain: str | None = None, **told: Any) -> Action:
    return action.Replicate(domain=None if domain == "all" else domain, **told)


DOMAIN_VERBS: tuple[Verb, ...] = (
    verb(
        action.Replicate,
        "Bring replicas together: all of a domain's, or one DC's changes to another.",
        lambda a: " ".join(part for part in (a.domain, a.source, a.to) if part) or "all",
        key("domain", Named(Sort.DOMAIN), "which domain; every one if nothing is said", "contoso.com"),
        key("from", DC, "one DC's changes", "DC-2003", feeds="source"),
        key("to", DC, "to one other", "DC-2008"),
        shorthand="domain",
        make=_replicate,
    ),
    verb(
        action.RaiseFunctionalLevel,
        "Raise a domain's functional level; on the way to 2008 krbtgt gets a new password, at one DC first.",
        lambda a: a.domain,
        WHICH_DOMAIN,
        key("level", LEVEL, "the new level", "2008", required=True),
        key("via", DC, "at which DC; the domain's first if nothing is said", "DC-2008", feeds="dc"),
    ),
    verb(
        action.RotateKrbtgt,
        "Give krbtgt a new password.",
        lambda a: a.domain,
        WHICH_DOMAIN,
        AT_DC,
        shorthand="domain",
    ),
    verb(
        action.RotateTrustPassword,
        "Give both ends of a trust a new password.",
        lambda a: f"{a.domain} {a.other}",
        WHICH_DOMAIN,
        key("other", DOMAIN, "and the domain at the other end", "fabrikam.com", required=True),
        AT_DC,
    ),
    verb(
        action.PromoteDc,
        "Add a DC to a domain.",
        lambda a: a.dc,
        key("dc", MACHINE_NAME, "its name", "DC-2012", required=True),
        WHICH_DOMAIN,
        key("os", DC_OS, "its Windows", "2012", required=True),
        key("update", UPDATE_LEVEL, "how far it is patched; `rtm` if nothing is said", "2022-11"),
    ),
    verb(action.DemoteDc, "Take a DC out of its domain.", lambda a: a.dc, WHICH_DC, shorthand="dc"),
    verb(
        action.RestartKdc,
        "Start a DC's KDC anew: settings that are read at KDC start are read.",
        lambda a: a.dc,
        WHICH_DC,
        shorthand="dc",
    ),
    verb(
        action.RebootDc,
        "Start a DC anew, and its KDC with it.",
        lambda a: a.dc,
        WHICH_DC,
        shorthand="dc",
    ),
    verb(
        action.InstallCumulativeUpdate,
        "Install a monthly update on a DC; its KDC starts anew as the build of that month.",
        lambda a: f"{a.dc} {a.update}",
        key("on", DC, "on which DC", "DC01", required=True, feeds="dc"),
        key("update", UPDATE_LEVEL, "up to which month", "2026-04", required=True),
    ),
)
