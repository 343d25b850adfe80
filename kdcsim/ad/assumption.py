"""Assumptions: what nobody knows about Windows, as named readings with a default.

A rule that leans on one says so in its reason, a scenario can choose another reading, and a verdict names those it
leaned on. The table is the only place where a default is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kdcsim.reason import Assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One open question: its readings (the default first), what it is about, and where it is left open."""

    name: str
    readings: tuple[str, ...]
    sentence: str
    source: str

    @property
    def default(self) -> str:
        """The reading that holds when a scenario says nothing."""
        return self.readings[0]


TABLE: tuple[Assumption, ...] = (
    Assumption(
        name="salt-fallback",
        readings=("empty", "user-form", "no-aes-key"),
        sentence="what a machine session that never learned its salt makes its AES keys from",
        source="fact sheet 2000-2012R2 section 1.3, A1-A3 (KB2566059's text was not found)",
    ),
    Assumption(
        name="registry-reload",
        readings=("live", "boot"),
        sentence="whether Lsa\\Kerberos\\Parameters values are read at each AS exchange or once at boot",
        source="fact sheet 2000-2012R2 section 5 (param_reload is marked unknown)",
    ),
    Assumption(
        name="aes-keys-below-2008",
        readings=("stored", "not-stored"),
        sentence="whether a 2008 DC below functional level 2008 writes AES keys (with the -140 marker)",
        source="MS-SAMR note 26 and three public dumps say stored; MS-SAMR 3.1.1.8.11.6 only requires them at 2008",
    ),
    Assumption(
        name="newer-keys-on-2003",
        readings=("stale", "dropped"),
        sentence="what a password change on a 2003 DC does with the AES keys that a 2008 DC had written",
        source="fact sheet 2000-2012R2 section 3.2, inferred from the purpose of the -140 marker",
    ),
    Assumption(
        name="marker-check",
        readings=("yes", "no"),
        sentence="whether a 2008+ KDC passes over AES keys whose -140 marker is not the current NT hash",
        source="fact sheet 2000-2012R2 section 3.2, inferred",
    ),
    Assumption(
        name="default-encryption-type-order",
        readings=("front", "kept"),
        sentence="whether DefaultEncryptionType moves its etype to the front of the client's list",
        source="fact sheet 2000-2012R2 section 5 marks it a guess; KB2002141 says the value silences event 27",
    ),
    Assumption(
        name="forwarded-tgt-single-etype",
        readings=("vista-and-later", "7-and-later"),
        sentence="which clients ask a forwarded TGT with the session key's etype alone",
        source="KB2002141 says Vista/2008 do; MS-KILE note 36 says they do not",
    ),
    Assumption(
        name="failed-logon-status",
        readings=("0x8009030f", "0xc000006d"),
        sentence="which Status a 4625 carries when a ticket does not open; 'invalid key' is the text of the 2012 post",
        source="KB969083 saw 0x8009030F for a damaged message; no sample of this very event was found",
    ),
    Assumption(
        name="local-system-salt",
        readings=("canonical", "from-kdc"),
        sentence="whether LocalSystem computes the machine salt itself or needs the KDC's hint like NetworkService",
        source="fact sheet 2000-2012R2 section 1.2 link 12, the one link without a source",
    ),
    Assumption(
        name="user-salt-fallback",
        readings=("user-form", "empty", "no-aes-key"),
        sentence="what a session of a user or service account that was never told its salt makes its AES keys from",
        source="MS-KILE 3.1.1.2 says how a user's salt is made of names; nothing says what LSA does untold",
    ),
    Assumption(
        name="acceptor-policy",
        readings=("refuses", "opens"),
        sentence="whether a Windows service opens a ticket of an etype that its own host's policy does not allow",
        source="joshroark.com (lab: KRB_AP_ERR_MODIFIED with a right SPN); no document says which error it is",
    ),
)

NAMES: dict[str, Assumption] = {each.name: each for each in TABLE}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The readings in force: a scenario's choices over the table's defaults."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.chosen.get(name) or NAMES[name].default

    def leaning(self, name: str) -> Assumed:
        """Say that a decision leaned on this reading."""
        return Assumed(name, self[name])
