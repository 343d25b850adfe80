"""The verb ``fix``: find the smallest cure of a story, and prove it."""

from __future__ import annotations

from pathlib import Path

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result, talk


@click.command()
@click.argument("name", metavar="NAME|FILE")
@click.option("--branch", metavar="NAME", default=None, help="Which branch to mend; else the one the story is about.")
@click.option("--goal", "goals", metavar="GOAL", multiple=True, help="What to reach; may be given several times.")
@click.option("--keep-working", is_flag=True, help="No step on the way may break what works now.")
@click.option(
    "--allow", metavar="KIND|RISK", multiple=True, help="Propose what is refused: privilege, weaker, or a kind."
)
@click.option("--forbid", metavar="KIND|RISK", multiple=True, help="Never use this kind of remedy.")
@click.option("--max-cost", type=int, default=None, help="Look at nothing that costs more.")
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
    shape: str,
    target: str | None,
    verbose: bool,
    color: str,
) -> None:
    """Find the cheapest remedies that bring a story to its goal, and prove them by replay.

    Without --goal, the goal is the scenario's own, or that everything it tried works. Exit code 0: a plan was found, or
    none is needed; 1: there is no plan; 2: bad input.
    """
    from kdcsim.entrypoints.cli.playing import known_branch, loaded
    from kdcsim.study.goal import branch_to_mend, goal_of
    from kdcsim.study.plan import Terms
    from kdcsim.study.plan import fix as search
    from kdcsim.study.run import play

    _check_kinds((*allow, *forbid))
    scenario = loaded(name)
    runs = play(scenario, None, None if branch is None else known_branch(scenario, branch)).branches
    run = branch_to_mend(scenario, runs, goals)
    terms = Terms(keep_working=keep_working, allow=frozenset(allow), forbid=frozenset(forbid), max_cost=max_cost)
    found = search(scenario, run, goal_of(scenario, run, goals), terms)
    if shape == "json":
        from kdcsim.report.as_plan import as_plan_json

        result(as_plan_json(found))
    else:
        from kdcsim.report.as_plan import as_plan_text

        result(as_plan_text(found, paper(color), verbose=verbose))
    if target is not None and found.best is not None:
        from kdcsim.report.as_branch import as_branch

        Path(target).write_text(as_branch(scenario.file, found), encoding="utf-8")
        talk(f"the plan is branch 'fixed' of {target}: kdcsim run {target} --branch fixed")
    if found.needed and found.best is None:
        ctx.exit(1)


def _check_kinds(said: tuple[str, ...]) -> None:
    from kdcsim.entrypoints.cli.playing import NotFound
    from kdcsim.study.remedy import Kind, Risk

    known = [*(k.value for k in Kind), *(r.value for r in Risk)]
    for each in said:
        if each not in known:
            raise NotFound("kind of remedy or risk", each, known)
