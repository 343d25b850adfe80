"""Which salt a session makes its AES keys with: told, computed or guessed, and each with its doubt."""

from __future__ import annotations

from typing import Any

import pytest

from kdcsim.ad.policy import SaltQuestion, session_salt
from kdcsim.reason import Assumed
from tests.ad.policy.asking import facts, ruled

OWN = "CONTOSO.COMhosthub-1.contoso.com"
GUESSES = (("empty", ""), ("user-form", "CONTOSO.COMHUB-1$"), ("no-aes-key", None))
CANONICAL, FROM_KDC = (Assumed("local-system-salt", reading) for reading in ("canonical", "from-kdc"))
TOLD, UPDATE, COMPUTES, NEVER = (
    "salt-told-by-kdc",
    "machine-salt-by-update",
    "local-system-knows-machine-salt",
    "rc4-preauthentication-never-tells-salt",
)


def session(fallback: str = "empty", **told: Any) -> SaltQuestion:
    """A session that was told nothing, unless it was."""
    return SaltQuestion(
        host="HUB-1",
        session="NetworkService",
        fallback=Assumed("salt-fallback", fallback),
        guesses=GUESSES,
        **told,
    )


@pytest.mark.parametrize(
    ("question", "expected", "leans"),
    [
        (session(told=OWN, told_by="DC-1"), (OWN, TOLD), None),
        (session(told="", told_by="DC-1", machine_salt=OWN, update="KB1"), ("", TOLD), None),
        (session(machine_salt=OWN, update="KB1"), (OWN, UPDATE), None),
        (session(machine_salt=OWN, update="KB1", computes=CANONICAL), (OWN, UPDATE), None),
        (session(update="KB1"), ("", NEVER), Assumed("salt-fallback", "empty")),
        (session(machine_salt=OWN), ("", NEVER), Assumed("salt-fallback", "empty")),
        (session(machine_salt=OWN, computes=CANONICAL), (OWN, COMPUTES), CANONICAL),
        (session(machine_salt=OWN, computes=FROM_KDC), ("", NEVER), Assumed("salt-fallback", "empty")),
        (session(computes=CANONICAL), ("", NEVER), Assumed("salt-fallback", "empty")),
        (session("user-form"), ("CONTOSO.COMHUB-1$", NEVER), Assumed("salt-fallback", "user-form")),
        (session("no-aes-key"), (None, NEVER), Assumed("salt-fallback", "no-aes-key")),
    ],
    ids=range(11),
)
def test_where_a_salt_comes_from(
    question: SaltQuestion, expected: tuple[str | None, str], leans: Assumed | None
) -> None:
    """The KDC's word counts most, an empty one too; what a session knows of itself comes before any guess."""
    found = session_salt(question)
    assert ruled(found) == expected
    assert found.reason.assumed == (() if leans is None else (leans,))


def test_each_salt_names_its_facts() -> None:
    """Who told it, which update makes it so, or what is fallen back to."""
    assert facts(session_salt(session(told=OWN, told_by="DC-1"))) == {"salt-told-by": "DC-1"}
    assert facts(session_salt(session(machine_salt=OWN, update="KB1"))) == {"update": "KB1"}
    fallen = {"salt": "never told", "falls-back-to": "salt ''"}
    assert facts(session_salt(session())) == fallen
    assert facts(session_salt(session("no-aes-key"))) == {**fallen, "falls-back-to": "no AES key at all"}
    (rung,) = session_salt(session(told=OWN)).reason.rungs
    assert [str(fact.address) for fact in rung.facts] == ["host/HUB-1/session/NetworkService/salt-told-by"]
