"""The verb ``fix``: find the smallest cure of a story, and prove it."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import NotWritten, color_option, paper, result, talk, written

if TYPE_CHECKING:
    from kdcsim.scenario.model import Scenario
    from kdcsim.study.plan import Fix, Terms


@click.command()
@click.argument("name", metavar="NAME|FILE[:BRANCH]")
@click.option("--branch", metavar="NAME", default=None, help="Which branch to mend; else the one the story is about.")
@click.option("--goal", "goals", metavar="GOAL", multiple=True, help="What to reach; may be given several times.")
@click.option("--keep-working", is_flag=True, help="No step on the way may break what works now.")
@click.option(
    "--allow", metavar="KIND|RISK", multiple=True, help="Propose what is refused: a risk, or a kind with all its risks."
)
@click.option(
    "--forbid", metavar="KIND|RISK", multiple=True, help="Never use this kind of remedy, or what has this risk."
)
@click.option("--max-cost", type=click.IntRange(0), default=None, help="Look at nothing that costs more.")
@click.option("--effort", type=click.IntRange(1), default=400, help="Look beyond so many states at most.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.option("--write", "target", metavar="FILE", default=None, help="Write the plan as a branch of a new scenario.")
@click.option("-v", "--verbose", is_flag=True, help="Tell every dead end.")
@color_option
@click.pass_context
def fix(
    ctx: click.Context,
    name: str,
    branch: str | None,
    goals: tuple[str, ...],
    keep_working: bool,
    allow: tuple[str, ...],
    forbid: tuple[str, ...],
    max_cost: int | None,
    effort: int,
    shape: str,
    target: str | None,
    verbose: bool,
    color: str,
) -> None:
    """Find the cheapest remedies that bring a story to its goal, and prove them by replay.

    Without --goal, the goal is the scenario's own, or that everything it tried works. Exit code 0: a plan was found, or
    none is needed; 1: there is no plan; 2: bad input.

    \b
    Kinds: purge, renew-tgt, registry, clock, replicate, restart-service,
    tell-password, etypes, os-version, spn, account-flag, keytab,
    restart-kdc, machine-password, password, service-account, wait,
    reboot, update, monthly-update, dc-setting, trust-password, krbtgt,
    retire-dc, promote-dc, raise-level.
    Risks: privilege, weaker, name, irreversible (refused unless allowed);
    wide, outage (told).
    """
    from kdcsim.entrypoints.cli.playing import loaded
    from kdcsim.study.plan import Terms

    _check_kinds((*allow, *forbid))
    name, branch = _branch_said(name, branch)
    scenario = loaded(name)
    if target is not None:
        _check_target(target, scenario.file)
    allowed, forbidden = frozenset(allow), frozenset(forbid)
    terms = Terms(keep_working=keep_working, allow=allowed, forbid=forbidden, max_cost=max_cost, states=effort)
    found = _found(scenario, branch, goals, terms)
    result(_shown(found, shape, color, verbose))
    if target is not None and found.best is not None:
        _write(target, scenario, found)
    if found.needed and found.best is None:
        ctx.exit(1)


def _found(scenario: Scenario, branch: str | None, goals: tuple[str, ...], terms: Terms) -> Fix:
    """Play the branch that is to be mended, and search."""
    from kdcsim.entrypoints.cli.playing import known_branch
    from kdcsim.study.goal import branch_to_mend, goal_of
    from kdcsim.study.plan import fix as search
    from kdcsim.study.run import play

    runs = play(scenario, None, None if branch is None else known_branch(scenario, branch)).branches
    run = branch_to_mend(scenario, runs, goals)
    return search(scenario, run, goal_of(scenario, run, goals), terms)


def _shown(found: Fix, shape: str, color: str, verbose: bool) -> str:
    from kdcsim.report.as_plan import as_plan_json, as_plan_text

    return as_plan_json(found) if shape == "json" else as_plan_text(found, paper(color), verbose=verbose)


def _write(target: str, scenario: Scenario, found: Fix) -> None:
    """Write the plan as a branch, and say how to play it."""
    from kdcsim.report.as_branch import as_branch

    written(target, as_branch(scenario, found))
    talk(f"the plan is branch 'fixed' of {target}: kdcsim run {quote(target)} --branch fixed")


def _branch_said(name: str, branch: str | None) -> tuple[str, str | None]:
    """A branch is named with ``--branch`` or as ``NAME:BRANCH``, not twice."""
    from kdcsim.entrypoints.cli.variant import split

    story, said = split(name)
    if said is not None and branch is not None and said.casefold() != branch.casefold():
        raise click.UsageError(f"{name} and --branch {branch} name two branches; choose one")
    return story, said if branch is None else branch


def _check_target(target: str, source: str) -> None:
    """Nothing that a person wrote is written over, and no search is made for a file that cannot be written."""
    from kdcsim.report.as_branch import FIRST

    path = Path(target)
    if path.is_dir() or not path.parent.is_dir():
        what = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise NotWritten(target, what)
    if path.exists() and (path.samefile(source) if Path(source).exists() else False):
        raise NotWritten(target, "it is the story itself; write the plan to another file")
    try:
        written = not path.exists() or path.read_text(encoding="utf-8").startswith(FIRST)
    except (OSError, UnicodeDecodeError):
        written = False
    if not written:
        raise NotWritten(target, "it exists, and kdcsim did not write it; name another file or remove it")


def _check_kinds(said: tuple[str, ...]) -> None:
    from kdcsim.entrypoints.cli.playing import NotFound
    from kdcsim.study.remedy import Kind, Risk

    known = [*(k.value for k in Kind), *(r.value for r in Risk)]
    for each in said:
        if each not in known:
            raise NotFound("kind of remedy or risk", each, known)
