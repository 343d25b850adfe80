"""A line about a branch says how it ended: a refusal at its end is never left out, a good end comes last."""

from __future__ import annotations

import pytest

from kdcsim.scenario import source
from kdcsim.scenario.load import load_file
from kdcsim.study.brief import branch_brief, step_brief
from kdcsim.study.run import BranchRun, play
from kdcsim.world.record import Outcome

RUNS = {name: play(load_file(name)).branches for name in source.built_in_names()}


def brief_of(story: str, branch: str) -> tuple[BranchRun, str]:
    """One branch of a built-in story, and its line."""
    run = next(r for r in RUNS[story] if r.branch.name == branch)
    return run, branch_brief(run)


@pytest.mark.parametrize("story", RUNS)
def test_the_end_is_told(story: str) -> None:
    """Where a branch's last step is refused, its line ends with that refusal; where it is not, failures come first."""
    for run in RUNS[story]:
        last, line = run.own[-1], branch_brief(run)
        if last.record.outcome in (Outcome.REFUSED, Outcome.IMPOSSIBLE):
            assert line.endswith(step_brief(run, last)), line
        elif "KRB_AP_ERR" in line:
            assert line.startswith("at first ") and "; in the end " in line


def test_a_late_refusal_is_not_dropped() -> None:
    """In July the database opens and the old program is refused: both are told."""
    _, line = brief_of("small-company", "july")
    assert "opened the AES256 (18) ticket; then KDC_ERR_ETYPE_NOSUPP (14)" in line


def test_a_start_that_was_refused_says_who_refused_what() -> None:
    """A computer that starts and gets no TGT is not told as a success."""
    _, line = brief_of("forgotten-silencer", "with-the-value")
    assert line == "KDC_ERR_ETYPE_NOSUPP (14): DC01 refused APP-7$ a TGT when APP-7 started"


def test_a_cure_is_told_as_the_end() -> None:
    """S12 fails at first; its line, beside a green tick, says so."""
    _, line = brief_of("exchange-2007", "S12")
    assert line.startswith("at first KRB_AP_ERR_MODIFIED") and "; in the end delivered" in line
