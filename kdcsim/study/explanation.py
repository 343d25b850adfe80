"""Explanation: what a rule, an error code, an etype, a mask or another name of this house means.

One word may mean several things (23 is an error, an etype and a mask): all of them are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from kdcsim.ad.assumption import TABLE, Assumption
from kdcsim.ad.policy import LADDERS, UPDATES, Update
from kdcsim.ad.settings.registry import CATALOGUE, Setting
from kdcsim.ad.supported import BIT_OF
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.reason import Grade, Ladder
from kdcsim.scenario.codes import CODES, Code
from kdcsim.study.article import ARTICLES, SETTING_NOTES, Article, articles_named
from kdcsim.study.evidence import EVENT_KINDS, REFUSALS, STATUSES, EventKind, Status
from kdcsim.study.evidence.error_meaning import ERROR_MEANINGS
from kdcsim.study.evidence.seen import DASH, NO_ETYPE
from kdcsim.study.evidence.status import SOURCE as STATUS_SOURCE
from kdcsim.study.mask_words import mask_words, may_be_a_mask
from kdcsim.study.readers import readers_of
from kdcsim.study.shown_by import SHOWN_BY

_EVENT = re.compile(r"^event(?:\s+id)?[\s:_-]*(?=\d)", re.IGNORECASE)
_LADDERS: tuple[Ladder[Any, Any, Any], ...] = LADDERS
GRADES: dict[Grade, str] = {
    Grade.DOCUMENTED: "the vendor or a standard says so",
    Grade.LAB: "somebody observed it on real machines",
    Grade.INFERRED: "it follows from what is documented or observed, and nobody contradicts it",
    Grade.DISPUTED: "sources contradict each other",
    Grade.ASSUMED: "nobody knows; this is the reading that fits best",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One meaning of a word: what kind of thing it is, its name, a sentence, and more under labels."""

    kind: str
    name: str
    sentence: str
    details: tuple[tuple[str, str], ...] = ()


_SPELLINGS: dict[int, Explanation] = {
    DASH: Explanation(
        kind="event value",
        name="0x2d",
        sentence="in events no etype: a '-' printed as a number, there was no session key or no proof",
        details=(("source", "StrongWind1 lab notes; 'Detect and remediate RC4 usage in Kerberos'"),),
    ),
    NO_ETYPE: Explanation(
        kind="event value",
        name="0xffffffff",
        sentence="in events no etype and no mask: no ticket was issued, or the account has no value at all",
        details=(("source", "Microsoft Learn, event 4769; MS-NRPC (SupportedEncTypes)"),),
    ),
}
"""Numbers that are written where there is nothing to write."""


def explain(word: str) -> tuple[Explanation, ...]:
    """Look a word up everywhere; nothing found gives an empty tuple."""
    number, named = number_of(word), _by_name(word.strip())
    if number is None:
        return tuple(named)
    return (*_by_number(number, decimal="x" not in word.lower()), *named)


def suggestions(word: str) -> tuple[str, ...]:
    """The names that look most like a word which nothing answers to."""
    names = {name.casefold(): name for name in _names()}
    close = get_close_matches(word.strip().casefold(), names, n=3, cutoff=0.5)
    return tuple(names[c] for c in close)


def number_of(word: str) -> int | None:
    """Read a decimal or hexadecimal number, ``event 27`` too; None if it is neither."""
    word = _EVENT.sub("", word.strip())
    try:
        return int(word.strip().replace("_", ""), 0 if "x" in word.lower() else 10)
    except ValueError:
        return None


def _names() -> Iterator[str]:
    yield from (rule.name for ladder in _LADDERS for rule in ladder.rules)
    yield from (ladder.name for ladder in _LADDERS)
    yield from (code.name for code in ErrorCode)
    yield from (each.name for each in TABLE)
    yield from UPDATES
    yield from (each.name for each in CATALOGUE)
    yield from (etype.standard_name for etype in EType)
    yield from CODES
    yield from REFUSALS
    yield from (status.name for status in STATUSES.values())
    yield from (each.name for each in ARTICLES)


def _by_number(number: int, *, decimal: bool) -> Iterator[Explanation]:
    """Every meaning; event numbers are only ever written in decimal."""
    if decimal and number in EVENT_KINDS:
        yield _event(EVENT_KINDS[number])
    if ErrorCode(number).is_known:
        yield _error(ErrorCode(number))
    if EType(number).is_known and number != 0:
        yield _etype(EType(number))
    if number in _SPELLINGS:
        yield _SPELLINGS[number]
        return
    status, event = STATUSES.get(number & 0xFFFFFFFF), _of_the_message_table(number)
    if status is not None:
        yield _status(status)
    elif event is not None:
        yield _event(event)
    elif may_be_a_mask(number, decimal=decimal):
        yield _mask(number)


def _of_the_message_table(number: int) -> EventKind | None:
    """``Get-EventLog`` shows the number of the message table: 3221225499 is 0xC000001B, event 27 with severity 3."""
    severity, low = number >> 16, number & 0xFFFF
    return EVENT_KINDS.get(low) if severity in (0x4000, 0x8000, 0xC000) else None


def _by_name(word: str) -> Iterator[Explanation]:
    low = word.casefold()
    for ladder in _LADDERS:
        if ladder.name == low:
            rules = " > ".join(rule.name for rule in ladder.rules)
            yield Explanation(kind="ladder", name=ladder.name, sentence=ladder.question, details=(("rules", rules),))
        for position, rule in enumerate(ladder.rules):
            if rule.name == low:
                yield _rule(ladder, position)
    errors = ErrorCode.__members__.items()
    yield from (_error(code) for name, code in errors if low in (name.casefold(), _short(name)))
    yield from (_etype(e) for e in EType if low in (e.standard_name, e.label.casefold(), e.name.casefold()))
    yield from (_assumption(each) for each in TABLE if each.name == low)
    yield from (_update(each) for kb, each in UPDATES.items() if low in (kb.casefold(), kb[2:]))
    yield from (_setting(each) for each in CATALOGUE if low in (each.name.casefold(), each.key))
    codes = [*CODES.values(), *REFUSALS.values()]
    yield from (_code(each) for each in codes if low in (each.number.casefold(), each.name.casefold()))
    yield from (_status(each) for each in STATUSES.values() if low == each.name.casefold())
    yield from (_article(each) for each in articles_named(word))


def _short(name: str) -> str:
    """``MODIFIED`` for ``KRB_AP_ERR_MODIFIED``."""
    return name.casefold().rpartition("_err_")[2]


def _rule(ladder: Ladder[Any, Any, Any], position: int) -> Explanation:
    rules = ladder.rules
    rule = rules[position]
    before = f"after {rules[position - 1].name}" if position else "first"
    after = f"before {rules[position + 1].name}" if position + 1 < len(rules) else "last, so it must answer"
    return Explanation(
        kind="rule",
        name=rule.name,
        sentence=rule.sentence,
        details=(
            ("known by", f"{rule.grade}: {GRADES[rule.grade]}"),
            ("source", rule.source),
            ("applies to", rule.applies),
            ("ladder", f"{ladder.name}: {ladder.question}"),
            ("place", f"rule {position + 1} of {len(rules)}: {before}, {after}"),
            ("shown by", "; ".join(f"kdcsim run {name}" for name in SHOWN_BY.get(rule.name, ())) or "no story"),
        ),
    )


def _error(code: ErrorCode) -> Explanation:
    details = [("number", f"{int(code)} ({int(code):#x})")]
    row = ERROR_MEANINGS.get(int(code))
    if row is not None:
        details += [("proves", sentence) for sentence in row.proves]
        details += [("does not prove", sentence) for sentence in row.not_proved]
        details += [("look at next", sentence) for sentence in row.next]
        details.append(("source", row.source))
    return Explanation(kind="Kerberos error", name=code.name, sentence=code.sentence, details=tuple(details))


def _etype(etype: EType) -> Explanation:
    strength = "weak" if etype.weak else "deprecated" if etype.deprecated else "in good standing"
    details = [("number", f"{int(etype)} ({int(etype) & 0xFFFFFFFF:#x})"), ("strength", strength)]
    details += [("bit", f"{BIT_OF[etype]:#x} in msDS-SupportedEncryptionTypes")] if etype in BIT_OF else []
    return Explanation(
        kind="encryption type", name=etype.standard_name, sentence=f"called {etype.label} here", details=tuple(details)
    )


def _mask(mask: int) -> Explanation:
    return Explanation(
        kind="msDS-SupportedEncryptionTypes",
        name=f"{mask:#x}",
        sentence=f"{mask} as a bit field of supported etypes",
        details=tuple(mask_words(mask)),
    )


def _assumption(each: Assumption) -> Explanation:
    readings = f"{each.readings[0]} (default), " + ", ".join(each.readings[1:])
    return Explanation(
        kind="assumption",
        name=each.name,
        sentence=each.sentence,
        details=(
            ("readings", readings),
            ("left open by", each.source),
            ("read by", ", ".join(readers_of(each.name)) or "no rule of a ladder: it shapes keys, hosts or logs"),
            ("choose", f"assume: {{{each.name}: {each.readings[-1]}}} in a scenario, or --under {each.name}=..."),
        ),
    )


def _event(each: EventKind) -> Explanation:
    details = [("logged in", f"{each.log} ({each.provider})")]
    details += [("proves", sentence) for sentence in each.proves]
    details += [("does not prove", sentence) for sentence in each.not_proved]
    details += [("look at next", sentence) for sentence in each.next]
    details += [("more", "paste one: kdcsim explain -"), ("source", each.source)]
    return Explanation(
        kind="Windows event", name=f"event {each.id}: {each.name}", sentence=each.when, details=tuple(details)
    )


def _status(each: Status) -> Explanation:
    details = (("number", f"{each.number:#x}"), ("source", STATUS_SOURCE))
    return Explanation(kind="Windows status", name=each.name, sentence=each.sentence, details=details)


def _update(each: Update) -> Explanation:
    changes = each.effect or "nothing in Kerberos"
    details = (("built for", ", ".join(each.applies_to)), ("changes", changes), ("source", each.source))
    return Explanation(kind="update", name=each.kb, sentence=each.sentence, details=details)


def _setting(each: Setting) -> Explanation:
    both = each.kdc and each.client
    read = [f"on a DC {each.read_on(dc=True)}", f"on a member {each.read_on(dc=False)}"] if both else [each.read.value]
    place = (("path", each.path), *(("read", when) for when in read))
    details = (*place, *SETTING_NOTES.get(each.name, ()), ("source", each.source))
    return Explanation(kind="registry value", name=each.name, sentence=each.sentence, details=details)


def _article(each: Article) -> Explanation:
    return Explanation(kind=each.kind, name=each.name, sentence=each.sentence, details=each.details)


def _code(each: Code) -> Explanation:
    return Explanation(kind="diagnostic", name=each.number, sentence=f"{each.name}: {each.sentence}")
