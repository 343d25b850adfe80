"""Headline: what was seen, in the words of the record itself - who asked, who answered, with which etypes."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study import wording
from kdcsim.study.evidence.event_kinds import kind_of_record
from kdcsim.study.evidence.seen import (
    MIT_KLIST,
    CacheSeen,
    CallFailedSeen,
    EventSeen,
    KeytabSeen,
    SessionsSeen,
    TicketSeen,
)
from kdcsim.study.evidence.status import STATUSES

MOST_LINES = 12
_WHO = ("TargetUserName", "User Name", "AccountName", "Account", "ClientName")
_TARGET = ("ServiceName", "Service Name", "Target", "TargetName")
_ETYPES = (
    ("TicketEncryptionType", "ticket"),
    ("Ticket Encryption Type", "ticket"),
    ("SessionKeyEncryptionType", "session key"),
    ("PreAuthEncryptionType", "pre-authentication"),
)
_LISTS = (("RequestedEtypes", "asked for"), ("AvailableEtypes", "the account has"))


def event_lines(event: EventSeen) -> Iterator[str]:
    """Say what one event record tells, field by field, as far as it tells it."""
    kind = kind_of_record(event)
    if kind is not None:
        yield f"{kind.when} ({kind.log} log)"
    told = [f"on {event.computer}" if event.computer else "", f"at {event.when}" if event.when else ""]
    who, target = _first(event, _WHO), _first(event, _TARGET)
    told += [f"account {who}" if who else "", f"target {target}" if target else ""]
    told += [f"from {_address(event)}" if _address(event) else ""]
    if any(told):
        yield ", ".join(each for each in told if each)
    yield from _answered_by(event)
    yield from _etype_lines(event)
    if event.error is not None:
        code = ErrorCode(event.error)
        yield "answer: success" if event.error == 0 else f"answer: {wording.error(event.error)}: {code.sentence}"
    for name in ("Status", "SubStatus"):
        number = event.number(name) if event.id == 4625 else None
        if number in STATUSES:
            yield f"{name} {number:#x}: {STATUSES[number].name}: {STATUSES[number].sentence}"


def cache_lines(cache: CacheSeen) -> Iterator[str]:
    """Say whose cache it is, and each ticket's etypes; what could not be read is told, not guessed."""
    whose = "" if cache.luid is None else f" of logon session {wording.session(cache.luid)}"
    if cache.fetched is not None:
        yield f"klist get: a ticket to {cache.fetched} was retrieved"
    yield f"{_extent(cache)}{whose}: {_counted(cache)}"
    lines = list(dict.fromkeys(_ticket_line(t) for t in cache.tickets))
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"and {len(lines) - MOST_LINES} more"


def _extent(cache: CacheSeen) -> str:
    if cache.tool == MIT_KLIST:
        return "the ticket cache of a client with MIT krb5"
    if cache.tool != "klist":
        return "the TGT that stands for the session (klist tgt)"
    return "a part of a ticket cache" if cache.announced is None else "the ticket cache"


def _counted(cache: CacheSeen) -> str:
    read = len(cache.tickets)
    if cache.announced is None or cache.announced == read:
        return wording.count(read, "ticket")
    return f"{cache.announced} announced, {read} readable in what was pasted"


def sessions_lines(seen: SessionsSeen) -> Iterator[str]:
    """Say which logon sessions the host has."""
    yield f"the logon sessions of a host: {wording.count(len(seen.sessions), 'session')}"
    yield from (f"{wording.session(s.luid)}: {s.account}, {s.package}" for s in seen.sessions[:MOST_LINES])
    if len(seen.sessions) > MOST_LINES:
        yield f"and {len(seen.sessions) - MOST_LINES} more"


def failure_lines(seen: CallFailedSeen) -> Iterator[str]:
    """Say which call failed, and what its two numbers are."""
    yield f"a klist that failed{f' in {seen.call}' if seen.call else ''}"
    for name, number in (("sub status", seen.substatus), ("status", seen.status)):
        if number is not None:
            known = STATUSES.get(number)
            yield f"{name} {number:#x}" + (f": {known.name}: {known.sentence}" if known else ": no status known here")


def keytab_lines(keytab: KeytabSeen) -> Iterator[str]:
    """Say which principals have which keys."""
    yield f"a keytab{f' ({keytab.name})' if keytab.name else ''}: {wording.count(len(keytab.keys), 'key')}"
    rows: dict[tuple[str, int], list[str]] = {}
    for key in keytab.keys:
        etypes = rows.setdefault((key.principal, key.kvno), [])
        if key.etype is not None:
            etypes.append(wording.etype(key.etype))
    lines = [f"{name}, kvno {kvno}: {', '.join(etypes) or 'etypes not shown'}" for (name, kvno), etypes in rows.items()]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"and {len(lines) - MOST_LINES} more"


def _ticket_line(ticket: TicketSeen) -> str:
    etypes = [f"ticket {wording.etype(ticket.etype)}"] if ticket.etype is not None else []
    etypes += [f"session key {wording.etype(ticket.session_etype)}"] if ticket.session_etype is not None else []
    called = f", from {ticket.kdc_called}" if ticket.kdc_called else ""
    return f"{ticket.server or 'server not shown'}: {', '.join(etypes) or 'etype not shown'}{called}"


def _answered_by(event: EventSeen) -> Iterator[str]:
    """Who refused the ticket of an event 4, beside whom the client meant."""
    server, target = event.field("Server"), event.field("TargetName")
    if server is None:
        return
    differs = target is not None and host_of(server) != host_of(target)
    yield f"answered by {server}" + (
        f", while the ticket was asked for {target}: another name, so an alias, a service account or another machine"
        if differs
        else ""
    )


def host_of(name: str) -> str:
    """The short host name in an account or SPN: ``hub-1`` of ``hub-1$``, ``HOST/hub-1.contoso.com`` and ``hub-1``."""
    host = name.partition("@")[0].partition("/")[2] or name.partition("@")[0]
    return host.partition("/")[0].partition(":")[0].partition(".")[0].rstrip("$").casefold()


def _etype_lines(event: EventSeen) -> Iterator[str]:
    said = [f"{word} {wording.etype(event.etype(name))}" for name, word in _ETYPES if event.etype(name) is not None]
    if said:
        yield ", ".join(said)
    for name, word in _LISTS:
        listed = event.etypes(name)
        if listed is not None:
            yield f"{word}: {', '.join(wording.etype(e) for e in listed) or 'nothing'}"


def _address(event: EventSeen) -> str | None:
    shown = _first(event, ("IpAddress", "ClientAddress", "Client Address"))
    return shown.removeprefix("::ffff:") if shown else None


def _first(event: EventSeen, names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := event.field(name)) is not None), None)
