"""As events: event records as the Event Viewer copies them, as event XML, and as JSON."""

from kdcsim.report.as_events.json import as_event_json
from kdcsim.report.as_events.text import as_event_text
from kdcsim.report.as_events.xml import as_event_xml

__all__ = ["as_event_json", "as_event_text", "as_event_xml"]
