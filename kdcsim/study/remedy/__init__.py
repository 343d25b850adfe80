"""Remedy: something an administrator can do, as actions with a price, a risk, and the command to type.

Law of the room: a remedy knows where it applies and what it costs, not whether it helps; that is for the search.
"""

from kdcsim.study.remedy.kind import KINDS, RISKS, Kind, KindRow, Risk, RiskRow
from kdcsim.study.remedy.offer import remedies
from kdcsim.study.remedy.remedy import Remedy

__all__ = ["KINDS", "RISKS", "Kind", "KindRow", "Remedy", "Risk", "RiskRow", "remedies"]
