"""A diagram for wikis and pull requests shows the cut arrow, and takes no name for syntax."""

from __future__ import annotations

import re

from kdcsim.report.as_mermaid import as_mermaid, text
from kdcsim.scenario.load import load, load_file
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from tests.web import hostile


def test_the_story_of_2012() -> None:
    """The central branch is drawn: who asked whom, with which etype, and the arrow that is cut."""
    drawn = as_mermaid(judge(play(load_file("exchange-2007"))))
    lines = drawn.splitlines()
    assert lines[0] == "sequenceDiagram"
    assert any("NetworkService (0x3e4)" in line and line.startswith("  participant") for line in lines)
    assert any(re.fullmatch(r"  L\d+-xL\d+: AP-REQ, ticket AES256 \(18\), does not open", line) for line in lines)
    assert lines[-1].endswith("KRB_AP_ERR_MODIFIED (41)")


def test_every_line_is_of_the_grammar() -> None:
    """Whatever the names are, each line is a title, a participant, a note or an arrow."""
    grammar = re.compile(
        r"sequenceDiagram|  title [^;<>]*(#\d+;[^;<>]*)*|  participant L\d+ as .+|  Note over L\d+: .+|"
        r"  L\d+(->>|-->>|-x|--x)L\d+: .+"
    )
    for verdict in (judge(play(load(hostile.story(), "x.yaml"))), judge(play(load_file("office")))):
        for line in as_mermaid(verdict).splitlines():
            assert grammar.fullmatch(line), line
            assert "<" not in line and "\u202e" not in line


def test_names_are_text() -> None:
    """Letters of the syntax become entities, hidden letters their numbers, long names are cut."""
    assert text("a;b#c") == "a#59;b#35;c"
    assert text("x\u202ey") == "xU+202Ey"
    assert len(text("n" * 500)) < 80
