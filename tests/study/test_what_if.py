"""A branch played once more with something changed: what is put in, where, and what is still as it was told."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.ad.settings import DEFAULT_DOMAIN_SUPPORTED
from kdcsim.address import address
from kdcsim.errors import WorldError
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.finding import Verdict
from kdcsim.study.origin import origin
from kdcsim.study.run import BranchRun, play
from kdcsim.study.what_if import MOST_ACTIONS, DcChange, WhatIf, crucial_step, play_what_if
from kdcsim.world.action import Action, PurgeTickets, SetServiceAccount, SetSupportedEtypes, Wait
from kdcsim.world.plan import DcPlan
from kdcsim.world.record import Outcome

OFFICE = """\
kdcsim: 1
title: An office whose web server runs as the wrong account
domains:
  corp.test:
    functional_level: 2016
    dcs:
      DC1:
        os: 2022
        update: 2025-01
        registry: {DefaultDomainSupportedEncTypes: 0x1c, KdcExtraLogLevel: 4}
      DC2: {os: 2019, update: 2022-11}
    accounts:
      dora: {password: Winter-24-x}
      svc_web: {password: Web-1, spns: [HTTP/web.corp.test]}
      svc_sql: {}
      svc_old: {}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB:
    os: 2019
    domain: corp.test
    services:
      web: NetworkService
      sql: {runs_as: svc_sql, password: Sql-1}
steps:
  - boot: PC
  - boot: WEB
  - log_on: {on: PC, user: dora, password: Winter-24-x}
    id: logon
branches:
  morning:
    steps:
      - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test, via: DC1}
        id: show
        expect: {outcome: refused}
      - purge_tickets: {on: PC, session: dora}
        id: purge
  noon:
    after: morning
    steps:
      - wait: 1 h
        id: rest
      - wait: 2 h
        id: home
"""
START = ["boot PC", "boot WEB", "logon"]
REST = Wait(seconds=60)
CURE = SetServiceAccount(host="WEB", service="web", account="SVC_web")


@cache
def office() -> Scenario:
    """The story, loaded once."""
    return load(OFFICE, "office.yaml")


def played(change: WhatIf, branch: str = "morning") -> BranchRun:
    """The one branch that comes of it."""
    (verdict,) = play_what_if(office(), branch, change).branches
    return verdict.run


def labels(run: BranchRun) -> list[str]:
    """Its steps, from the beginning."""
    return [each.step.label for each in run.played]


def dcs(run: BranchRun) -> tuple[DcPlan, ...]:
    """Its DCs as they were planned."""
    return run.branch.plan.domains[0].dcs


def actions(*put_in: Action, before: str | None = None) -> WhatIf:
    """A change that puts these in."""
    return WhatIf(actions=put_in, before=before)


@pytest.mark.parametrize(
    ("branch", "before", "steps", "inherited"),
    [
        ("morning", None, [*START, "what if 1", "what if 2", "show", "purge"], 3),
        ("morning", "purge", [*START, "show", "what if 1", "what if 2", "purge"], 3),
        ("morning", "logon", ["boot PC", "boot WEB", "what if 1", "what if 2", "logon", "show", "purge"], 5),
        ("morning", "no such step", [*START, "show", "purge", "what if 1", "what if 2"], 3),
        ("noon", None, [*START, "show", "purge", "rest", "what if 1", "what if 2", "home"], 5),
        ("noon", "show", [*START, "what if 1", "what if 2", "show", "purge", "rest", "home"], 7),
    ],
)
def test_where_changes_are_put_in(branch: str, before: str | None, steps: list[str], inherited: int) -> None:
    """Before the step that the branch is about, or the one that is named, be it inherited; else at the end."""
    run = played(actions(REST, Wait(seconds=120), before=before), branch)
    assert (run.branch.name, labels(run), len(run.inherited)) == (branch, steps, inherited)
    put_in = [each.step for each in run.played if each.step.label.startswith("what if")]
    assert [each.action for each in put_in] == [REST, Wait(seconds=120)]
    assert all(each.span == run.branch.span for each in put_in)


def test_what_comes_of_a_change() -> None:
    """The story goes on from the changed world; its expectations were made for another one and are not judged."""
    before = play(office()).branch("morning")
    assert before is not None
    assert before.own[0].record.outcome is Outcome.REFUSED and crucial_step(before) == "show"
    told = play_what_if(office(), "morning", actions(CURE))
    (verdict,) = told.branches
    assert told.run.scenario is office() and told.run.seed == office().seed
    assert told.run.branches == (verdict.run,)
    assert verdict.findings == () and verdict.holds
    found = verdict.run.at("show")
    assert found is not None and found.record.outcome is Outcome.ACCEPTED
    again = play_what_if(office(), "morning", WhatIf())
    assert labels(again.branches[0].run) == labels(before)


def test_a_change_under_another_seed() -> None:
    """Other keys and confounders, the same outcomes; without one it is the seed of the story."""

    def tickets(verdict: Verdict) -> list[bytes]:
        return [e.reply for each in verdict.run.branches[0].played for e in each.record.exchanges]

    told = play_what_if(office(), "morning", WhatIf(), seed=8)
    assert told.run.seed == 8
    assert tickets(told) != tickets(play_what_if(office(), "morning", WhatIf()))
    assert tickets(told) == tickets(play_what_if(replace(office(), seed=8), "morning", WhatIf()))


def test_what_a_branch_without_steps_is_about() -> None:
    """Nothing, so that changes stand at its end."""
    run = played(WhatIf())
    assert crucial_step(replace(run, own=())) is None


def test_a_service_that_is_switched_gets_the_password_that_is_told() -> None:
    """That of the account, or the one that another service uses; one that comes with the change stays as it is."""

    def password(action: Action) -> str | None:
        made = next(e for e in played(actions(action)).played if e.step.label == "what if 1").step.action
        assert isinstance(made, SetServiceAccount)
        return made.password

    assert password(CURE) == "Web-1"
    assert password(replace(CURE, account="SVC_SQL")) == "Sql-1"
    assert password(replace(CURE, password="Another-1")) == "Another-1"
    assert password(replace(CURE, account="LocalSystem")) is None
    with pytest.raises(WorldError, match="no password of an account 'svc_old' is told"):
        played(actions(replace(CURE, account="svc_old")))
    with pytest.raises(WorldError, match="no password of an account 'nobody' is told"):
        played(actions(replace(CURE, account="nobody")))


def test_how_many_changes_there_may_be() -> None:
    """As many as a page could ask for; more are refused, not played."""
    most = play_what_if(office(), "morning", actions(*[REST] * MOST_ACTIONS)).branches[0].run
    assert len(most.played) == MOST_ACTIONS + 5 and MOST_ACTIONS == 100
    with pytest.raises(WorldError, match="101 changes are more than 100"):
        played(actions(*[REST] * (MOST_ACTIONS + 1)))


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("DC1", DcChange(), ("2022", "2025-01", {"DefaultDomainSupportedEncTypes": 0x1C, "KdcExtraLogLevel": 4})),
        ("dc1", DcChange(update="2026-07"), ("2022", "2026-07", {"DefaultDomainSupportedEncTypes": 0x1C,
                                                                  "KdcExtraLogLevel": 4})),
        ("DC2", DcChange(os="2022"), ("2022", "2022-11", {})),
        ("DC2", DcChange(os="2025"), ("2025", "rtm", {})),
        ("DC2", DcChange(os="2025", update="2026-04"), ("2025", "2026-04", {})),
        (
            "DC1",
            DcChange(registry={"DefaultDomainSupportedEncTypes": 0x18, "RC4DefaultDisablementPhase": 2}),
            ("2022", "2025-01", {"DefaultDomainSupportedEncTypes": 0x18, "KdcExtraLogLevel": 4,
                                 "RC4DefaultDisablementPhase": 2}),
        ),
        (
            "DC1",
            DcChange(registry={"DefaultDomainSupportedEncTypes": None, "RC4DefaultDisablementPhase": None}),
            ("2022", "2025-01", {"KdcExtraLogLevel": 4}),
        ),
        ("DC2", DcChange(registry={"DefaultDomainSupportedEncTypes": 0}), ("2019", "2022-11",
                                                                          {"DefaultDomainSupportedEncTypes": 0})),
    ],
)  # fmt: skip
def test_another_build_from_the_start(name: str, change: DcChange, found: tuple[str, str, dict[str, int]]) -> None:
    """An update level that the other system knows is kept, else it is as it was released; values are set or taken
    away, the others stay, and the other DC is as it was."""
    run = played(WhatIf(dcs={name: change}))
    changed, other = dcs(run) if name.upper() == "DC1" else reversed(dcs(run))
    assert (changed.os, changed.update, dict(changed.registry)) == found
    assert other in office().branches[0].plan.domains[0].dcs
    dc = run.start.dcs[changed.name]
    assert (dc.generation.os, dc.generation.update) == found[:2]
    assert dc.registry.get(DEFAULT_DOMAIN_SUPPORTED) == found[2].get("DefaultDomainSupportedEncTypes")


@pytest.mark.parametrize(
    ("dcs", "words"),
    [
        ({"DC9": DcChange(os="2022")}, "there is no DC 'DC9'"),
        ({"DC1": DcChange(update="2030-01")}, "there is no update level '2030-01' for '2022'"),
        ({"DC2": DcChange(os="2025", update="2022-11")}, "there is no update level '2022-11' for '2025'"),
        ({"DC2": DcChange(os="2030")}, "there is no update level 'rtm' for '2030'"),
    ],
)
def test_builds_that_do_not_exist(dcs: dict[str, DcChange], words: str) -> None:
    """Are refused by what was asked for."""
    with pytest.raises(WorldError, match=words):
        played(WhatIf(dcs=dcs))


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (DcChange(), set()),
        (DcChange(os="2019"), {"os", "update"}),
        (DcChange(update="2026-01"), {"update"}),
        (DcChange(registry={"KdcExtraLogLevel": 1}), {"registry/KdcExtraLogLevel"}),
        (DcChange(registry={"DefaultDomainSupportedEncTypes": None}), {"registry/DefaultDomainSupportedEncTypes"}),
    ],
)
def test_what_was_changed_stands_on_no_line(change: DcChange, gone: set[str]) -> None:
    """A reader is never sent to a line that says otherwise; what is still as it was told keeps its line."""
    told = {"os", "update", "registry/DefaultDomainSupportedEncTypes", "registry/KdcExtraLogLevel"}
    run = played(WhatIf(dcs={"dc1": change}))
    lines = {what: run.branch.places.get(address("dc", "DC1", *what.split("/"))) for what in told}
    assert {what for what, span in lines.items() if span is None} == gone
    if not gone:
        assert run.branch.places == office().branches[0].places
    dc2 = origin(run, None, address("dc", "DC2", "os"))
    assert dc2 is not None and dc2.line == 11


def test_a_change_of_the_directory_is_found_at_the_branch() -> None:
    """What was put in has the branch's own line, for it stands nowhere else."""
    run = played(actions(SetSupportedEtypes(account="svc_web", value=0x18)))
    span = origin(run, None, address("account", "svc_web", "msDS-SupportedEncryptionTypes"))
    assert span == run.branch.span


def test_other_actions_are_played_as_they_are() -> None:
    """Only services that are switched are looked at for a password."""
    purge = PurgeTickets(host="PC", session=999)
    assert next(e for e in played(actions(purge)).played if e.step.label == "what if 1").step.action is purge
