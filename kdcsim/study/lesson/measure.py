"""Measure: the answers to a lesson's questions, read off a played step - `ticket-etype`, `difference`, `salt-told`.

A measure may have arguments behind colons: ``event:DC01:4769:TicketEncryptionType``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.supported import bit_names
from kdcsim.errors import KdcsimError
from kdcsim.krb5.numbers import EType
from kdcsim.study import wording
from kdcsim.study.logbook import events_on
from kdcsim.study.observed import call_of, salt_told, session_etype, ticket_etype
from kdcsim.study.picture import Difference, KeyPicture, issuing, picture
from kdcsim.study.run import BranchRun, Played

NOTHING = "nothing"
DIFFERENCES: dict[Difference, str] = {
    Difference.ACCOUNT: "another account",
    Difference.PASSWORD: "another password",
    Difference.SALT: "another salt",
    Difference.NO_KEY: "no key of that etype",
    Difference.NONE: NOTHING,
}
Measure = Callable[[BranchRun, Played, tuple[str, ...]], str]


def measured(run: BranchRun, played: Played, take: str) -> str:
    """Take one measure of a step. Raises KdcsimError when there is no such measure."""
    name, *arguments = take.split(":")
    if name not in MEASURES:
        raise KdcsimError(f"there is no measure {name!r}")
    return MEASURES[name](run, played, tuple(arguments))


def _exchanges(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> Iterator[Exchange]:
    """The AS exchanges up to this step, the last first; an argument names the client."""
    position = next(n for n, each in enumerate(run.played) if each is played)
    for each in reversed(run.played[: position + 1]):
        for exchange in reversed(each.record.exchanges):
            if exchange.kind == "AS" and (not arguments or exchange.client_name.casefold() == arguments[0].casefold()):
                yield exchange


def _proof(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    issued = next((e for e in _exchanges(run, played, arguments) if e.issued), None)
    return NOTHING if issued is None else wording.etype(issued.preauth_etype)


def _salt_told(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    told = (salt_told(e) for e in _exchanges(run, played, arguments))
    return next((salt for salt in told if salt is not None), NOTHING)


def _drawn(run: BranchRun, played: Played) -> KeyPicture:
    drawn = picture(run, played)
    if drawn is None:
        raise _no_ticket(played)
    return drawn


def _no_ticket(played: Played) -> KdcsimError:
    return KdcsimError(f"no ticket is shown in step {played.step.label!r}")


def _difference(run: BranchRun, played: Played, _: tuple[str, ...]) -> str:
    return DIFFERENCES[_drawn(run, played).difference]


def _salt_of(side: str) -> Measure:
    def take(run: BranchRun, played: Played, _: tuple[str, ...]) -> str:
        drawn = _drawn(run, played)
        card = drawn.sealed if side == "sealed" else drawn.closest
        return "no salt" if card is None or card.salt is None else card.salt or "empty"

    return take


def _sealed_for(run: BranchRun, played: Played, _: tuple[str, ...]) -> str:
    card = _drawn(run, played).sealed
    return NOTHING if card is None or card.account is None else card.account


def _tried_by(run: BranchRun, played: Played, _: tuple[str, ...]) -> str:
    card = _drawn(run, played).closest
    return NOTHING if card is None or card.account is None else card.account


def _opener(run: BranchRun, played: Played, _: tuple[str, ...]) -> str:
    return _drawn(run, played).session


def _same_key(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    """Whether KDC and session hold the same key of an etype."""
    call = call_of(played)
    if call is None:
        raise _no_ticket(played)
    issued = issuing(run, played, call)
    if issued is None:
        raise _no_ticket(played)
    assert issued.service_account is not None and call.to_session is not None
    etype, session = int(arguments[0]), played.before.host(call.to_host).sessions[call.to_session]
    mine = {k.key for k in session.keys if k.etype == etype}
    theirs = {k.key for k in issued.service_account.keys.usable(check_marker=False)}
    return "the same" if mine & theirs else "different"


def _place(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    return played.after.messages[arguments[0]].place


def _event(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    machine, number, field = arguments
    found = [e for e in events_on(run, played, machine) if e.id == int(number)]
    value = found[-1].field(field) if found else None
    return NOTHING if value is None else value


def _event_count(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    machine, number = arguments
    return str(sum(e.id == int(number) for e in events_on(run, played, machine)))


def _declares(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    for dc in played.after.dcs.values():
        account = dc.directory.get(arguments[0])
        if account is not None:
            mask = account.supported_etypes
            return NOTHING if mask is None else f"{mask:#x} {', '.join(bit_names(mask))}"
    return NOTHING


def _holds_key(run: BranchRun, played: Played, arguments: tuple[str, ...]) -> str:
    for dc in played.after.dcs.values():
        account = dc.directory.get(arguments[0])
        if account is not None:
            held = [k.etype for k in account.keys.usable(check_marker=False)]
            return ", ".join(wording.etype(etype) for etype in held if not EType(etype).weak)
    return NOTHING


MEASURES: dict[str, Measure] = {
    "ticket-etype": lambda run, played, _: wording.etype(ticket_etype(played)),
    "session-etype": lambda run, played, _: wording.etype(session_etype(played)),
    "proof-etype": _proof,
    "salt-told": _salt_told,
    "error": lambda run, played, _: wording.error(played.record.error),
    "said-by": lambda run, played, _: played.record.said_by or "nobody",
    "difference": _difference,
    "sealed-salt": _salt_of("sealed"),
    "tried-salt": _salt_of("tried"),
    "sealed-for": _sealed_for,
    "tried-by": _tried_by,
    "session": _opener,
    "same-key": _same_key,
    "message-place": _place,
    "event": _event,
    "event-count": _event_count,
    "declares": _declares,
    "keys-of": _holds_key,
    "exchanges": lambda run, played, _: str(len(played.record.exchanges)),
    "messages": lambda run, played, _: str(2 * len(played.record.exchanges) + 2 * len(played.record.calls)),
}
