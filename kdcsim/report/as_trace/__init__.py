"""As trace: one versioned JSON value with everything that the viewer draws - worlds, arrows, messages, keys, logs."""

from kdcsim.report.as_trace.screens import Screens
from kdcsim.report.as_trace.story import TRACE_VERSION, as_trace, trace_value

__all__ = ["TRACE_VERSION", "Screens", "as_trace", "trace_value"]
