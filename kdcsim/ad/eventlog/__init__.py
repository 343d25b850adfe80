"""Windows event records, computed from exchanges after the fact, never emitted from inside them."""

from kdcsim.ad.eventlog.event import Audit, Event

__all__ = ["Audit", "Event"]
