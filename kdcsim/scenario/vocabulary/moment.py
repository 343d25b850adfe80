"""Moments and durations, as people write them: ``2012-10-10T12:00:00Z``, ``10 h``, ``1 h 30 min``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from kdcsim.scenario import codes
from kdcsim.scenario.node import Node, ScalarNode, is_null
from kdcsim.scenario.vocabulary.kind import Kind, Reading, Schema, short

_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_PART = r"([0-9]{1,9})\s*(s|min|h|d|w)"
_DURATION = re.compile(rf"\s*{_PART}(?:\s+{_PART})*\s*")
LONGEST = 200 * 365 * 86400
MOST_SKEW = 366 * 86400
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Duration(Kind[int]):
    """A length of time with its unit, in seconds."""

    words: str = "a duration such as `10 h` or `1 h 30 min`"

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read it; a bare number is refused, because nobody knows its unit."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        seconds = duration(node.text)
        if seconds is None:
            help = f"did you mean `{node.text} s`?" if re.fullmatch("[0-9]{1,9}", node.text) else None
            message = f"`{short(node.text)}` is not a duration"
            return self.fault(
                reading, node, codes.BAD_FORM, message, help=help, note="units: s, min, h, d, w, as in `1 h 30 min`"
            )
        if seconds > LONGEST:
            return self.fault(reading, node, codes.OUT_OF_RANGE, "no story waits that long", note="at most 200 years")
        return seconds

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string", "pattern": r"^\s*[0-9]+\s*(s|min|h|d|w)(\s+[0-9]+\s*(s|min|h|d|w))*\s*$"}


def duration(text: str) -> int | None:
    """The seconds that a text means."""
    if not _DURATION.fullmatch(text):
        return None
    return sum(int(count) * _UNITS[unit] for count, unit in re.findall(_PART, text))


def written(seconds: int) -> str:
    """The shortest way to write a duration: the other way of `duration`."""
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


@dataclass(frozen=True, slots=True)
class Clock(Kind[int]):
    """How far a clock is wrong, in seconds: ``10 min ahead``, ``7 min behind``, ``right``."""

    words: str = "how far a clock is wrong, such as `10 min ahead`, `7 min behind` or `right`"

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read it; without a direction it means nothing."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        if node.text.strip() == "right":
            return 0
        length, _, way = node.text.strip().rpartition(" ")
        seconds = duration(length)
        if seconds is None or way not in ("ahead", "behind"):
            help = f"did you mean `{node.text} ahead`?" if duration(node.text) is not None else None
            message = f"`{short(node.text)}` does not say how far a clock is wrong"
            return self.fault(
                reading, node, codes.BAD_FORM, message, help=help, note="as in `10 min ahead`, or `right`"
            )
        if seconds > MOST_SKEW:
            return self.fault(reading, node, codes.OUT_OF_RANGE, "no clock is that wrong", note="at most 366 days")
        return seconds if way == "ahead" else -seconds

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string", "pattern": r"^\s*(right|[0-9].*(ahead|behind))\s*$"}


def clock_written(seconds: int) -> str:
    """How a clock is written: the other way of `Clock`."""
    return f"{written(abs(seconds))} {'ahead' if seconds > 0 else 'behind'}" if seconds else "right"


@dataclass(frozen=True, slots=True)
class Moment(Kind[int]):
    """A moment in UTC, as seconds since 1970."""

    words: str = "a moment such as `2012-10-10T12:00:00Z`"

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read it; without a zone it is UTC."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        told = _parsed(node.text)
        if told is None:
            message = f"`{short(node.text)}` is not a moment"
            return self.fault(reading, node, codes.BAD_FORM, message, help="write it as `2012-10-10T12:00:00Z`")
        if not EARLIEST <= told < LATEST:
            return self.fault(reading, node, codes.OUT_OF_RANGE, "a story plays between 1970 and 2099")
        return int(told.timestamp())

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string"}


def _parsed(text: str) -> datetime | None:
    if not re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?", text
    ):
        return None
    try:
        told = datetime.fromisoformat(text)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
