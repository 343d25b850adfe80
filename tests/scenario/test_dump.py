"""Dump: what was loaded can be written, and reads as the same story."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.diagnostic import Span
from kdcsim.scenario.dump import action_tree, dump, flow
from kdcsim.scenario.load import load, load_file
from kdcsim.scenario.model import Branch, Scenario, Step
from kdcsim.scenario.source import built_in_names
from kdcsim.scenario.vocabulary import VERBS
from kdcsim.world import action
from kdcsim.world.plan import AccountPlan
from tests.scenario.small_story import BOOTED, changed, told

NOWHERE = Span(file="", line=1, column=1)


def bare(scenario: Scenario) -> Scenario:
    """A story without the places where it was written."""
    branches = tuple(_bare_branch(branch) for branch in scenario.branches)
    return replace(scenario, name="", file="", warnings=(), branches=branches)


def _bare_branch(branch: Branch) -> Branch:
    steps = tuple(_bare_step(step) for step in branch.steps)
    return replace(branch, span=NOWHERE, steps=steps, inherited=tuple(_bare_step(step) for step in branch.inherited))


def _bare_step(step: Step) -> Step:
    expected = None if step.expectation is None else replace(step.expectation, span=NOWHERE)
    return replace(step, span=NOWHERE, expectation=expected)


@pytest.mark.parametrize("name", built_in_names())
def test_a_dumped_scenario_loads_as_the_same_story(name: str) -> None:
    """Every built-in story, with its branches, worlds and expectations."""
    scenario = load_file(name)
    assert bare(load(dump(scenario), "dumped.yaml")) == bare(scenario)


def test_a_dump_of_a_dump_is_the_same_text() -> None:
    """Nothing drifts."""
    once = dump(load_file("exchange-2007"))
    assert dump(load(once, "dumped.yaml")) == once


ACTIONS: tuple[action.Action, ...] = (
    action.Boot(host="PC-1", dc="DC-2"),
    action.StartService(host="WEB-1", service="web"),
    action.StopService(host="WEB-1", service="web"),
    action.SetServiceAccount(host="WEB-1", service="web", account="alice", password="a: b"),
    action.ExportKeytab(host="WEB-1", service="web", account="alice", salt="", etypes=(23,), kvno=0, named=True),
    action.RemoveKeytab(host="WEB-1", service="web"),
    action.RestoreSnapshot(host="PC-1", changes=3),
    action.SetRegistry(machine="DC-1", name="LogLevel", value=1),
    action.DeleteRegistry(machine="DC-1", name="LogLevel"),
    action.InstallUpdate(machine="PC-1", kb="KB948963"),
    action.ClockSkew(machine="DC-1", seconds=-421),
    action.ClockSkew(machine="DC-1", seconds=0),
    action.LogOn(host="PC-1", user="alice", password=" x "),
    action.RunAs(host="PC-1", user="alice", password="null", net_only=True),
    action.LogOff(host="PC-1", session=action.user_luid("PC-1", "alice")),
    action.Authenticate(host="PC-1", session=0x3E7, dc="DC-1"),
    action.RequestTicket(host="PC-1", session=0x3E4, spn="HTTP/web:80", far_dc="DC-2"),
    action.PurgeTickets(host="PC-1", session=0x3E7),
    action.Connect(host="PC-1", session=0x3E7, to_host="WEB-1", to_service="web", message="note", mutual=False),
    action.ConnectAnonymously(source="the internet", to_host="WEB-1", to_service="web"),
    action.ChangePassword(account="alice", password="0x17"),
    action.ChangeMachinePassword(host="PC-1", rejoin=True),
    action.HashOnlyReset(account="alice", password="secret", dc="DC-1"),
    action.SetSupportedEtypes(account="PC-1$", value=None),
    action.SetSupportedEtypes(account="PC-1$", value=0),
    action.SetSpn(account="alice", add=("HTTP/a", "HTTP/b"), remove=("HTTP/c",), checked=True),
    action.SetFlag(account="alice", flag="des-only", value=False),
    action.SetOsVersion(account="PC-1$", version="3.10"),
    action.SetOsVersion(account="PC-1$", version=None),
    action.SetUpn(account="alice", upn="alice@contoso.com"),
    action.RenameAccount(account="alice", to="alicia"),
    action.CreateAccount(domain="contoso.com", account=AccountPlan(name="new", spns=("HTTP/n",), protected=True)),
    action.DeleteAccount(account="alice"),
    action.Replicate(),
    action.Replicate(source="DC-1", to="DC-2"),
    action.RaiseFunctionalLevel(domain="contoso.com", level="2008"),
    action.RotateKrbtgt(domain="contoso.com"),
    action.RotateTrustPassword(domain="contoso.com", other="contoso.com"),
    action.PromoteDc(dc="DC-3", domain="contoso.com", os="2012R2", update="2022-11"),
    action.DemoteDc(dc="DC-1"),
    action.RestartKdc(dc="DC-1"),
    action.RebootDc(dc="DC-1"),
    action.InstallCumulativeUpdate(dc="DC-2", update="2022-11"),
    action.Wait(seconds=90061),
)


@pytest.mark.parametrize("wanted", ACTIONS, ids=lambda a: type(a).__name__)
def test_every_action_is_told_as_it_is_read(wanted: action.Action) -> None:
    """One line of a scenario for each, which makes the same action again."""
    line = flow(action_tree(wanted))
    assert told(BOOTED + f"- {line}\n").branches[0].steps[-1].action == wanted


def test_no_verb_is_forgotten() -> None:
    """The table above has every action."""
    assert {type(each) for each in ACTIONS} == {verb.makes for verb in VERBS}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(
    title=TEXTS.filter(lambda t: t.split()), password=TEXTS, salt=st.text(max_size=20), mask=st.integers(0, 2**32 - 1)
)
def test_any_text_and_number_survives(title: str, password: str, salt: str, mask: int) -> None:
    """Whatever stands in a password, a title or a salt: quotes, colons, other scripts."""
    base = told(changed("alice: {password: secret}", "alice: {password: secret, salt: x}"))
    branch = base.branches[0]
    plan = branch.plan
    accounts = (replace(plan.domains[0].accounts[0], password=password, salt=salt, supported_etypes=mask),)
    plan = replace(plan, domains=(replace(plan.domains[0], accounts=accounts),))
    wanted: Any = replace(
        base, title=" ".join(title.split()), branches=(replace(branch, title=" ".join(title.split()), plan=plan),)
    )
    assert bare(load(dump(wanted), "story.yaml")) == bare(wanted)
