"""As sweep chart: the grid of a sweep as a picture - a sign and letters in every cell, hatched where it fails.

One file that asks nothing of anybody: no script, and in the page a policy that lets exactly its own style through.
Settings run along the axes: the last one across, the others down; each branch has a grid of its own.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape

from kdcsim.study.sweep import Cell, Row, Setting, headings

LETTER, LINE, CELL, GAP, MARGIN = 7.4, 18, 34, 6, 24
"""Pixels: the width of a letter, the height of a line and of a cell, the space between things, the edge."""
WIDEST = 1080
"""How wide grids may stand side by side."""
WORKS, FAILS, DOUBT, CANNOT_BE = "\u2713", "\u2717", "!", "\u2013"

STYLE = """\
:root { --paper: #fbfaf7; --ink: #1d2126; --soft: #565e68; --line: #dcd9d1;
  --good: #1b6b3a; --bad: #b3261e; --goodbg: #e7f3ea; --badbg: #fbe9e7; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e8e6e1; --soft: #a9b0b8; --line: #363c44;
  --good: #7fcf9a; --bad: #ff9b90; --goodbg: #1c3325; --badbg: #40221f; } }
body { margin: 0; background: var(--paper); }
main { overflow-x: auto; }
svg { display: block; background: var(--paper); }
text { font: 12px ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }
.title { font-size: 16px; font-weight: 650; }
.axis { fill: var(--soft); }
.branch { font-weight: 650; }
.works { fill: var(--goodbg); stroke: var(--good); }
.fails { fill: var(--badbg); stroke: var(--bad); }
.never { fill: none; stroke: var(--soft); stroke-dasharray: 4 3; }
.hatch { fill: url(#hatch); }
.stroke { stroke: var(--bad); stroke-width: 1; opacity: .35; }
.good { fill: var(--good); font-weight: 650; }
.bad { fill: var(--bad); font-weight: 650; }
"""


def as_sweep_svg(title: str, settings: Sequence[Setting], rows: Sequence[Row]) -> str:
    """Write the picture alone."""
    return _Chart(title, tuple(settings), tuple(rows)).svg(style=f"<style>{escape(STYLE, quote=False)}</style>")


def as_sweep_html(title: str, settings: Sequence[Setting], rows: Sequence[Row]) -> str:
    """Write a page with the picture and nothing else."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)} - kdcsim sweep</title>",
            f"<style>{STYLE}</style></head>",
            f'<body><main tabindex="0">{_Chart(title, tuple(settings), tuple(rows)).svg()}</main></body>',
            "</html>",
            "",
        )
    )


class _Chart:
    """The picture of one sweep, with everything that has to be measured before it is drawn."""

    def __init__(self, title: str, settings: tuple[Setting, ...], rows: tuple[Row, ...]) -> None:
        self.title, self.settings, self.names = title, settings, headings(settings)
        self.branches = next((tuple(cell.branch for cell in row.cells) for row in rows if row.cells), ())
        self.faults = {row.values: row.fault for row in rows if row.fault}
        self.cells = {(row.values, cell.branch): cell for row in rows for cell in row.cells}
        self.across = settings[-1].values
        self.down = tuple(dict.fromkeys(row.values[:-1] for row in rows))
        self.heads = [
            max(_wide(self.names[n]), *(_wide(value) for value in setting.values)) + 2 * GAP
            for n, setting in enumerate(settings[:-1])
        ]
        said = [_wide(_words(cell)) for cell in self.cells.values()]
        self.column = max([*said, *(_wide(value) for value in self.across), 40]) + 2 * GAP

    def svg(self, style: str = "") -> str:
        """The picture, as large as it has to be: the legend first, then a grid for each branch, side by side."""
        grid = (sum(self.heads) + self.column * len(self.across) + 2 * MARGIN, 3 * LINE + len(self.down) * CELL)
        beside = max(1, min(len(self.branches), int(WIDEST // grid[0])))
        lines = (*self._axes(), *_LEGEND, *(_NEVER if self.faults else ()))
        top = MARGIN + LINE * (len(lines) + 2)
        body = list(self._head(lines))
        for number, branch in enumerate(self.branches):
            body += self._grid(branch, MARGIN + number % beside * grid[0], top + number // beside * grid[1])
        widest = max(grid[0] * beside, MARGIN + _wide(self.title) * 1.4, *(MARGIN + _wide(line) for line in lines))
        width, height = round(widest + MARGIN), round(top + -(-len(self.branches) // beside) * grid[1] + MARGIN)
        label = escape(f"{self.title}: {self._axes()[0]}")
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">'
        return "\n".join((head, style, _HATCH, *body, "</svg>"))

    def _head(self, lines: tuple[str, ...]) -> Iterator[str]:
        yield _text(MARGIN, MARGIN + LINE / 2, self.title, "title")
        for number, line in enumerate(lines):
            yield _text(MARGIN, MARGIN + LINE * (number + 1.75), line, "axis")

    def _axes(self) -> tuple[str, ...]:
        down = ", ".join(setting.name for setting in self.settings[:-1])
        return (f"across: {self.settings[-1].name}" + (f"; down: {down}" if down else ""),)

    def _grid(self, branch: str, start: float, top: float) -> Iterator[str]:
        left, at = start + sum(self.heads), start
        yield _text(start, top + LINE / 2, branch, "branch")
        for name, width in zip(self.names[:-1], self.heads, strict=True):
            yield _text(at, top + 1.5 * LINE, name, "axis")
            at += width
        for number, value in enumerate(self.across):
            yield _text(left + number * self.column + GAP, top + 1.5 * LINE, value, "axis")
        for line, values in enumerate(self.down):
            y = top + 2 * LINE + line * CELL
            yield from self._headings(values, start, y)
            for number, value in enumerate(self.across):
                row = (*values, value)
                about = f"{branch}, " + ", ".join(f"{n}={v}" for n, v in zip(self.names, row, strict=True))
                if row in self.faults:
                    yield from _empty(left + number * self.column, y, self.column, f"{about}: {self.faults[row]}")
                else:
                    yield from _box(self.cells[row, branch], left + number * self.column, y, self.column, about)

    def _headings(self, values: tuple[str, ...], at: float, y: float) -> Iterator[str]:
        for value, width in zip(values, self.heads, strict=True):
            yield _text(at, y + CELL / 2 + 4, value)
            at += width


_LEGEND = (
    f"{WORKS} plain: works, with the etype of the ticket",
    f"{FAILS} hatched: fails, with the number of the Kerberos error",
    f"{DOUBT} beside it: an expectation of the story does not hold there",
)
_NEVER = (f"{CANNOT_BE} dashed: such a combination cannot be",)
_HATCH = (
    '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="stroke" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>'
)


def _empty(x: float, y: float, width: float, about: str) -> Iterator[str]:
    yield f"<g><title>{escape(about)}</title>"
    yield f'<rect class="never" x="{x + 1:g}" y="{y + 1:g}" width="{width - 3:g}" height="{CELL - 3}" rx="4"/>'
    yield _text(x + GAP, y + CELL / 2 + 4, CANNOT_BE, "axis") + "</g>"


def _box(cell: Cell, x: float, y: float, width: float, about: str) -> Iterator[str]:
    ink, kind = ("good", "works") if cell.works else ("bad", "fails")
    place = f'x="{x + 1:g}" y="{y + 1:g}" width="{width - 3:g}" height="{CELL - 3}" rx="4"'
    yield f"<g><title>{escape(f'{about}: {_words(cell)}')}</title>"
    yield f'<rect class="{kind}" {place}/>'
    if not cell.works:
        yield f'<rect class="hatch" {place}/>'
    yield _text(x + GAP, y + CELL / 2 + 4, _words(cell), ink) + "</g>"


def _words(cell: Cell) -> str:
    return f"{WORKS if cell.works else FAILS} {cell.said}{'' if cell.holds else f' {DOUBT}'}"


def _wide(text: str) -> float:
    return len(text) * LETTER


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}"{named}>{escape(text)}</text>'
