"""Windows event records, computed from exchanges after the fact, never emitted from inside them."""

from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.host_events import acceptor_events, initiator_events, kdc_error_events
from kdcsim.ad.eventlog.kdc_events import kdc_events, kdc_start_events
from kdcsim.ad.eventlog.scene import NULL_SID

__all__ = [
    "NULL_SID",
    "Audit",
    "Event",
    "acceptor_events",
    "initiator_events",
    "kdc_error_events",
    "kdc_events",
    "kdc_start_events",
]
