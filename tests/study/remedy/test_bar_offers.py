"""Every bar has an offer of its own where it stands, with what a reader should know of it."""

from __future__ import annotations

import pytest

from kdcsim.study.remedy import flag_offers
from kdcsim.study.remedy.command import commands
from kdcsim.study.remedy.scope import scope_of
from kdcsim.study.remedy.told import Told
from kdcsim.study.run import play
from kdcsim.world.action import Connect, RequestTicket, SetFlag, user_luid
from kdcsim.world.advance import advance
from tests.study.remedy.estates import MERGER, PRINT, told
from tests.study.remedy.test_host_offers import drawn

BARS = {
    "disabled": ("enable dora", "whoever disabled it may have had a reason", []),
    "expired": ("clear the day on which dora expires", "whoever set that day may have had a reason", []),
    "locked": ("unlock dora", "whoever sends wrong passwords will lock it again", []),
    "outside-logon-hours": ("let dora log on at any hour", "its logon hours are gone with that", []),
    "password-expired": ("let the password of dora count as set today", "it stays the password that it was", []),
    "smartcard-required": (
        "let dora log on without a smart card",
        "its password alone is enough then; where the flag came with a random one, set another",
        ["privilege"],
    ),
}


def barred(*steps: str) -> list[Told]:
    """What is offered about flags after more steps in the print estate."""
    text = PRINT + "".join(f"  - {step}\n" for step in steps)
    return list(drawn(flag_offers.offers, text))


def test_each_bar_is_offered_to_be_lifted() -> None:
    """All of them that stand, in the order in which a KDC asks."""
    offer = barred(*(f"set_flag: {{account: dora, flag: {flag}}}" for flag in BARS))
    assert [(one.sentence, one.note, [str(risk) for risk in one.risks]) for one in offer] == list(BARS.values())
    assert [one.actions for one in offer] == [(SetFlag(account="dora", flag=flag, value=False),) for flag in BARS]


@pytest.mark.parametrize(
    ("steps", "actions"),
    [
        ((), []),
        (("set_flag: {account: eve, flag: disabled}",), []),
        (("set_flag: {account: dora, flag: locked, via: DC2}",), [("dora", "DC2")]),
        (("set_flag: {account: dora, flag: locked, via: DC1}",), [("dora", "DC1")]),
        (("set_flag: {account: dora, flag: locked}", "replicate: corp.test"), [("dora", None)]),
    ],
)
def test_a_bar_is_lifted_where_it_stands(steps: tuple[str, ...], actions: list[tuple[str, str | None]]) -> None:
    """At one DC where the others do not have it; nothing is lifted of somebody whom nobody asked about."""
    assert [one.actions for one in barred(*steps)] == [
        (SetFlag(account=account, flag="locked", value=False, dc=dc),) for account, dc in actions
    ]


def test_who_is_behind_a_selective_trust_needs_a_right_on_the_service() -> None:
    """Once for each service, whichever DC is asked; not for who is at home, nor where the right is given."""
    world = play(told(MERGER)).branches[0].end
    carol = Connect(
        host="LAPTOP",
        session=user_luid("LAPTOP", "carol"),
        to_host="LEDGER",
        to_service="web",
        spn="HTTP/ledger.old.test",
    )
    home = RequestTicket(host="LEDGER", session=0x3E7, spn="HTTP/ledger.old.test")
    right = SetFlag(account="svc_ledger", flag="allowed-to-authenticate", value=True)

    def flags(*attempts: Connect | RequestTicket) -> list[tuple[object, ...]]:
        return [one.actions for one in flag_offers.offers(world, scope_of(world, attempts))]

    assert flags(carol) == [(right,)]
    granted, hint = commands(right, world)
    assert granted.startswith('dsacls "\\\\old-dc.old.test\\$((Get-ADObject')
    assert granted.endswith("/G 'NEW\\Domain Users:CA;Allowed to Authenticate'")
    assert hint.startswith("# ")
    assert flags(carol, home) == [(right,)]
    assert flags(home) == []
    assert flags(RequestTicket(host="LAPTOP", session=user_luid("LAPTOP", "carol"), spn="HTTP/none.old.test")) == []
    world = advance(world, right, "right")[0]
    assert flags(carol) == []
    world = play(told(MERGER.replace(", selective: true", ""))).branches[0].end
    assert flags(carol) == []


def test_one_selective_trust_is_enough() -> None:
    """That another trust of the domain lets everybody in helps nobody behind the first."""
    third = "  third.test:\n    functional_level: 2016\n    dcs: {THIRD-DC: {os: 2022, update: 2022-11}}\ntrusts:\n"
    text = MERGER.replace("trusts:\n", f"{third}  open: {{domain: old.test, other: third.test}}\n")
    (right,) = drawn(flag_offers.offers, text)
    assert right.actions == (SetFlag(account="svc_ledger", flag="allowed-to-authenticate", value=True),)


def test_a_name_that_two_domains_have_is_told_with_its_own() -> None:
    """Whichever of them is barred."""
    text = MERGER.replace("{carol: {", "{svc_ledger: {password: Other-1}, carol: {").replace(
        "web: svc_ledger", "web: {runs_as: svc_ledger, password: Ledger-1}"
    )
    world = play(told(text)).branches[0].end
    attempt = Connect(host="LAPTOP", session=0x3E7, to_host="LEDGER", to_service="web", spn="HTTP/ledger.old.test")
    for domain in ("OLD", "NEW"):
        after, _ = advance(world, SetFlag(account=f"{domain}\\svc_ledger", flag="disabled"), "bar")
        lifted = [
            one.actions
            for one in flag_offers.offers(after, scope_of(after, [attempt]))
            if one.sentence.startswith("enable")
        ]
        assert lifted == [(SetFlag(account=f"{domain}\\svc_ledger", flag="disabled", value=False),)]
