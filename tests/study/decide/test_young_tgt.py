"""A TGT that is younger than 20 minutes is good for an account that is barred meanwhile, foreseen as played."""

from __future__ import annotations

import pytest

from kdcsim.study.decide import foresee
from kdcsim.world.action import RequestTicket, Wait, user_luid
from kdcsim.world.advance import advance
from kdcsim.world.record import Outcome
from tests.study.plan.test_puzzles import barred, barring


@pytest.mark.parametrize(("seconds", "outcome"), [(0, Outcome.ISSUED), (1200, Outcome.ISSUED), (1201, Outcome.REFUSED)])
@pytest.mark.parametrize("bar", ["v", "w"])
def test_the_account_is_looked_at_once_the_tgt_is_older(bar: str, seconds: int, outcome: Outcome) -> None:
    """Locked or disabled, it is asked for a service by the TGT of before (MS-KILE 3.3.5.7.1)."""
    _, run, _ = barred()
    world, _ = advance(barring(run.end, bar), Wait(seconds=seconds), "wait")
    request = RequestTicket(host="PC", session=user_luid("PC", "eve"), spn="HTTP/prt")
    foreseen, (_, made) = foresee(world, request), advance(world, request, "ask")
    assert (foreseen.outcome, foreseen.error) == (made.outcome, made.error)
    assert made.outcome is outcome
