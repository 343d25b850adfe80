"""Asserts: they play for real, and their failure message is the ladder of rules that led to the outcome."""

from __future__ import annotations

from kdcsim.scenario.load import load_file
from kdcsim.study import wording
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from kdcsim.testing.branches import known_branch
from kdcsim.testing.explained import explained, explained_branch
from kdcsim.world.action import Action
from kdcsim.world.advance import advance
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World

GOOD = (Outcome.ACCEPTED, Outcome.ISSUED, Outcome.DONE)


def assert_works(world: World, action: Action) -> Record:
    """An action succeeds in this world; gives its record."""
    record = _played(world, action)
    if record.outcome not in GOOD:
        raise AssertionError(explained(record))
    return record


def assert_refused(world: World, action: Action, error: int | None = None) -> Record:
    """An action is refused, with this Kerberos error if one is named; gives its record."""
    record = _played(world, action)
    if record.outcome is not Outcome.REFUSED or (error is not None and record.error != error):
        hoped = "a refusal" if error is None else wording.error(error)
        raise AssertionError(f"expected {hoped}\n{explained(record)}")
    return record


def assert_ticket_etype(world: World, action: Action, etype: int) -> Record:
    """An action succeeds with a ticket of this etype; gives its record."""
    record = assert_works(world, action)
    issued = [e.ticket_etype for e in record.exchanges if e.issued and e.kind == "TGS"]
    found = record.calls[-1].ticket_etype if record.calls else (issued[-1] if issued else None)
    if found != etype:
        told = f"the ticket etype is {wording.etype(found)}, expected {wording.etype(etype)}"
        raise AssertionError(f"{told}\n{explained(record)}")
    return record


def assert_holds(scenario: str, branch: str | None = None) -> None:
    """A scenario, by file or built-in name, holds: every branch, or the one that is named.

    Raises WorldError for a branch that it does not have.
    """
    story = load_file(scenario)
    verdict = judge(play(story, None, known_branch(story, branch)))
    if not verdict.holds:
        told = [f"{f.span}: {f.branch}/{f.step}: {f.sentence}" for f in verdict.failed]
        ladders = (explained_branch(b) for b in verdict.branches if not b.holds)
        raise AssertionError("\n".join([*told, "", *ladders]))


def _played(world: World, action: Action) -> Record:
    return advance(world, action, "asserted")[1]
