"""Playing: from a name on the command line to a verdict, with errors a person can act on."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import error_paper, talk
from kdcsim.entrypoints.cli.under import played_under

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kdcsim.scenario.model import Scenario
    from kdcsim.study.finding import Verdict
    from kdcsim.study.run import BranchRun, Played


class NotFound(click.ClickException):
    """A name that nothing answers to, with the names that something does."""

    exit_code = 2

    def __init__(self, what: str, said: str, known: Iterable[str], place: str = "") -> None:
        names = list(known)
        folded = {name.casefold(): name for name in names}
        close = get_close_matches(said.casefold(), folded, n=1, cutoff=0.5)
        hint = f"did you mean {folded[close[0]]!r}?" if close else f"there are: {', '.join(names) or 'none'}"
        where = f" {place}" if place else ""
        super().__init__(f"there is no {what} {said!r}{where}; {hint}")


def loaded(name: str) -> Scenario:
    """Load a scenario, under the readings that were chosen; its warnings go to stderr."""
    from kdcsim.report.as_diagnostics import as_diagnostic_text
    from kdcsim.scenario.load import load_file

    scenario = load_file(name)
    if scenario.warnings:
        talk(as_diagnostic_text(scenario.warnings, error_paper()).rstrip("\n"))
    return played_under(scenario)


def judged(name: str, *, seed: int | None = None, branch: str | None = None) -> Verdict:
    """Load, play and judge a scenario, or one branch of it."""
    from kdcsim.study.judge import judge
    from kdcsim.study.run import play

    scenario = loaded(name)
    if branch is not None:
        branch = known_branch(scenario, branch)
    return judge(play(scenario, seed, branch))


def known_branch(scenario: Scenario, said: str) -> str:
    """The branch that was meant, without regard to case."""
    for branch in scenario.lines:
        if branch.name.casefold() == said.casefold():
            return branch.name
    raise NotFound("branch", said, [b.name for b in scenario.lines])


def moment(name: str, branch: str | None, step: str | None, seed: int | None = None) -> tuple[BranchRun, Played | None]:
    """Play up to a moment: the branch and step that were named, else the end of the branch the story is about.

    Branches that the answer does not need are not played.
    """
    from kdcsim.study.central import central_branch
    from kdcsim.study.run import playing

    scenario = loaded(name)
    only = None if branch is None else known_branch(scenario, branch)
    chosen = central_branch(playing(scenario, seed, only))
    if step is None:
        return chosen, chosen.played[-1] if chosen.played else None
    found = chosen.at(step)
    if found is not None:
        return chosen, found
    for run in playing(scenario, seed, only):
        if (found := run.at(step)) is not None:
            return run, found
    raise NotFound("step", step, [p.step.label for p in chosen.played], f"in branch {chosen.branch.name}")
