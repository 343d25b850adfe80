"""What is offered on accounts: etypes with what they take away, versions that are not believed, SPNs that stray."""

from __future__ import annotations

import pytest

from kdcsim.study.remedy import Kind, directory_offers
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import SetFlag, SetOsVersion, SetSpn, SetSupportedEtypes
from tests.study.remedy.estates import MERGER
from tests.study.remedy.test_domain_offers import domain
from tests.study.remedy.test_host_offers import drawn, lines

NOVEMBER, JULY = "DC1: {os: 2022, update: 2022-11}", "DC1: {os: 2022, update: 2026-07}"
WEB = """\
kdcsim: 1
title: an SPN that may be anywhere
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2022, update: 2022-11}, DC2: {os: 2022, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Print-1}
      robot: {password: Robot-1}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB: {os: 2022, domain: corp.test, services: {web: svc, spare: robot, own: NetworkService}}
  OTHER: {os: 2022, domain: corp.test, services: {app: NetworkService}}
steps:
  - boot: PC
  - boot: WEB
  - boot: OTHER
  - log_on: {on: PC, user: dora, password: Winter-24-x}
"""
AS_HTTP = "dora@PC reaches WEB/web as HTTP/web.corp.test"


def offered(text: str) -> tuple[Told, ...]:
    """What is offered on accounts."""
    return drawn(directory_offers.offers, text)


@pytest.mark.parametrize(
    ("dcs", "step", "told"),
    [
        (
            NOVEMBER,
            "set_supported_etypes: {account: svc, value: 0x1c}",
            ["set {} of svc to 0x18 (AES alone)", "set {} of svc to 0x7 (RC4 and DES) [weaker]", "clear {} of svc"],
        ),
        (
            NOVEMBER,
            "set_supported_etypes: {account: svc, value: 0x80018}",
            [
                "set {} of svc to 0x8001c (AES and RC4) [weaker]",
                "set {} of svc to 0x80007 (RC4 and DES) [weaker]",
                "clear {} of svc [weaker]",
            ],
        ),
        (
            NOVEMBER,
            "set_supported_etypes: {account: svc, value: 0x24}",
            [
                "set {} of svc to 0x18 (AES alone)",
                "set {} of svc to 0x1c (AES and RC4)",
                "set {} of svc to 0x7 (RC4 and DES) [weaker]",
                "clear {} of svc",
            ],
        ),
        (
            JULY,
            "set_supported_etypes: {account: svc, value: unset}",
            [
                "set {} of svc to 0x18 (AES alone)",
                "set {} of svc to 0x1c (AES and RC4) [weaker]",
                "set {} of svc to 0x7 (RC4 and DES) [weaker]",
            ],
        ),
        (
            "DC1: 2012",
            "set_supported_etypes: {account: svc, value: 0x4}",
            [
                "set {} of svc to 0x18 (AES alone)",
                "set {} of svc to 0x1c (AES and RC4)",
                "set {} of svc to 0x7 (RC4 and DES)",
                "clear {} of svc",
            ],
        ),
        (
            NOVEMBER,
            "set_flag: {account: svc, flag: des-only}",
            [
                "set {} of svc to 0x18 (AES alone)",
                "set {} of svc to 0x1c (AES and RC4)",
                "set {} of svc to 0x7 (RC4 and DES)",
                "clear 'use DES keys only' of svc",
            ],
        ),
    ],
)
def test_etypes_are_offered_with_what_they_take_away(dcs: str, step: str, told: list[str]) -> None:
    """As this DC sees it: what an account that declares nothing is taken for, within what the DC works with."""
    offer = tuple(remedy for remedy in offered(domain(dcs, 2008, step)) if remedy.subject == "svc")
    assert lines(offer, Kind.ETYPES) == [line.format("msDS-SupportedEncryptionTypes") for line in told]


def test_etypes_are_changed_by_these_actions() -> None:
    """A value with its features, or none; the flag by itself."""
    steps = "set_supported_etypes: {account: svc, value: 0x80018}", "set_flag: {account: svc, flag: des-only}"
    offer = offered(domain(NOVEMBER, 2008, *steps))
    assert [remedy.actions for remedy in offer if (remedy.kind, remedy.subject) == (Kind.ETYPES, "svc")] == [
        (SetSupportedEtypes(account="svc", value=0x8001C),),
        (SetSupportedEtypes(account="svc", value=0x80007),),
        (SetSupportedEtypes(account="svc", value=None),),
        (SetFlag(account="svc", flag="des-only", value=False),),
    ]


@pytest.mark.parametrize("spn", ["ldap/dc1.corp.test", "krbtgt"])
def test_the_etypes_of_a_dc_and_of_krbtgt_are_left_alone(spn: str) -> None:
    """A DC writes its own; of krbtgt nobody reads them."""
    offer = offered(
        domain(NOVEMBER).replace(
            "[LocalSystem@PC gets a ticket for HTTP/web.corp.test]", f"['LocalSystem@PC gets a ticket for {spn}']"
        )
    )
    assert {remedy.subject for remedy in offer if remedy.kind is Kind.ETYPES} == {"PC$"}


def test_both_ends_of_a_trust_are_named_with_their_domain() -> None:
    """Each holds an account of the other's name."""
    named = {remedy.subject for remedy in offered(MERGER) if remedy.kind is Kind.ETYPES and "." in remedy.subject}
    assert named == {"NEW\\OLD.TEST", "OLD\\NEW.TEST"}


@pytest.mark.parametrize(
    ("dcs", "version", "mask", "risks"),
    [
        (NOVEMBER, "5.2", "0x18", []),
        (NOVEMBER, "5.2", "0x4", ["weaker"]),
        (NOVEMBER, "6.1", "0x18", None),
        (NOVEMBER, "unset", "0x18", None),
        (JULY, "5.2", "0x18", None),
        (JULY, "5.2", "0x1c", ["weaker"]),
    ],
)
def test_a_version_is_cleared_where_it_is_not_believed(
    dcs: str, version: str, mask: str, risks: list[str] | None
) -> None:
    """Below 6 what a computer declares is passed over, if that makes a difference."""
    steps = (
        f"set_os_version: {{account: PC$, version: '{version}'}}" if version != "unset" else "wait: 1 h",
        "set_os_version: {account: PC$, version: unset}" if version == "unset" else "wait: 1 h",
        f"set_supported_etypes: {{account: PC$, value: {mask}}}",
    )
    told = [remedy for remedy in offered(domain(dcs, 2008, *steps)) if remedy.kind is Kind.OS_VERSION]
    assert [[str(risk) for risk in remedy.risks] for remedy in told] == ([] if risks is None else [risks])
    assert [remedy.sentence for remedy in told] == [f"clear operatingSystemVersion of PC$ (now {version})"] * len(told)
    assert [remedy.actions for remedy in told] == [(SetOsVersion(account="PC$", version=None),)] * len(told)


def test_an_account_is_judged_by_a_dc_that_knows_it() -> None:
    """RC4 beside AES is weaker in the other domain, whose DC is newer, and not in its own."""
    text = MERGER.replace("NEW-DC: {os: 2022, update: 2022-11}", "NEW-DC: {os: 2022, update: 2026-07}")
    risks = {remedy.sentence: remedy.risks for remedy in offered(text) if "0x1c" in remedy.sentence}
    assert risks["set msDS-SupportedEncryptionTypes of svc_ledger to 0x1c (AES and RC4)"] == ()
    assert risks["set msDS-SupportedEncryptionTypes of carol to 0x1c (AES and RC4)"] != ()


def test_a_user_has_no_version_to_be_cleared() -> None:
    """Only a computer is not believed."""
    step = "set_os_version: {account: svc, version: '5.2'}"
    assert not [remedy for remedy in offered(domain(NOVEMBER, 2008, step)) if remedy.kind is Kind.OS_VERSION]


@pytest.mark.parametrize(
    ("steps", "goal", "changes", "risks"),
    [
        ((), AS_HTTP, [("svc", "+")], []),
        (("set_spn: {account: svc, add: HTTP/web.corp.test}",), AS_HTTP, None, []),
        (("set_spn: {account: robot, add: HTTP/web.corp.test}",), AS_HTTP, [("robot", "-"), ("svc", "+")], []),
        (("set_spn: {account: WEB$, add: HTTP/web.corp.test}",), AS_HTTP, [("WEB$", "-"), ("svc", "+")], []),
        (("set_spn: {account: PC$, add: HTTP/web.corp.test}",), AS_HTTP, [("PC$", "-"), ("svc", "+")], []),
        (
            ("set_spn: {account: OTHER$, add: HTTP/web.corp.test}",),
            AS_HTTP,
            [("OTHER$", "-"), ("svc", "+")],
            ["outage"],
        ),
        (
            (
                "set_spn: {account: robot, add: HTTP/web.corp.test}",
                "set_spn: {account: svc, add: HTTP/WEB.corp.test}",
            ),
            AS_HTTP,
            [("robot", "-")],
            [],
        ),
        ((), "dora@PC reaches WEB/web", [("WEB$", "-"), ("svc", "+")], ["name"]),
        ((), "dora@PC reaches WEB/own", None, []),
        ((), "dora@PC reaches WEB/web as MSSQLSvc/web.corp.test", [("svc", "+")], []),
        (
            ("set_spn: {account: robot, add: HOST/alias.corp.test}",),
            "dora@PC reaches WEB/web as HOST/alias.corp.test",
            [("robot", "-"), ("svc", "+")],
            [],
        ),
        (
            ("set_spn: {account: robot, add: HOST/WEB.corp.test}",),
            "dora@PC reaches WEB/web",
            [("WEB$", "-"), ("robot", "-"), ("svc", "+")],
            ["name"],
        ),
        ((), "dora@PC gets a ticket for HTTP/web.corp.test", None, []),
        (("stop_service: WEB/web",), AS_HTTP, None, []),
        (
            ("stop_service: OTHER/app", "set_spn: {account: OTHER$, add: HTTP/web.corp.test}"),
            AS_HTTP,
            [("OTHER$", "-"), ("svc", "+")],
            [],
        ),
    ],
)
def test_a_name_is_given_to_who_runs_the_service(
    steps: tuple[str, ...], goal: str, changes: list[tuple[str, str]] | None, risks: list[str]
) -> None:
    """And taken from everybody else; who loses a name of its own, or stops answering by it elsewhere, is told."""
    text = WEB + "".join(f"  - {step}\n" for step in steps) + f"goals: ['{goal}']\n"
    told = [remedy for remedy in offered(text) if remedy.kind is Kind.SPN]
    if changes is None:
        assert told == []
        return
    (remedy,) = told
    spn = remedy.subject
    assert remedy.actions == tuple(
        SetSpn(account=name, add=(spn,) if sign == "+" else (), remove=(spn,) if sign == "-" else ())
        for name, sign in changes
    )
    assert remedy.sentence == f"give {spn} to svc alone"
    assert [str(risk) for risk in remedy.risks] == risks
