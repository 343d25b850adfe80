"""Compare: which client session, at which DC, with which service, comes to something else in another world.

Law of the room: only decisions, with empty ticket caches on both sides; what differs in names alone is one class, and
each class is looked at once.
"""

from kdcsim.study.compare.compare import compare, compare_runs
from kdcsim.study.compare.difference import Change, Difference
from kdcsim.study.compare.outcome import Outcome

__all__ = ["Change", "Difference", "Outcome", "compare", "compare_runs"]
