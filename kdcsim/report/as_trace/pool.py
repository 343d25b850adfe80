"""Pool: every value once - branches share steps, steps share machines, and a trace tells each only one time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class Pool:
    """Values by number, in the order in which they were first told."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._known: dict[str, int] = {}
        self._made: dict[int, tuple[object, int]] = {}

    def put(self, value: Any) -> int:
        """Give the number of a JSON value."""
        name = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        number = self._known.get(name)
        if number is None:
            number = self._known[name] = len(self.values)
            self.values.append(value)
        return number

    def once(self, source: object, make: Callable[[], Any]) -> int:
        """Give the number of what is made of a frozen value; the same object is made into JSON only once."""
        made = self._made.get(id(source))
        if made is None:
            made = self._made[id(source)] = (source, self.put(make()))
        return made[1]
