"""Pieces: one paste cut where another output begins, each piece named by the tool that printed it.

People paste a whole console: two sessions' caches one after the other, a purge and what came of it, an event and the
cache beside it. Law of the room: every word of the paste is in exactly one piece, in its order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kdcsim.report.as_events.read_text import begins_event
from kdcsim.report.as_klist.mit import DETAIL as MIT_DETAIL
from kdcsim.report.as_klist.mit import HEAD as MIT_HEAD
from kdcsim.report.as_klist.parse import one_label_a_line
from kdcsim.report.as_klist.verbs import FAILED, SESSION, TGT


class Tool(StrEnum):
    """What printed a piece."""

    NOTHING = "nothing known"
    SESSION_HEAD = "the head of a klist"
    CACHE = "klist"
    CACHED_TGT = "klist tgt"
    SESSIONS = "klist sessions"
    PURGE = "klist purge"
    FAILED = "a klist that failed"
    MIT_CACHE = "klist of MIT krb5"
    KEYTAB = "klist -kte"
    EVENT = "an event"


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of one output."""

    tool: Tool
    text: str


KLIST = re.compile(r"Cached Tickets:|K(?:e)?rbTicket Encryption Type:|Current LogonId is", re.IGNORECASE)
_MARKS: tuple[tuple[Tool, re.Pattern[str]], ...] = (
    (Tool.SESSION_HEAD, re.compile(r"Current LogonId is", re.IGNORECASE)),
    (Tool.CACHED_TGT, TGT),
    (Tool.SESSIONS, SESSION),
    (Tool.PURGE, re.compile(r"Ticket\(s\) purged!|Deleting all tickets:", re.IGNORECASE)),
    (Tool.FAILED, FAILED),
    (Tool.MIT_CACHE, MIT_HEAD),
    (Tool.MIT_CACHE, MIT_DETAIL),
    (Tool.KEYTAB, re.compile(r"^\s*(?:Keytab name:|KVNO\s+(?:Timestamp\s+)?Principal)", re.IGNORECASE)),
    (
        Tool.CACHE,
        re.compile(
            r"Cached Tickets:|^\s*#\d+>|K(?:e)?rbTicket Encryption Type:|^\s*(?:Client|Server):\s.*@", re.IGNORECASE
        ),
    ),
)
_QUOTE = re.compile(r"^(?:[ \t]*[>|]){1,8}[ ]?", re.MULTILINE)


def unquoted(text: str) -> str:
    """Take off the marks that mail programs and tickets put before quoted lines, and bullets before a sentence."""
    return re.sub(r"^[ \t]*[*\u2022][ \t]+(?=\w)", "", _QUOTE.sub("", text), flags=re.MULTILINE)


def pieces(text: str) -> tuple[Piece, ...]:
    """Cut a text; what stands before the first mark belongs to the first piece."""
    lines = (one_label_a_line(text) if KLIST.search(text) else text).splitlines()
    return tuple(Piece(tool, "\n".join(part)) for tool, part in _cut(lines))


def _cut(lines: list[str]) -> Iterator[tuple[Tool, list[str]]]:
    tool, headed = Tool.NOTHING, False
    part: list[str] = []
    for line in lines:
        mark = _mark(line)
        counted = "cached tickets:" in line.casefold()
        if mark is not None and _another(tool, mark, again=counted and headed):
            yield tool, part
            tool, part, headed = Tool.NOTHING, [], False
        if mark is not None:
            tool = mark
        headed = headed or counted
        part.append(line)
    yield tool, part


def _mark(line: str) -> Tool | None:
    if not line.strip():
        return None
    found = next((tool for tool, pattern in _MARKS if pattern.search(line)), None)
    return found or (Tool.EVENT if begins_event(line) else None)


def _another(tool: Tool, mark: Tool, *, again: bool) -> bool:
    """Whether this mark begins another output: a head always does, others when they are of another tool."""
    if tool is Tool.NOTHING:
        return False
    if mark is Tool.SESSION_HEAD or again:
        return True
    return tool not in (mark, Tool.SESSION_HEAD)
