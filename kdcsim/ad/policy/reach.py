"""Reach: where a rule can speak at all - what each phrase in its column "applies to" means of a build.

The exhaustive tests hold every phrase to what the space of decisions shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kdcsim.ad.policy.client_generation import ClientGeneration
from kdcsim.ad.policy.generation import Enforcement, Generation
from kdcsim.reason import Rule


def _may_be_lenient(build: Generation) -> bool:
    return build.enforcement is not Enforcement.ALWAYS


KDC_REACH: Mapping[str, Callable[[Generation], bool]] = {
    "every generation": lambda b: True,
    "2000, 2003": lambda b: not b.reads_attribute,
    "2008 and later": lambda b: b.reads_attribute,
    "2008 and later, before 2026-07": lambda b: b.reads_attribute and _may_be_lenient(b),
    "2008 to 2022 before 2022-11": lambda b: b.reads_attribute and b.update == "rtm" and b.os <= "2022",
    "2008 to 2022 before enforcement": lambda b: b.filter_replaces_default and _may_be_lenient(b),
    "2008 to 2022 before enforcement, but for the first ten days of November 2022": lambda b: (
        b.rc4_key_fallback and _may_be_lenient(b)
    ),
    "2008 to 2022 before enforcement; Samba with the setting": lambda b: (
        (b.rc4_session_always and _may_be_lenient(b)) or b.reads_smb_conf
    ),
    "2012R2 and later": lambda b: b.protects_users,
    "2022-11 and later, 2025, Samba": lambda b: b.session_key_bit,
    "the first ten days of the November 2022 update": lambda b: b.november_2022_bug,
    "2026-01 and later": lambda b: b.knows_phase,
    "2025": lambda b: not b.rc4_tgt_session,
}
"""Of KDC builds."""

BEFORE_VISTA = ("2000", "XP", "2003")
CLIENT_REACH: Mapping[str, Callable[[ClientGeneration], bool]] = {
    "every generation": lambda c: True,
    "every Windows": lambda c: c.windows,
    "2000, XP and 2003": lambda c: c.os in BEFORE_VISTA,
    "Vista and later": lambda c: c.windows and c.os not in BEFORE_VISTA,
    "every client but those that assume": lambda c: c.windows or c.timestamp_first is None,
    "2022": lambda c: c.os == "2022",
    "impacket": lambda c: c.os == "impacket",
    "gokrb5": lambda c: c.os == "gokrb5",
}
"""Of clients."""


def acts_in(rule: Rule[Any, Any, Any], build: Generation) -> bool:
    """Whether a rule of a KDC's ladder can speak in this build, under some setting and some reading."""
    return KDC_REACH[rule.applies](build)


def acts_for(rule: Rule[Any, Any, Any], client: ClientGeneration) -> bool:
    """Whether a rule of a client's ladder can speak for this client."""
    return CLIENT_REACH[rule.applies](client)
