"""One story under every combination of some settings: how they are said, put in, and what each branch comes to."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from kdcsim.errors import WorldError
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.run import play
from kdcsim.study.sweep import (
    Cell,
    Row,
    Setting,
    combinations,
    headings,
    never_possible,
    overlay,
    read_setting,
    read_settings,
    row_of,
)
from tests.study import two_servers


@pytest.mark.parametrize(
    ("said", "path", "values"),
    [
        ("hosts/B/os=2008 SP2,2008 R2", ("hosts", "B", "os"), ("2008 SP2", "2008 R2")),
        (" hosts/B/os = 10 ,, 11,10, ", ("hosts", "B", "os"), ("10", "11")),
        ("/hosts//B/os/=10", ("hosts", "B", "os"), ("10",)),
        ("salt-fallback=empty,no-aes-key", ("assume", "salt-fallback"), ("empty", "no-aes-key")),
        ("assume/salt-fallback=empty", ("assume", "salt-fallback"), ("empty",)),
        ("salt-fallback/x=1", ("salt-fallback", "x"), ("1",)),
        ("seed=1,2", ("seed",), ("1", "2")),
        ("hosts/B/os=a=b", ("hosts", "B", "os"), ("a=b",)),
    ],
)
def test_how_a_setting_is_said(said: str, path: tuple[str, ...], values: tuple[str, ...]) -> None:
    """A path and values, each once; the name of an open question alone stands for its place under assume."""
    found = read_setting(said)
    assert (found.path, found.values) == (path, values)
    assert found.name == "/".join(path)


@pytest.mark.parametrize("said", ["", "hosts/B/os", "hosts/B/os=", "hosts/B/os= , ", "=10", " =10", "="])
def test_a_setting_that_varies_nothing(said: str) -> None:
    """Is refused with an example."""
    with pytest.raises(WorldError, match=re.escape(f"{said!r} varies nothing; write KEY=a,b,c")):
        read_setting(said)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("seed=1", "hosts/B/os=10", "hosts/B/os=11"), "hosts/B/os is varied twice"),
        (("hosts/B=1", "seed=1", "hosts/B/os=10"), "hosts/B/os lies below hosts/B: only one of them can be varied"),
        (("hosts/B/os=10", "hosts=1"), "hosts/B/os lies below hosts: only one of them can be varied"),
    ],
)
def test_settings_that_cannot_be_varied_together(told: tuple[str, ...], words: str) -> None:
    """The same twice, and one below another, in whatever order they are told."""
    with pytest.raises(WorldError, match=words):
        read_settings(told)


def test_settings_beside_each_other() -> None:
    """Below one parent, or of names that begin alike, they do not touch each other."""
    told = ("hosts/B/os=10", "hosts/B/domain=x", "hosts/BB/os=11", "seed=1,2")
    assert read_settings(told) == tuple(read_setting(each) for each in told)
    assert read_settings(()) == ()


@pytest.mark.parametrize(
    ("told", "heads"),
    [
        (("hosts/B/os=10",), ("os",)),
        (("hosts/B/os=10", "hosts/A/os=10"), ("B/os", "A/os")),
        (("hosts/B/os=10", "dcs/B/os=10", "seed=1"), ("hosts/B/os", "dcs/B/os", "seed")),
        (("a/x/os=10", "b/x/os=10", "b/y/os=10"), ("a/x/os", "b/x/os", "y/os")),
        (("hosts/B/os=10", "os=10"), ("B/os", "os")),
        (("salt-fallback=empty",), ("salt-fallback",)),
    ],
)
def test_headings_are_as_short_as_may_be(told: tuple[str, ...], heads: tuple[str, ...]) -> None:
    """The shortest end of a path that no other has; the whole path where no end is its own."""
    assert headings(read_settings(told)) == heads


def test_every_combination() -> None:
    """The last setting changes fastest; of no setting there is one combination."""
    assert combinations(read_settings(("a=1,2", "b=x,y"))) == (("1", "x"), ("1", "y"), ("2", "x"), ("2", "y"))
    assert combinations(()) == ((),)


def test_the_text_that_puts_values_in() -> None:
    """A tree of mappings, each parent once; absent takes a value out."""
    settings = read_settings(("hosts/B/os=10", "hosts/B/registry/LogLevel=1", "seed=2", "hosts/A/os=11"))
    assert overlay(settings, ("2008 R2", "absent", "3", "0x1c")) == (
        "hosts:\n  B:\n    os: 2008 R2\n    registry:\n      LogLevel: null\n  A:\n    os: 0x1c\nseed: 3\n"
    )
    assert overlay((Setting(path=("no: key",), values=("1",)),), ("1",)) == '"no: key": 1\n'


STORY = """\
kdcsim: 1
title: What steps come to
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2022, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Web-1, spns: [HTTP/web.corp.test], supported_etypes: 0x24}
      old: {password: Old-1, spns: [HTTP/old.corp.test], supported_etypes: 0x3}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB: {os: 2019, domain: corp.test, services: {web: svc, local: NetworkService}}
steps:
  - boot: PC
  - boot: WEB
  - log_on: {on: PC, user: dora, password: Winter-24-x}
branches:
  shown:
    steps:
      - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test}
        expect: {outcome: refused}
      - purge_tickets: {on: PC, session: dora}
  asked:
    steps:
      - request_ticket: {from: PC, as: dora, spn: HTTP/web.corp.test}
  refused:
    steps:
      - connect: {from: PC, as: dora, to: WEB/local, spn: HTTP/web.corp.test}
      - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/old.corp.test}
      - purge_tickets: {on: PC, session: dora}
  cured:
    steps:
      - connect: {from: PC, as: dora, to: WEB/local, spn: HTTP/web.corp.test}
      - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test}
  modified:
    steps:
      - connect: {from: PC, as: dora, to: WEB/local, spn: HTTP/web.corp.test}
  impossible:
    steps:
      - start_service: WEB/web
      - log_off: {on: PC, session: dora}
      - request_ticket: {from: PC, as: dora, spn: HTTP/web.corp.test}
        expect: {outcome: impossible}
  waited:
    steps:
      - wait: 1 h
"""


@cache
def story() -> Scenario:
    """The story, loaded once."""
    return load(STORY, "steps.yaml")


@pytest.mark.parametrize(
    ("branch", "works", "said", "holds"),
    [
        ("shown", True, "RC4", False),
        ("asked", True, "RC4", True),
        ("refused", False, "14", True),
        ("cured", True, "RC4", True),
        ("modified", False, "41", True),
        ("impossible", False, "impossible", True),
        ("waited", True, "done", True),
    ],
)
def test_what_a_branch_comes_to(branch: str, works: bool, said: str, holds: bool) -> None:
    """The last step that tried something: the etype of its ticket, or its error; else how the step of it ended."""
    found = row_of(story(), ("x",), branch)
    assert found == Row(values=("x",), cells=(Cell(branch=branch, works=works, said=said, holds=holds),))


SNAPSHOT = """\
kdcsim: 1
title: A host that went back behind two changes of its password
domains: {corp.test: {functional_level: 2016, dcs: {DC1: {os: 2022, update: 2022-11}}}}
hosts: {F: {os: 2019, domain: corp.test}}
steps:
  - boot: F
  - change_machine_password: F
  - change_machine_password: F
  - restore_snapshot: {host: F, changes: 2}
  - boot: F
branches:
  later: {steps: [{change_machine_password: F}]}
"""


def test_a_refusal_without_an_error_is_no_success() -> None:
    """A host that cannot reach its DC securely is refused, and no Kerberos error says so."""
    (cell,) = row_of(load(SNAPSHOT, "snapshot.yaml"), (), "later").cells
    assert (cell.works, cell.said) == (False, "refused")


def test_a_row_has_a_cell_for_each_branch() -> None:
    """In the order of the story; a branch that tries nothing works."""
    assert [(each.branch, each.works) for each in row_of(two_servers.scenario(), ()).cells] == [
        ("fine", True),
        ("broken", False),
        ("wrong", False),
    ]
    (waited,) = [each for each in story().branches if each.name == "waited"]
    idle = replace(story(), branches=(replace(waited, steps=()),))
    assert play(idle).branches[0].own == ()
    assert row_of(idle, ()).cells == (Cell(branch="waited", works=True, said="nothing tried", holds=True),)


def test_a_value_that_never_can_be_is_wrong_and_a_combination_is_not() -> None:
    """One cell that cannot be leaves its row and its column possible; a whole column of them is a slip."""
    settings = read_settings(("os=2022,2025", "update=2022-11,2026-07"))

    def rows(*impossible: tuple[str, str]) -> list[Row]:
        return [Row(values=v, fault="no" if v in impossible else "") for v in combinations(settings)]

    corner = ("2025", "2022-11")
    assert never_possible(settings, rows()) is None
    assert never_possible(settings, rows(corner)) is None
    assert never_possible(settings, rows(corner, ("2022", "2026-07"))) is None
    assert never_possible(settings, rows(corner, ("2025", "2026-07"))) == Row(values=corner, fault="no")
    assert never_possible(settings, rows(corner, ("2022", "2022-11"))) == Row(values=("2022", "2022-11"), fault="no")
