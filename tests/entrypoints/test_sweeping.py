"""``sweep`` and ``diff`` on files as people name them, what cannot be varied, the chart, and the bar."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.cli.sweep import bar
from kdcsim.report.as_sweep_chart import as_sweep_html, as_sweep_svg
from kdcsim.study.sweep import Cell, Row, headings, read_settings
from tests.study.remedy.estates import NAS

MASK = "domains/corp.example/accounts/svc_nas/supported_etypes"
SVG = "{http://www.w3.org/2000/svg}"


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


@pytest.fixture
def nas(tmp_path: Path) -> str:
    """A story under a name with a space and two suffixes, in a folder of its own."""
    path = tmp_path / "my nas.kdc.yaml"
    path.write_text(NAS, encoding="utf-8")
    return str(path)


def test_a_file_with_a_space_and_two_suffixes_is_varied_and_compared(nas: str) -> None:
    """The story that was read is overlaid; no name of a file is written into another."""
    told = _run("diff", nas, "--do", "set_supported_etypes: {account: svc_nas, value: 0x1c}")
    assert told.exit_code == 0
    assert "begin to work" in told.output
    assert _run("sweep", nas, "--vary", f"{MASK}=0x1c,0x18").exit_code == 0


def test_absent_is_a_value_also_where_nothing_is_set(nas: str) -> None:
    """What is not there is absent already."""
    told = _run("sweep", nas, "--vary", f"{MASK}=absent,0x1c")
    assert told.exit_code == 0
    assert [line.split()[:2] for line in told.output.splitlines()[1:3]] == [["absent", "x"], ["0x1c", "ok"]]
    assert _run("sweep", nas, "--vary", "hosts/PC-1/registry/LogLevel=absent,1").exit_code == 0


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("hosts=1", "hosts/PC-1/os=10", "lies below"),
        ("hosts/PC-1/os=10", "hosts/PC-1/os=11", "varied twice"),
    ],
)
def test_settings_that_contradict_each_other_are_bad_input(nas: str, one: str, other: str, words: str) -> None:
    """A diagnostic and exit code 2, no broken invariant."""
    told = _run("sweep", nas, "--vary", one, "--vary", other)
    assert told.exit_code == 2
    assert words in told.stderr


DC = "domains/corp.example/dcs/DC01"
BUILDS = ("--vary", f"{DC}/os=2022,2025", "--vary", f"{DC}/update=2022-11,2026-07")


def test_a_combination_that_cannot_be_is_told_in_its_place() -> None:
    """2025 was not there in November 2022: the other three are played, and why is said below, and as JSON."""
    told = _run("sweep", "phase-one-until-july", *BUILDS)
    assert told.exit_code == 0
    lines = [line.split() for line in told.output.splitlines()]
    assert lines[3] == ["2025", "2022-11", "-", "-", "-", "-"]
    assert [line[:2] for line in lines if "-" not in line][1:4] == [
        ["2022", "2022-11"],
        ["2022", "2026-07"],
        ["2025", "2026-07"],
    ]
    why = "2025 never had the update level 2022-11"
    assert told.output.splitlines()[-1] == f"- cannot be: os=2025, update=2022-11: {why}"
    rows = json.loads(_run("sweep", "phase-one-until-july", *BUILDS, "--format", "json").output)["rows"]
    assert [(row["values"], row.get("fault"), len(row["branches"])) for row in rows] == [
        (["2022", "2022-11"], None, 4),
        (["2022", "2026-07"], None, 4),
        (["2025", "2022-11"], why, 0),
        (["2025", "2026-07"], None, 4),
    ]


def test_a_value_that_cannot_be_in_any_combination_is_bad_input() -> None:
    """A slip is told with its caret and what is allowed, whatever works beside it."""
    told = _run("sweep", "phase-one-until-july", "--vary", f"{DC}/os=2022,20255", "--vary", f"{DC}/update=rtm,2026-07")
    assert told.exit_code == 2
    assert "`20255` is not a Windows" in told.stderr and "did you mean `2025`?" in told.stderr
    assert told.stdout == ""


def test_columns_are_told_apart() -> None:
    """The shortest end of a path that no other has."""
    settings = read_settings(("hosts/PC-1/os=10", "hosts/S-1/os=2022", "salt-fallback=empty"))
    assert headings(settings) == ("PC-1/os", "S-1/os", "salt-fallback")


def _chart(title: str = "a <story> & more") -> tuple[str, str]:
    settings = read_settings(("hosts/PC-1/os=10,<11>", "update=a,b"))
    cells = (
        Cell(branch="one", works=True, said="AES256", holds=True),
        Cell(branch="two", works=False, said="14", holds=False),
    )
    rows = tuple(Row(values=(os, u), cells=cells) for os in ("10", "<11>") for u in ("a", "b"))
    return as_sweep_svg(title, settings, rows), as_sweep_html(title, settings, rows)


def test_the_chart_says_everything_without_colour() -> None:
    """A sign, letters and a hatch in every cell, and its settings in words for who points at it or hears it."""
    svg, _ = _chart()
    tree = ElementTree.fromstring(svg)
    texts = ["".join(e.itertext()) for e in tree.iter(f"{SVG}text")]
    assert texts.count("\u2713 AES256") == 4
    assert texts.count("\u2717 14 !") == 4
    assert len([r for r in tree.iter(f"{SVG}rect") if r.get("class") == "hatch"]) == 4
    titles = [e.text for e in tree.iter(f"{SVG}title")]
    assert "two, os=<11>, update=b: \u2717 14 !" in titles
    assert any("hatched: fails" in t for t in texts)
    assert "across: update; down: hosts/PC-1/os" in texts
    assert tree.get("role") == "img"


def test_a_combination_that_cannot_be_is_an_empty_box() -> None:
    """Dashed, with a sign; why is told to who points at it, and the legend names the sign only then."""
    settings = read_settings(("os=2022,2025", "update=a,b"))
    cells = (Cell(branch="one", works=True, said="AES256", holds=True),)
    rows = [Row(values=(os, u), cells=cells) for os in ("2022", "2025") for u in ("a", "b")]
    rows[0] = Row(values=("2022", "a"), fault="2022 never had a")
    tree = ElementTree.fromstring(as_sweep_svg("t", settings, rows))
    texts = ["".join(e.itertext()) for e in tree.iter(f"{SVG}text")]
    assert (texts.count("\u2013"), texts.count("\u2713 AES256")) == (1, 3)
    assert "\u2013 dashed: such a combination cannot be" in texts
    assert len([r for r in tree.iter(f"{SVG}rect") if r.get("class") == "never"]) == 1
    assert "one, os=2022, update=a: 2022 never had a" in [e.text for e in tree.iter(f"{SVG}title")]
    assert "cannot be" not in _chart()[0]


def test_every_cell_lies_inside_and_none_on_another() -> None:
    """Grids stand beside and below each other."""
    tree = ElementTree.fromstring(_chart()[0])
    boxes = [
        tuple(float(r.get(side) or 0) for side in ("x", "y", "width", "height"))
        for r in tree.iter(f"{SVG}rect")
        if r.get("class") != "hatch"
    ]
    assert len(boxes) == len(set(boxes)) == 8
    width, height = float(tree.get("width") or 0), float(tree.get("height") or 0)
    assert all(x + w <= width and y + h <= height for x, y, w, h in boxes)
    for n, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[n + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_the_page_lets_nothing_through_but_its_style() -> None:
    """No script, no source beside the hash of the style that stands there."""
    _, page = _chart("</title><script>alert(1)</script>")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert "<script" not in page
    assert " style=" not in page


def test_a_chart_is_written_to_a_file(nas: str, tmp_path: Path) -> None:
    """With -o; a folder that is not there is bad input."""
    target = tmp_path / "grid.svg"
    told = _run("sweep", nas, "--vary", f"{MASK}=absent,0x1c", "--format", "svg", "-o", str(target))
    assert (told.exit_code, told.stdout) == (0, "")
    assert ElementTree.parse(target).getroot().tag == f"{SVG}svg"
    words = ("sweep", nas, "--vary", f"{MASK}=absent", "--format", "svg", "-o", str(tmp_path / "no" / "x.svg"))
    assert _run(*words).exit_code == 2


def test_the_bar_grows() -> None:
    """Empty, half, full; always as wide."""
    assert bar(0, 12) == f"[{'-' * 30}]  0 of 12 combinations   0%"
    assert bar(6, 12).count("#") == 15
    assert bar(12, 12) == f"[{'#' * 30}] 12 of 12 combinations 100%"
