"""Causes: what stands behind an attempt that fails, in one sentence with the rule, for every way in which they fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.study.goal import Miss, goal_of, misses
from kdcsim.study.picture import Difference, KeyCard, KeyPicture
from kdcsim.study.plan import cause_of, causes, dead_end_of
from kdcsim.study.plan.alternatives import dead_ends
from kdcsim.study.plan.plan import Terms
from kdcsim.study.plan.search import Search
from kdcsim.study.run import BranchRun
from kdcsim.study.why import Why
from kdcsim.world.action import PurgeTickets, user_luid
from kdcsim.world.advance import advance
from tests.library.runs import played, scenario
from tests.study.plan.test_fixed_puzzles import DORA, EVE, ending, wanted
from tests.study.plan.test_puzzles import barred, barring, keys_of, lay

NO_SUPP = "DC01 answers KDC_ERR_ETYPE_NOSUPP (14)"
HUB = "HUB-1/MSExchangeTransport answers KRB_AP_ERR_MODIFIED (41):"
HTTPD = "WEB-1/httpd answers KRB_AP_ERR_BAD_INTEGRITY (31)"
WEB = "WEB-2/w3svc answers KRB_AP_ERR_MODIFIED (41):"
NAS = "NAS-1/smb answers KRB_AP_ERR_BADKEYVER (44):"
FILES = "FILES-1/lanmanserver answers KRB_AP_ERR_SKEW (37):"
DOCS = "DOCS-1/app answers KRB_AP_ERR_NOKEY (45), once the tickets in caches have run out:"
KRBTGT = "a TGT is for krbtgt, whose own attribute is never read: the domain's level decides (krbtgt-attribute-ignored)"
GUESSED, PASSWORD = '"CONTOSO.COMsvcweb"', "another password: another key"
DECLARES = "the account declares its etypes and is taken at its word (account-declares)"
NO_KEY = "a ticket can only be sealed with a key that the account has (stored-keys)"
ENFORCED = "the account declares nothing, and the removal of RC4 is enforced here: AES is assumed (default-enforced)"
NEVER_TOLD = (
    "a session that pre-authenticates with RC4 is never told the salt, so its AES keys are made from something else"
    " (rc4-preauthentication-never-tells-salt)"
)
NOTHING_SHARED = "client and service share no etype for a session key: the request is refused (no-common-session-etype)"
NO_ETYPE = (
    "the value is set but names no etype: that is not the same as unset, and nothing can be chosen (feature-bits-alone)"
)
OUTSIDE = "a timestamp under an etype that the client's own list leaves out is refused (timestamp-outside-list)"


def told(name: str, branch: str) -> tuple[BranchRun, tuple[Miss, ...]]:
    """A branch of a story of the library, and what keeps it from the story's goal."""
    run = played(name).branch(branch)
    assert run is not None
    return run, misses(goal_of(scenario(name), run, ()), run.end)


@pytest.mark.parametrize(
    ("name", "branch", "cause"),
    [
        ("exchange-2007", "S3", f'{HUB} its AES256 (18) key is made with the salt ""; {NEVER_TOLD}'),
        (
            "keytab-with-a-guessed-salt",
            "aes",
            f"{HTTPD}: its AES256 (18) key is made with the salt {GUESSED}; {DECLARES}",
        ),
        ("keytab-behind-the-password", "second-server", f"{HTTPD}: same account, same salt, {PASSWORD}"),
        ("name-of-another-host", "second-server", f"{WEB} sealed for WEB-1$, but the service runs as WEB-2$"),
        ("rc4-keytab-on-a-nas", "april", f"{NAS} NAS01 (0xbe037) on NAS-1 holds no AES256 (18) key; {ENFORCED}"),
        ("clock-skew", "nine-minutes", f"{FILES} it opens the ticket, so its key is right"),
        ("aes-bits-without-aes-keys", "april", f"{NO_SUPP}; {DECLARES}"),
        ("aes-bits-without-aes-keys", "march", f"a ticket of RC4 (23) for HTTP/crm.corp.example at DC01; {NO_KEY}"),
        ("first-ten-days-of-november-2022", "morning", f"{NO_SUPP}; {NOTHING_SHARED}"),
        ("feature-bits-alone", "feature-only", f"{NO_SUPP}; {NO_ETYPE}"),
        ("forgotten-silencer", "half-policy", f"{NO_SUPP}; {OUTSIDE}"),
        ("duplicate-spn", "twice", "DC01 answers KDC_ERR_PRINCIPAL_NOT_UNIQUE (8)"),
        ("half-patched", "by-dc02", f"{DOCS} svc_docs (0x4f80b) on DOCS-1 holds no AES256 (18) key; {ENFORCED}"),
        ("krbtgt-without-aes", "filter", f"{NO_SUPP}, once the tickets in caches have run out; {KRBTGT}"),
        ("cluster-name-with-aes-bits", "unset", "alice is not logged on to PC-1"),
        ("krbtgt-reset-by-the-functional-level", "new-tgt", "DC-2 answers KRB_AP_ERR_NOKEY (45)"),
    ],
)
def test_the_cause_is_the_rule_at_the_root(name: str, branch: str, cause: str) -> None:
    """What took the etypes away, what made the account declare so, or which key, salt or password is another."""
    run, missed = told(name, branch)
    assert cause_of(run, missed[0]) == cause


def test_a_cause_is_told_once_with_everybody_who_meets_it() -> None:
    """One error, for two accounts that are barred by other flags; who is barred alike stands in one line."""
    _, run, _ = barred()
    purge = PurgeTickets(host="PC", session=user_luid("PC", "eve"))
    ended = ending(run, advance(barring(run.end, "v"), purge, "purge")[0])
    missed = misses(wanted(DORA, f"{DORA} via DC1", EVE), ended.end)
    revoked = "DC1 answers KDC_ERR_CLIENT_REVOKED (18)"
    assert {miss.sentence for miss in missed} == {revoked}
    assert causes(ended, missed) == (
        (f"{revoked}: the account dora is disabled", (DORA, f"{DORA} via DC1")),
        (f"{revoked}: the account eve is locked out", (EVE,)),
    )


def test_attempts_that_come_to_a_bad_etype_are_told_together() -> None:
    """It is no error, so one sentence and one rule are one cause, whoever asks."""
    run, missed = told("aes-bits-without-aes-keys", "march")
    lines = causes(run, missed)
    assert len({cause for cause, _ in lines}) == len(lines)
    assert sum(len(whose) for _, whose in lines) == len({miss.action for miss in missed})


def test_a_key_without_a_salt_is_not_said_to_be_made_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """An RC4 key that does not open a ticket of which nobody saw the KDC."""
    run, missed = told("keytab-behind-the-password", "second-server")
    card = KeyCard(holder="httpd", account=None, etype=23, salt=None, fingerprint="00")
    drawn = KeyPicture(session="httpd", etype=23, sealed=None, tried=(card,), difference=Difference.SALT)
    monkeypatch.setattr("kdcsim.study.plan.cause.why", lambda run, played: Why(short="", picture=drawn, rules=()))
    assert cause_of(run, missed[0]) == "WEB-1/httpd answers KRB_AP_ERR_BAD_INTEGRITY (31)"


def test_a_dead_end_is_what_stands_in_the_way_after_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next bar; and of what changes nothing, that it does not, by what is known of it."""
    _, run, goal = barred()
    lay(monkeypatch, keys_of("2-a 2-b 3+a"))
    ends = dead_ends(Search(start=run.end, goal=goal, terms=Terms()))
    assert [dead_end_of(run, end) for end in ends] == [
        "still DC1 answers KDC_ERR_CLIENT_REVOKED (18): the account dora has expired",
        "still DC1 answers KDC_ERR_CLIENT_REVOKED (18): the account dora is disabled",
        "changes nothing here: every session and account is as it was",
    ]
    noted = replace(ends[2], remedy=replace(ends[2].remedy, note="it is said to help"))
    assert dead_end_of(run, noted) == "changes nothing here: it is said to help"
