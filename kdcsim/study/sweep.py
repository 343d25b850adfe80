"""Sweep: one story under every combination of some settings, and what each branch comes to.

A setting is a path into the scenario's own text, such as ``hosts/HUB-1/os`` or ``assume/salt-fallback``; the word
``absent`` takes the value out. The name of an open question alone stands for its place under ``assume``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from kdcsim.ad.assumption import NAMES
from kdcsim.errors import WorldError
from kdcsim.scenario.dump import flow
from kdcsim.scenario.model import Scenario
from kdcsim.study import wording
from kdcsim.study.central import central_step
from kdcsim.study.judge import judge_branch
from kdcsim.study.observed import ticket_etype
from kdcsim.study.run import BranchRun, play

ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting to vary: the path of its place, and the values as they are written."""

    path: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """How it was said."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one branch comes to: a mark, a few letters, and whether its expectations hold."""

    branch: str
    works: bool
    said: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One combination, as it was played. One that cannot be has no cells; ``fault`` says why."""

    values: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    fault: str = ""


def read_setting(said: str) -> Setting:
    """Read ``KEY=a,b,c``. Raises WorldError when there is nothing to vary."""
    key, _, told = said.partition("=")
    values = tuple(dict.fromkeys(v.strip() for v in told.split(",") if v.strip()))
    if not key.strip() or not values:
        raise WorldError(f"{said!r} varies nothing; write KEY=a,b,c, such as hosts/HUB-1/os=2008 SP2,2008 R2")
    path = tuple(part for part in key.strip().split("/") if part)
    return Setting(path=("assume", *path) if len(path) == 1 and path[0] in NAMES else path, values=values)


def read_settings(told: Iterable[str]) -> tuple[Setting, ...]:
    """Read every setting. Raises WorldError when one is told twice, or lies below another."""
    settings = tuple(read_setting(each) for each in told)
    for number, one in enumerate(settings):
        for other in settings[number + 1 :]:
            if one.path == other.path:
                raise WorldError(f"{one.name} is varied twice; write all its values behind one =")
            short, long = sorted((one, other), key=lambda s: len(s.path))
            if long.path[: len(short.path)] == short.path:
                raise WorldError(f"{long.name} lies below {short.name}: only one of them can be varied")
    return settings


def headings(settings: tuple[Setting, ...]) -> tuple[str, ...]:
    """The shortest end of each path that no other setting shares."""
    return tuple(_shortest(one, [other for other in settings if other is not one]) for one in settings)


def _shortest(one: Setting, others: list[Setting]) -> str:
    for size in range(1, len(one.path)):
        end = one.path[-size:]
        if all(other.path[-size:] != end for other in others):
            return "/".join(end)
    return one.name


def combinations(settings: tuple[Setting, ...]) -> tuple[tuple[str, ...], ...]:
    """Every combination of values, the last setting changing fastest."""
    return tuple(product(*(setting.values for setting in settings)))


def overlay(settings: tuple[Setting, ...], values: tuple[str, ...]) -> str:
    """The text that puts these values in, to be laid over a scenario."""
    tree: dict[str, object] = {}
    for setting, value in zip(settings, values, strict=True):
        at = tree
        for part in setting.path[:-1]:
            below = at.setdefault(part, {})
            assert isinstance(below, dict), "no setting lies below another"
            at = below
        at[setting.path[-1]] = "null" if value == ABSENT else value
    return "\n".join(_lines(tree, 0)) + "\n"


def row_of(scenario: Scenario, values: tuple[str, ...], only: str | None = None) -> Row:
    """Play a scenario, or one branch of it, and say what each comes to."""
    runs = play(scenario, None, only).branches
    return Row(values=values, cells=tuple(_cell(run) for run in runs))


def never_possible(settings: tuple[Setting, ...], rows: Iterable[Row]) -> Row | None:
    """The first row with a value that cannot be in any combination: that value is wrong, and not the combination."""
    told = tuple(rows)
    for number, setting in enumerate(settings):
        for value in setting.values:
            having = [row for row in told if row.values[number] == value]
            if all(row.fault for row in having):
                return having[0]
    return None


def _lines(tree: dict[str, object], depth: int) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield f"{'  ' * depth}{flow(key)}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{flow(key)}: {value}"


def _cell(run: BranchRun) -> Cell:
    """The branch's last step that tried something, in a few letters."""
    verdict = judge_branch(run)
    step = next((p for p in reversed(run.own) if p.record.calls or p.record.error is not None), central_step(run))
    if step is None:
        return Cell(branch=run.branch.name, works=True, said="nothing tried", holds=verdict.holds)
    record = step.record
    works = record.outcome.value not in ("refused", "impossible")
    if works:
        etype = ticket_etype(step)
        said = record.outcome.value if etype is None else wording.etype(etype).split(" ")[0]
    else:
        said = record.outcome.value if record.error is None else str(record.error)
    return Cell(branch=run.branch.name, works=works, said=said, holds=verdict.holds)
