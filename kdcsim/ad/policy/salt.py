"""Which salt a logon session makes its AES keys with: the ladder on which mail got stuck in 2012.

RC4 keys need no salt, so a session can work for years without knowing one; the first AES ticket shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.address import address
from kdcsim.reason import Answer, Assumed, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Said = Answer[str | None] | Narrow[None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltQuestion:
    """One session: what it was told, what it can compute itself, and what it would fall back to.

    ``told`` is the salt of the last hint; ``machine_salt`` the salt the machine knows of itself; ``computes`` whether
    this session's keys are made by code that uses it, ``update`` the update that makes it so; ``guesses`` maps each
    reading of the assumption ``salt-fallback`` to a salt (None: no AES key at all).
    """

    host: str
    session: str
    told: str | None = None
    told_by: str = ""
    machine_salt: str | None = None
    computes: Assumed | None = None
    update: str | None = None
    fallback: Assumed
    guesses: tuple[tuple[str, str | None], ...]

    def fact(self, what: str, value: object) -> Fact:
        """Name a fact of this session."""
        return Fact(address("host", self.host, "session", self.session, what), str(value))


@rule(
    "salt-told-by-kdc",
    source="Samba raw_testcase check_rep_padata (ETYPE-INFO2 in error 25 and in AES replies); mimikatz key list",
    grade=Grade.LAB,
)
def _told(q: SaltQuestion, _: None) -> Said:
    """the KDC told this session the salt when it pre-authenticated with an etype that needs one"""
    return None if q.told is None else Answer(q.told, (q.fact("salt-told-by", q.told_by),))


@rule("machine-salt-by-update", source="KB2566059, as told by craigf's post of 15 October 2012", grade=Grade.INFERRED)
def _by_update(q: SaltQuestion, _: None) -> Said:
    """an update makes every machine session compute the machine's own salt"""
    if q.update is None or q.machine_salt is None:
        return None
    return Answer(q.machine_salt, (Fact(address("host", q.host, "update"), q.update),))


@rule(
    "local-system-knows-machine-salt",
    source="MS-KILE 3.4.5 gives LSA a machine key of its own; the link itself has no direct source",
    grade=Grade.ASSUMED,
)
def _computes(q: SaltQuestion, _: None) -> Said:
    """LocalSystem's keys are made by the code that joined the domain, which knows the machine's salt"""
    if q.computes is None or q.computes.value != "canonical" or q.machine_salt is None:
        return None
    return Answer(q.machine_salt, (), (q.computes,))


@rule(
    "rc4-preauthentication-never-tells-salt",
    source="Samba raw_testcase (an RC4 AS-REP carries no padata); KB837361; KB2566059 by way of craigf's post",
    grade=Grade.INFERRED,
)
def _never_told(q: SaltQuestion, _: None) -> Said:
    """a session that pre-authenticates with RC4 is never told the salt, so its AES keys are made from something else"""
    salt = dict(q.guesses)[q.fallback.value]
    used = "no AES key at all" if salt is None else f"salt {salt!r}"
    return Answer(salt, (q.fact("salt", "never told"), q.fact("falls-back-to", used)), (q.fallback,))


SALT: Ladder[SaltQuestion, None, str | None] = Ladder(
    "salt", "which salt does this logon session make its AES keys with?", (_told, _by_update, _computes, _never_told)
)


def session_salt(q: SaltQuestion) -> Decision[str | None]:
    """Decide the salt; None means that the session has no AES key."""
    return decide(SALT, q, None)
