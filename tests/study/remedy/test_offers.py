"""What is offered: the cures that the library's stories name, and nothing that says nothing."""

from __future__ import annotations

import pytest

from kdcsim.study.plan import Terms
from kdcsim.study.remedy import Kind, Risk
from kdcsim.world.action import (
    ChangePassword,
    LogOff,
    LogOn,
    PromoteDc,
    Replicate,
    SetRegistry,
    SetServiceAccount,
    SetSupportedEtypes,
)
from tests.study.remedy.estates import CLOCK, KRBTGT, NAS, OLD_DOMAIN, mended, offered


@pytest.mark.parametrize(
    ("story", "branch", "kinds"),
    [
        (KRBTGT, None, (Kind.KRBTGT,)),
        (NAS, None, (Kind.PASSWORD,)),
        (CLOCK, None, (Kind.CLOCK,)),
        ("linux-with-an-old-version-number", None, (Kind.OS_VERSION, Kind.PURGE)),
        ("service-keeps-an-old-password", "monday", (Kind.TELL_PASSWORD,)),
        ("clock-skew", None, (Kind.CLOCK,)),
        ("keytab-with-a-guessed-salt", None, (Kind.KEYTAB,)),
    ],
)
def test_the_cure_that_the_story_names_is_the_best_plan(
    story: str, branch: str | None, kinds: tuple[Kind, ...]
) -> None:
    """Each ends with what an administrator who knows the cause would do."""
    found = mended(story, branch=branch)
    assert found.best is not None
    assert found.best.kinds == kinds


def test_a_user_without_aes_keys_is_asked_for_a_new_password() -> None:
    """Who is logged on with the old one leaves and comes again; who has AES keys is left alone."""
    earlier = NAS.replace("start: 2026-05-04", "start: 2023-05-04").replace("update: 2026-04", "update: 2022-11")
    old = earlier.replace("alice: {password: Correct-Horse-1}", "alice: {password: Correct-Horse-1, hash_only: true}")
    (new,) = (r for r in offered(old) if "password of alice" in r.sentence)
    assert [type(a) for a in new.actions] == [ChangePassword, Replicate, LogOff, LogOn]
    assert not [r for r in offered(earlier) if "password of alice" in r.sentence]


def test_a_trust_may_get_a_new_password() -> None:
    """Both ends together: no user command does it."""
    assert any(r.kind is Kind.TRUST_PASSWORD for r in offered("trust-without-aes"))


def test_what_an_unset_account_is_taken_for_decides_what_is_weaker() -> None:
    """On a build of 2026 an account that declares nothing has AES alone: 0x1C lets RC4 in again."""
    found = mended(NAS)
    risky = {p.remedies[0].sentence: p.refused for p in found.refused}
    assert risky["set msDS-SupportedEncryptionTypes of svc_nas to 0x1c (AES and RC4)"] == (Risk.WEAKER,)
    allowed = mended(NAS, Terms(runners_up=0, allow=frozenset({"weaker"})))
    assert allowed.best is not None
    assert allowed.best.kinds == (Kind.ETYPES,)


def test_before_2026_the_same_value_takes_nothing_away() -> None:
    """There RC4 is assumed anyway: AES beside it is no loss."""
    earlier = NAS.replace("start: 2026-05-04", "start: 2023-05-04").replace("update: 2026-04", "update: 2022-11")
    both = next(r for r in offered(earlier) if "svc_nas to 0x1c" in r.sentence)
    assert both.risks == ()


def test_feature_bits_are_kept() -> None:
    """Writing etypes over a value takes its features away, if one does not write them again."""
    values = [a.value for r in offered("feature-bits-alone") for a in r.actions if isinstance(a, SetSupportedEtypes)]
    assert 0x80018 in values


def test_a_filter_for_a_whole_dc_is_named_and_costs_more_than_a_restart() -> None:
    """What changes a DC for everybody is dearer than the restart of any one computer, and says what it is."""
    offer = offered(NAS)
    filters = [r for r in offer if r.kind is Kind.DC_SETTING and isinstance(r.actions[0], SetRegistry)]
    reboot = next(r for r in offer if r.kind is Kind.REBOOT)
    assert filters
    assert all(Risk.WIDE in r.risks and r.cost > reboot.cost for r in filters)
    assert all(Risk.OUTAGE in r.risks for r in filters if len(r.actions) > 1)


def test_what_has_no_way_back_is_not_proposed() -> None:
    """A functional level and a retired DC are told of, and refused."""
    offer = offered(KRBTGT)
    assert all(Risk.IRREVERSIBLE in r.risks for r in offer if r.kind in (Kind.RETIRE_DC, Kind.RAISE_LEVEL))
    retired = mended(KRBTGT, Terms(runners_up=0, forbid=frozenset({"krbtgt", "dc-setting"}), max_cost=60))
    assert retired.best is None
    assert [p.kinds for p in retired.refused] == [(Kind.RETIRE_DC,)]


def test_a_host_name_that_leaves_its_computer_is_a_risk() -> None:
    """HOST stands for everything that a computer offers."""
    text = CLOCK.replace(
        "alice: {password: Beep-Beep-1}", "alice: {password: Beep-Beep-1}, svc: {password: Svc-1-Svc-1}"
    )
    text = text.replace("app: NetworkService", "app: {runs_as: svc, password: Svc-1-Svc-1}").replace(
        "10 min behind", "1 min behind"
    )
    spn = next(r for r in offered(text) if r.kind is Kind.SPN)
    assert Risk.NAME in spn.risks


def test_newer_dcs_are_those_that_the_level_lets_in() -> None:
    """A domain of level 2003 takes no 2019: that asks for 2008 (and 2025 for 2016)."""
    new = [a.os for r in offered(OLD_DOMAIN) for a in r.actions if isinstance(a, PromoteDc)]
    assert new == ["2008", "2008R2", "2012", "2012R2", "2016"]


def test_a_host_policy_can_be_set() -> None:
    """Not only taken away."""
    policy = [r for r in offered(CLOCK) if r.kind is Kind.REGISTRY and isinstance(r.actions[0], SetRegistry)]
    assert {r.subject for r in policy} == {"PC-1 policy", "S-1 policy"}


def test_a_password_is_told_only_by_who_knows_it() -> None:
    """The other server of the farm has it; without that nobody could type it."""
    tell = next(r for r in offered("service-keeps-an-old-password", "monday") if r.kind is Kind.TELL_PASSWORD)
    (action,) = tell.actions
    assert isinstance(action, SetServiceAccount)
    assert action.host == "WEB-2"
    assert all(r.kind is not Kind.TELL_PASSWORD for r in offered(NAS))


def test_users_are_called_by_their_names() -> None:
    """No LUID stands where the story says a name."""
    found = mended(NAS)
    assert found.goal.sentence == "alice@PC-1 reaches NAS01/smb as cifs/nas01.corp.example"
    purge = next(r for r in offered(NAS) if r.kind is Kind.PURGE)
    assert purge.commands == ("klist purge        # on PC-1, as alice",)
