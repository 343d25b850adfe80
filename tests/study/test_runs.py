"""A story as it is played: what forks share, which branches are played, and what other readings make of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.ad.assumption import NAMES
from kdcsim.reason import Assumed
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study import reading
from kdcsim.study.coverage import RULES, Hit, coverage, hits, never_hit
from kdcsim.study.doubt import doubts, ends
from kdcsim.study.judge import judge, judge_branch, leaned_on
from kdcsim.study.observed import ticket_etype
from kdcsim.study.reading import robustness, under
from kdcsim.study.run import BranchRun, play, playing
from tests.study import test_observed, two_servers
from tests.study.test_picture import KEPT_OUT
from tests.study.test_readings_move import UNTOLD

FORKS = """\
kdcsim: 1
title: Branches that build on each other
domains: {corp.test: {functional_level: 2016, dcs: {DC1: {os: 2022, update: 2022-11}}}}
hosts: {PC: {os: 11, domain: corp.test}}
steps:
  - boot: PC
    id: boot
branches:
  one:
    steps:
      - wait: 1 h
        id: first
      - wait: 2 h
        id: second
  two: {after: one, steps: [{wait: 3 h, id: third}]}
  three: {after: one/first, steps: [{wait: 4 h, id: fourth}]}
"""


@cache
def forks() -> Scenario:
    """The story, loaded once, with a branch more: the second in a world of its own, under another reading."""
    told = load(FORKS, "forks.yaml")
    two = told.branches[1]
    plan = replace(two.plan, assumptions={"salt-fallback": "no-aes-key"})
    return replace(told, branches=(*told.branches, replace(two, name="four", plan=plan)))


def branch(runs: tuple[BranchRun, ...], name: str) -> BranchRun:
    """One of several."""
    return next(run for run in runs if run.branch.name == name)


def labels(run: BranchRun) -> list[str]:
    """Its steps, from the beginning."""
    return [each.step.label for each in run.played]


def test_a_fork_takes_over_what_its_parent_has_played() -> None:
    """The very same steps, not others like them; it goes on from the world after the last that it inherits."""
    runs = play(forks()).branches
    one, two, three, four = (branch(runs, name) for name in ("one", "two", "three", "four"))
    assert [labels(run) for run in runs] == [
        ["boot", "first", "second"],
        ["boot", "first", "second", "third"],
        ["boot", "first", "fourth"],
        ["boot", "first", "second", "third"],
    ]
    assert all(mine is its for mine, its in zip(two.inherited, one.played, strict=True))
    assert all(mine is its for mine, its in zip(three.inherited, one.played[:2], strict=True))
    assert two.start is one.start and three.start is one.start
    assert two.own[0].before is one.end and three.own[0].before is one.own[0].after
    assert three.own[0].before.now < two.own[0].before.now
    assert not {id(each) for each in four.inherited} & {id(each) for each in one.played}
    assert four.start.assumptions["salt-fallback"] == "no-aes-key"
    assert four.own[0].before is four.inherited[-1].after


def test_a_fork_of_a_branch_without_steps() -> None:
    """Begins where that began."""
    first = forks().branches[0]
    empty = replace(first, name="empty", inherited=(), steps=())
    child = replace(first, name="child", parent="empty", inherited=(), steps=first.steps)
    parent, forked = play(replace(forks(), branches=(empty, child))).branches
    assert parent.played == () and parent.end is parent.start
    assert forked.start is parent.start and forked.own[0].before is parent.start


def test_a_branch_that_inherits_other_steps_than_its_parent_has_plays_them() -> None:
    """As a change does that is put in before the fork: nothing of the parent fits."""
    one, two = forks().branches[:2]
    other = replace(two, inherited=(two.inherited[0], two.inherited[2]))
    parent, forked = play(replace(forks(), branches=(one, other))).branches
    assert labels(forked) == ["boot", "second", "third"]
    assert forked.inherited[0] is not parent.played[0]
    assert forked.own[0].before is forked.inherited[-1].after


def test_which_branches_are_played() -> None:
    """Those of the story, or the one that is asked for, be it the trunk; each only when its turn comes."""
    assert [run.branch.name for run in play(forks()).branches] == ["one", "two", "three", "four"]
    (alone,) = play(forks(), only="two").branches
    assert labels(alone) == ["boot", "first", "second", "third"] and len(alone.inherited) == 3
    (trunk,) = play(forks(), only="trunk").branches
    assert labels(trunk) == ["boot"]
    assert play(forks(), only="nobody").branches == ()
    assert next(playing(forks())).branch.name == "one"


def test_the_seed_of_a_run() -> None:
    """That of the story, if no other is given; it makes the bytes."""

    def replies(run: BranchRun) -> list[bytes]:
        return [each.reply for each in run.played[0].record.exchanges]

    own, other = play(forks()), play(forks(), 8)
    assert (own.seed, other.seed) == (forks().seed, 8)
    assert replies(own.branches[0]) != replies(other.branches[0])
    assert replies(next(playing(forks()))) == replies(own.branches[0])
    assert replies(next(playing(forks(), 8))) == replies(other.branches[0])
    assert replies(next(playing(forks(), 0))) == replies(play(forks(), 0).branches[0])


def test_the_seed_is_in_the_world_from_the_start() -> None:
    """Also where nothing happens: each branch begins with it."""
    idle = replace(forks(), branches=(replace(forks().branches[0], inherited=(), steps=()),))
    assert next(playing(idle)).start.seed == play(idle).branches[0].start.seed == idle.seed
    assert next(playing(idle, 8)).start.seed == play(idle, 8).branches[0].start.seed == 8
    assert next(playing(idle, 0)).start.seed == play(idle, 0).seed == 0
    assert (play(idle).seed, play(idle, 8).seed) == (idle.seed, 8)


def test_steps_and_branches_are_found_by_name() -> None:
    """Or not at all."""
    run = play(forks())
    two = run.branch("two")
    assert two is run.branches[1] and run.branch("nobody") is None
    assert two.at("first") is two.inherited[1] and two.at("third") is two.own[0] and two.at("fourth") is None
    assert two.end is two.own[-1].after


def test_a_reading_holds_in_the_trunk_too() -> None:
    """Which is played for itself when it is asked for."""
    (trunk,) = play(under(forks(), {"salt-fallback": "user-form"}), only="trunk").branches
    assert trunk.start.assumptions["salt-fallback"] == "user-form"
    alone = replace(forks(), trunk=None)
    assert under(alone, {"salt-fallback": "user-form"}).trunk is None


def test_readings_are_tried_branch_by_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each branch under every reading but the one that it was told with, however its neighbours were told."""
    monkeypatch.setattr(reading, "TABLE", (NAMES["salt-fallback"], NAMES["registry-reload"]))
    told = robustness(judge(play(forks())))
    assert [each.branch for each in told] == ["one", "two", "three", "four"]
    assert [each.tried for each in told] == [2 + 1] * 4
    assert all(each.robust and each.depends == () for each in told)
    (alone,) = robustness(judge(play(forks(), only="four")))
    assert alone.tried == 2 + 1


@pytest.mark.parametrize(
    ("expected", "holds", "brief"),
    [
        ("", False, 'NetworkService (0x3e4) on B has salt "CONTOSO.COMB$", expected salt ""'),
        ("CONTOSO.COMB$", True, None),
    ],
)
def test_an_expectation_that_hangs_on_a_reading(
    expected: str, holds: bool, brief: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch ends the same under the other reading, but what is expected of it holds under one of them alone."""
    monkeypatch.setattr(reading, "TABLE", (NAMES["salt-fallback"],))
    text = two_servers.TEXT.replace('salt: ""}', f'salt: "{expected}"}}')
    verdict = judge(play(load(text, two_servers.FILE), only="broken"))
    assert verdict.holds is not holds
    (broken,) = robustness(verdict)
    found = {each.reading: each for each in broken.depends if each.assumed.name == "salt-fallback"}
    user = found["user-form"]
    assert (user.same, user.holds, user.assumed) == (True, holds, Assumed("salt-fallback", "empty"))
    assert user.brief == (
        brief or 'KRB_AP_ERR_MODIFIED (41): salt "CONTOSO.COMB$" instead of "CONTOSO.COMhostb.contoso.com"'
    )
    none = found["no-aes-key"]
    assert (none.same, none.holds) == (False, False) and not broken.robust
    assert none.brief == "KRB_AP_ERR_NOKEY (45): NetworkService (0x3e4) on B holds no AES256 (18) key"


def test_an_end_that_hangs_on_a_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another error is another end, whether or not anything was expected; what holds may hold all the same."""
    monkeypatch.setattr(reading, "TABLE", (NAMES["salt-fallback"],))
    for expects in ("        expect: refused\n", ""):
        verdict = judge(play(load(UNDONE.replace("        expect: refused\n", expects), "undone.yaml")))
        first, then = robustness(verdict)
        assert first.robust and not then.robust
        (other,) = then.depends
        assert (other.reading, other.same, other.holds) == ("no-aes-key", False, True)
        assert other.brief.startswith("KRB_AP_ERR_NOKEY (45): ")


def test_doubts_are_about_readings_that_are_known() -> None:
    """Each other reading of what a branch leaned on; a name that no table has is passed over."""
    told = two_servers.branch("broken")
    run = two_servers.verdict().run
    asked = [(each.assumed.name, each.reading) for each in doubts(run, told)]
    assert ("salt-fallback", "user-form") in asked and ("salt-fallback", "empty") not in asked
    assert list(doubts(run, replace(told, leaned_on=(Assumed("no-such-question", "yes"),)))) == []
    assert ends(told.run)[-1] == ("refused", 41, False)


UNDONE = """\
kdcsim: 1
title: A branch after something that could not be done
domains:
  corp.test:
    functional_level: 2003
    dcs: {DC1: 2008 SP2}
hosts:
  A: {os: 2008 SP2, domain: corp.test, services: {s: NetworkService, t: NetworkService}}
  B: {os: 2008 SP2, domain: corp.test}
branches:
  first:
    steps:
      - start_service: A/s
  then:
    after: first
    steps:
      - boot: B
      - set_registry: {on: A, name: DefaultEncryptionType, value: 23}
      - boot: A
      - connect: {from: B, as: LocalSystem, to: A/t}
        expect: refused
"""


def test_a_doubt_does_not_blame_a_branch_for_its_parent() -> None:
    """What its parent could not do is its parent's finding: under every reading, the child is judged by its own."""
    run = play(load(UNDONE, "undone.yaml"))
    first, then = (judge_branch(each) for each in run.branches)
    assert not first.holds and then.holds
    found = {each.reading: each for each in doubts(run, then) if each.assumed.name == "salt-fallback"}
    assert found["user-form"].same and found["user-form"].holds


def test_a_step_that_could_not_be_done_is_told_with_its_cause() -> None:
    """The logon that was refused before, where that is why."""
    text = KEPT_OUT.replace("LOGONS\n", "  - log_on: {on: PC, user: dora, password: wrong}\n    id: try\n")
    (found,) = judge(play(load(text, "kept-out.yaml"))).findings
    assert found.sentence.endswith("the logon at step try met KDC_ERR_PREAUTH_FAILED (24)")
    assert (found.step, found.expected) == ("ask", "a step that can be done")


@pytest.mark.parametrize(("etypes", "leans"), [("[RC4, AES128, AES256]", True), ("[RC4]", False)])
def test_a_salt_matters_where_a_salted_key_is_needed(etypes: str, leans: bool) -> None:
    """A service that never learned its salt opens RC4 tickets all the same."""
    (run,) = play(load(UNTOLD.replace("[RC4, AES128, AES256]", etypes), "untold.yaml")).branches
    assert run.own[-1].record.error is None and ticket_etype(run.own[-1]) == (18 if leans else 23)
    assert ("user-salt-fallback" in {each.name for each in leaned_on(run)}) is leans
    assert {"session-pick", "unset-session-before-2022"} & {each.name for each in leaned_on(run)} or leans
    names = [(each.name, each.value) for each in leaned_on(run)]
    assert names == sorted(set(names))


def test_the_step_that_shows_a_rule_best() -> None:
    """One that names it, else one that expects something, else any; of several alike the first."""
    found = hits(two_servers.verdict().run)
    assert found["rc4-preauthentication-never-tells-salt"] == Hit("two-servers", "broken", "send", True)
    assert found["client-list-of-the-build"] == Hit("two-servers", "fine", "send")
    assert found["vista-asks-first"] == Hit("two-servers", "wrong", "send-again")
    assert found["default-encryption-type-needs-no-salt"] == Hit("two-servers", "broken", "boot-b")


def test_a_step_is_not_about_a_rule_unless_it_says_so() -> None:
    """Among steps of one name, those that are not come first; stories about a rule are sorted before that."""
    plain, named = Hit("story", "branch", "step"), Hit("story", "branch", "step", named=True)
    assert not plain.named and sorted([named, plain]) == [plain, named]


def test_which_stories_show_a_rule() -> None:
    """Every rule has its place in the order of the ladders; stories about it come first, then by name."""
    other = play(replace(two_servers.scenario(), name="a-story"))
    (plain,) = [
        replace(run, own=(run.own[0], run.own[1], replace(run.own[2], step=replace(run.own[2].step, expectation=None))))
        for run in other.branches
        if run.branch.name == "broken"
    ]
    found = coverage(
        [play(load(test_observed.WEB, "web.yaml")), replace(other, branches=(plain,)), two_servers.verdict().run]
    )
    assert tuple(found) == RULES
    assert [(hit.scenario, hit.named) for hit in found["rc4-preauthentication-never-tells-salt"]] == [
        ("two-servers", True),
        ("a-story", False),
    ]
    assert [hit.scenario for hit in found["salt-told-by-kdc"]] == ["a-story", "two-servers", "web"]
    assert found["hint-november-2022"] == ()
    assert set(never_hit(found)) == {rule for rule in RULES if not found[rule]}
    assert "hint-november-2022" in never_hit(found) and "salt-told-by-kdc" not in never_hit(found)
    assert coverage([]) == dict.fromkeys(RULES, ())
