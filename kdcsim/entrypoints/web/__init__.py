"""The web: the viewer on loopback with the simulator behind it, where settings are changed live."""

from kdcsim.entrypoints.web.app import make_app
from kdcsim.entrypoints.web.serve import serve

__all__ = ["make_app", "serve"]
