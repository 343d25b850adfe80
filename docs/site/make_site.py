"""Build the documentation site: the pages of docs/, generated reference pages, and saved stories to look at.

Run from the repository with `make docs`. Warnings are errors; the site lies in build/docs.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
from sphinx.cmd.build import main as sphinx

from kdcsim.ad.policy import DECLARED, GENERATIONS, LADDERS, SESSION, TICKET
from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.viewing import page_of
from kdcsim.report.as_ladder import as_ladder, news
from kdcsim.report.as_lesson import as_worksheet
from kdcsim.report.paper import Paper
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.lesson import lessons
from kdcsim.study.run import play

ROOT = Path(__file__).resolve().parents[2]
SOURCE, TARGET = ROOT / "build" / "docs-src", ROOT / "build" / "docs"
BUILDS = (
    "2003 rtm",
    "2008R2 rtm",
    "2022 rtm",
    "2022 2022-11-08",
    "2022 2022-11",
    "2022 2026-01",
    "2022 2026-04",
    "2022 2026-07",
    "2025 rtm",
    "samba-2026-02 rtm",
)
"""The builds between which the ladders of a ticket change."""
READERS = (
    (
        "I run domains or Exchange, and something broke or is about to",
        "from a symptom to a cure",
        "guides/for-administrators",
    ),
    ("I must remove RC4", "remove RC4", "guides/remove-rc4"),
    ("I write a Kerberos client or service", "point your client at it", "guides/point-your-client-at-it"),
    ("I write detections", "from exchange to event", "guides/detection"),
    ("I teach", "a lesson with nothing but this project", "guides/teach"),
    ("I own a pipeline", "in CI", "guides/ci"),
    ("I have logs of real DCs", "compare with a real DC", "guides/compare-with-a-real-dc"),
)
"""Who comes here, and the page to begin with."""
STORIES = ("exchange-2007", "office", "small-company")


def main() -> int:
    """Copy, generate, build."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SOURCE)
    shutil.copy(Path(__file__).with_name("conf.py"), SOURCE / "conf.py")
    _write("reference/commands.md", _commands())
    _write("reference/ladders.md", _rules())
    _write("reference/generations.md", _generations())
    _write("reference/lessons.md", _lessons())
    _write("reference/ladders-by-build.md", _by_build())
    for ladder in LADDERS:
        _write(f"reference/ladders/{ladder.name}.svg", as_ladder(ladder))
    for name in STORIES:
        told = source.read(name)
        page = page_of(judge(play(load(told.text, told.file))), name)
        _write(f"extra/stories/{name}.html", page)
    _write("index.md", _index())
    return int(sphinx(["-q", "-W", "--keep-going", "-b", "html", str(SOURCE), str(TARGET)]))


def _write(name: str, text: str) -> None:
    file = SOURCE / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _index() -> str:
    """The front page: the four kinds of pages, each with all that there are."""
    kinds = {
        "Tutorials": "tutorial",
        "Guides": "guides",
        "Reference": "reference",
        "Explanation": "explanation",
        "Decisions": "decisions",
    }
    lines = [
        "# kdcsim",
        "",
        "See why a Kerberos login breaks, before it does.",
        "",
        "A deterministic simulator of how Windows domains negotiate Kerberos encryption types, with real messages and",
        "real keys: KDCs of every generation from 2000 to 2026, member hosts with their registry, tickets, logs.",
        "",
        "```console",
        "$ pip install kdcsim",
        "$ kdcsim run exchange-2007",
        "```",
        "",
        "Look first: [the mail that stayed in Drafts](stories.md), as a picture you can step through; or take",
        "[a first look](tutorial/first-look.md) in the terminal, ten minutes.",
        "",
        "## Who are you?",
        "",
        "| you | begin with |",
        "|---|---|",
        *(f"| {who} | [{title}]({page}.md) |" for who, title, page in READERS),
        "",
    ]
    _write("stories.md", _stories())
    for title, folder in kinds.items():
        pages = sorted(p.relative_to(SOURCE).as_posix()[:-3] for p in (SOURCE / folder).glob("*.md"))
        lines += ["```{toctree}", f":caption: {title}", ":maxdepth: 1", "", *pages, "```", ""]
    lines += ["```{toctree}", ":caption: More", ":maxdepth: 1", "", "stories", "supported", "```", ""]
    return "\n".join(lines)


def _stories() -> str:
    """Saved stories, embedded."""
    lines = ["# Stories to look at", ""]
    for name in STORIES:
        title = load(source.read(name).text, f"{name}.yaml").title
        frame = f'<iframe src="stories/{name}.html" title="{name}" loading="lazy" width="100%" height="900"></iframe>'
        lines += [f"## {title}", "", f'<p><a href="stories/{name}.html">Open it as a page of its own</a></p>', ""]
        lines += ["```{raw} html", frame, "```", ""]
    return "\n".join(lines)


def _commands() -> str:
    """Every command with its help, as the program prints it."""
    lines = [
        "# Help of every command",
        "",
        "What `--help` prints; [the command line](cli.md) has the same in one table.",
        "",
    ]
    for path, command in _walk(app, "kdcsim"):
        context = click.Context(command, info_name=path, max_content_width=96)
        lines += [f"## {path}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)


def _walk(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            found += _walk(each, f"{path} {name}")
    return found


def _rules() -> str:
    """Every ladder as a picture, and as words."""
    lines = [
        "# Rules as pictures",
        "",
        "Every decision is a ladder of named rules. `kdcsim explain NAME` says the same.",
        "",
    ]
    for ladder in LADDERS:
        lines += [f"## {ladder.name}", "", f"{ladder.question}", ""]
        lines += [f"![The {ladder.name} ladder](ladders/{ladder.name}.svg)", ""]
        for rule in ladder.rules:
            lines += [f"`{rule.name}`", f": {rule.sentence} (*{rule.grade.value}*: {rule.source})", ""]
    return "\n".join(lines)


def _by_build() -> str:
    """The ladders of a service ticket, as each kind of build walks them."""
    lines = ["# Ladders by build", "", "What a KDC of each kind asks itself before it issues a service ticket.", ""]
    lines += [
        '`kdcsim ladder ticket --build "2022 2026-04"` says the same in a terminal, `-o ticket.svg` draws it.',
        "",
    ]
    for name in BUILDS:
        os, _, update = name.partition(" ")
        build = GENERATIONS[os, update]
        lines += [f"## {build.name}", ""]
        for ladder in (DECLARED, TICKET, SESSION):
            file = f"ladders/{os}-{update}-{ladder.name}.svg"
            _write(f"reference/{file}", as_ladder(ladder, build))
            lines += [f"![The {ladder.name} ladder of {build.name}]({file})", ""]
    return "\n".join(lines)


def _generations() -> str:
    """Every KDC build, by what is new in it."""
    lines = [
        "# KDC builds",
        "",
        "Each build, by its difference to the one before it.",
        "",
        "| build | new |",
        "|---|---|",
    ]
    for row in GENERATIONS.values():
        lines.append(f"| {row.name} | {'; '.join(news(row)).replace('|', ' ') or 'nothing in Kerberos policy'} |")
    return "\n".join([*lines, ""])


def _lessons() -> str:
    """Every lesson as its worksheet."""
    lines = ["# Lessons", "", "`kdcsim learn N` in the terminal, `kdcsim web --lesson N` beside the picture.", ""]
    for lesson in lessons():
        lines += [
            f"## {lesson.number}. {lesson.title}",
            "",
            "```text",
            as_worksheet(lesson, Paper(width=90)),
            "```",
            "",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
