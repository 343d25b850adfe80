"""Labels: which field stands behind which label of which section - worked out from the texts that are written.

One table for both ways: what `body` writes is what `read_text` looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from kdcsim.report.as_events.body import CLASSIC, MODERN

_LINE = re.compile(r"^\s*([^:{}]+):\s*(?:{([^{}]+)})?$")
_HEADING = re.compile(r"^[A-Z][A-Za-z ]+$")
FLATTENED = 3
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


def one_label_a_line(text: str, head: Iterable[str]) -> str:
    """Put labels and headings at the beginning of lines where a record was pasted as one paragraph.

    A line that holds three labels or more is such a paragraph; others stay as they are.
    """
    inside = _inside(tuple(head))
    return "\n".join(
        inside.sub(r"\n\1", line) if line.count(":") >= FLATTENED and len(inside.findall(line)) >= FLATTENED else line
        for line in text.split("\n")
    )


@cache
def _inside(head: tuple[str, ...]) -> re.Pattern[str]:
    events = [(number, legacy) for legacy, bodies in ((False, MODERN), (True, CLASSIC)) for number in bodies]
    names = {label for event in events for _, label in labels(*event)} | {"description", "message"}
    names |= {name for name in head if name not in ("id", "type", "index")}
    headings = {section for event in events for section in sections(*event)}
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    heads = "|".join(re.escape(name) for name in sorted(headings, key=len, reverse=True))
    return re.compile(rf"(?<=\s)((?:{words})(?=\s*:(?:\s|$))|(?:{heads})(?=:?\s+(?:{words})\s*:))", re.IGNORECASE)


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
