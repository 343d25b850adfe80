"""What is offered on member hosts: to whom something is the matter, and nothing to bystanders."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kdcsim.scenario.load import load
from kdcsim.study.goal import All, branch_to_mend, goal_of
from kdcsim.study.remedy import KINDS, Kind, host_offers
from kdcsim.study.remedy.scope import Scope, scope_of
from kdcsim.study.remedy.told import Told
from kdcsim.study.run import play
from kdcsim.world.action import (
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ClockSkew,
    DeleteRegistry,
    ExportKeytab,
    InstallUpdate,
    PurgeTickets,
    RequestTicket,
    SetRegistry,
    SetServiceAccount,
    StartService,
    StopService,
    Wait,
    user_luid,
)
from kdcsim.world.state import World
from tests.study.remedy.estates import POLICY

LSA = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Kerberos\Parameters\SupportedEncryptionTypes"
HOSTS = f"""\
kdcsim: 1
title: member hosts, and one that nobody asks
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {{DC1: {{os: 2019, update: 2022-11}}}}
    accounts:
      dora: {{password: Winter-24-x}}
      eve: {{password: Summer-24-x}}
      svc: {{password: Print-1, spns: [HTTP/web.corp.test]}}
      robot: {{password: Robot-1, spns: [HTTP/lnx.corp.test]}}
hosts:
  PC:
    os: 11
    domain: corp.test
    registry: {{DefaultEncryptionType: 23, LogLevel: 1, '{LSA}': 0x18, '{POLICY}': 0x1c}}
  BOX: {{os: XP, domain: corp.test}}
  WEB:
    os: 2008R2
    domain: corp.test
    services: {{web: svc, spool: NetworkService, sys: LocalSystem}}
    registry: {{'{POLICY}': 0x18}}
  LNX: {{os: Linux, domain: corp.test, services: {{httpd: robot}}}}
  IDLE: {{os: 7, domain: corp.test, services: {{app: NetworkService}}}}
steps:
  - boot: PC
  - boot: BOX
  - boot: WEB
  - boot: LNX
  - boot: IDLE
  - log_on: {{on: PC, user: dora, password: Winter-24-x}}
  - log_on: {{on: PC, user: eve, password: Summer-24-x}}
  - log_on: {{on: BOX, user: eve, password: Summer-24-x}}
  - export_keytab: {{service: LNX/httpd, account: robot, password: Robot-1, salt: guessed}}
  - purge_tickets: {{on: BOX, session: LocalSystem}}
  - clock_skew: {{on: PC, clock: 10 min behind}}
  - clock_skew: {{on: IDLE, clock: 10 min behind}}
goals:
  - dora@PC reaches WEB/web as HTTP/web.corp.test
  - eve@BOX reaches LNX/httpd as HTTP/lnx.corp.test
  - dora@PC reaches WEB/spool
"""


Source = Callable[[World, Scope], Iterator[Told]]


def drawn(source: Source, text: str) -> tuple[Told, ...]:
    """What one source offers at the end of the branch to mend, the cheapest first."""
    scenario = load(text, "estate.yaml")
    run = branch_to_mend(scenario, play(scenario).branches)
    goal = goal_of(scenario, run)
    goals = goal.goals if isinstance(goal, All) else (goal,)
    scope = scope_of(run.end, [a for each in goals for a in each.attempts(run.end)])
    return tuple(sorted(source(run.end, scope), key=lambda told: list(KINDS).index(told.kind)))


def offered(text: str) -> tuple[Told, ...]:
    """What is offered on hosts."""
    return drawn(host_offers.offers, text)


def lines(offer: tuple[Told, ...], *kinds: Kind) -> list[str]:
    """Every remedy of some kinds, with its risks in brackets."""
    return [
        " ".join([remedy.sentence, *(f"[{risk}]" for risk in remedy.risks)]) for remedy in offer if remedy.kind in kinds
    ]


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (
            (Kind.PURGE, Kind.RENEW_TGT),
            [
                "purge the tickets of dora (0x74d09) on PC",
                "purge the tickets of eve (0xfb40e) on BOX",
                "purge the tickets of dora (0x74d09) on PC and let it log on anew",
                "purge the tickets of NetworkService (0x3e4) on WEB and let it log on anew",
                "purge the tickets of svc (0x69f67) on WEB and let it log on anew",
                "purge the tickets of eve (0xfb40e) on BOX and let it log on anew",
                "purge the tickets of robot (0xe1b1a) on LNX and let it log on anew",
            ],
        ),
        (
            (Kind.REGISTRY, Kind.CLOCK),
            [
                "remove DefaultEncryptionType (now 23) on PC",
                "remove LogLevel (now 1) on PC",
                "remove SupportedEncryptionTypes (now 24) on PC [weaker]",
                "remove SupportedEncryptionTypes (now 28) on PC",
                "allow AES alone on PC by policy (SupportedEncryptionTypes 0x18)",
                "remove SupportedEncryptionTypes (now 24) on WEB [weaker]",
                "let PC take its time from the domain",
            ],
        ),
        (
            (Kind.RESTART_SERVICE, Kind.KEYTAB, Kind.SERVICE_ACCOUNT),
            [
                "restart web on WEB",
                "restart spool on WEB",
                "restart sys on WEB",
                "restart httpd on LNX",
                'export the keytab of httpd on LNX anew with the salt "CORP.TESTrobot" and restart it',
                "let web on WEB run as NetworkService",
                "let web on WEB run as LocalSystem [privilege]",
                "let spool on WEB run as LocalSystem [privilege]",
                "let sys on WEB run as NetworkService",
            ],
        ),
        (
            (Kind.MACHINE_PASSWORD, Kind.WAIT, Kind.REBOOT, Kind.UPDATE),
            [
                "let PC change its machine password",
                "let WEB change its machine password",
                "let BOX change its machine password",
                "let LNX change its machine password",
                "wait until every ticket has run out; sessions log on anew when they next ask for one",
                "restart PC [outage]",
                "restart WEB [outage]",
                "reset the machine password of BOX from outside, and restart it [outage]",
                "restart BOX [outage]",
                "restart LNX [outage]",
                "install KB2566059 on WEB and restart it [outage]",
                "install KB978055 on WEB",
                "install KB2675498 on WEB",
                "install KB948963 on BOX",
            ],
        ),
    ],
)
def test_a_host_is_offered_what_may_be_the_matter_with_it(kinds: tuple[Kind, ...], told: list[str]) -> None:
    """A purge to who asks and holds tickets, a logon to who asks or opens; values that stand, services that run."""
    assert lines(offered(HOSTS), *kinds) == told


def test_what_is_offered_is_done_by_these_actions() -> None:
    """In this order, on this host."""
    dora, robot = user_luid("PC", "dora"), "LNX"
    actions = {remedy.sentence: remedy.actions for remedy in offered(HOSTS)}
    purge = PurgeTickets(host="PC", session=dora)
    stop, start = StopService(host=robot, service="httpd"), StartService(host=robot, service="httpd")
    for sentence, told in (
        ("purge the tickets of dora (0x74d09) on PC", (purge,)),
        (
            "purge the tickets of dora (0x74d09) on PC and let it log on anew",
            (purge, Authenticate(host="PC", session=dora)),
        ),
        (
            "remove SupportedEncryptionTypes (now 24) on PC",
            (DeleteRegistry(machine="PC", name=LSA),),
        ),
        (
            "allow AES alone on PC by policy (SupportedEncryptionTypes 0x18)",
            (SetRegistry(machine="PC", name=POLICY, value=0x18),),
        ),
        ("let PC take its time from the domain", (ClockSkew(machine="PC", seconds=0),)),
        ("restart httpd on LNX", (stop, start)),
        (
            'export the keytab of httpd on LNX anew with the salt "CORP.TESTrobot" and restart it',
            (ExportKeytab(host=robot, service="httpd", account="robot"), stop, start),
        ),
        (
            "let web on WEB run as LocalSystem",
            (SetServiceAccount(host="WEB", service="web", account="LocalSystem"),),
        ),
        ("let PC change its machine password", (ChangeMachinePassword(host="PC"),)),
        (
            "reset the machine password of BOX from outside, and restart it",
            (ChangeMachinePassword(host="BOX", rejoin=True), Boot(host="BOX")),
        ),
        ("restart LNX", (Boot(host="LNX"),)),
        (
            "install KB2566059 on WEB and restart it",
            (InstallUpdate(machine="WEB", kb="KB2566059"), Boot(host="WEB")),
        ),
        ("install KB978055 on WEB", (InstallUpdate(machine="WEB", kb="KB978055"),)),
    ):
        assert actions[sentence] == told
    wait, *logons = actions["wait until every ticket has run out; sessions log on anew when they next ask for one"]
    assert wait == Wait(seconds=11 * 3600)
    assert logons == [
        Authenticate(host=host, session=luid) for host in ("PC", "WEB", "BOX") for luid in (0x3E4, 0x3E7)
    ] + [Authenticate(host="LNX", session=0x3E7)]


@pytest.mark.parametrize(
    ("keytab", "told"),
    [
        ("salt: guessed", ' with the salt "CORP.TESTrobot"'),
        ("salt: guessed, etypes: [RC4]", ""),
        ("etypes: [AES256]", ""),
        ("kvno: 7", ""),
    ],
)
def test_the_salt_is_told_where_a_keytab_was_made_with_another(keytab: str, told: str) -> None:
    """RC4 has none; a keytab that is wrong otherwise is right in this."""
    offer = offered(HOSTS.replace("salt: guessed", keytab))
    assert lines(offer, Kind.KEYTAB) == [f"export the keytab of httpd on LNX anew{told} and restart it"]


def test_what_is_right_already_is_not_offered() -> None:
    """Not the update that is there, not a restart of the clock, and no purge for who holds no ticket."""
    steps = "install_update: {on: WEB, kb: KB978055}", "purge_tickets: {on: PC, session: dora}", "clock_skew: {on: BOX"
    offer = offered(HOSTS.replace("clock_skew: {on: PC", "\n  - ".join(steps)))
    assert lines(offer, Kind.UPDATE, Kind.CLOCK, Kind.PURGE) == [
        "purge the tickets of eve (0xfb40e) on BOX",
        "let BOX take its time from the domain",
        "install KB2566059 on WEB and restart it [outage]",
        "install KB2675498 on WEB",
        "install KB948963 on BOX",
    ]


def test_a_service_with_a_keytab_or_off_windows_runs_as_it_is() -> None:
    """sc has no say in either; without a keytab there is none to be exported anew."""
    keytab = "  - export_keytab: {service: WEB/spool, account: svc, password: Print-1}\n  - clock_skew: {on: PC"
    offer = offered(
        HOSTS.replace("  - clock_skew: {on: PC", keytab).replace("httpd: robot", "httpd: robot, other: svc")
    )
    assert lines(offer, Kind.KEYTAB, Kind.SERVICE_ACCOUNT) == [
        "export the keytab of spool on WEB anew and restart it",
        'export the keytab of httpd on LNX anew with the salt "CORP.TESTrobot" and restart it',
        "let web on WEB run as NetworkService",
        "let web on WEB run as LocalSystem [privilege]",
        "let sys on WEB run as NetworkService",
    ]


SALT = ' with the salt "CORP.TESTrobot"'
CHANGE = "change_password: {account: robot, password: Robot-2, via: DC2}"


@pytest.mark.parametrize(
    ("dcs", "level", "account", "steps", "told"),
    [
        ("DC1: 2019", 2016, "robot: {password: Robot-1, hash_only: true", (), ""),
        ("DC1: 2019", 2016, "robot: {password: Robot-1", ("delete_account: robot",), ""),
        ("DC1: 2019, DC2: 2003", 2003, "robot: {password: Robot-1", (CHANGE, "replicate: corp.test"), SALT),
        ("DC1: 2003", 2003, "robot: {password: Robot-1", (), SALT),
    ],
)
def test_the_salt_is_that_of_the_keys_that_are_there(
    dcs: str, level: int, account: str, steps: tuple[str, ...], told: str
) -> None:
    """None of RC4 alone, or of an account that is gone; DES keys have one, and AES keys that a 2003 DC left lying."""
    text = HOSTS.replace("dcs: {DC1: {os: 2019, update: 2022-11}}", f"dcs: {{{dcs}}}")
    text = text.replace("level: 2016", f"level: {level}").replace("robot: {password: Robot-1", account)
    text = text.replace("goals:", "".join(f"  - {step}\n" for step in steps) + "goals:")
    (keytab,) = lines(offered(text), Kind.KEYTAB)
    assert keytab == f"export the keytab of httpd on LNX anew{told} and restart it"


def test_a_session_without_an_account_has_nothing_to_purge() -> None:
    """LocalService asks for nothing."""
    scenario = load(HOSTS, "estate.yaml")
    world = play(scenario).branches[0].end
    scope = scope_of(world, [RequestTicket(host="PC", session=0x3E5, spn="HTTP/web.corp.test")])
    assert lines(tuple(host_offers.offers(world, scope)), Kind.PURGE, Kind.RENEW_TGT) == []


def test_a_host_that_was_never_started_has_no_sessions_to_wait_for() -> None:
    """It can be started; its machine password is not its to change."""
    text = HOSTS.replace("  - boot: LNX\n", "").replace("  - dora@PC reaches WEB", "  - eve@BOX reaches WEB")
    offer = offered(text)
    assert [one for one in lines(offer, Kind.MACHINE_PASSWORD, Kind.REBOOT) if "LNX" in one] == ["restart LNX [outage]"]
