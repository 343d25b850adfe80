"""As ladder: a policy ladder as a picture (SVG) - its rules from the first to the last, each with how well it is known.

With a generation it is the ladder as that build walks it: rules that can never speak there are struck off, and the
columns in which the build differs from the one before it stand above. Nothing is said by colour alone: grades are
written, and each has its own border.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from textwrap import wrap
from typing import Any

from kdcsim.ad.policy import KDC_LADDERS, Generation, acts_in
from kdcsim.reason import Grade, Ladder
from kdcsim.report.build_words import NOTHING_NEW, news
from kdcsim.report.paper import Paper

WIDTH, LEFT, BOX, LINE, LETTERS = 760, 20, 720, 17, 92
BORDERS = {
    Grade.DOCUMENTED: "",
    Grade.LAB: "6 2",
    Grade.INFERRED: "6 4",
    Grade.DISPUTED: "2 3",
    Grade.ASSUMED: "2 5",
}
STYLE = (
    "text{font:14px system-ui,'Segoe UI',Arial,sans-serif;fill:#1d2126}.name{font-weight:600}"
    ".soft{fill:#565e68;font-size:12.5px}rect{fill:#fff;stroke:#24527a;stroke-width:1.5}"
    "line{stroke:#24527a;stroke-width:1.5}.paper{stroke:none}"
    ".off rect{stroke:#c3c8ce;stroke-width:1}.off text{fill:#6d757f}.off .name{text-decoration:line-through}"
)


def as_ladder(ladder: Ladder[Any, Any, Any], generation: Generation | None = None) -> str:
    """Draw a ladder; with ``generation`` as that build walks it, which only a KDC's ladder can say."""
    assert generation is None or ladder in KDC_LADDERS, f"{ladder.name} is not walked by a KDC"
    lines, y = [], 30
    for text in wrap(f"{ladder.name}: {ladder.question}", LETTERS):
        lines.append(_text(LEFT, y, text, "name"))
        y += LINE + 2
    for note in _notes(generation):
        lines.append(_text(LEFT, y, note, "soft"))
        y += LINE
    y += 6
    for number, rule in enumerate(ladder.rules, 1):
        silent = generation is not None and not acts_in(rule, generation)
        box, height = _rule(number, rule, y, last=number == len(ladder.rules), silent=silent)
        lines += ['<g class="off">', *box, "</g>"] if silent else box
        y += height
    title = escape(f"{ladder.name} ladder" + (f" of {generation.name}" if generation else ""))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" role="img" aria-label="{title}">'
    paper = f'<rect class="paper" width="{WIDTH}" height="{y + 10}"/>'
    return "\n".join([head, f"<title>{title}</title><style>{STYLE}</style>{paper}", *lines, "</svg>"]) + "\n"


def _notes(generation: Generation | None) -> Iterator[str]:
    if generation is not None:
        told = "; ".join(news(generation)) or NOTHING_NEW
        yield from wrap(f"new in {generation.name}: {told}", LETTERS + 8)


def _rule(number: int, rule: Any, y: int, *, last: bool, silent: bool = False) -> tuple[list[str], int]:
    words = wrap(rule.sentence, LETTERS)
    where = f"never here: it applies to {rule.applies}" if silent else f"applies to {rule.applies}"
    sources = wrap(f"{rule.grade.value}: {rule.source}; {where}", LETTERS + 10)
    height = 26 + LINE * (len(words) + len(sources)) + 8
    dash = BORDERS[rule.grade]
    lines = [
        f'<rect x="{LEFT}" y="{y}" width="{BOX}" height="{height}" rx="6"'
        + (f' stroke-dasharray="{dash}"' if dash else "") + "/>",
        _text(LEFT + 12, y + 20, f"{number}. {rule.name}", "name"),
    ]  # fmt: skip
    at = y + 20 + LINE
    for kind, texts in (("", words), ("soft", sources)):
        for text in texts:
            lines.append(_text(LEFT + 12, at, text, kind))
            at += LINE
    if not last:
        middle = LEFT + 40
        lines.append(f'<line x1="{middle}" y1="{y + height}" x2="{middle}" y2="{y + height + 22}"/>')
        lines.append(
            _text(
                middle + 10, y + height + 16, "says nothing: go on" if silent else "passes, or narrows: go on", "soft"
            )
        )
    return lines, height + 24


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    return f'<text x="{x}" y="{y}"{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{escape(text)}</text>'


def as_ladder_text(ladder: Ladder[Any, Any, Any], paper: Paper, generation: Generation | None = None) -> str:
    """Tell a ladder in words, for a terminal."""
    lines = [f"{paper.strong(ladder.name)}: {ladder.question}"]
    lines += [paper.faint(note) for note in _notes(generation)]
    for number, rule in enumerate(ladder.rules, 1):
        silent = generation is not None and not acts_in(rule, generation)
        lines += ["", f"{number:3}. {paper.faint(rule.name) if silent else paper.name(rule.name)}"]
        if silent:
            lines += paper.wrapped(f"never here: it applies to {rule.applies}", 5)
            continue
        lines += paper.wrapped(rule.sentence, 5)
        lines += [paper.faint(line) for line in paper.wrapped(f"{rule.grade.value}: {rule.source}", 5)]
    return "\n".join(lines) + "\n"
