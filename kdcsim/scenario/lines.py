"""Lines: branches put in their places - what each inherits, the world it has, the labels of its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kdcsim.scenario import codes
from kdcsim.scenario.check import Names
from kdcsim.scenario.faults import Faults, did_you_mean, listing
from kdcsim.scenario.labels import labels
from kdcsim.scenario.node import MapNode, Node
from kdcsim.scenario.overlay import overlaid
from kdcsim.scenario.vocabulary import WORLD, Reading, Reference, ToldBranch, ToldStep, ToldStory
from kdcsim.world.plan import WorldPlan

TRUNK = "trunk"
MOST_BRANCHES = 250
MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A world in three forms: its tree, its plan (if it could be read), and its names."""

    tree: Node
    plan: WorldPlan | None
    names: Names
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One branch with the steps that lead to it. The trunk is the line without a parent."""

    name: str
    told: ToldBranch
    parent: str | None
    stage: Stage
    inherited: tuple[tuple[str, ToldStep], ...]
    own: tuple[tuple[str, ToldStep], ...]

    @property
    def steps(self) -> tuple[tuple[str, ToldStep], ...]:
        """Every step from the beginning, with its label."""
        return self.inherited + self.own


def staged(tree: Node, faults: Faults) -> Stage:
    """Read a world's tree."""
    reading = Reading(faults)
    plan = WORLD.read(tree, reading)
    names = Names.of(tree if isinstance(tree, MapNode) else MapNode({}, tree.span))
    return Stage(tree=tree, plan=plan, names=names, references=tuple(reading.references))


def lines(story: ToldStory, world: MapNode, faults: Faults) -> dict[str, Line]:
    """Put the trunk and every branch in place, in the order of the file; a circle is a fault, and is cut."""
    told = dict(story.branches)
    trunk = ToldBranch(span=story.span, steps=story.steps, title=story.title)
    laid = {TRUNK: _line(TRUNK, trunk, None, (), staged(world, faults), faults)}
    if len(told) > MOST_BRANCHES:
        faults.error(codes.TOO_LARGE, f"{len(told)} branches are more than {MOST_BRANCHES}", story.span)
        return laid
    parents = {name: _parent(name, branch, told, faults) for name, branch in told.items()}
    for name in told:
        for each in _upwards(name, parents, laid, told, faults):
            _lay(each, told[each], laid[parents[each]], laid, faults)
    if sum(len(line.steps) for line in laid.values()) > MOST_STEPS:
        faults.error(codes.TOO_LARGE, f"all branches together have more than {MOST_STEPS} steps", story.span)
    return {name: laid[name] for name in (TRUNK, *told) if name in laid}


def _parent(name: str, branch: ToldBranch, told: dict[str, ToldBranch], faults: Faults) -> str:
    if name == TRUNK:
        faults.error(codes.DUPLICATE_NAME, f"`{TRUNK}` is the name of the steps before all branches", branch.span)
    parent = (branch.after or TRUNK).partition("/")[0]
    if parent == TRUNK or parent in told:
        return parent
    known = (TRUNK, *told)
    message = f"there is no branch `{parent[:60]}` to follow"
    place = branch.after_span or branch.span
    faults.error(codes.UNKNOWN_STEP, message, place, help=did_you_mean(parent, known), note=listing(known))
    return TRUNK


def _upwards(
    name: str, parents: dict[str, str], laid: dict[str, Line], told: dict[str, ToldBranch], faults: Faults
) -> list[str]:
    """The branches to lay before and with this one, the first one first; none if they run in a circle."""
    path: list[str] = []
    while name not in laid:
        if name in path:
            circle = " -> ".join([*path[path.index(name) :], name])
            closing = path[-1]
            place = told[closing].after_span or told[closing].span
            faults.error(codes.CYCLE, f"these branches follow each other in a circle: {circle}"[:300], place)
            parents[closing] = TRUNK
            break
        path.append(name)
        name = parents[name]
    return path[::-1]


def _lay(name: str, branch: ToldBranch, parent: Line, laid: dict[str, Line], faults: Faults) -> None:
    if name in laid:
        return
    stage = parent.stage
    if branch.given is not None:
        stage = staged(overlaid(stage.tree, branch.given, faults), faults)
    laid[name] = _line(name, branch, parent, _inherited(branch, parent, faults), stage, faults)


def _line(
    name: str,
    branch: ToldBranch,
    parent: Line | None,
    inherited: tuple[tuple[str, ToldStep], ...],
    stage: Stage,
    faults: Faults,
) -> Line:
    made = labels([label for label, _ in inherited], branch.steps, faults)
    return Line(
        name=name,
        told=branch,
        parent=parent.name if parent else None,
        stage=stage,
        inherited=inherited,
        own=tuple(zip(made, branch.steps, strict=True)),
    )


def _inherited(branch: ToldBranch, parent: Line, faults: Faults) -> tuple[tuple[str, ToldStep], ...]:
    _, slash, wanted = (branch.after or "").partition("/")
    if not slash:
        return parent.steps
    found = next((n for n, (label, _) in enumerate(parent.steps) if label == wanted), None)
    if found is not None:
        return parent.steps[: found + 1]
    known = [label for label, _ in parent.steps]
    message = f"{parent.name} has no step `{wanted[:80]}`"
    place = branch.after_span or branch.span
    faults.error(codes.UNKNOWN_STEP, message, place, help=did_you_mean(wanted, known), note=listing(known))
    return parent.steps


def worlds(all_lines: dict[str, Line]) -> Iterator[tuple[Line, Stage]]:
    """Every different world once, with the first line that plays in it."""
    seen: set[int] = set()
    for line in all_lines.values():
        if id(line.stage) not in seen:
            seen.add(id(line.stage))
            yield line, line.stage
