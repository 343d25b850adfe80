"""What is offered on DCs and domains: settings that are read there, DCs that fit, levels that all of them know."""

from __future__ import annotations

import pytest

from kdcsim.study.remedy import Kind, domain_offers
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import (
    ClockSkew,
    DeleteRegistry,
    DemoteDc,
    InstallCumulativeUpdate,
    InstallUpdate,
    PromoteDc,
    RaiseFunctionalLevel,
    RebootDc,
    Replicate,
    RestartKdc,
    RotateKrbtgt,
    RotateTrustPassword,
    SetRegistry,
)
from tests.study.remedy.estates import MERGER, POLICY
from tests.study.remedy.test_host_offers import drawn, lines

SETTINGS = (Kind.DC_SETTING, Kind.RESTART_KDC, Kind.CLOCK)
FRESH = "DC1: {os: 2022, update: 2022-11}"
TWO = "DC1: {os: 2019, update: 2022-11}, DC2: {os: 2022, update: 2022-11}"
OLD = "\n    krbtgt_set_on: 2003"
TOGETHER = "replicate: corp.test"
ALONE = "[wide] [outage]"


def domain(dcs: str, level: object = 2016, *steps: str, start: str = "2024-01-08", krbtgt: str = "") -> str:
    """A domain, and a computer of it that asks for a ticket."""
    more = "".join(f"  - {step}\n" for step in steps)
    return f"""\
kdcsim: 1
title: a domain
start: {start}T08:00:00Z
domains:
  corp.test:
    functional_level: {level}{krbtgt}
    dcs: {{{dcs}}}
    accounts: {{svc: {{password: Print-1, spns: [HTTP/web.corp.test]}}}}
hosts:
  PC: {{os: 10, domain: corp.test}}
goals: [LocalSystem@PC gets a ticket for HTTP/web.corp.test]
steps:
  - boot: PC
{more}"""


def offered(text: str) -> tuple[Told, ...]:
    """What is offered on DCs and domains."""
    return drawn(domain_offers.offers, text)


def of(offer: tuple[Told, ...], sentence: str) -> Told:
    """The remedy with a sentence."""
    return next(remedy for remedy in offer if remedy.sentence == sentence)


@pytest.mark.parametrize(
    ("dcs", "steps", "told"),
    [
        ("DC1: 2003", (), []),
        (
            "DC1: 2008",
            (),
            [f"allow AES alone on DC1 by policy (SupportedEncryptionTypes 0x18) and restart its KDC {ALONE}"],
        ),
        (
            FRESH,
            (),
            [
                "set DefaultDomainSupportedEncTypes to 0x38 on DC1 [wide]",
                f"allow AES alone on DC1 by policy (SupportedEncryptionTypes 0x18) and restart its KDC {ALONE}",
            ],
        ),
        ("DC1: samba-2022-12", (), ["set kdc default domain supported enctypes to 0x38 on DC1 [wide]"]),
        (
            FRESH,
            (f"set_registry: {{on: DC1, name: '{POLICY}', value: 0x18}}",),
            [
                "restart the KDC on DC1 [outage]",
                "remove SupportedEncryptionTypes (now 0x18) on DC1 and restart its KDC [outage]",
                "set DefaultDomainSupportedEncTypes to 0x38 on DC1 [wide]",
            ],
        ),
        (
            FRESH,
            (f"set_registry: {{on: DC1, name: '{POLICY}', value: 0x18}}", "restart_kdc: DC1"),
            [
                "remove SupportedEncryptionTypes (now 0x18) on DC1 and restart its KDC [weaker] [outage]",
                "set DefaultDomainSupportedEncTypes to 0x38 on DC1 [wide]",
            ],
        ),
        (
            f"{FRESH}, DC2: 2003",
            (
                "set_registry: {on: DC1, name: KdcUseRequestedEtypesForTickets, value: 1}",
                "set_registry: {on: DC1, name: DefaultDomainSupportedEncTypes, value: 0x18}",
                "restart_kdc: DC1",
                "clock_skew: {on: DC1, clock: 2 min behind}",
            ),
            [
                "let DC1 take its time from the domain",
                "remove DefaultDomainSupportedEncTypes (now 0x18) on DC1 [weaker]",
                "remove KdcUseRequestedEtypesForTickets (now 0x1) on DC1",
                "set DefaultDomainSupportedEncTypes to 0x38 on DC1 [wide]",
                "allow AES alone on DC1 by policy (SupportedEncryptionTypes 0x18) and restart its KDC [wide]",
            ],
        ),
    ],
)
def test_a_setting_is_offered_where_it_is_read(dcs: str, steps: tuple[str, ...], told: list[str]) -> None:
    """What takes AES away or lets RC4 in is weaker; a KDC that stands alone is missed while it restarts."""
    assert lines(offered(domain(dcs, 2003, *steps)), *SETTINGS) == told


def test_settings_are_changed_by_these_actions() -> None:
    """What is read live needs no restart."""
    steps = (
        f"set_registry: {{on: DC1, name: '{POLICY}', value: 0x1c}}",
        "set_registry: {on: DC1, name: DefaultDomainSupportedEncTypes, value: 0x18}",
        "clock_skew: {on: DC1, clock: 2 min behind}",
    )
    offer = offered(domain(FRESH, 2016, *steps))
    restart = RestartKdc(dc="DC1")
    limit = SetRegistry(machine="DC1", name=POLICY, value=0x18)
    default = SetRegistry(machine="DC1", name="DefaultDomainSupportedEncTypes", value=0x38)
    name = r"HKLM\SYSTEM\CurrentControlSet\Services\Kdc\DefaultDomainSupportedEncTypes"
    for sentence, actions in (
        (
            "remove SupportedEncryptionTypes (now 0x1c) on DC1 and restart its KDC",
            (DeleteRegistry(machine="DC1", name=POLICY), restart),
        ),
        ("remove DefaultDomainSupportedEncTypes (now 0x18) on DC1", (DeleteRegistry(machine="DC1", name=name),)),
        ("set DefaultDomainSupportedEncTypes to 0x38 on DC1", (default,)),
        ("allow AES alone on DC1 by policy (SupportedEncryptionTypes 0x18) and restart its KDC", (limit, restart)),
        ("restart the KDC on DC1", (restart,)),
        ("let DC1 take its time from the domain", (ClockSkew(machine="DC1", seconds=0),)),
    ):
        assert of(offer, sentence).actions == actions


@pytest.mark.parametrize(
    ("dcs", "steps", "told"),
    [
        (
            "DC1: 2003",
            (),
            ["install KB948963 on DC1", "install KB918442 on DC1 and restart it [outage]"],
        ),
        (
            "DC1: 2003, DC2: 2008",
            ("install_update: {on: DC1, kb: KB948963}",),
            [
                "install KB918442 on DC1 and restart it",
                "install KB969083 on DC2",
                "install KB2675498 on DC2",
                "bring DC2 to the update level 2022-11-08",
                "bring DC2 to the update level 2022-11",
                "bring DC2 to the update level 2025-01",
                "bring DC2 to the update level 2026-01",
            ],
        ),
        (
            "DC1: {os: 2022, update: 2026-01}",
            (),
            ["bring DC1 to the update level 2026-04 [outage]", "bring DC1 to the update level 2026-07 [outage]"],
        ),
        ("DC1: samba-2022-12", (), []),
    ],
)
def test_updates_are_those_of_the_system_that_are_not_there(dcs: str, steps: tuple[str, ...], told: list[str]) -> None:
    """Named ones, of which some need a restart, and later levels up to the last of the system."""
    assert lines(offered(domain(dcs, 2003, *steps)), Kind.UPDATE, Kind.MONTHLY_UPDATE) == told


def test_updates_are_installed_by_these_actions() -> None:
    """The restart belongs to it where it changes something."""
    old, new = offered(domain("DC1: 2003", 2003)), offered(domain("DC1: {os: 2022, update: 2026-04}"))
    assert of(old, "install KB948963 on DC1").actions == (InstallUpdate(machine="DC1", kb="KB948963"),)
    assert of(old, "install KB918442 on DC1 and restart it").actions == (
        InstallUpdate(machine="DC1", kb="KB918442"),
        RebootDc(dc="DC1"),
    )
    (level,) = of(new, "bring DC1 to the update level 2026-07").actions
    assert level == InstallCumulativeUpdate(dc="DC1", update="2026-07")


@pytest.mark.parametrize(
    ("dcs", "steps", "agree"),
    [
        (TWO, (), True),
        (TWO, ("set_supported_etypes: {account: svc, value: 0x18, via: DC2}",), False),
        (TWO, ("set_supported_etypes: {account: svc, value: 0x18, via: DC1}",), False),
        (f"{TWO}, DC3: 2016", ("set_supported_etypes: {account: svc, value: 0x18, via: DC3}",), False),
        (f"{TWO}, DC3: 2016", ("set_supported_etypes: {account: svc, value: 0x18, via: DC2}",), False),
        (TWO, ("set_supported_etypes: {account: svc, value: 0x18, via: DC2}", "replicate: corp.test"), True),
        (FRESH, ("set_supported_etypes: {account: svc, value: 0x18}",), True),
    ],
)
def test_replication_is_offered_where_dcs_do_not_agree(dcs: str, steps: tuple[str, ...], agree: bool) -> None:
    """One of them is enough."""
    told = [remedy for remedy in offered(domain(dcs, 2016, *steps)) if remedy.kind is Kind.REPLICATE]
    assert [remedy.actions for remedy in told] == ([] if agree else [(Replicate(domain="corp.test"),)])


@pytest.mark.parametrize(
    ("dcs", "level", "krbtgt", "steps", "told"),
    [
        ("DC1: 2003", 2003, "", (), []),
        ("DC1: 2003, DC2: 2008", 2003, OLD, (), ["DC2"]),
        ("DC1: 2016, DC2: 2012R2", 2012, OLD, (), ["DC1"]),
        ("DC1: 2016, DC2: 2012R2", 2012, OLD, ("rotate_krbtgt: {domain: corp.test, via: DC2}",), ["DC1"]),
        ("DC1: 2016, DC2: 2012R2", 2012, "", (), []),
        ("DC1: 2003, DC2: 2008", 2003, "", ("rotate_krbtgt: {domain: corp.test, via: DC1}", TOGETHER), ["DC2"]),
    ],
)
def test_krbtgt_gets_a_new_password_where_it_lacks_aes(
    dcs: str, level: int, krbtgt: str, steps: tuple[str, ...], told: list[str]
) -> None:
    """At the newest DC, and only one that makes AES keys; that one DC has such keys is not enough."""
    offer = offered(domain(dcs, level, *steps, krbtgt=krbtgt))
    rotations = [remedy.actions for remedy in offer if remedy.kind is Kind.KRBTGT]
    assert rotations == [(RotateKrbtgt(domain="corp.test", dc=dc), Replicate(domain="corp.test")) for dc in told]


@pytest.mark.parametrize(
    ("dcs", "told"),
    [
        (FRESH, []),
        (TWO, ["retire DC1 [irreversible]", "retire DC2 [irreversible]"]),
        ("DC1: 2003, DC2: 2008", ["retire DC1 [irreversible]", "retire DC2 [irreversible] [weaker]"]),
        ("DC1: 2003, DC2: 2003", ["retire DC1 [irreversible]", "retire DC2 [irreversible]"]),
        (
            "DC1: 2003, DC2: 2008, DC3: 2008",
            ["retire DC1 [irreversible]", "retire DC2 [irreversible]", "retire DC3 [irreversible]"],
        ),
    ],
)
def test_a_dc_is_retired_if_another_is_left(dcs: str, told: list[str]) -> None:
    """The last that makes AES keys takes them with it."""
    offer = offered(domain(dcs, 2003))
    assert lines(offer, Kind.RETIRE_DC) == told
    assert [remedy.actions for remedy in offer if remedy.kind is Kind.RETIRE_DC] == [
        (DemoteDc(dc=line.split()[1]),) for line in told
    ]


@pytest.mark.parametrize(
    ("dcs", "level", "start", "told"),
    [
        ("DC1: 2000", 2000, "2024-01-08", ["2003 rtm", "2008 2022-11", "2008R2 2022-11"]),
        ("DC1: 2003", 2000, "2024-01-08", ["2008 2022-11", "2008R2 2022-11"]),
        ("DC1: 2003", 2003, "2024-01-08", [f"{os} 2022-11" for os in ("2008", "2008R2", "2012", "2012R2", "2016")]),
        ("DC1: 2003, DC2: 2008", 2003, "2024-01-08", ["2016 2022-11"]),
        ("DC1: 2008", 2008, "2022-10-31", ["2022 rtm"]),
        ("DC1: 2008", 2008, "2022-11-01", ["2022 2022-11"]),
        ("DC1: 2008", 2008, "2026-04-01", ["2022 2026-04"]),
        ("DC1: 2022", 2012, "2024-01-08", []),
        ("DC1: 2022", 2016, "2024-01-08", ["2025 rtm"]),
        ("DC1: 2025", 2016, "2024-01-08", []),
        ("DC1: samba-2022-12", 2016, "2024-01-08", []),
        ("DC1: 2012R2, DC2: samba-2022-12", 2012, "2024-01-08", ["2022 2022-11"]),
    ],
)
def test_newer_dcs_are_offered_that_the_level_lets_in(dcs: str, level: int, start: str, told: list[str]) -> None:
    """With the updates of the day: the newest alone, unless no DC makes AES keys yet."""
    offer = offered(domain(dcs, level, start=start))
    promoted = [action for remedy in offer for action in remedy.actions if isinstance(action, PromoteDc)]
    assert [f"{new.os} {new.update}" for new in promoted] == told
    assert {(new.dc, new.domain) for new in promoted} <= {("DC-NEW", "corp.test")}


@pytest.mark.parametrize(
    ("dcs", "level", "told"),
    [
        ("DC1: 2003", 2000, ["2003"]),
        ("DC1: 2003, DC2: 2016", 2003, []),
        ("DC1: 2016, DC2: 2012R2", 2012, ["2012R2"]),
        ("DC1: 2019, DC2: 2022", 2012, ["2016"]),
        ("DC1: 2019, DC2: 2022", 2016, []),
        ("DC1: 2022, DC2: 2025", 2012, ["2016"]),
        ("DC1: 2025", 2016, ["2025"]),
        ("DC1: samba-2022-12, DC2: 2012", 2008, ["2012"]),
        ("DC1: samba-2022-12", 2008, []),
    ],
)
def test_a_level_is_raised_as_far_as_the_oldest_dc_goes(dcs: str, level: int, told: list[str]) -> None:
    """2019 and 2022 know no level of their own; there is no way back."""
    raised = [remedy for remedy in offered(domain(dcs, level)) if remedy.kind is Kind.RAISE_LEVEL]
    assert [remedy.actions for remedy in raised] == [
        (RaiseFunctionalLevel(domain="corp.test", level=high), Replicate(domain="corp.test")) for high in told
    ]
    assert [[str(risk) for risk in remedy.risks] for remedy in raised] == [["irreversible"]] * len(told)


def test_both_ends_of_a_trust_are_told_once() -> None:
    """Whichever domain is looked at first; each domain is looked at for the rest."""
    offer = offered(MERGER)
    (trust,) = (remedy for remedy in offer if remedy.kind is Kind.TRUST_PASSWORD)
    assert trust.actions == (RotateTrustPassword(domain="new.test", other="old.test"), Replicate())
    assert [a.domain for remedy in offer for a in remedy.actions if isinstance(a, PromoteDc)] == [
        "new.test",
        "old.test",
    ]
