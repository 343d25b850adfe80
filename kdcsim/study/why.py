"""Why: the rules behind one step, from the symptom to the root, with the facts they read and where those were told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.address import address
from kdcsim.diagnostic import Span
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision, Fact, Rung
from kdcsim.study import wording
from kdcsim.study.bar import bar
from kdcsim.study.observed import asks_back, call_of, decisions_of, needs_salt, refusing
from kdcsim.study.origin import origin, up_to
from kdcsim.study.picture import Difference, KeyPicture, acceptor, issuing, picture
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.absence import absent
from kdcsim.world.action import LogOn, RunAs, user_luid
from kdcsim.world.record import Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, and the place in the scenario's files where it was made so, when it is known."""

    fact: Fact
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One deciding rung: at which step, what it answered, and the facts it read."""

    step: str
    ladder: str
    value: str
    rung: Rung
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Everything that led to one step's outcome. ``short`` is one sentence.

    ``bar`` says what a KDC holds against an account that it does not serve, by ``facts`` that no rule read.
    """

    short: str
    picture: KeyPicture | None
    rules: tuple[Because, ...]
    bar: str = ""
    facts: tuple[Told, ...] = ()


def why(run: BranchRun, played: Played) -> Why | None:
    """Tell why a step came out as it did; None when there was nothing to decide."""
    call = call_of(played)
    if call is not None:
        drawn = picture(run, played)
        short = _short_call(call, drawn)
        return Why(short=short, picture=drawn, rules=tuple(_behind_call(run, played, call, drawn)))
    refused = next((e for e in reversed(played.record.exchanges) if not e.issued), None)
    if played.record.error is not None and refused is not None:
        return _of_refusal(run, played, refused)
    if played.record.outcome is Outcome.IMPOSSIBLE and (kept_out := _kept_out(run, played)) is not None:
        return Why(short=f"{played.record.sentence}: {kept_out}", picture=None, rules=())
    rules = tuple(_because(run, played, d) for d in decisions_of(played))
    return Why(short=played.record.sentence, picture=None, rules=rules) if rules else None


def place(run: BranchRun, played: Played, fact: Fact) -> Span | None:
    """Find where a fact was made so: the last step up to this one that changed it, or the line that told it."""
    return origin(run, played, fact.address)


def _kept_out(run: BranchRun, played: Played) -> str | None:
    """The logon that was refused, when a step could not be done for want of the session that it would have made."""
    host, luid = getattr(played.step.action, "host", ""), getattr(played.step.action, "session", None)
    if luid is None or played.record.sentence != absent(played.before, played.before.host(host), luid):
        return None
    for each in reversed(up_to(run, played)):
        action = each.step.action
        if isinstance(action, LogOn | RunAs) and action.host == host and user_luid(host, action.user) == luid:
            refused = each.record.error
            return None if refused is None else f"the logon at step {each.step.label} met {wording.error(refused)}"
    return None


def _of_refusal(run: BranchRun, played: Played, refused: Exchange) -> Why:
    """The rules that refused; where none did, what the account is barred by, if it is that.

    Rules that let a request through are no cause of what came of it afterwards, but what was asked back is theirs.
    """
    judged = refusing(refused) is not None or asks_back(refused)
    rules = tuple(b for d in refused.decisions for b in _behind_refusal(run, played, d)) if judged else ()
    barred = None if judged else bar(refused, played.before)
    if barred is None:
        return Why(short=_short_refusal(refused), picture=None, rules=rules)
    short = f"{refused.dc} answered {wording.error(refused.error)}: {barred.sentence}"
    facts = tuple(Told(fact, place(run, played, fact)) for fact in barred.facts)
    return Why(short=short, picture=None, rules=(), bar=barred.sentence, facts=facts)


def _behind_call(run: BranchRun, played: Played, call: Call, drawn: KeyPicture | None) -> Iterator[Because]:
    """The salt of the session that was to open the ticket, what it asked the KDC for, and the ticket's etype."""
    salt = _acceptor_salt(played, call)
    if salt is not None and drawn is not None and drawn.difference not in (Difference.ACCOUNT, Difference.PASSWORD):
        yield _because(run, played, salt)
        yield from _asked(run, played, call.to_host) if call.error is not None else ()
    issued = issuing(run, played, call)
    for decision in issued.decisions if issued is not None else ():
        if decision.reason.ladder in ("declared", "ticket"):
            yield _because(run, played, decision)


def _acceptor_salt(played: Played, call: Call) -> Decision[Any] | None:
    session = acceptor(played, call)
    return session.salt_decision() if session is not None and needs_salt(call) else None


def _asked(run: BranchRun, played: Played, host: str) -> Iterator[Because]:
    """What the host last chose to pre-authenticate with, and when."""
    for each in reversed(up_to(run, played)):
        for decision in decisions_of(each):
            if decision.reason.ladder == "first-request" and _is_of(decision, host):
                yield _because(run, each, decision)
                return


def _is_of(decision: Decision[Any], host: str) -> bool:
    its = f"{address('host', host)}/".casefold()
    return any(fact.address.casefold().startswith(its) for rung in decision.reason.rungs for fact in rung.facts)


def _behind_refusal(run: BranchRun, played: Played, decision: Decision[Any]) -> Iterator[Because]:
    """A ladder that ended in a refusal: first the rules that took something away, then the one that gave up."""
    if getattr(decision.value, "error", None) is not None:
        for rung in decision.reason.narrowed:
            if rung.removed:
                yield _of_rung(run, played, decision, rung, f"takes away {', '.join(rung.removed)}")
    yield _because(run, played, decision)


def _because(run: BranchRun, played: Played, decision: Decision[Any]) -> Because:
    return _of_rung(run, played, decision, decision.reason.decided, said(decision))


def _of_rung(run: BranchRun, played: Played, decision: Decision[Any], rung: Rung, value: str) -> Because:
    return Because(
        step=played.step.label,
        ladder=decision.reason.ladder,
        value=value,
        rung=rung,
        facts=tuple(Told(fact, place(run, played, fact)) for fact in rung.facts),
    )


def said(decision: Decision[Any]) -> str:
    """Say what a decision came to, in the words of its ladder."""
    value = decision.value
    match decision.reason.ladder:
        case "salt":
            return "no AES key" if value is None else f"salt {wording.salt(value)}"
        case "first-request":
            return "a bare request" if value is None else f"a timestamp under {wording.etype(value)}"
        case "client-list" | "hint" if isinstance(value, tuple):
            return " ".join(str(int(e)) for e in value)
        case "after-hint" if value is None:
            return "nothing usable"
    if isinstance(value, int):
        return wording.etype(value)
    refusal = getattr(value, "error", None)
    return f"refused: {wording.error(refusal)}" if refusal is not None else str(value)


def _short_call(call: Call, drawn: KeyPicture | None) -> str:
    if drawn is None or drawn.difference is Difference.NONE:
        return f"{call.to_host} opened the ticket and answered {wording.error(call.error)}"
    mine, theirs = drawn.closest, drawn.sealed
    match drawn.difference:
        case Difference.NO_KEY:
            return f"{drawn.session} holds no {wording.etype(drawn.etype)} key"
        case Difference.SALT:
            assert mine is not None, "a key was tried"
            return f"salt {wording.salt(mine.salt)} instead of {wording.salt(theirs.salt if theirs else None)}"
        case Difference.ACCOUNT:
            assert mine is not None and theirs is not None, "two accounts differ"
            return f"sealed for {theirs.account}, but the service runs as {mine.account}"
    return str(drawn.difference.value)


def _short_refusal(exchange: Exchange) -> str:
    if exchange.error != ErrorCode.KDC_ERR_ETYPE_NOSUPP:
        return f"{exchange.dc} answered {wording.error(exchange.error)}: {ErrorCode(exchange.error or 0).sentence}"
    asked = " ".join(str(e) for e in exchange.requested) or "nothing"
    has = " ".join(str(e) for e in exchange.available) or "nothing"
    return f"{exchange.dc} answered {wording.error(exchange.error)}: requested {asked}, available {has}"
