"""Load: a text becomes a Scenario, or a ScenarioError with everything that is wrong with it."""

from __future__ import annotations

from kdcsim.diagnostic import Severity, Span
from kdcsim.errors import ScenarioError
from kdcsim.scenario import codes, source
from kdcsim.scenario.check import (
    StoryLine,
    check_path,
    check_references,
    check_registry,
    check_restarts,
    check_step,
    check_world,
)
from kdcsim.scenario.faults import Faults, did_you_mean
from kdcsim.scenario.lines import TRUNK, Line, lines, worlds
from kdcsim.scenario.model import Branch, Scenario, Step
from kdcsim.scenario.node import MapNode, ScalarNode, compose
from kdcsim.scenario.overlay import overlaid
from kdcsim.scenario.places import places
from kdcsim.scenario.source import Source
from kdcsim.scenario.vocabulary import STORY, WORLD_KEYS, Reading, ToldStep, ToldStory

MOST_BASES = 8
ON_TOP = "(laid over it)"
"""The name of a text that is laid over a file, in diagnostics."""


def load_file(scenario: str) -> Scenario:
    """Load a scenario by path or by built-in name."""
    told = source.read(scenario)
    return load(told.text, told.file)


def load_overlaid(scenario: str, over: str) -> Scenario:
    """Load a scenario by path or name with another text laid over it; taking out what is not there is no fault."""
    told = source.read(scenario)
    return load(told.text, told.file, over)


def load(text: str, file: str, over: str = "") -> Scenario:
    """Load a scenario from its text. ``file`` is where `extends` looks first, and what diagnostics show.

    ``over`` is laid over it, as a file that extends it would be.
    """
    faults = Faults()
    root = _root(Source(file, text), faults, over)
    if root is None:
        raise ScenarioError(faults.sorted())
    story = STORY.read(root, Reading(faults))
    assert story is not None, "the story's shape is lenient"
    world = MapNode({name: entry for name, entry in root.entries.items() if name in WORLD_KEYS}, root.span)
    all_lines = lines(story, world, faults)
    _check(story, all_lines, faults)
    faults.check()
    return _scenario(story, all_lines, Source(file, text), faults)


def _root(told: Source, faults: Faults, over: str) -> MapNode | None:
    """The tree of a file, laid over the files that it extends; on top of it what is laid over it from outside."""
    top = _top(over, faults)
    laid = _file(told, faults)
    if laid is None or top is None:
        return laid
    merged = overlaid(laid, top, faults, lenient=True)
    assert isinstance(merged, MapNode)
    return merged


def _top(over: str, faults: Faults) -> MapNode | None:
    if not over:
        return None
    faults.knows(ON_TOP, over)
    tree = compose(over, ON_TOP, faults)
    return tree if isinstance(tree, MapNode) else None


def _file(told: Source, faults: Faults) -> MapNode | None:
    layers: list[MapNode] = []
    seen: list[str] = []
    extends: ScalarNode | None = None
    while True:
        faults.knows(told.file, told.text)
        root = compose(told.text, told.file, faults)
        if not isinstance(root, MapNode):
            if root is not None or not faults.errors:
                _not_a_story(told, faults)
            return None
        layers.append(root)
        seen.append(told.name)
        extends = _extends(root)
        if extends is None:
            break
        base = _base(extends, told, seen, faults)
        if base is None:
            break
        told = base
    laid = layers.pop()
    while layers:
        merged = overlaid(laid, layers.pop(), faults)
        assert isinstance(merged, MapNode)
        laid = merged
    return laid


def _not_a_story(told: Source, faults: Faults) -> None:
    place = Span(file=told.file, line=1, column=1)
    lines = (line.strip() for line in told.text.splitlines())
    message = "a scenario is a mapping" if any(line and line[0] != "#" for line in lines) else "the file is empty"
    faults.error(codes.WRONG_TYPE, message, place, help="begin with `kdcsim: 1` and `title: ...`")


def _extends(root: MapNode) -> ScalarNode | None:
    told = root.get("extends")
    return told if isinstance(told, ScalarNode) and told.text else None


def _base(extends: ScalarNode, told: Source, seen: list[str], faults: Faults) -> Source | None:
    if extends.text in seen or len(seen) > MOST_BASES:
        circle = " -> ".join([*seen, extends.text])
        faults.error(codes.CYCLE, f"these files extend each other in a circle: {circle}", extends.span)
        return None
    try:
        return source.read_base(extends.text, told.file)
    except ScenarioError as error:
        for each in error.diagnostics:
            hint = each.help or did_you_mean(extends.text, source.built_in_names())
            faults.error(codes.NO_SUCH_SCENARIO, each.message, extends.span, help=hint, note=each.note)
        return None


def _check(story: ToldStory, all_lines: dict[str, Line], faults: Faults) -> None:
    told_steps = [*story.steps, *(step for _, branch in story.branches for step in branch.steps)]
    if not told_steps:
        faults.error(
            codes.NOTHING_PLAYED, "there is nothing to play", story.span, help="add `steps:` with `- boot: HOST`"
        )
    for line, stage in worlds(all_lines):
        where = "" if line.name == TRUNK else f"in the world of branch {line.name}"
        check_references(stage.references, stage.names, faults, where)
        if isinstance(stage.tree, MapNode):
            check_world(stage.tree, faults)
    for line in sorted(all_lines.values(), key=lambda line: line.stage is not all_lines[TRUNK].stage):
        where = "" if line.stage is all_lines[TRUNK].stage else f"in the world of branch {line.name}"
        check_path((step for _, step in line.steps), line.stage.names, faults, where)
    for step in told_steps:
        check_step(step, faults)
    steps = {name: [step for _, step in line.steps] for name, line in all_lines.items()}
    stages = {name: line.stage for name, line in all_lines.items()}
    check_registry([StoryLine(tree=s.tree, plan=s.plan, steps=steps[name]) for name, s in stages.items()], faults)
    check_restarts([(steps[name], stage.names) for name, stage in stages.items()], faults)


def _scenario(story: ToldStory, all_lines: dict[str, Line], told: Source, faults: Faults) -> Scenario:
    trunk_shows = len(all_lines) == 1 or any(step.expectation for step in story.steps)
    steps: dict[int, Step] = {}
    branches = tuple(
        _branch(line, story, trunk_shows, steps) for line in all_lines.values() if line.name != TRUNK or trunk_shows
    )
    hidden = None if trunk_shows or not story.steps else _branch(all_lines[TRUNK], story, trunk_shows, steps)
    return Scenario(
        name=told.name,
        file=told.file,
        title=story.title,
        story=story.story,
        branches=branches,
        trunk=hidden,
        cause=story.cause,
        tell=story.tell,
        cure=story.cure,
        theme=story.theme,
        sources=story.sources,
        seed=story.seed,
        goals=story.goals,
        warnings=tuple(each for each in faults.sorted() if each.severity is Severity.WARNING),
    )


def _branch(line: Line, story: ToldStory, trunk_shows: bool, steps: dict[int, Step]) -> Branch:
    assert line.stage.plan is not None
    told = line.told
    return Branch(
        name=line.name,
        title=told.title or (story.title if line.name == TRUNK else line.name),
        span=told.span,
        plan=line.stage.plan,
        parent=line.parent if line.parent != TRUNK or trunk_shows else None,
        inherited=tuple(_step(label, step, steps) for label, step in line.inherited),
        steps=tuple(_step(label, step, steps) for label, step in line.own),
        why=told.why,
        cure=told.cure,
        cites=told.cites,
        places=places(line.stage.tree),
    )


def _step(label: str, told: ToldStep, steps: dict[int, Step]) -> Step:
    """One value for one step, in every branch that plays it."""
    made = steps.get(id(told))
    if made is None:
        assert told.action is not None
        made = Step(label=label, action=told.action, span=told.span, title=told.title, expectation=told.expectation)
        steps[id(told)] = made
    return made
