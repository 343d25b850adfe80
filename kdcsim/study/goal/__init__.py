"""Goal: what a world is to come to, as a value - attempts to make, and what must not come of them.

Law of the room: a goal changes no world and knows no remedy. Whoever asks decides how an attempt is made: foreseen, or
played for real.
"""

from kdcsim.study.goal.goal import (
    All,
    Authenticates,
    Delivered,
    Goal,
    Miss,
    NoEtype,
    Quiet,
    StepsHold,
    attempt_words,
    misses,
    who_tries,
    without_tickets,
)
from kdcsim.study.goal.scenario import branch_to_mend, goal_of, tries_of
from kdcsim.study.goal.syntax import SYNTAX, read_goal

__all__ = [
    "SYNTAX",
    "All",
    "Authenticates",
    "Delivered",
    "Goal",
    "Miss",
    "NoEtype",
    "Quiet",
    "StepsHold",
    "attempt_words",
    "branch_to_mend",
    "goal_of",
    "misses",
    "read_goal",
    "tries_of",
    "who_tries",
    "without_tickets",
]
