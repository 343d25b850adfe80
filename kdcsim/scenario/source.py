"""Source: the one room that reads files.

A scenario is found by path, or by name in the library that comes with kdcsim.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from kdcsim.diagnostic import Diagnostic
from kdcsim.errors import ScenarioError
from kdcsim.scenario import codes
from kdcsim.scenario.codes import Code
from kdcsim.scenario.faults import did_you_mean, listing

MOST_BYTES = 1 << 20
_NAME = re.compile(r"(?=.{1,80}$)[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
_SUFFIXES = (".yaml", ".yml")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file begins that PowerShell's ``>`` or Notepad's "Unicode" wrote."""


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario's text and the name under which a person knows the file."""

    file: str
    text: str

    @property
    def name(self) -> str:
        """The file's stem."""
        return Path(self.file).stem


def read(scenario: str) -> Source:
    """Read a scenario by path or by built-in name. Raises ScenarioError when there is none, or it is no text."""
    path = Path(scenario)
    if path.suffix == ".csv" and path.is_file():
        help = f"a table of observations is held against kdcsim by: kdcsim conform {shlex.quote(scenario)}"
        raise _fault(codes.UNREADABLE, f"{scenario} is a table, not a scenario", help)
    if path.suffix in _SUFFIXES or "/" in scenario or "\\" in scenario:
        return _read(path, scenario)
    return _built_in(scenario)


def read_base(name: str, near: str) -> Source:
    """Read what `extends` names: a file beside the one that says so, or else a built-in scenario."""
    if _NAME.fullmatch(name):
        for suffix in _SUFFIXES:
            beside = Path(near).with_name(name + suffix)
            if beside.is_file():
                return _read(beside, beside.as_posix())
    return _built_in(name)


def built_in_names() -> tuple[str, ...]:
    """The names of the scenarios that come with kdcsim."""
    return tuple(sorted(_library()))


def _built_in(name: str) -> Source:
    known = _library()
    if _NAME.fullmatch(name) and name in known:
        return _read(known[name], f"{name}{known[name].suffix}")
    here = f"or write ./{name} if it is a file" if _NAME.fullmatch(name) else None
    help = did_you_mean(name, known) or here
    raise _fault(codes.NO_SUCH_SCENARIO, f"there is no built-in scenario `{name[:80]}`", help, listing(sorted(known)))


def _library() -> dict[str, Path]:
    """Built-in scenarios by stem: inside the package in a wheel, beside it in a source checkout."""
    package = Path(__file__).parents[1]
    packaged, beside = package / "_library", package.parent / "scenarios"
    root = packaged if packaged.is_dir() else beside
    found = sorted(path for suffix in _SUFFIXES for path in root.rglob(f"*{suffix}")) if root.is_dir() else []
    return {path.stem: path for path in found}


def _read(path: Path, shown: str) -> Source:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _fault(codes.UNREADABLE, f"cannot read {shown}: {reason}", _nearby(path)) from None
    if len(raw) > MOST_BYTES:
        raise _fault(codes.UNREADABLE, f"{shown} is larger than {MOST_BYTES} bytes; no story is")
    if raw.startswith(_UTF_16):
        raise _fault(codes.UNREADABLE, f"{shown} is UTF-16", "save it as UTF-8")
    try:
        return Source(shown, raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        what = "a binary file" if b"\0" in raw else "not UTF-8 text"
        help = None if b"\0" in raw else "save it as UTF-8"
        raise _fault(codes.UNREADABLE, f"{shown} is {what} (byte {error.start})", help) from None


def _nearby(path: Path) -> str | None:
    try:
        names = [each.name for each in path.parent.iterdir() if each.suffix in _SUFFIXES]
    except (OSError, ValueError):
        return None
    return did_you_mean(path.name, names)


def _fault(code: Code, message: str, help: str | None = None, note: str | None = None) -> ScenarioError:
    return ScenarioError((Diagnostic(code=code.number, message=message, help=help, note=note),))
