"""A small story for tests: two servers, a value that breaks the second, and a branch that expects the wrong thing."""

from functools import cache

from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.finding import BranchVerdict, Verdict
from kdcsim.study.judge import judge
from kdcsim.study.run import Played, play
from tests.study.one_story import step_of

FILE = "two-servers.yaml"
TEXT = """\
kdcsim: 1
title: Two servers and a registry value
cure: Remove the value on B and restart it.
domains:
  contoso.com:
    functional_level: 2003
    dcs: {DC-2008: 2008 SP2}
hosts:
  A:
    os: 2008 SP2
    domain: contoso.com
    services: {Sender: LocalSystem}
  B:
    os: 2008 SP2
    domain: contoso.com
    services: {Receiver: NetworkService}
messages:
  note: {lies_in: Drafts, goes_to: Inbox}
steps:
  - boot: A
branches:
  fine:
    title: without the value
    steps:
      - boot: B
      - connect: {from: A, as: LocalSystem, to: B/Receiver, message: note}
        id: send
        expect: {outcome: accepted, ticket_etype: AES256, delivered: true, message_in: Inbox}
  broken:
    title: with the value on B
    why: B never learns its salt.
    cites: [KB2566059]
    steps:
      - set_registry: {on: B, name: DefaultEncryptionType, value: 23}
        id: set-value
      - boot: B
        id: boot-b
      - connect: {from: A, as: LocalSystem, to: B/Receiver, message: note}
        id: send
        expect:
          outcome: refused
          error: KRB_AP_ERR_MODIFIED
          said_by: B/Receiver
          ticket_etype: AES256
          delivered: false
          message_in: Drafts
          events:
            - {on: B, id: 4625, with: {TargetUserSid: S-1-0-0}}
            - {on: B, id: 4624, count: 0}
            - {on: DC-2008, id: 4769, count: 1, during: branch}
          cache: [{on: A, session: LocalSystem, server: HOST/b.contoso.com, etype: AES256}]
          salts: [{on: B, session: NetworkService, salt: ""}]
          because: rc4-preauthentication-never-tells-salt
  wrong:
    title: an expectation that does not hold
    after: broken
    steps:
      - purge_tickets: {on: A, session: LocalSystem}
      - connect: {from: A, as: LocalSystem, to: B/Receiver, message: note}
        id: send-again
        expect:
          outcome: accepted
          error: KRB_AP_ERR_SKEW
          ticket_etype: RC4
          delivered: true
          message_in: Inbox
          events: [{on: B, id: 4624}]
          cache: [{on: A, session: LocalSystem, server: HOST/b.contoso.com, present: false}]
          salts: [{on: B, session: NetworkService, salt: CONTOSO.COMhostb.contoso.com}]
          because: salt-told-by-kdc
"""


@cache
def scenario() -> Scenario:
    """The story, loaded once."""
    return load(TEXT, FILE)


@cache
def verdict() -> Verdict:
    """The story, played and judged once."""
    return judge(play(scenario()))


def branch(name: str) -> BranchVerdict:
    """One branch of it."""
    return next(b for b in verdict().branches if b.run.branch.name == name)


def step(branch_name: str, label: str) -> Played:
    """One step of it."""
    return step_of(branch(branch_name).run, label)
