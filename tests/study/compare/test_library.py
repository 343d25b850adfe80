"""`diff` of the library's stories: services under accounts of the domain are reached by the SPNs of those accounts."""

from __future__ import annotations

from kdcsim.scenario.load import load_file
from kdcsim.study.compare import Change, Difference, compare, compare_runs
from kdcsim.study.decide import services_of
from kdcsim.study.run import BranchRun, play


def _run(story: str, branch: str) -> BranchRun:
    run = play(load_file(story)).branch(branch)
    assert run is not None
    return run


def _between(story: str, before: str, after: str) -> Difference:
    return compare_runs(_run(story, before), _run(story, after))


def _told(change: Change) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return change.sign, tuple(map(str, change.clients)), tuple(map(str, change.services))


def test_a_keytab_that_falls_behind_costs_everybody_the_nas() -> None:
    """The SPN stands on the account of the keytab, not on the service: it listens for it all the same."""
    (lost,) = _between("rc4-keytab-on-a-nas", "march", "april").changes
    assert _told(lost)[0] == "-"
    assert "alice@PC-1" in _told(lost)[1]
    assert _told(lost)[2] == ("NAS-1/smb",)


def test_an_spn_that_moves_to_the_right_account_opens_the_service() -> None:
    """Before the move the same name leads to another account's key."""
    (gained,) = _between("spn-on-the-wrong-account", "moved", "spn-moved").changes
    assert _told(gained)[0] == "+"
    assert gained.before.error == 41


def test_a_name_that_only_the_story_used_is_tried_too() -> None:
    """Without the steps nobody knows that users of SQL-1 use this name: it stands on another account."""
    spn = "MSSQLSvc/sql-1.contoso.com:1433"
    moved = _run("spn-on-the-wrong-account", "moved")
    reached = [s for s in services_of(moved.end, (p.step.action for p in moved.played)) if s.spn == spn]
    assert [str(s) for s in reached] == ["SQL-1/mssqlserver"]
    assert spn not in [s.spn for s in services_of(moved.end) if s.host]


def test_an_old_ticket_in_a_cache_is_a_difference_of_its_own() -> None:
    """On Friday evening alice still got in at WEB-2; with fresh tickets both worlds are the same."""
    found = _between("service-keeps-an-old-password", "same-day", "monday")
    assert not found.changed
    assert [_told(c) for c in found.held] == [
        ("-", ("alice@PC-1",), ("WEB-2/portal",)),
        ("+", ("alice@PC-1",), ("WEB-1/portal",)),
    ]
    assert found.breaks == 1


def test_the_dc_that_answered_is_seen_in_the_cache() -> None:
    """Two branches that asked one DC each end in the same world but for a ticket."""
    found = _between("half-patched", "by-dc02", "by-dc01")
    assert [_told(c) for c in found.held] == [("-", ("alice@PC-1",), ("DOCS-1/app",))]


def test_what_fresh_tickets_tell_is_not_told_again_of_held_ones() -> None:
    """A pair that breaks anyway is told once."""
    found = _between("exchange-2007", "S9", "S3")
    assert found.breaks == 4
    assert not found.held


def test_services_beside_each_other_keep_their_own_names() -> None:
    """Two services of one computer account are not reached by each other's SPNs."""
    world = _run("name-of-another-host", "second-server").end
    for service in services_of(world):
        own = [s for s in world.host(service.host).services if s.name == service.name] if service.host else []
        others = [s for s in world.host(service.host).services if s.name != service.name] if service.host else []
        if own and service.spn not in own[0].spns:
            assert service.spn not in [spn for s in others for spn in s.spns]
    assert compare(world, world).changes == ()
