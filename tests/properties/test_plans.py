"""Laws of plans, over drawn worlds: nothing is proposed where nothing is wrong, and a proof holds under any seed."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kdcsim.diagnostic import Span
from kdcsim.scenario.model import Branch, Scenario, Step
from kdcsim.study.decide import pairs_of
from kdcsim.study.goal import All, misses
from kdcsim.study.goal.goal import Authenticates
from kdcsim.study.plan import Terms, fix
from kdcsim.study.plan.proof import replay
from kdcsim.study.run import BranchRun, play
from kdcsim.testing import strategies
from kdcsim.world.action import Boot
from kdcsim.world.plan import WorldPlan

HERE = Span(file="drawn.yaml", line=1, column=1, length=1)
SMALL = strategies.plans(most_hosts=1)
QUICK = Terms(states=40, runners_up=0)
OTHER_SEEDS = (8, 99)


def story(plan: WorldPlan, seed: int = 7) -> tuple[Scenario, BranchRun]:
    """A drawn world in which every host is started, as a story."""
    steps = tuple(Step(label=f"boot {h.name}", action=Boot(host=h.name), span=HERE) for h in plan.hosts)
    branch = Branch(name="trunk", title="drawn", span=HERE, plan=plan, steps=steps)
    told = Scenario(name="drawn", file="drawn.yaml", title="drawn", story="", branches=(branch,))
    (run,) = play(told, seed).branches
    return told, run


def wanted(run: BranchRun, *, working: bool) -> All:
    """The goal that all pairs authenticate which do already, or which do not."""
    each = [Authenticates(action=pair.attempt()) for pair in pairs_of(run.end)]
    return All(goals=tuple(goal for goal in each if bool(misses(All(goals=(goal,)), run.end)) is not working))


@given(SMALL)
@settings(max_examples=settings().max_examples // 4)
def test_a_healthy_world_needs_no_fix(plan: WorldPlan) -> None:
    """What works already is reached already: no plan, no search."""
    told, run = story(plan)
    goal = wanted(run, working=True)
    assume(goal.goals)
    found = fix(told, run, goal)
    assert not found.misses
    assert not found.plans
    assert not found.offered


@given(SMALL, st.sampled_from(OTHER_SEEDS))
@settings(max_examples=settings().max_examples // 8)
def test_a_proof_holds_under_another_seed(plan: WorldPlan, seed: int) -> None:
    """Keys, confounders and machine passwords are others; what the plan does is the same."""
    told, run = story(plan)
    broken = wanted(run, working=False)
    assume(broken.goals)
    goal = All(goals=broken.goals[:1])
    found = fix(told, run, goal, QUICK)
    assume(found.plans)
    _, again = story(plan, seed)
    assert replay(again.end, seed, found.plans[0].remedies, goal).holds
