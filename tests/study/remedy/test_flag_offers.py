"""Accounts that are barred: the bar is lifted where it stands, by what an administrator types, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app
from kdcsim.study.plan import Terms
from kdcsim.study.remedy import Kind, Remedy, Risk, remedies
from kdcsim.study.run import play
from kdcsim.world.action import FLAGS, Connect, SetFlag
from tests.study.remedy.estates import MERGER, PRINT, mended, offered, told

QUICK = Terms(runners_up=0, states=60)
TWICE = MERGER.replace("{carol: {", "{svc_ledger: {password: Other-1}, carol: {").replace(
    "web: svc_ledger", "web: {runs_as: svc_ledger, password: Ledger-1}"
)
"""The same, with a name that both domains have."""
ALLOWED = replace(QUICK, allow=frozenset({"privilege"}))


def _barred(account: str, flag: str, more: str = "") -> str:
    return f"{PRINT}  - set_flag: {{account: {account}, flag: {flag}{more}}}\n"


def _flags(offer: tuple[Remedy, ...]) -> list[Remedy]:
    return [remedy for remedy in offer if remedy.kind is Kind.ACCOUNT_FLAG]


@pytest.mark.parametrize(
    ("account", "flag", "typed"),
    [
        ("svc_prt", "disabled", ("Enable-ADAccount 'svc_prt' -Server dc1.corp.test",)),
        ("dora", "disabled", ("Enable-ADAccount 'dora' -Server dc1.corp.test",)),
        ("dora", "expired", ("Clear-ADAccountExpiration 'dora' -Server dc1.corp.test",)),
        ("dora", "locked", ("Unlock-ADAccount 'dora' -Server dc1.corp.test",)),
        ("dora", "outside-logon-hours", ("net user dora /times:all        # on DC1",)),
        (
            "dora",
            "password-expired",
            (
                "Set-ADUser 'dora' -ChangePasswordAtLogon $true -Server dc1.corp.test",
                "Set-ADUser 'dora' -ChangePasswordAtLogon $false -Server dc1.corp.test",
            ),
        ),
    ],
)
def test_a_bar_is_lifted_by_one_command_of_its_own(account: str, flag: str, typed: tuple[str, ...]) -> None:
    """The one flag that stands is cleared, and that within few states."""
    found = mended(_barred(account, flag), QUICK)
    assert found.best is not None
    (remedy,) = found.best.remedies
    assert remedy.kind is Kind.ACCOUNT_FLAG
    assert remedy.actions == (SetFlag(account=account, flag=flag, value=False),)
    assert remedy.commands == typed
    assert remedy.risks == ()


def test_a_smart_card_is_given_up_only_if_that_is_allowed() -> None:
    """A password in its place is a risk: shown, and not proposed."""
    text = _barred("dora", "smartcard-required")
    shown = mended(text, QUICK)
    assert shown.best is None
    assert [(p.kinds, p.refused) for p in shown.refused] == [((Kind.ACCOUNT_FLAG,), (Risk.PRIVILEGE,))]
    best = mended(text, ALLOWED).best
    assert best is not None
    assert best.remedies[0].commands == ("Set-ADUser 'dora' -SmartcardLogonRequired $false -Server dc1.corp.test",)


def test_two_bars_are_two_remedies() -> None:
    """Each is lifted by itself."""
    text = _barred("dora", "locked") + "  - set_flag: {account: svc_prt, flag: disabled}\n"
    best = mended(text, QUICK).best
    assert best is not None
    assert {(r.subject, r.actions[0]) for r in best.remedies} == {
        ("dora", SetFlag(account="dora", flag="locked", value=False)),
        ("svc_prt", SetFlag(account="svc_prt", flag="disabled", value=False)),
    }


def test_selective_authentication_asks_for_a_right_on_the_service() -> None:
    """dsacls at the DC that holds the service, for who is behind the trust."""
    best = mended(MERGER, QUICK).best
    assert best is not None
    (remedy,) = best.remedies
    assert remedy.actions == (SetFlag(account="svc_ledger", flag="allowed-to-authenticate", value=True),)
    right, hint = remedy.commands
    assert right.startswith('dsacls "\\\\old-dc.old.test\\$((Get-ADObject -Filter "sAMAccountName -eq \'svc_ledger\'"')
    assert right.endswith("/G 'NEW\\Domain Users:CA;Allowed to Authenticate'")
    assert hint.startswith("# ")


def test_the_right_is_offered_to_nobody_who_does_not_need_it() -> None:
    """Not without selective authentication, not for a user of the same domain, not twice."""
    assert not _flags(offered(MERGER.replace(", selective: true", "")))
    at_home = MERGER.replace("carol@LAPTOP", "ann@LEDGER").replace(
        "on: LAPTOP, user: carol, password: Audit-2023", "on: LEDGER, user: ann, password: Audit-2022"
    )
    assert not _flags(offered(at_home))
    assert not _flags(offered(MERGER + "  - set_flag: {account: svc_ledger, flag: allowed-to-authenticate}\n"))


def test_nothing_is_lifted_where_nothing_bars_a_pair_of_the_goal() -> None:
    """Neither where no flag stands, nor for somebody whom nobody asked about."""
    assert not _flags(offered(PRINT))
    assert [r.subject for r in _flags(offered(_barred("svc_prt", "disabled")))] == ["svc_prt"]


def test_a_bar_at_one_dc_is_lifted_there() -> None:
    """Where replicas do not agree, the one that bars is changed."""
    (remedy,) = _flags(offered(_barred("dora", "locked", ", via: DC2")))
    assert remedy.actions == (SetFlag(account="dora", flag="locked", value=False, dc="DC2"),)
    assert remedy.commands == ("Unlock-ADAccount 'dora' -Server dc2.corp.test",)


def test_a_name_in_two_domains_is_told_with_its_own() -> None:
    """The first DC that knows the name is not always the one that bars."""
    world = play(told(TWICE.replace("Other-1", "Other-1, flags: [disabled]"))).branches[0].end
    attempt = Connect(host="LAPTOP", session=0x3E7, to_host="LEDGER", to_service="web", spn="HTTP/ledger.old.test")
    (enable,) = (r for r in _flags(remedies(world, [attempt])) if r.sentence == "enable svc_ledger")
    assert enable.actions == (SetFlag(account="NEW\\svc_ledger", flag="disabled", value=False),)
    assert enable.commands == ("Enable-ADAccount 'svc_ledger' -Server new-dc.new.test",)


def test_allow_and_forbid_know_the_kind(tmp_path: Path) -> None:
    """Forbidden, it is in no plan; allowed as a kind, its risks are too."""
    found = mended(_barred("svc_prt", "disabled"), replace(QUICK, forbid=frozenset({"account-flag"})))
    assert found.best is None
    story = tmp_path / "card.yaml"
    story.write_text(_barred("dora", "smartcard-required"), encoding="utf-8")
    ran = CliRunner().invoke(app, ["fix", str(story), "--allow", "account-flag"])
    assert ran.exit_code == 0, ran.output
    assert "let dora log on without a smart card" in ran.output


@pytest.mark.parametrize("text", [_barred("svc_prt", "disabled"), TWICE])
def test_the_plan_is_written_and_plays(text: str, tmp_path: Path) -> None:
    """As a branch of the story, whose expectations hold."""
    story, written = tmp_path / "story.yaml", tmp_path / "mended.yaml"
    story.write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(app, ["fix", str(story), "--write", str(written)])
    assert ran.exit_code == 0, ran.output
    assert "set_flag" in written.read_text(encoding="utf-8")
    played = CliRunner().invoke(app, ["run", str(written)])
    assert played.exit_code == 0, played.output


def test_every_bar_is_a_flag() -> None:
    """The words of the offers are those of the verb."""
    from kdcsim.study.remedy.flag_offers import BARS, GRANTED

    assert {bar.flag for bar in BARS} | {GRANTED} <= set(FLAGS)
