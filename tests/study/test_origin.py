"""Where a fact was made so: the step that changed it last, else the line of the file, under whatever name it has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.address import Address
from kdcsim.reason import Fact
from kdcsim.study.origin import names_of, origin, up_to
from kdcsim.study.run import BranchRun, Played
from tests.study.one_story import branch_of, step_of

OFFICE = """\
kdcsim: 1
title: Facts that are told and changed
domains:
  corp.test:
    functional_level: 2016
    dcs:
      DC1:
        os: 2022
        update: 2026-01
        registry: {DefaultDomainSupportedEncTypes: 0x1c}
      DC2: 2019
    accounts:
      dora: {password: Winter-24-x, flags: [protected]}
      svc: {password: Web-1, spns: [HTTP/web.corp.test], supported_etypes: 0x18}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB: {os: 2019, domain: corp.test}
steps:
  - boot: PC
    id: boot
  - set_supported_etypes: {account: SVC, value: 0x1c}
    id: mask
  - set_registry: {on: DC1, name: DefaultDomainSupportedEncTypes, value: 0x27}
    id: value
  - set_supported_etypes: {account: svc, value: 0x24}
    id: again
  - install_cumulative_update: {on: DC2, update: 2022-11}
    id: update
  - set_flag: {account: svc, flag: disabled}
    id: flag
"""


def run() -> BranchRun:
    """The story, played once."""
    return branch_of(OFFICE, "facts.yaml")


def step(label: str) -> Played:
    """One step of it."""
    return step_of(run(), label)


@pytest.mark.parametrize(
    ("fact", "at", "line"),
    [
        ("account/svc/supported-etypes", "boot", 14),
        ("account/svc/supported-etypes", "mask", 21),
        ("account/svc/supported-etypes", "value", 21),
        ("account/svc/supported-etypes", "again", 25),
        ("account/svc/supported-etypes", None, 25),
        ("account/Svc/msDS-supportedencryptiontypes", None, 25),
        ("dc/DC1/DefaultDomainSupportedEncTypes", "mask", 10),
        ("dc/DC1/DefaultDomainSupportedEncTypes", "value", 23),
        ("dc/dc1/DefaultDomainSupportedEncTypes", None, 23),
        ("dc/DC1/generation", None, 9),
        ("dc/DC1/RC4DefaultDisablementPhase", None, 9),
        ("dc/DC2/generation", "again", 11),
        ("dc/DC2/generation", "update", 27),
        ("dc/DC2/enabled-etypes", None, 27),
        ("host/PC/generation", None, 16),
        ("account/dora/protected-users", None, 13),
        ("account/svc/disabled", "update", 14),
        ("account/svc/disabled", "flag", 29),
        ("account/svc/use-des-key-only", None, 14),
        ("account/WEB$/supported-etypes", None, 17),
        ("account/nobody/supported-etypes", None, None),
        ("request/etypes", None, None),
        ("domain/corp.test/functional_level", None, 5),
    ],
)
def test_where_a_fact_was_made_so(fact: str, at: str | None, line: int | None) -> None:
    """As of a step: what came later has no part in it. What was never told leads to whom it is about, if told."""
    span = origin(run(), None if at is None else step(at), Address(fact))
    assert (None if span is None else span.line) == line


def test_of_several_names_the_first_that_is_told() -> None:
    """A DC's update tells more of its build than its system does."""
    told = run().branch.places
    assert {told[Address("dc/DC1/os")].line, told[Address("dc/DC1/update")].line} == {8, 9}
    only_os = replace(run(), branch=replace(run().branch, places={Address("dc/DC1/os"): told[Address("dc/DC1/os")]}))
    span = origin(only_os, None, Address("dc/DC1/generation"))
    assert span is not None and span.line == 8


def test_a_step_is_found_by_any_of_its_changes() -> None:
    """Where one step changes several facts, each of them leads to it."""
    mask = step("mask")
    more = replace(mask.record, changes=(Fact(Address("host/PC/os"), "10"), *mask.record.changes))
    both = replace(run(), own=(run().own[0], replace(mask, record=more)))
    for fact in ("account/svc/supported-etypes", "host/PC/generation"):
        span = origin(both, None, Address(fact))
        assert span is not None and span.line == 21


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        (
            "dc/DC1/RC4DefaultDisablementPhase",
            [
                "dc/DC1/RC4DefaultDisablementPhase",
                "dc/DC1/registry/RC4DefaultDisablementPhase",
                "dc/DC1/update",
                "host/DC1/registry/RC4DefaultDisablementPhase",
                "host/DC1/update",
                "host/DC1/RC4DefaultDisablementPhase",
                "machine/DC1/registry/RC4DefaultDisablementPhase",
                "machine/DC1/update",
                "machine/DC1/RC4DefaultDisablementPhase",
            ],
        ),
        (
            "dc/DC1/DefaultDomainSupportedEncTypes",
            [
                "dc/DC1/DefaultDomainSupportedEncTypes",
                "dc/DC1/registry/DefaultDomainSupportedEncTypes",
                "host/DC1/registry/DefaultDomainSupportedEncTypes",
                "host/DC1/DefaultDomainSupportedEncTypes",
                "machine/DC1/registry/DefaultDomainSupportedEncTypes",
                "machine/DC1/DefaultDomainSupportedEncTypes",
            ],
        ),
        ("dc/DC1/clock", ["dc/DC1/clock", "host/DC1/clock", "machine/DC1/clock"]),
        (
            "host/PC/enabled-etypes",
            ["host/PC/enabled-etypes", "host/PC/registry/SupportedEncryptionTypes", "host/PC/update", "host/PC/os"],
        ),
        ("host/PC/generation", ["host/PC/generation", "host/PC/update", "host/PC/os"]),
        ("host/PC/LogLevel", ["host/PC/LogLevel"]),
        (
            "account/WEB$/supported-etypes",
            ["account/WEB$/supported-etypes", "account/WEB$/msDS-SupportedEncryptionTypes", "account/WEB$", "host/WEB"],
        ),
        (
            "account/svc/use-des-key-only",
            ["account/svc/use-des-key-only", "account/svc/flags", "account/svc", "host/svc"],
        ),
        (
            "account/svc/protected-users",
            ["account/svc/protected-users", "account/svc/flags", "account/svc", "host/svc"],
        ),
        ("account/svc/locked", ["account/svc/locked", "account/svc/flags", "account/svc", "host/svc"]),
        ("dc/DC1", ["dc/DC1"]),
        ("dc/DC1/registry/LogLevel", ["dc/DC1/registry/LogLevel"]),
        ("session/PC/generation", ["session/PC/generation"]),
        ("request/etypes", ["request/etypes"]),
    ],
)
def test_the_names_of_a_fact(fact: str, names: list[str]) -> None:
    """Its own first, then what it follows from; a DC is a machine and a host, too."""
    assert list(names_of(Address(fact))) == names


def test_the_steps_up_to_one() -> None:
    """With it; all of them for the end, and for a step of another run."""
    labels = ["boot", "mask", "value", "again", "update", "flag"]
    for number, label in enumerate(labels, 1):
        assert [each.step.label for each in up_to(run(), step(label))] == labels[:number]
    assert up_to(run(), None) == run().played
    assert up_to(run(), replace(step("mask"))) == run().played
