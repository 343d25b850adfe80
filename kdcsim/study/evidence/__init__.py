"""Evidence: what a real tool printed, weighed - what it is, proves and does not prove, and where to look next."""

from kdcsim.study.evidence.event_kind import EventKind
from kdcsim.study.evidence.event_kinds import EVENT_KINDS, kind_of
from kdcsim.study.evidence.refusal import REFUSALS, refusal
from kdcsim.study.evidence.seen import (
    MIT_KLIST,
    CacheSeen,
    CallFailedSeen,
    ErrorSeen,
    EventSeen,
    KeySeen,
    KeytabSeen,
    PurgeSeen,
    Seen,
    SessionSeen,
    SessionsSeen,
    TicketSeen,
)
from kdcsim.study.evidence.statement import Evidence, Part, Remark, Statement
from kdcsim.study.evidence.status import STATUSES, Status
from kdcsim.study.evidence.weigh import weigh

__all__ = [
    "EVENT_KINDS",
    "MIT_KLIST",
    "REFUSALS",
    "STATUSES",
    "CacheSeen",
    "CallFailedSeen",
    "ErrorSeen",
    "EventKind",
    "EventSeen",
    "Evidence",
    "KeySeen",
    "KeytabSeen",
    "Part",
    "PurgeSeen",
    "Remark",
    "Seen",
    "SessionSeen",
    "SessionsSeen",
    "Statement",
    "Status",
    "TicketSeen",
    "kind_of",
    "refusal",
    "weigh",
]
