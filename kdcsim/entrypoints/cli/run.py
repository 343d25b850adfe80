"""The verb ``run``: play stories, and tell what came of them and why."""

from __future__ import annotations

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result, talk


@click.command()
@click.argument("names", metavar="NAME|FILE...", nargs=-1, required=True)
@click.option("--format", "shape", type=click.Choice(["text", "json", "junit"]), default="text", help="How to print.")
@click.option("--seed", type=int, default=None, help="Play with other random bytes than the scenario's own seed gives.")
@click.option("--branch", metavar="NAME", default=None, help="Play one branch only, and tell its story in full.")
@click.option(
    "-v", "--verbose", count=True, help="-v tells every decision, -vv every message with the keys that open it."
)
@click.option("--show-keys", is_flag=True, help="Print key bytes as well; without it a key is only a fingerprint.")
@click.option("-q", "--quiet", is_flag=True, help="One line per scenario, and the findings that do not hold.")
@color_option
@click.pass_context
def run(
    ctx: click.Context,
    names: tuple[str, ...],
    shape: str,
    seed: int | None,
    branch: str | None,
    verbose: int,
    show_keys: bool,
    quiet: bool,
    color: str,
) -> None:
    """Play scenarios, by file or by built-in name, and hold them against what they expect.

    Exit code 0: every expectation holds; 1: one does not; 2: a scenario cannot be played.
    """
    from kdcsim.entrypoints.cli.playing import judged

    verdicts = tuple(judged(name, seed=seed, branch=branch) for name in names)
    if shape == "json":
        from kdcsim.report.as_json import as_json

        result(as_json(verdicts, show_keys=show_keys))
    elif shape == "junit":
        from kdcsim.report.as_junit import as_junit

        result(as_junit(verdicts))
    else:
        from kdcsim.report.as_text import as_test_line, as_text

        page = paper(color)
        played = zip(names, verdicts, strict=True)
        told = (as_text(v, page, called=name, detail=verbose, show_keys=show_keys) for name, v in played)
        result("".join(as_test_line(v, page) for v in verdicts) if quiet else "\n".join(told))
    if show_keys and shape != "junit":
        talk("note: this output holds key bytes of a simulated domain")
    if not all(v.holds for v in verdicts):
        ctx.exit(1)
