"""Progress: which questions of which lesson were answered, kept where this platform keeps such state.

Nothing else is kept, and a file that cannot be read or written is no reason to stop a lesson.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

FILE = "lessons.json"


def state_folder() -> Path:
    """Where state goes: XDG on Linux, Application Support on a Mac, LOCALAPPDATA on Windows."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "kdcsim"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "kdcsim"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "kdcsim"


def answered(lesson: int) -> frozenset[int]:
    """The parts of a lesson that were answered rightly."""
    return frozenset(_read().get(str(lesson), []))


def remember(lesson: int, part: int) -> None:
    """Note that a part was answered rightly."""
    known = _read()
    known[str(lesson)] = sorted({*known.get(str(lesson), []), part})
    _write(known)


def forget(lesson: int) -> None:
    """Begin a lesson anew."""
    known = _read()
    known.pop(str(lesson), None)
    _write(known)


def _read() -> dict[str, list[int]]:
    try:
        told = json.loads((state_folder() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {k: [n for n in v if isinstance(n, int)] for k, v in told.items() if isinstance(v, list)}


def _write(known: dict[str, list[int]]) -> None:
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{FILE}.new"
        fresh.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(folder / FILE)
    except OSError:
        return
