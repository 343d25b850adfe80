"""Plan: the cheapest remedies that bring a world to a goal - found by decisions, proved by replay.

Law of the room: a plan that was not replayed with real messages is not reported, and a search that did not look at
everything says so.
"""

from kdcsim.study.plan.cause import cause_of, causes, dead_end_of
from kdcsim.study.plan.fix import fix
from kdcsim.study.plan.plan import DeadEnd, Fix, Obstacle, Order, Plan, Proof, Rejected, Terms

__all__ = [
    "DeadEnd",
    "Fix",
    "Obstacle",
    "Order",
    "Plan",
    "Proof",
    "Rejected",
    "Terms",
    "cause_of",
    "causes",
    "dead_end_of",
    "fix",
]
