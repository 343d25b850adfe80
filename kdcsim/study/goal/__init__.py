"""Goal: what a world is to come to, as a value - attempts to make, and what must not come of them.

Law of the room: a goal changes no world and knows no remedy. Whoever asks decides how an attempt is made: foreseen, or
played for real.
"""

from kdcsim.study.goal.caches import Caches, Tickets, without_tickets
from kdcsim.study.goal.goal import All, Authenticates, Delivered, Goal, NoEtype, Quiet, StepsHold
from kdcsim.study.goal.misses import Miss, misses, misses_of
from kdcsim.study.goal.scenario import branch_to_mend, goal_of, tries_of
from kdcsim.study.goal.syntax import SYNTAX, read_goal
from kdcsim.study.goal.words import attempt_words, who_tries

__all__ = [
    "SYNTAX",
    "All",
    "Authenticates",
    "Caches",
    "Delivered",
    "Goal",
    "Miss",
    "NoEtype",
    "Quiet",
    "StepsHold",
    "Tickets",
    "attempt_words",
    "branch_to_mend",
    "goal_of",
    "misses",
    "misses_of",
    "read_goal",
    "tries_of",
    "who_tries",
    "without_tickets",
]
