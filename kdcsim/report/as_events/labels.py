"""Labels: which field stands behind which label of which section - worked out from the texts that are written.

One table for both ways: what `body` writes is what `read_text` looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kdcsim.report.as_events.body import CLASSIC, MODERN

_LINE = re.compile(r"^\s*([^:{}]+):\s*(?:{([^{}]+)})?$")
_HEADING = re.compile(r"^[A-Z][A-Za-z ]+$")
_OLDER = {"pre-authentication encryptiontype": "pre-authentication encryption type"}


@cache
def labels(number: int, legacy: bool = False) -> dict[tuple[str, str], str]:
    """Field names by section and label, in lower case."""
    body = (CLASSIC if legacy else MODERN).get(number) or (MODERN if legacy else CLASSIC).get(number, "")
    found = dict(_labelled(body))
    return {**found, **{(s, _OLDER[name]): field for (s, name), field in found.items() if name in _OLDER}}


@cache
def sections(number: int, legacy: bool = False) -> frozenset[str]:
    """The headings of an event's text, in lower case."""
    return frozenset(section for section, _ in labels(number, legacy) if section)


def _labelled(body: str) -> Iterator[tuple[tuple[str, str], str]]:
    section = ""
    for line in body.strip("\n").split("\n"):
        told = _LINE.match(line)
        if _HEADING.match(line):
            section = line.casefold()
        elif told and told[2] is not None:
            yield (section if line.startswith((" ", "\t")) else "", told[1].strip().casefold()), told[2]
        elif told and not line.startswith((" ", "\t")):
            section = told[1].strip().casefold()
