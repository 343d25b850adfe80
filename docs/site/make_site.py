"""Build the documentation site: the pages of docs/, generated reference pages, and saved stories to look at.

Run from the repository with `make docs`. Warnings are errors; the site lies in build/docs, or where the first argument
says; beside it, with `-src` at its name, what it was made from.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from kdcsim.ad.policy import DECLARED, GENERATIONS, LADDERS, SESSION, TICKET
from kdcsim.entrypoints.viewing import page_of
from kdcsim.report.as_ladder import as_ladder
from kdcsim.report.build_words import NOTHING_NEW, news
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.lesson import choices, lessons
from kdcsim.study.run import play

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build" / "docs"
SOURCE = TARGET.with_name(TARGET.name + "-src")
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
FIRST = (
    "tutorial/first-look",
    "guides/explain-what-you-see",
    "guides/look-and-teach",
    "guides/write-a-scenario",
    "reference/cli",
    "reference/scenario",
    "reference/rules",
    "reference/ladders",
    "reference/ladders-by-build",
    "reference/generations",
    "reference/lessons",
    "reference/testing",
    "explanation/exchange-2007",
    "explanation/the-house",
    "explanation/why-deterministic",
    "explanation/what-is-not-modelled",
    "explanation/what-is-not-known",
)
"""Pages that stand before others of their kind, in this order."""
STORIES = ("exchange-2007", "office", "small-company")


def main() -> int:
    """Copy, generate, build."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SOURCE)
    shutil.copy(Path(__file__).with_name("conf.py"), SOURCE / "conf.py")
    _write("reference/ladders.md", _ladders())
    _write("reference/generations.md", _generations())
    _write("reference/lessons.md", _lessons())
    _write("reference/ladders-by-build.md", _by_build())
    for name in STORIES:
        told = source.read(name)
        page = page_of(judge(play(load(told.text, told.file))), name)
        _write(f"extra/stories/{name}.html", page)
    _write("index.md", _index())
    failed = int(sphinx(["-q", "-W", "--keep-going", "-b", "html", str(SOURCE), str(TARGET)]))
    for page in TARGET.rglob("*.html"):
        if page.parent.name != "stories":
            page.write_text(_levelled(page.read_text(encoding="utf-8")), encoding="utf-8")
    return failed


def _levelled(page: str) -> str:
    """Sphinx makes the captions of a list of pages headings and forgets their level, which a screen reader needs."""
    return page.replace('class="caption" role="heading">', 'class="caption" role="heading" aria-level="2">')


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
        "No package is published yet; in a clone of the sources:",
        "",
        "```console",
        "$ pip install -e .",
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
        pages = sorted((p.relative_to(SOURCE).as_posix()[:-3] for p in (SOURCE / folder).glob("*.md")), key=_place)
        lines += ["```{toctree}", f":caption: {title}", ":maxdepth: 1", "", *pages, "```", ""]
    lines += ["```{toctree}", ":caption: More", ":maxdepth: 1", "", "stories", "supported", "```", ""]
    return "\n".join(lines)


def _place(page: str) -> tuple[int, str]:
    """Where a page stands in its kind: those to begin with first, the others by name."""
    return (FIRST.index(page) if page in FIRST else len(FIRST), page)


def _stories() -> str:
    """Saved stories, embedded."""
    lines = [
        "# Stories to look at",
        "",
        "Each opens at the step where it breaks. Click an arrow to look into its message. Go through the steps with",
        "the slider or the arrow keys; choose another branch, or one to compare with. The two key cards below the",
        "picture show which key sealed the ticket and which was tried.",
        "",
    ]
    for name in STORIES:
        title = load(source.read(name).text, f"{name}.yaml").title
        style = "width: 100%; height: 900px; border: 1px solid var(--color-background-border); border-radius: 6px"
        frame = f'<iframe src="stories/{name}.html" title="{name}" loading="lazy" style="{style}"></iframe>'
        lines += [f"## {title}", "", f'<p><a href="stories/{name}.html">Open it as a page of its own</a></p>', ""]
        lines += ["```{raw} html", frame, "```", ""]
    return "\n".join(lines)


def _ladders() -> str:
    """Every ladder as a picture."""
    lines = [
        "# Ladders: the order in which rules are asked",
        "",
        "Every decision is a ladder of named rules, asked from the first to the last until one decides. Here each",
        "ladder is a picture. What a rule rests on, and a story that shows it, is in [the table of rules](rules.md);",
        "which rules of a ladder a KDC build never uses, in [ladders of ten KDC builds](ladders-by-build.md).",
        "",
    ]
    for ladder in LADDERS:
        lines += [f"## {ladder.name}", "", f"{ladder.question[0].upper()}{ladder.question[1:]}", ""]
        lines += [_drawn(ladder.name, f"The {ladder.name} ladder", as_ladder(ladder)), ""]
    return "\n".join(lines)


def _by_build() -> str:
    """The ladders of a service ticket, as each kind of build walks them."""
    lines = [
        "# Ladders of ten KDC builds",
        "",
        "What a KDC of each kind asks itself before it issues a service ticket; rules that never speak in a build are",
        "struck off. What changed from build to build, in words: [KDC builds](generations.md).",
        "",
        '`kdcsim ladder ticket --build "2022 2026-04"` says the same in a terminal, `-o ticket.svg` draws it.',
        "",
    ]
    for name in BUILDS:
        os, _, update = name.partition(" ")
        build = GENERATIONS[os, update]
        lines += [f"## {build.name}", ""]
        for ladder in (DECLARED, TICKET, SESSION):
            words = f"The {ladder.name} ladder of {build.name}"
            lines += [_drawn(f"{os}-{update}-{ladder.name}", words, as_ladder(ladder, build)), ""]
    return "\n".join(lines)


def _drawn(name: str, words: str, picture: str) -> str:
    """Write a picture; on its page it leads to itself alone, where a phone can enlarge it."""
    _write(f"reference/ladders/{name}.svg", picture)
    return f'<a href="../_images/{name}.svg">![{words}](ladders/{name}.svg)</a>'


def _generations() -> str:
    """Every KDC build, by what is new in it."""
    lines = [
        "# KDC builds: what is new in each",
        "",
        "Each build by its difference to the one before it: a release to the release before, an update to the update",
        "before. All columns side by side are at the end of [the table of rules](rules.md#builds).",
        "",
    ]
    for row in GENERATIONS.values():
        lines += [f"## {row.os}", ""] if row.update == "rtm" else [f"**{row.update}**", ""]
        lines += [*(f"- {each}" for each in news(row) or (NOTHING_NEW,)), ""]
    return "\n".join(lines)


def _lessons() -> str:
    """Every lesson with its questions, and without its answers."""
    lines = [
        "# Lessons",
        "",
        "What the ten lessons ask. `kdcsim learn N` asks it in the terminal, `kdcsim web --lesson N` beside the",
        "picture; both check answers by playing them. `kdcsim learn N --worksheet` prints a lesson for a class.",
        "",
    ]
    for told in lessons():
        lines += [f"## {told.number}. {told.title}", "", f"About {told.minutes} minutes.", "", told.intro, ""]
        for number, part in enumerate(told.parts):
            lines += [f"**{part.heading}**", ""] if part.heading else []
            asked = f"{told.questions.index(number) + 1}: " if number in told.questions else ""
            lines += [asked + part.text, "", *(f"- {each}" for each in choices(told, number)), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
