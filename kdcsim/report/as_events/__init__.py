"""As events: event records as the Event Viewer copies them, as event XML, as JSON - and all of them read back."""

from kdcsim.report.as_events.json import as_event_json
from kdcsim.report.as_events.read_json import read_event_json
from kdcsim.report.as_events.read_table import read_event_table
from kdcsim.report.as_events.read_text import read_event_text
from kdcsim.report.as_events.read_xml import read_event_xml
from kdcsim.report.as_events.text import as_event_text
from kdcsim.report.as_events.xml import as_event_xml

__all__ = [
    "as_event_json",
    "as_event_text",
    "as_event_xml",
    "read_event_json",
    "read_event_table",
    "read_event_text",
    "read_event_xml",
]
