"""The page of a run: order, width, colours, and that it keeps secrets."""

import re

from kdcsim.report.as_text import as_test_line, as_text
from kdcsim.report.paper import Paper
from kdcsim.study.finding import Verdict
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from tests.study.two_servers import scenario, verdict

PAPER = Paper()
STORY = """\
-- broken: with the value on B ---------------------------------------------------------------------
"""


def only(name: str) -> Verdict:
    """One branch alone."""
    return judge(play(scenario(), only=name))


def test_verdict_then_steps_then_why_then_what_to_do() -> None:
    """The page answers in the order in which people ask."""
    page = as_text(only("broken"), PAPER)
    places = [page.index(s) for s in ("holds", STORY, "    1  ", "  why ", "  in the logs", "  what to do", "leans on")]
    assert places == sorted(places)


def test_key_picture() -> None:
    """The two salts stand below one another, and the mark stands where they part."""
    lines = as_text(only("broken"), PAPER).split("\n")
    sealed = next(n for n, line in enumerate(lines) if line.startswith("    sealed by  DC-2008 for account B$"))
    assert lines[sealed + 1] == '               salt "CONTOSO.COMhostb.contoso.com"'
    assert lines[sealed + 2].endswith("<- differs")
    assert lines[sealed + 3] == '               salt ""'
    assert lines[sealed + 4].index("^") == lines[sealed + 1].index('"') + 1


def test_failing_branches_are_told_in_full() -> None:
    """When something fails, its story is told, and the others get a line or two."""
    page = as_text(verdict(), PAPER)
    assert "-- wrong: an expectation that does not hold" in page
    assert STORY not in page
    assert "9 of 25 expectations failed" in page


def test_without_failures_the_refusal_is_told() -> None:
    """A scenario whose every expectation holds tells the branch that ends in a refusal."""
    run = play(scenario())
    held = tuple(b for b in verdict().branches if b.holds)
    page = as_text(Verdict(run=run, branches=held), PAPER)
    assert STORY in page
    assert "all 12 expectations hold in 2 branches" not in page  # the 12 of broken and the 4 of fine
    assert "all 16 expectations hold in 2 branches" in page


def test_no_line_is_wider_than_the_paper() -> None:
    """Wrapped text keeps to the width; only facts, commands and trees may be longer than a word allows."""
    for width in (80, 100):
        page = as_text(verdict(), Paper(width=width))
        long = [line for line in page.split("\n") if len(line) > width]
        assert all(" = " in line or "kdcsim show" in line for line in long), long


def test_colour_is_never_the_only_sign() -> None:
    """Without its colours a page says the same."""
    colored = as_text(verdict(), Paper(color=True))
    assert "\x1b[" in colored
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == as_text(verdict(), PAPER)


def test_every_detail_keeps_keys_to_itself() -> None:
    """Not even -vv prints key bytes; --show-keys does."""
    secrets = {
        s.key.value.hex()
        for b in verdict().run.branches
        for p in b.played
        for e in p.record.exchanges
        for s in e.sealed
    }
    page = as_text(verdict(), PAPER, detail=2)
    assert not [s for s in secrets if s in page]
    assert any(s in as_text(verdict(), PAPER, detail=2, show_keys=True) for s in secrets)


def test_details_grow() -> None:
    """-v tells the decisions with source and grade, -vv the messages with the keys that open them."""
    plain, decisions, messages = (as_text(only("broken"), PAPER, detail=n) for n in (0, 1, 2))
    assert "decides account-declares" not in plain and "decides account-declares" in decisions
    assert "AP-REQ" not in decisions and "AP-REQ" in messages
    assert "does not open with NetworkService (0x3e4) on B's key" in messages


def test_the_same_page_twice() -> None:
    """A page depends on the scenario and the seed alone."""
    assert as_text(only("broken"), PAPER, detail=2) == as_text(only("broken"), PAPER, detail=2)


def test_line_of_the_test_verb() -> None:
    """One line per scenario, and one for each finding that fails, with its place."""
    lines = as_test_line(verdict(), PAPER).split("\n")
    assert lines[0] == "FAIL   two-servers.yaml  3 branches, 25 expectations"
    assert re.match(r" {7}two-servers\.yaml:\d+:\d+: wrong/send-again: the outcome is refused, expected", lines[1])
