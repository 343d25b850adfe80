"""As HTML: one self-contained page over one trace - no network, no framework, and nothing runs but what its hash names.

Law of the room: the page is given its trace as text; no name from a scenario ever becomes markup.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files

SCRIPTS = ("dom.js", "message.js", "lanes.js", "keys.js", "world.js", "diff.js", "viewer.js")
STYLES = ("viewer.css",)
PLACE = re.compile(r"\{(\w+)\}")
START = "window.kdcsim.start();\n"


def as_html(trace: str, *, title: str, plain: str = "") -> str:
    """Write the page. ``trace`` is its JSON text; ``plain`` is what a reader without scripts sees."""
    script, style = viewer_script() + START, viewer_style()
    values = {
        "script_hash": hash_source(script),
        "style_hash": hash_source(style),
        "title": escape(f"{title} - kdcsim"),
        "plain": f"<pre>{escape(plain)}</pre>" if plain else "This page needs JavaScript.",
        "style": style,
        "script": script,
        "trace": inert(trace),
    }
    return PLACE.sub(lambda found: values[found[1]], part("template.html"))


def viewer_script() -> str:
    """Every script of the viewer, in the order in which they build on each other."""
    return "".join(part(name) for name in SCRIPTS)


def viewer_style() -> str:
    """The viewer's style sheet."""
    return "".join(part(name) for name in STYLES)


def part(name: str) -> str:
    """One file of the viewer."""
    return (files("kdcsim.report") / "viewer" / name).read_text(encoding="utf-8")


def hash_source(text: str) -> str:
    """The source expression by which a Content-Security-Policy lets exactly this text through."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def inert(trace: str) -> str:
    """JSON that cannot end the element it stands in, whatever names it holds."""
    for letter in "<>&\u2028\u2029":
        trace = trace.replace(letter, f"\\u{ord(letter):04x}")
    return trace
