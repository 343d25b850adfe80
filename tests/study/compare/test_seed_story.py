"""The cure of the seed story, seen by `diff`: who begins to work, what gets louder, and by which rule."""

from __future__ import annotations

from kdcsim.scenario.load import load_file
from kdcsim.study.compare import Difference, compare
from kdcsim.study.run import play
from kdcsim.world.state import World


def _end(branch: str) -> World:
    run = play(load_file("exchange-2007")).branch(branch)
    assert run is not None
    return run.end


def _cure() -> Difference:
    return compare(_end("S3"), _end("S9"))


def test_the_transport_begins_to_work_because_the_salt_was_told() -> None:
    """Every session reaches it through the 2008 DC; the deciding rule is that of the salt, before and after."""
    (gained,) = (c for c in _cure().changes if c.sign == "+")
    assert [str(s) for s in gained.services] == ["HUB-1/MSExchangeTransport"]
    assert gained.dcs == ("DC-2008",)
    assert len(gained.clients) == 4
    assert gained.rule == ("rc4-preauthentication-never-tells-salt", "salt-told-by-kdc")
    assert gained.before.error == 41


def test_the_2003_dc_gets_louder() -> None:
    """The price of the cure: 675 at the 2003 DC, and no outcome changes there."""
    (louder,) = (c for c in _cure().changes if c.dcs == ("DC-2003",))
    assert louder.sign == "~"
    assert (louder.before.noise, louder.after.noise) == ((), (("DC", 675),))


def test_nothing_breaks_and_everything_breaks_the_other_way() -> None:
    """Signs follow the direction."""
    assert _cure().breaks == 0
    assert compare(_end("S9"), _end("S3")).breaks == 4


def test_a_session_that_is_gone_breaks() -> None:
    """A host that only one world has is told as what comes or goes, not passed over."""
    lost = compare(_end("S9"), _end("S13"))
    assert any(c.sign == "-" and c.after.result == "not there" for c in lost.changes)
