"""Weigh: from what was seen to the answer in four parts, and the words in it that can be asked for next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.study import wording
from kdcsim.study.evidence.cache_pair import CachePair, pairs_of
from kdcsim.study.evidence.cache_remarks import CACHE_REMARKS
from kdcsim.study.evidence.error_meaning import meaning_of
from kdcsim.study.evidence.event_kinds import kind_of_record
from kdcsim.study.evidence.event_remarks import EVENT_REMARKS
from kdcsim.study.evidence.headline import cache_lines, event_lines, failure_lines, keytab_lines, sessions_lines
from kdcsim.study.evidence.keytab_remarks import KEYTAB_REMARKS
from kdcsim.study.evidence.seen import (
    MIT_KLIST,
    CacheSeen,
    CallFailedSeen,
    ErrorSeen,
    EventSeen,
    KeytabSeen,
    PurgeSeen,
    Seen,
    SessionsSeen,
)
from kdcsim.study.evidence.statement import Evidence, Part, Remark, S, Statement
from kdcsim.study.evidence.status import STATUSES
from kdcsim.study.evidence.verb_remarks import FAILURE_REMARKS, PURGE_REMARKS, SESSIONS_REMARKS

MOST_WORDS = 10
MASK_FIELDS = (
    "AccountSupportedEncryptionTypes",
    "ServiceSupportedEncryptionTypes",
    "DCSupportedEncryptionTypes",
    "DefaultDomainSupportedEncTypes",
)
ETYPE_FIELDS = (
    "TicketEncryptionType",
    "Ticket Encryption Type",
    "SessionKeyEncryptionType",
    "PreAuthEncryptionType",
)


def weigh(seen: Iterable[Seen]) -> tuple[Evidence, ...]:
    """Weigh each thing seen; things that come to the same answer are told once, with their number.

    Two caches of one machine are compared behind them.
    """
    found: dict[tuple[str, tuple[Statement, ...]], Evidence] = {}
    things = tuple(seen)
    for each in things:
        made = _weighed(each)
        alike = (made.name, tuple(s for s in made.statements if s.source or isinstance(each, CacheSeen)))
        before = found.get(alike)
        found[alike] = made if before is None else replace(before, count=before.count + 1)
    return (*found.values(), *(_pair(each) for each in pairs_of(things)))


def _pair(pair: CachePair) -> Evidence:
    return Evidence(kind="comparison", name="two ticket caches", statements=tuple(pair.statements()), words=())


def _weighed(seen: Seen) -> Evidence:
    match seen:
        case EventSeen():
            return _event(seen)
        case ErrorSeen():
            return _error(seen)
        case CacheSeen():
            lines = (Statement(Part.WHAT, line) for line in cache_lines(seen))
            words = _etype_words(e for t in seen.tickets for e in (t.etype, t.session_etype))
            kind = "MIT ticket cache" if seen.tool == MIT_KLIST else "Windows ticket cache"
            return _evidence(kind, seen.tool, lines, CACHE_REMARKS, seen, words)
        case PurgeSeen():
            return _evidence("Windows ticket cache", "klist purge", iter(()), PURGE_REMARKS, seen, ())
        case SessionsSeen():
            lines = (Statement(Part.WHAT, line) for line in sessions_lines(seen))
            return _evidence("Windows logon sessions", "klist sessions", lines, SESSIONS_REMARKS, seen, ())
        case CallFailedSeen():
            lines = (Statement(Part.WHAT, line) for line in failure_lines(seen))
            words = tuple(f"{n:#x}" for n in (seen.substatus, seen.status) if n in STATUSES)
            return _evidence("Windows ticket cache", "klist that failed", lines, FAILURE_REMARKS, seen, words)
        case KeytabSeen():
            lines = (Statement(Part.WHAT, line) for line in keytab_lines(seen))
            return _evidence(
                "keytab", "klist -kte", lines, KEYTAB_REMARKS, seen, _etype_words(k.etype for k in seen.keys)
            )


def _error(error: ErrorSeen) -> Evidence:
    code = ErrorCode(error.code)
    told = (Statement(Part.WHAT, f"the text names it: {code.sentence}"), *meaning_of(error.code))
    return _evidence("Kerberos error", wording.error(error.code), iter(told), (), error, (code.name,))


def _event(event: EventSeen) -> Evidence:
    kind = kind_of_record(event)
    number = f"{event.id}" if event.or_id is None else f"{event.id} or {event.or_id}"
    name = f"event {number}" + (f": {kind.name}" if kind is not None else "")
    own = [Statement(Part.WHAT, line) for line in event_lines(event)]
    if kind is not None:
        follow = kind.legacy_next if event.legacy and kind.legacy_next is not None else kind.next
        for part, sentences in ((Part.PROVES, kind.proves), (Part.NOT, kind.not_proved), (Part.NEXT, follow)):
            own += [Statement(part, sentence, kind.source) for sentence in sentences]
    if event.id == 3 and event.error:
        own += meaning_of(event.error)
    return _evidence("Windows event", name, iter(own), EVENT_REMARKS, event, tuple(_event_words(event)))


def _evidence(
    kind: str, name: str, own: Iterator[Statement], remarks: Iterable[Remark[S]], seen: S, words: tuple[str, ...]
) -> Evidence:
    said = tuple(own) + tuple(s for remark in remarks for s in remark.of(seen))
    ordered = tuple(s for part in Part for s in said if s.part is part)
    return Evidence(kind=kind, name=name, statements=ordered, words=tuple(dict.fromkeys(words))[:MOST_WORDS])


def _event_words(event: EventSeen) -> Iterator[str]:
    """What `kdcsim explain` can be asked about what stands in the record: errors, masks, statuses, etypes."""
    if event.error:
        yield ErrorCode(event.error).name
    for name in MASK_FIELDS:
        mask = event.number(name)
        if mask:
            yield f"{mask:#x}"
    if event.id == 4625:
        yield from (f"{n:#x}" for n in (event.number("Status"), event.number("SubStatus")) if n in STATUSES)
    yield from _etype_words(event.etype(name) for name in ETYPE_FIELDS)
    yield from _etype_words(e for name in ("RequestedEtypes", "AvailableEtypes") for e in event.etypes(name) or ())


def _etype_words(etypes: Iterable[int | None]) -> tuple[str, ...]:
    """Labels such as ``AES256``; a number without a name cannot be asked for."""
    return tuple(dict.fromkeys(EType(e).label for e in etypes if e is not None and EType(e).is_known))
