"""Small estates in trouble, told as scenarios, and what is offered for them."""

from __future__ import annotations

from kdcsim.scenario.load import load
from kdcsim.scenario.load import load_file as library
from kdcsim.scenario.model import Scenario
from kdcsim.study.goal import All, branch_to_mend, goal_of
from kdcsim.study.plan import Fix, Terms, fix
from kdcsim.study.remedy import Remedy, remedies
from kdcsim.study.run import BranchRun, play

POLICY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters\SupportedEncryptionTypes"
KRBTGT = f"""\
kdcsim: 1
title: krbtgt without AES, a DC filtered to AES
start: 2023-01-09T08:00:00Z
goals: [LocalSystem@PC-1 gets a ticket for HTTP/web.corp.example]
domains:
  corp.example:
    functional_level: 2016
    krbtgt_set_on: 2000
    dcs: {{DC01: {{os: 2022, update: 2022-11}}, DC02: {{os: 2022, update: 2022-11}}}}
    accounts:
      svc: {{password: xyz-Very-1, spns: [HTTP/web.corp.example]}}
hosts:
  PC-1: {{os: 10, domain: corp.example}}
steps:
  - boot: PC-1
  - set_registry:
      on: DC01
      name: {POLICY}
      value: 0x7FFFFFF8
  - restart_kdc: DC01
  - purge_tickets: {{on: PC-1, session: LocalSystem}}
  - request_ticket: {{from: PC-1, as: LocalSystem, spn: HTTP/web.corp.example, via: DC01}}
"""
NAS = """\
kdcsim: 1
title: an appliance with an RC4 keytab of an account that has no AES key
start: 2026-05-04T08:00:00Z
domains:
  corp.example:
    functional_level: 2016
    dcs: {DC01: {os: 2022, update: 2026-04}}
    accounts:
      alice: {password: Correct-Horse-1}
      svc_nas: {password: Old-Password-1, hash_only: true, spns: [cifs/nas01.corp.example]}
hosts:
  PC-1: {os: 11, domain: corp.example}
  NAS01: {os: Linux, domain: corp.example, supported_etypes: unset, services: {smb: svc_nas}}
goals: [alice@PC-1 reaches NAS01/smb as cifs/nas01.corp.example]
steps:
  - boot: PC-1
  - boot: NAS01
  - export_keytab: {service: NAS01/smb, account: svc_nas, etypes: [RC4], password: Old-Password-1}
  - log_on: {on: PC-1, user: alice, password: Correct-Horse-1}
  - connect: {from: PC-1, as: alice, to: NAS01/smb, spn: cifs/nas01.corp.example}
    expect: {outcome: accepted}
"""
CLOCK = """\
kdcsim: 1
title: a server whose clock is late
start: 2026-02-04T08:00:00Z
domains:
  corp.example:
    functional_level: 2016
    dcs: {DC22: {os: 2022, update: 2026-01}}
    accounts: {alice: {password: Beep-Beep-1}}
hosts:
  PC-1: {os: 11, domain: corp.example}
  S-1: {os: 2022, domain: corp.example, services: {app: NetworkService}}
steps:
  - boot: PC-1
  - boot: S-1
  - log_on: {on: PC-1, user: alice, password: Beep-Beep-1}
  - clock_skew: {on: S-1, clock: 10 min behind}
  - connect: {from: PC-1, as: alice, to: S-1/app}
"""
OLD_DOMAIN = """\
kdcsim: 1
title: a domain of 2003 alone, and a service of 2008 that allows AES alone
domains:
  corp.example:
    functional_level: 2003
    dcs: {DC-2003: 2003 SP2}
hosts:
  S-1: {os: 2003 SP2, domain: corp.example, services: {app: NetworkService}}
steps:
  - boot: S-1
  - connect: {from: S-1, as: LocalSystem, to: S-1/app}
"""
PRINT = """\
kdcsim: 1
title: a print service, and an account that is barred
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2019, update: 2022-11}, DC2: {os: 2019, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      eve: {password: Summer-24-x, flags: [disabled, locked]}
      svc_prt: {password: Print-1, spns: [HTTP/prt.corp.test]}
hosts:
  PRT: {os: 2019, domain: corp.test, services: {prt: svc_prt}}
  PC: {os: 11, domain: corp.test}
goals: [dora@PC reaches PRT/prt as HTTP/prt.corp.test]
steps:
  - boot: PRT
  - boot: PC
  - log_on: {on: PC, user: dora, password: Winter-24-x}
  - purge_tickets: {on: PC, session: dora}
"""
MERGER = """\
kdcsim: 1
title: a trust with selective authentication
start: 2023-02-06T09:00:00Z
domains:
  old.test:
    functional_level: 2016
    dcs: {OLD-DC: {os: 2019, update: 2022-11}}
    accounts:
      svc_ledger: {password: Ledger-1, spns: [HTTP/ledger.old.test]}
      ann: {password: Audit-2022}
  new.test:
    functional_level: 2016
    dcs: {NEW-DC: {os: 2022, update: 2022-11}}
    accounts: {carol: {password: Audit-2023}}
trusts:
  merger: {domain: old.test, other: new.test, direction: outbound, selective: true}
hosts:
  LEDGER: {os: 2019, domain: old.test, services: {web: svc_ledger}}
  LAPTOP: {os: 10, domain: new.test}
goals: [carol@LAPTOP reaches LEDGER/web as HTTP/ledger.old.test]
steps:
  - boot: LEDGER
  - boot: LAPTOP
  - log_on: {on: LAPTOP, user: carol, password: Audit-2023}
"""


def told(text: str) -> Scenario:
    """A scenario from its text, or from the library by name."""
    return load(text, "estate.yaml") if "\n" in text else library(text)


def mended(text: str, terms: Terms | None = None, *goals: str, branch: str | None = None) -> Fix:
    """The search for a cure."""
    scenario, run = _run(text, branch)
    return fix(scenario, run, goal_of(scenario, run, goals), terms or Terms(runners_up=0))


def offered(text: str, branch: str | None = None) -> tuple[Remedy, ...]:
    """Everything that is offered at the end of the branch to mend."""
    scenario, run = _run(text, branch)
    goal = goal_of(scenario, run)
    goals = goal.goals if isinstance(goal, All) else (goal,)
    return remedies(run.end, [a for each in goals for a in each.attempts(run.end)])


def _run(text: str, branch: str | None) -> tuple[Scenario, BranchRun]:
    scenario = told(text)
    runs = play(scenario).branches
    return scenario, next((r for r in runs if r.branch.name == branch), None) or branch_to_mend(scenario, runs)
